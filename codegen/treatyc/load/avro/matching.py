"""Which of a reader's types takes a writer's value (Avro 1.12, Schema Resolution), before anybody looks inside.

Where the specification leaves a choice the reference implementation is followed: a union's branch of the same type and
name comes before one of the same kind, and that before one that needs a promotion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treatyc.load.avro.canonical import wire
from treatyc.system.schema import (
    Array,
    AvroField,
    Boolean,
    Bytes,
    Date,
    Decimal,
    Definition,
    Duration,
    Enumeration,
    Field,
    Fixed,
    Float,
    Integer,
    Map,
    Null,
    Record,
    Ref,
    String,
    TimeOfDay,
    Timestamp,
    Type,
    Union,
    Uuid,
)

Definitions = Mapping[str, Definition]

PROMOTIONS: Mapping[str, tuple[str, ...]] = {
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
    "string": ("bytes",),
    "bytes": ("string",),
}
"""To which other types a writer's values are widened."""


@dataclass(frozen=True, slots=True)
class Matching:
    """A writer's definitions beside a reader's; neither type that is asked about is a union unless it says so."""

    writer: Definitions
    reader: Definitions

    def takes(self, writer: Type, reader: Type) -> bool:
        """Whether the two are of one kind, name and size, or the writer's is widened; parts may still differ."""
        match writer, reader:
            case (Array(), Array()) | (Map(), Map()):
                return True
            case Ref(), Ref():
                return self._takes_named(self.writer[writer.name], self.reader[reader.name])
            case _:
                written, read = primitive(writer), primitive(reader)
                return written is not None and (written == read or read in PROMOTIONS.get(written, ()))

    def branch(self, writer: Type, union: Union) -> int | None:
        """The reader's branch that takes the writer's type, which is no union."""
        possible = [index for index, branch in enumerate(union.branches) if self.takes(writer, branch)]
        same = (index for index in possible if self._is_same(writer, union.branches[index]))
        return next(same, next(iter(possible), None))

    def _takes_named(self, writer: Definition, reader: Definition) -> bool:
        if type(writer) is not type(reader) or not same_name(writer, reader):
            return False
        return not (isinstance(writer, Fixed) and isinstance(reader, Fixed)) or writer.size == reader.size

    def _is_same(self, writer: Type, branch: Type) -> bool:
        match writer, branch:
            case Ref(), Ref():
                return branch.name == writer.name or writer.name in aliases_of(self.reader[branch.name])
            case ((Array() | Map()), _):
                return True
            case _:
                return primitive(writer) == primitive(branch)


def targets(fields: Sequence[Field]) -> Mapping[str, Field]:
    """The reader's field that a writer's fills, by the writer's name: an alias renames the writer's field first."""
    found = {field.name: field for field in fields}
    for field in fields:
        if isinstance(field.origin, AvroField):
            found.update((alias, field) for alias in field.origin.aliases)
    return found


def same_name(writer: Definition, reader: Definition) -> bool:
    """Avro 1.12: the unqualified names match, or an alias of the reader's is the writer's name."""
    short = writer.name.rpartition(".")[2]
    return short == reader.name.rpartition(".")[2] or writer.name in aliases_of(reader)


def aliases_of(definition: Definition) -> tuple[str, ...]:
    """The aliases of a named type, as full names."""
    match definition:
        case Record(aliases=aliases) | Enumeration(aliases=aliases) | Fixed(aliases=aliases):
            return aliases
        case _:
            return ()


def primitive(type: Type) -> str | None:
    """The primitive type that carries a type's values; None for those that have parts or a definition."""
    match type:
        case Null():
            return "null"
        case Boolean():
            return "boolean"
        case Integer(bits=bits):
            return "int" if bits == 32 else "long"
        case Float(bits=bits):
            return "float" if bits == 32 else "double"
        case String():
            return "string"
        case Bytes():
            return "bytes"
        case Decimal() | Uuid() | Duration() | Date() | TimeOfDay() | Timestamp():
            return wire(type)
        case _:
            return None
