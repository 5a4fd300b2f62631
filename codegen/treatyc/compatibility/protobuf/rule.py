"""The rules of Protobuf: what each kind looks at, what a hit says, and how a hit is proven."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from treatyc.compatibility.finding import Effect
from treatyc.compatibility.protobuf.pairs import (
    EnumPair,
    FieldPair,
    FilePair,
    FolderPair,
    Gone,
    MessagePair,
    ServicePair,
)
from treatyc.compatibility.protobuf.shape import Enum, Field, Message, Service, Site
from treatyc.compatibility.rule import Rule

Value = object
"""What a field is set to: what the Protobuf library takes for it."""

Declared = Message | Enum | Service | Field

CODE = "it breaks code that was generated before, not messages"
CALL = "a call shows it, not one message"
LATER = "no message of these two shows it: it comes with a later release, or from an earlier one"


class Form(enum.Enum):
    """In which form a message travels."""

    BINARY = "binary"
    JSON = "json"
    MEANING = "meaning"
    """In binary, where it is shown what each side takes it for."""
    DEFAULT = "default"
    """In binary, where what is absent counts as what it reads as."""


@dataclass(frozen=True)
class Proof:
    """How to show a hit: messages of the pair's writer to try, and the field in which the reader differs.

    Each assignment maps the numbers of fields to their values. A refusal proves; so does another value in one of
    `watched`, each the writer's number and the reader's. Where nothing is watched, a required field is missing.
    """

    pair: MessagePair
    assignments: Iterable[dict[int, Value]]
    watched: tuple[tuple[int, int], ...]
    form: Form = Form.BINARY


class Unshown(enum.Enum):
    """What becomes of a hit whose proof shows nothing."""

    UNPROVEN = "unproven"
    NOTED = "noted"
    """It is a remark, since no value that can be sent arrives wrong."""
    SILENT = "silent"


@dataclass(frozen=True)
class Hit:
    """What a rule found. Where there is no `proof`, `unproven` says why no message shows it.

    `effect` is less than the rule's where this hit matters less. `writer` and `reader` are the two sites; `path` is the
    way from the top-level declaration.
    """

    message: str
    owner: str
    path: str
    writer: Site | None
    reader: Site | None
    help: str = ""
    proof: Proof | None = None
    unproven: str = ""
    effect: Effect | None = None
    unshown: Unshown = Unshown.UNPROVEN


Hits = Iterator[Hit]


class Breadth(enum.Enum):
    """Whether a rule says something of a message by itself, or of the file that it is written in."""

    MESSAGE = "message"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class ForMessages(Rule[MessagePair, Hit]):
    """Looks at two messages; EDGE rules at those that meet on the wire, CHANGE rules at those of one name."""

    breadth: Breadth = Breadth.MESSAGE


@dataclass(frozen=True, slots=True)
class ForFields(Rule[FieldPair, Hit]):
    """Looks at two fields of one number that are not equal."""

    breadth: Breadth = Breadth.MESSAGE


@dataclass(frozen=True, slots=True)
class ForEnums(Rule[EnumPair, Hit]):
    """Looks at two enumerations that are not equal."""

    breadth: Breadth = Breadth.MESSAGE


@dataclass(frozen=True, slots=True)
class ForServices(Rule[ServicePair, Hit]):
    """Looks at two services of one name."""

    breadth: Breadth = Breadth.FILE


@dataclass(frozen=True, slots=True)
class ForFiles(Rule[FilePair, Hit]):
    """Looks at two files of one path."""

    breadth: Breadth = Breadth.FILE


@dataclass(frozen=True, slots=True)
class ForGone(Rule[Gone[Declared], Hit]):
    """Looks at a declaration that is no longer in its file."""

    breadth: Breadth = Breadth.MESSAGE


@dataclass(frozen=True, slots=True)
class ForFolders(Rule[FolderPair, Hit]):
    """Looks at the two folders as wholes."""

    breadth: Breadth = Breadth.FILE


@dataclass(frozen=True, slots=True)
class ForRoots(Rule[str, Hit]):
    """Looks at a name that was asked for and that one of the two sides does not have."""

    breadth: Breadth = Breadth.MESSAGE


AnyRule = ForMessages | ForFields | ForEnums | ForServices | ForFiles | ForGone | ForFolders | ForRoots
