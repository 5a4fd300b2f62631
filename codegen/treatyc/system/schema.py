"""The schema model: what a Protobuf, Avro or JSON Schema definition means, in one closed union of types.

The union says what a value is; what only one format knows sits in that format's `origin`. References are names, so
every value stays hashable, printable and free of cycles.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.source import Place


class Format(enum.Enum):
    """The schema language of a file; the value is the word that the contract language and the API use."""

    AVRO = "avro"
    PROTOBUF = "protobuf"
    JSONSCHEMA = "jsonschema"


class Unit(enum.Enum):
    """The resolution of a time on the wire."""

    MILLISECONDS = "ms"
    MICROSECONDS = "us"
    NANOSECONDS = "ns"


@dataclass(frozen=True, slots=True)
class Null:
    """The one value `None`."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """`True` or `False`."""


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number; `bits` is None where the format sets no width (JSON)."""

    bits: int | None = None
    signed: bool = True
    minimum: int | None = None
    maximum: int | None = None
    multiple_of: int | None = None


@dataclass(frozen=True, slots=True)
class Float:
    """A binary floating-point number of 32 or 64 bits."""

    bits: int = 64
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None


@dataclass(frozen=True, slots=True)
class String:
    """Unicode text; lengths count code points. `pattern` is ECMA-262, as the schema gives it."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Bytes:
    """Octets; `size` is set for a fixed length, and `name` for Avro's named `fixed`."""

    size: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Decimal:
    """An exact decimal number; `carrier` is how it travels: `Bytes()`, or a fixed size."""

    precision: int
    scale: int
    carrier: Bytes


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment (`zoned`) or a local date and time without a zone."""

    unit: Unit
    zoned: bool = True


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day without a date; carried as an `int` (ms) or a `long` (µs)."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar date."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Avro's months, days and milliseconds, in a fixed of 12 bytes named `name`."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Uuid:
    """A UUID; `carrier` is `String()` or a fixed of 16 bytes."""

    carrier: String | Bytes


@dataclass(frozen=True, slots=True)
class Literal:
    """One of a set of JSON values that are no named enumeration; each value is canonical JSON text."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """A list of `items`."""

    items: Type
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """Text keys to `values`; Protobuf's other key types are in `keys`."""

    values: Type
    keys: Type = String()


@dataclass(frozen=True, slots=True)
class Union:
    """Exactly one of the branches, in the order of the schema."""

    branches: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A named definition (record, enumeration, fixed) by its full name."""

    name: str


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value: what an open schema says nothing about."""


Type = (
    Null
    | Boolean
    | Integer
    | Float
    | String
    | Bytes
    | Decimal
    | Timestamp
    | TimeOfDay
    | Date
    | Duration
    | Uuid
    | Literal
    | Array
    | Map
    | Union
    | Ref
    | Anything
)


@dataclass(frozen=True, slots=True)
class AvroField:
    """What Avro alone says of a field; `order` is `ascending`, `descending` or `ignore`."""

    aliases: tuple[str, ...] = ()
    order: str = "ascending"


@dataclass(frozen=True, slots=True)
class ProtobufField:
    """What Protobuf alone says of a field; `oneof` names the oneof that it belongs to."""

    number: int
    json_name: str
    oneof: str | None = None
    presence: bool = False
    packed: bool = False


@dataclass(frozen=True, slots=True)
class JsonField:
    """What JSON Schema alone says of a property."""

    read_only: bool = False
    write_only: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a record. `default` is JSON text (None: no default); for Avro `bytes` it holds code points 0-255.

    `required` means that a document without it is refused (JSON), or that the writer always sends it (Avro).
    """

    name: str
    type: Type
    required: bool
    place: Place
    origin: AvroField | ProtobufField | JsonField
    default: str | None = None
    doc: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A named structure.

    A `closed` one refuses members that it does not declare. `additional` is the type of members beside the declared
    ones that are kept under the names they came with (JSON Schema: patterns, typed additional properties).
    """

    name: str
    fields: tuple[Field, ...]
    place: Place
    doc: str = ""
    aliases: tuple[str, ...] = ()
    deprecated: bool = False
    closed: bool = False
    additional: Type | None = None

    def field(self, name: str) -> Field | None:
        """The member called `name`, or None."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Symbol:
    """One value of an enumeration; `number` is Protobuf's."""

    name: str
    place: Place
    number: int | None = None
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A named set of symbols. `default` is the reader's fallback (Avro); `closed` refuses unknown ones (Protobuf)."""

    name: str
    symbols: tuple[Symbol, ...]
    place: Place
    doc: str = ""
    aliases: tuple[str, ...] = ()
    default: str | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Fixed:
    """Avro's named octets of a set size; `type` is what the value is (`Bytes`, `Decimal`, `Duration`, `Uuid`)."""

    name: str
    type: Type
    size: int
    place: Place
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a type that is no structure, such as a JSON Schema `$defs` entry that is a constrained string."""

    name: str
    type: Type
    place: Place
    doc: str = ""


Definition = Record | Enumeration | Fixed | Alias


@dataclass(frozen=True, slots=True)
class ProtobufFile:
    """A `.proto` file as protoc read it: its path as others import it, and its serialised descriptor without comments.

    The descriptor keeps what the model has no nodes for: services, extensions, options.
    """

    path: str
    imports: tuple[str, ...]
    descriptor: bytes


@dataclass(frozen=True, slots=True)
class Schema:
    """One definition that a user wrote and may send: its full name, its text, and all that it defines.

    `definitions` holds the root first, then every named thing that it reaches inside the same file, sorted by name;
    `imports` are the paths of the files that it needs. `canonical` is text that does not change with layout or the
    order of keys, of all that the schema reaches; a JSON Schema's is its file alone, and `needed` a digest of what it
    takes from others. Equal ones of both mean equal schemas, and their SHA-256 is the schema's fingerprint. `protobuf`
    holds a Protobuf schema's file and all that it imports, well-known types included, each after what it needs itself.
    `undecided` are the definitions whose type is wider than their text: there the text must be asked (JSON Schema).
    """

    name: str
    format: Format
    path: str
    place: Place
    definitions: tuple[Definition, ...]
    canonical: str
    imports: tuple[str, ...] = ()
    doc: str = ""
    deprecated: bool = False
    protobuf: tuple[ProtobufFile, ...] = ()
    undecided: tuple[str, ...] = ()
    needed: str = ""

    @property
    def namespace(self) -> str:
        """The name without its last token."""
        return self.name.rpartition(".")[0]

    @property
    def short_name(self) -> str:
        """The last token of the name."""
        return self.name.rpartition(".")[2]

    def __iter__(self) -> Iterator[Definition]:
        return iter(self.definitions)
