"""Whether a field's default is a value of its type (Avro 1.12, Complex Types: the table of field default values)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from treatyc.load.json_text import JsonValue
from treatyc.source import Place, Pointer
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
    Field,
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

Lookup = Callable[[str], Definition | None]
"""A definition by its full name; None where it is not known (yet), and then nothing is said."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
_A_DAY = {Unit.MILLISECONDS: 86_400_000, Unit.MICROSECONDS: 86_400_000_000, Unit.NANOSECONDS: 86_400_000_000_000}
_DEPTH_MAX = 64
_NODES_MAX = 10_000


@dataclass(slots=True)
class _Effort:
    """How many more values may be looked at: defaults inside defaults can double at every step."""

    left: int = _NODES_MAX


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a default is no value of its type, and where in the default; `place` is the field's."""

    message: str
    field: Field
    tokens: tuple[str | int, ...]

    @property
    def place(self) -> Place:
        """The smallest place: the part of the default that does not fit."""
        match self.field.place:
            case Pointer(path, tokens):
                return Pointer(path, (*tokens[:-1], "default", *self.tokens))
            case span:
                return span


def misfits(definitions: Iterable[Definition], lookup: Lookup) -> Iterator[Misfit]:
    """The defaults of all fields that no reader could fill in."""
    for definition in definitions:
        if isinstance(definition, Record):
            for field in definition.fields:
                if field.default is not None:
                    fault = _fault(json.loads(field.default), field.type, lookup, 0, _Effort())
                    if fault is not None:
                        yield Misfit(fault.message, field, fault.tokens)


def branch_of(value: JsonValue, union: Union, lookup: Lookup) -> int | None:
    """The branch that a default of a union belongs to: the first that it fits (Avro 1.12, Unions)."""
    return next(
        (i for i, branch in enumerate(union.branches) if _fault(value, branch, lookup, 0, _Effort()) is None), None
    )


@dataclass(frozen=True, slots=True)
class _Fault:
    message: str
    tokens: tuple[str | int, ...] = ()

    def below(self, token: str | int) -> _Fault:
        return _Fault(self.message, (token, *self.tokens))


def _fault(value: JsonValue, type: Type, lookup: Lookup, depth: int, effort: _Effort) -> _Fault | None:  # noqa: C901 - one case a type
    effort.left -= 1
    if depth > _DEPTH_MAX or effort.left < 0:
        return _Fault("this default has no end, or too many parts: defaults of fields need further defaults")
    match type:
        case Null():
            return None if value is None else _Fault("the default here is `null`")
        case Boolean():
            return None if isinstance(value, bool) else _Fault("the default here is `true` or `false`")
        case Integer(bits=bits):
            return _outside(value, -(2 ** ((bits or 64) - 1)), 2 ** ((bits or 64) - 1) - 1)
        case Float(bits=bits):
            return _float_fault(value, bits)
        case String():
            return None if isinstance(value, str) else _Fault("the default here is text")
        case Bytes(size=size):
            return _bytes_fault(value, size)
        case Decimal(precision=precision, carrier=carrier):
            return _bytes_fault(value, carrier.size) or _decimal_fault(value, precision)
        case Uuid(carrier=carrier):
            return _uuid_fault(value, carrier)
        case Duration():
            return _bytes_fault(value, 12)
        case Date():
            return _outside(value, _FIRST_DAY, _LAST_DAY)
        case TimeOfDay(unit=unit):
            return _outside(value, 0, _A_DAY[unit] - 1)
        case Timestamp(unit=Unit.NANOSECONDS):
            return _outside(value, -(2**63), 2**63 - 1)
        case Timestamp(unit=unit):
            return _outside(value, _FIRST_DAY * _A_DAY[unit], (_LAST_DAY + 1) * _A_DAY[unit] - 1)
        case Array(items=items):
            return _items_fault(value, items, lookup, depth, effort)
        case Map(values=values):
            return _values_fault(value, values, lookup, depth, effort)
        case Union(branches=branches):
            faults = [_fault(value, branch, lookup, depth + 1, effort) for branch in branches]
            fits = any(fault is None for fault in faults)
            return None if fits else (faults[0] if len(faults) == 1 else _Fault("this default fits no branch"))
        case Ref(name=name):
            return _definition_fault(value, lookup(name), lookup, depth, effort)
        case Literal() | Anything():
            raise AssertionError("JSON Schema's own")
    assert_never(type)


