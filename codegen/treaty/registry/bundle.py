"""`registry.json` of a generated package: what an agent knows of each target's registry without asking it.

`treaty generate` writes it from `treaty.lock`. It holds no secret: `${NAME}` references stay as they are until a
registry must be asked.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import msgspec

from treaty.errors import ContractError
from treaty.registry.connection import Address
from treaty.registry.frame import ID_MAX, STEPS_MAX, Reference

FILE = "registry.json"
TEXTS = "registry_texts.json"
FORM = 1
"""Goes up when a runtime could misread what an older compiler wrote."""


Id = Annotated[int, msgspec.Meta(ge=1, le=ID_MAX)]
"""An id that a frame can hold."""

Steps = Annotated[tuple[Annotated[int, msgspec.Meta(ge=0, le=ID_MAX)], ...], msgspec.Meta(max_length=STEPS_MAX)]
"""A way to a Protobuf message that a frame can hold."""


class Where(enum.Enum):
    """Where a message says which schema it was written with: before its payload, or in its headers."""

    PAYLOAD = "payload"
    HEADERS = "headers"


class Keys(enum.Enum):
    """What a key is on the wire: its plain text, or an Avro string with a frame of its own."""

    PLAIN = "plain"
    AVRO = "avro"


class Registering(enum.Enum):
    """Whether an agent registers what it writes when it starts."""

    NEVER = "never"
    AT_START = "at-start"


class Ids(msgspec.Struct, frozen=True):
    """What a registry calls a text; `steps` is the way to a message within a Protobuf file."""

    id: Id
    guid: UUID | None = None
    steps: Steps = ()

    def references(self) -> tuple[Reference, ...]:
        """All that a frame may call it."""
        return (self.id,) if self.guid is None else (self.id, self.guid.bytes)


class Release(msgspec.Struct, frozen=True):
    """A version of a message, by its full name, that stands in the registry."""

    message: str
    version: str
    ids: Ids


class ChannelIds(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a channel: the subject of each message, the ids of what is written and of all that is read.

    `key_subject` and `key` are for a channel whose keys are framed.
    """

    subjects: Mapping[str, str]
    writes: Mapping[str, Ids] = {}
    reads: tuple[Release, ...] = ()
    key_subject: str | None = None
    key: Ids | None = None


class TextReference(msgspec.Struct, frozen=True):
    """What a text calls another one, and the subject of that one."""

    name: str
    subject: str


class Text(msgspec.Struct, frozen=True, rename={"language": "schemaType", "text": "schema"}):
    """What an agent registers when it starts, named as registries do; `steps` are the ways to its messages."""

    subject: str
    language: str
    text: str
    references: tuple[TextReference, ...] = ()
    steps: Mapping[str, Steps] = {}


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """One target's registry, as an agent needs it. `channels` are by address template.

    `texts` are what an agent registers when it starts, each after those that it refers to.
    """

    address: Address
    channels: Mapping[str, ChannelIds]
    frame: Where = Where.PAYLOAD
    keys: Keys = Keys.PLAIN
    register: Registering = Registering.NEVER
    texts: tuple[Text, ...] = ()

    @property
    def target(self) -> str:
        """The target's name."""
        return self.address.target


class _File(msgspec.Struct, frozen=True):
    """What stays the same in all forms, so that another one is told as such."""

    form: int
    targets: msgspec.Raw


def read_bundle(content: bytes, target: str) -> Bundle | None:
    """What a file says of a target; None where it has no registry. Raises `ContractError`."""
    try:
        found = msgspec.json.decode(content, type=_File)
        if found.form != FORM:
            raise ContractError(f"{FILE} was written for another runtime: run `treaty generate` with the same version")
        targets: Mapping[str, Bundle | None] = msgspec.json.decode(found.targets, type=Mapping[str, Bundle | None])
    except msgspec.DecodeError as error:
        raise ContractError(f"{FILE} of this package cannot be read: {error}") from error
    if target not in targets:
        known = ", ".join(sorted(targets)) or "none"
        raise ContractError(f"no target is called `{target}`; this package knows {known}")
    return targets[target]


class _Texts(msgspec.Struct, frozen=True):
    form: int
    targets: Mapping[str, tuple[Text, ...]]


def with_texts(bundle: Bundle, content: bytes) -> Bundle:
    """A bundle with what its agent registers when it starts; raises `ContractError`."""
    try:
        found = msgspec.json.decode(content, type=_Texts)
    except msgspec.DecodeError as error:
        raise ContractError(f"{TEXTS} of this package cannot be read: {error}") from error
    if found.form != FORM or bundle.target not in found.targets:
        raise ContractError(f"{TEXTS} does not belong to {FILE}: run `treaty generate`")
    return msgspec.structs.replace(bundle, texts=found.targets[bundle.target])
