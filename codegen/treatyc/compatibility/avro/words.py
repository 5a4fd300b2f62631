"""How a type is called in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from treatyc.load.avro.canonical import wire
from treatyc.system.schema import (
    Alias,
    Anything,
    Array,
    Boolean,
    Bytes,
    Date,
    Decimal,
    Definition,
    Duration,
    Enumeration,
    Fixed,
    Float,
    Integer,
    Literal,
    Map,
    Null,
    Record,
    Ref,
    String,
    TimeOfDay,
    Timestamp,
    Type,
    Union,
    Unit,
    Uuid,
)

_UNITS = {Unit.MILLISECONDS: "millis", Unit.MICROSECONDS: "micros", Unit.NANOSECONDS: "nanos"}
_SHOWN_MAX = 5
_LENGTH_MAX = 60


def label(type: Type) -> str:
    """What tells a union's branch from the others: its kind, or its name."""
    match type:
        case Ref(name=name):
            return name
        case Array():
            return "array"
        case Map():
            return "map"
        case Union():
            return "union"
        case Decimal() | Uuid() | Date() | TimeOfDay() | Timestamp():
            return wire(type)
        case _:
            return word(type)


def word(type: Type) -> str:  # noqa: C901 - one case a type
    """A type as a person names it, without quotation marks."""
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
        case Bytes(size=size):
            return "bytes" if size is None else f"fixed({size})"
        case Decimal(precision=precision, scale=scale):
            return f"decimal({precision}, {scale})"
        case Uuid():
            return "uuid"
        case Duration():
            return "duration"
        case Date():
            return "date"
        case TimeOfDay(unit=unit):
            return f"time-{_UNITS[unit]}"
        case Timestamp(unit=unit, zoned=zoned):
            return f"{'' if zoned else 'local-'}timestamp-{_UNITS[unit]}"
        case Array(items=items):
            return f"array of {word(items)}"
        case Map(values=values):
            return f"map of {word(values)}"
        case Union(branches=branches):
            return f"[{listed(map(word, branches))}]"
        case Ref(name=name):
            return name
        case Literal() | Anything():
            raise AssertionError("JSON Schema's own")
    assert_never(type)


def kind(definition: Definition) -> str:
    """What a definition is."""
    match definition:
        case Record():
            return "record"
        case Enumeration():
            return "enum"
        case Fixed():
            return "fixed"
        case Alias():
            raise AssertionError("JSON Schema's own")
    assert_never(definition)


def listed(words: Iterable[str]) -> str:
    """Words with commas, not more than a person reads."""
    every = list(words)
    more = [f"and {len(every) - _SHOWN_MAX} more"] if len(every) > _SHOWN_MAX + 1 else []
    shown = every[:_SHOWN_MAX] if more else every
    return ", ".join([*shown, *more])


def short(name: str) -> str:
    """A full name without its namespace."""
    return name.rpartition(".")[2]


def space(name: str) -> str:
    """The namespace of a full name."""
    return name.rpartition(".")[0]


def branches(type: Type) -> list[str]:
    """The labels of a union's branches; of another type its own."""
    return list(map(label, type.branches)) if isinstance(type, Union) else [label(type)]


def brief(text: str) -> str:
    """A text as far as a sentence can hold it."""
    return text if len(text) <= _LENGTH_MAX else f"{text[:_LENGTH_MAX]}…"
