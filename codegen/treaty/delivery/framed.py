"""What the frames of one channel's messages lead to: ids that the agent's bundle knows, and those looked up since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from treaty.contract import Channel, MessageSchema
from treaty.envelope import text
from treaty.errors import DecodeError
from treaty.registry import frame
from treaty.registry.bundle import Bundle, ChannelIds, Release
from treaty.registry.frame import Reference
from treaty.registry.wire import Lookups, SchemaPending, Wanted, named

UNKNOWN = "unknown"
"""The version of what was looked up: a registry does not know our releases."""

_PROTOBUF = "application/protobuf"
_JSON = "application/json"


class Known(msgspec.Struct, frozen=True):
    """Which message a frame leads to, the version that it was written with, and what reads the payload behind it.

    `type` is the message's name as `ce_type` has it. `alike` are all messages of the channel with this very text, by
    their types: JSON Schemas of different names may be the same, and then have one id.
    """

    reference: Reference
    schema: MessageSchema[Any]
    type: bytes
    version: str
    read: Callable[[bytes], object]
    alike: Mapping[bytes, Known] = {}


class Framed:
    """The frames of one channel's messages, as one reader understands them."""

    __slots__ = ("_address", "_alike", "_heads", "_known", "_lengths", "_lookups", "_nameless", "_schemas", "_stepped")

    def __init__(self, channel: Channel, bundle: Bundle, lookups: Lookups) -> None:
        self._address = channel.address
        self._lookups = lookups
        self._schemas = {schema.name: schema for schema in channel.messages}
        self._nameless = {schema.name for schema in channel.messages if schema.codec.content_type == _JSON}
        self._known: dict[tuple[Reference, tuple[int, ...]], Known] = {}
        self._alike: dict[tuple[Reference, tuple[int, ...]], dict[bytes, Known]] = {}
        self._stepped: dict[Reference, bool] = {}
        self._heads: dict[bytes, Known] = {}
        for release in bundle.channels.get(channel.address, ChannelIds({})).reads:
            self._learn(release)
        self._lengths = tuple(sorted({len(head) for head in self._heads}))

    def read(self, headers: Mapping[str, bytes], body: bytes) -> tuple[Known, bytes]:
        """What a message was written with, and its payload; raises `SchemaPending` or `DecodeError`."""
        written = headers.get(frame.VALUE_HEADER)
        known, payload = self._at_once(body) if written is None else (None, body)
        if known is None:
            known, payload = self._step_by_step(headers, body, written)
        claimed = headers.get("ce_type")
        return (known if claimed == known.type else _called(claimed, known)), payload

    def _at_once(self, body: bytes) -> tuple[Known | None, bytes]:
        """What a body begins with as we would write it: nearly all of them do, and nothing is parsed for it."""
        for length in self._lengths:
            known = self._heads.get(body[:length])
            if known is not None:
                return known, body[length:]
        return None, body

    def _step_by_step(self, headers: Mapping[str, bytes], body: bytes, written: bytes | None) -> tuple[Known, bytes]:
        data = body if written is None else written
        reference, end = frame.read(data)
        steps: tuple[int, ...] = ()
        if self._has_steps(reference, headers):
            steps, end = frame.read_steps(data, end)
        if written is not None and end != len(written):
            raise DecodeError(f"header {frame.VALUE_HEADER} has {len(written)} bytes, and its frame {end}")
        known = self._known.get((reference, steps))
        if known is None:
            known = self._look_up(Wanted(self._address, reference, steps, self._said(headers)))
        return known, body[end:] if written is None else body

    def _learn(self, release: Release) -> None:
        """One text that the bundle knows, if we can read it by what was generated; else it is looked up."""
        schema = self._schemas.get(release.message)
        if schema is None:
            return
        own = release.version == schema.version
        reader = schema.codec.decode if own else schema.codec.decoder(release.version)
        if reader is None:
            return
        for reference in release.ids.references():
            alike = self._alike.setdefault((reference, release.ids.steps), {})
            known = Known(reference, schema, schema.name.encode(), release.version, reader, alike)
            alike[known.type] = known
            self._known[reference, release.ids.steps] = known
            self._heads[frame.write(reference, release.ids.steps)] = known
            self._stepped[reference] = bool(release.ids.steps)

    def _has_steps(self, reference: Reference, headers: Mapping[str, bytes]) -> bool:
        """Whether a way to a message follows the reference: only the language of the schema tells."""
        known = self._stepped.get(reference)
        if known is not None:
            return known
        asked = self._schemas.get(headers.get("ce_type", b"").decode(errors="replace"))
        candidates = self._schemas.values() if asked is None else (asked,)
        languages = {schema.codec.content_type == _PROTOBUF for schema in candidates}
        if len(languages) > 1:
            raise DecodeError(f"{named(reference)} is not known, and may be Protobuf or not: header ce_type is missing")
        return True in languages

    def _said(self, headers: Mapping[str, bytes]) -> str:
        """The message that `ce_type` names, where there are several in JSON and nothing else tells them apart."""
        asked = headers.get("ce_type", b"").decode(errors="replace")
        return asked if len(self._nameless) > 1 and asked in self._nameless else ""

    def _look_up(self, wanted: Wanted) -> Known:
        found = self._lookups.found(wanted)
        if found is None:
            raise SchemaPending(wanted)
        return Known(wanted.reference, found.schema, found.schema.name.encode(), UNKNOWN, found.read)


def _called(claimed: bytes | None, known: Known) -> Known:
    """The message that `ce_type` names, where the frame may lead to it; raises `DecodeError`."""
    if claimed is None:
        if len(known.alike) > 1:
            shown = ", ".join(sorted(each.schema.name for each in known.alike.values()))
            raise DecodeError(f"{named(known.reference)} may be of any of {shown}: header ce_type is missing")
        return known
    found = known.alike.get(claimed)
    if found is None:
        said = text("ce_type", claimed)[:200]
        raise DecodeError(f"{named(known.reference)} is {known.schema.name}, and ce_type says {said}")
    return found


FramedOf = Callable[[Channel], Framed | None]
"""What reads the frames of a channel's messages."""


def unframed(_channel: Channel) -> None:
    """Where an agent runs for no target with a registry."""
