"""Avro schemas as Java's parser leaves them, as far as its compatibility check looks at them.

Types with parts are told apart by identity, for a union may be large.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Primitive:
    """A type by its word; logical types are not compared."""

    word: str


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """Items of one type."""

    items: Type


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """Values of one type."""

    values: Type


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """One of some types."""

    branches: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A named type by its full name."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """A record's field; `default` is its JSON, None where there is none."""

    name: str
    type: Type
    default: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What all named types have."""

    name: str
    aliases: tuple[str, ...]

    @property
    def short(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Record(Named):
    """A record, or an error."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Enum(Named):
    """An enumeration; `default` is what a reader takes for a symbol that it does not know."""

    symbols: tuple[str, ...]
    default: str | None


@dataclass(frozen=True, slots=True)
class Fixed(Named):
    """Octets of a set number."""

    size: int


Definition = Record | Enum | Fixed
Type = Primitive | Array | Map | Union | Ref


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema, every named type that it can refer to, and the names that nothing defines."""

    type: Type
    definitions: dict[str, Definition]
    unknown: frozenset[str]
