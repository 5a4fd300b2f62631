"""What decoding and looking up agree on: which schema a frame asks for, and what has been found for it.

`decode` is pure and cannot ask a registry. For a reference that the agent's bundle does not know it asks its `Lookups`
what is known of it meanwhile; where that is nothing it raises `SchemaPending`, the delivery waits, somebody looks up
what the error names, and the same delivery is decoded again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

import msgspec

from treaty.contract import MessageSchema
from treaty.errors import TreatyError, UnknownSchemaError
from treaty.registry.frame import Reference


class Wanted(msgspec.Struct, frozen=True):
    """What a frame asks for. `channel` is the address template that the message came on.

    `steps` is the way to a message within a Protobuf file, and empty on channels whose messages are in other languages.
    `type` is the message that `ce_type` names on a channel of several in JSON, where no schema has a name; else empty.
    """

    channel: str
    reference: Reference
    steps: tuple[int, ...] = ()
    type: str = ""

    def __str__(self) -> str:
        """For people."""
        return named(self.reference)


class Found(msgspec.Struct, frozen=True):
    """Which of the channel's message types was written, and what reads the payload behind the frame into it."""

    schema: MessageSchema[Any]
    read: Callable[[bytes], object]


class Lookups(Protocol):
    """What has been looked up so far; never waits."""

    def found(self, wanted: Wanted, /) -> Found | None:
        """The answer, or None when this has to be looked up (once more).

        Raises `DecodeError` for an answer that stays as it is: nobody has the schema, it belongs to a subject that is
        not bound to the channel, or our own schema cannot read it. Raises a `TreatyError` that is retried where looking
        up failed and may go well later; once that is forgotten, the answer is None again.
        """
        ...


class Asking(Lookups, Protocol):
    """`Lookups` that can be filled. An agent of a target with a registry has one, `treaty.registry.resolver.Resolver`.

    `Agent` makes it of its bundle and of all channels that it reads: `Resolver(bundle, {channel.address: channel})`,
    hands it to its `Loop` as `asking`, and closes it after the drain. It connects when it is first asked, not before.
    """

    async def look_up(self, wanted: Wanted, /) -> None:
        """Ask the registry; what came of it, good or bad, is what `found` says from then on. Raises nothing."""
        ...

    async def aclose(self) -> None:
        """Nobody asks any more."""
        ...


class Unasked:
    """Where nobody can be asked: what an agent's bundle does not know stays unknown."""

    def found(self, wanted: Wanted, /) -> Found | None:
        """Raises for everything."""
        raise UnknownSchemaError(f"{wanted} is not known here, and no registry can be asked")

    async def look_up(self, wanted: Wanted, /) -> None:
        """Nothing comes of it."""

    async def aclose(self) -> None:
        """There is nothing to close."""


class SchemaPending(TreatyError):
    """A message cannot be decoded before its schema was looked up. It is no failure, and costs no attempt."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(f"{wanted} has to be looked up")
        self.wanted = wanted


def named(reference: Reference) -> str:
    """A reference, for people."""
    match reference:
        case int():
            return f"schema id {reference}"
        case bytes():
            return f"schema guid {UUID(bytes=reference)}"


def data_schema(reference: Reference) -> bytes:
    """CloudEvents' `dataschema`: where a registry shows the schema, beneath wherever that registry is."""
    match reference:
        case int():
            return b"/schemas/ids/%d" % reference
        case bytes():
            return f"/schemas/guids/{UUID(bytes=reference)}".encode()
