"""The default of a field as a Python expression of its class: what a reader fills in where a writer sends nothing."""

from __future__ import annotations

import decimal
import json
from typing import assert_never

from treatyc.emit.python.avro.members import fields_of, symbols_of
from treatyc.emit.python.avro.needs import Needs
from treatyc.emit.python.layout import Expression, Items, Labelled, call, dict_of
from treatyc.emit.python.literal import literal
from treatyc.load.avro.defaults import branch_of
from treatyc.load.json_text import JsonValue
from treatyc.system.schema import (
    Alias,
    Anything,
    Array,
    Boolean,
    Bytes,
    Date,
    Decimal,
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


def default_of(text: str, type: Type, needs: Needs) -> Expression:
    """What stands behind the `=` of a field: the value where nothing can change it, else a factory of it."""
    value = json.loads(text)
    expression = _expression(value, type, needs)
    if _is_fixed_for_good(value, type, needs):
        return expression
    needs.module("msgspec")
    match expression:
        case Items("[" | "{" as opening, ()):
            factory: Expression = "list" if opening == "[" else "dict"
        case _:
            factory = Labelled("lambda: ", expression)
    return call("msgspec.field", default_factory=factory)


def _is_fixed_for_good(value: JsonValue, type: Type, needs: Needs) -> bool:
    """Whether one value may serve all: no list, no dictionary, and no class that may stand further down."""
    match type:
        case Array() | Map():
            return False
        case Ref(name=name):
            return not isinstance(needs.library.definitions[name], Record) and not needs.is_late(name)
        case Union(branches=branches):
            return _is_fixed_for_good(value, branches[_branch(value, type, needs)], needs)
        case _:
            return True


def _branch(value: JsonValue, union: Union, needs: Needs) -> int:
    index = branch_of(value, union, needs.library.definitions.get)
    if index is None:
        raise AssertionError("the loader proves defaults")
    return index


def _expression(value: JsonValue, type: Type, needs: Needs) -> Expression:  # noqa: C901 - one case a type
    match type:
        case Null() | Boolean() | Integer() | String():
            return literal(_scalar(value))
        case Float():
            return literal(float(_number(value)))
        case Bytes():
            return literal(_octets(value))
        case Decimal(scale=scale):
            number = decimal.Decimal(f"{int.from_bytes(_octets(value), 'big', signed=True)}E-{scale}")
            return f"{needs.module('decimal')}.Decimal({literal(str(number))})"
        case Timestamp(unit=Unit.NANOSECONDS):
            return literal(_scalar(value))
        case Timestamp(unit=unit, zoned=zoned):
            function = f"{'moment' if zoned else 'local'}_of_{unit.value}"
            return f"{needs.values(function)}({literal(_scalar(value))})"
        case TimeOfDay(unit=unit):
            return f"{needs.values(f'time_of_{unit.value}')}({literal(_scalar(value))})"
        case Date():
            return f"{needs.values('date_of')}({literal(_scalar(value))})"
        case Duration():
            return f"{needs.values('duration_of')}({literal(_octets(value))})"
        case Uuid(carrier=String()):
            return f"{needs.module('uuid')}.UUID({literal(_scalar(value))})"
        case Uuid():
            return f"{needs.module('uuid')}.UUID(bytes={literal(_octets(value))})"
        case Array(items=items):
            assert isinstance(value, list)  # noqa: S101 - the loader proves defaults
            return Items("[", tuple(_expression(item, items, needs) for item in value), "]")
        case Map(values=values):
            assert isinstance(value, dict)  # noqa: S101 - likewise
            return dict_of([(literal(key), _expression(item, values, needs)) for key, item in value.items()])
        case Union(branches=branches):
            return _expression(value, branches[_branch(value, type, needs)], needs)
        case Ref(name=name):
            return _named(value, name, needs)
        case Literal() | Anything():
            raise AssertionError("JSON Schema's own")
    assert_never(type)


def _named(value: JsonValue, name: str, needs: Needs) -> Expression:
    definition = needs.library.definitions[name]
    match definition:
        case Record(fields=fields):
            assert isinstance(value, dict)  # noqa: S101 - the loader proves defaults
            members = fields_of(definition)
            given = {
                members[field.name]: _expression(value[field.name], field.type, needs)
                for field in fields
                if field.name in value
            }
            return call(needs.class_of(name), **given)
        case Enumeration():
            return f"{needs.class_of(name)}.{symbols_of(definition)[str(value)]}"
        case Fixed(type=type):
            return _expression(value, type, needs)
        case Alias():
            raise AssertionError("JSON Schema's own")
    assert_never(definition)


def _scalar(value: JsonValue) -> bool | int | float | str | None:
    assert not isinstance(value, list | dict)  # noqa: S101 - the loader proves defaults
    return value


def _number(value: JsonValue) -> int | float:
    assert isinstance(value, int | float)  # noqa: S101 - likewise
    return value


def _octets(value: JsonValue) -> bytes:
    assert isinstance(value, str)  # noqa: S101 - likewise
    return value.encode("latin-1")