def _outside(value: JsonValue, least: int, most: int) -> _Fault | None:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return None
    return _Fault(f"the default here is a whole number from {least} to {most}")


def _float_fault(value: JsonValue, bits: int) -> _Fault | None:
    most = 3.4028234663852886e38 if bits == 32 else 1.7976931348623157e308
    if isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most:
        return None
    return _Fault(f"the default here is a number that {bits} bits hold")


def _bytes_fault(value: JsonValue, size: int | None) -> _Fault | None:
    if not isinstance(value, str) or any(ord(char) > 255 for char in value):
        return _Fault("the default here is text whose code points, 0 to 255, are the bytes")
    if size is not None and len(value) != size:
        return _Fault(f"the default here has {size} bytes")
    return None


def _decimal_fault(value: JsonValue, precision: int) -> _Fault | None:
    octets = value.encode("latin-1") if isinstance(value, str) else b""
    if octets and abs(int.from_bytes(octets, "big", signed=True)) < 10**precision:
        return None
    return _Fault(f"the default here is a decimal of at most {precision} digits: its unscaled value, big-endian")


def _uuid_fault(value: JsonValue, carrier: String | Bytes) -> _Fault | None:
    match carrier:
        case Bytes(size=size):
            return _bytes_fault(value, size)
        case String():
            return None if isinstance(value, str) and _UUID.match(value) else _Fault("the default here is a UUID")
    assert_never(carrier)


def _items_fault(value: JsonValue, items: Type, lookup: Lookup, depth: int, effort: _Effort) -> _Fault | None:
    if not isinstance(value, list):
        return _Fault("the default here is a list")
    for index, item in enumerate(value):
        if fault := _fault(item, items, lookup, depth + 1, effort):
            return fault.below(index)
    return None


def _values_fault(value: JsonValue, values: Type, lookup: Lookup, depth: int, effort: _Effort) -> _Fault | None:
    if not isinstance(value, dict):
        return _Fault("the default here is an object")
    for key, item in value.items():
        if fault := _fault(item, values, lookup, depth + 1, effort):
            return fault.below(key)
    return None


def _definition_fault(
    value: JsonValue, definition: Definition | None, lookup: Lookup, depth: int, effort: _Effort
) -> _Fault | None:
    match definition:
        case None:
            return None
        case Record():
            return _record_fault(value, definition, lookup, depth, effort)
        case Enumeration(name=name, symbols=symbols):
            known = [symbol.name for symbol in symbols]
            return None if value in known else _Fault(f"the default here is a symbol of `{name}`")
        case Fixed(type=type) | Alias(type=type):
            return _fault(value, type, lookup, depth + 1, effort)
    assert_never(definition)


def _record_fault(value: JsonValue, record: Record, lookup: Lookup, depth: int, effort: _Effort) -> _Fault | None:
    if not isinstance(value, dict):
        return _Fault(f"the default here is an object, a `{record.name}`")
    for key in value:
        if record.field(key) is None:
            return _Fault(f"`{record.name}` has no field `{key}`", (key,))
    for field in record.fields:
        if field.name in value:
            if fault := _fault(value[field.name], field.type, lookup, depth + 1, effort):
                return fault.below(field.name)
        elif field.default is None:
            return _Fault(f"the field `{field.name}` of `{record.name}` is missing, and has no default of its own")
        elif fault := _fault(json.loads(field.default), field.type, lookup, depth + 1, effort):
            return _Fault(fault.message)
    return None
