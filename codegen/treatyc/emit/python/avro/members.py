"""What the members of Avro's definitions are called in Python, and what type their values have there."""

from __future__ import annotations

from typing import assert_never

from treatyc.emit.python import names
from treatyc.emit.python.avro.needs import Needs
from treatyc.system.schema import (
    Anything,
    Array,
    Boolean,
    Bytes,
    Date,
    Decimal,
    Duration,
    Enumeration,
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


def fields_of(record: Record) -> dict[str, str]:
    """The member for each field."""
    return names.unique((field.name, names.field_name(field.name)) for field in record.fields)


def symbols_of(enumeration: Enumeration) -> dict[str, str]:
    """The member for each symbol."""
    return names.unique((symbol.name, names.constant(symbol.name)) for symbol in enumeration.symbols)


def annotation(type: Type, needs: Needs) -> str:  # noqa: C901 - one case a type
    """The Python type of a type's values."""
    match type:
        case Null():
            return "None"
        case Boolean():
            return "bool"
        case Integer() | Timestamp(unit=Unit.NANOSECONDS):
            return "int"
        case Float():
            return "float"
        case String():
            return "str"
        case Bytes():
            return "bytes"
        case Decimal():
            return f"{needs.module('decimal')}.Decimal"
        case Timestamp():
            return f"{needs.module('datetime')}.datetime"
        case TimeOfDay():
            return f"{needs.module('datetime')}.time"
        case Date():
            return f"{needs.module('datetime')}.date"
        case Duration():
            return needs.values("Duration")
        case Uuid():
            return f"{needs.module('uuid')}.UUID"
        case Array(items=items):
            return f"list[{annotation(items, needs)}]"
        case Map(values=values):
            return f"dict[str, {annotation(values, needs)}]"
        case Union(branches=branches):
            shown = dict.fromkeys(annotation(branch, needs) for branch in branches)
            return " | ".join(sorted(shown, key=lambda branch: branch == "None"))
        case Ref(name=name):
            return needs.class_of(name)
        case Literal() | Anything():
            raise AssertionError("JSON Schema's own")
    assert_never(type)
