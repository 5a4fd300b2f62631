"""Avro's logical types: an underlying type and its attributes in, what the value means out.

Avro 1.12, Logical Types: what is unknown or invalid is ignored and the underlying type used. An invalid use of a known
one is still said, for its author meant something by it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable

from treatyc.load.avro.scope import Scope
from treatyc.load.json_text import JsonValue
from treatyc.source import Pointer
from treatyc.system.schema import (
    Bytes,
    Date,
    Decimal,
    Duration,
    Integer,
    String,
    TimeOfDay,
    Timestamp,
    Type,
    Unit,
    Uuid,
)

_INT, _LONG = Integer(32), Integer(64)
_DURATION_SIZE, _UUID_SIZE = 12, 16

_PLAIN: dict[str, tuple[Type, Type, str]] = {
    "date": (_INT, Date(), "int"),
    "time-millis": (_INT, TimeOfDay(Unit.MILLISECONDS), "int"),
    "time-micros": (_LONG, TimeOfDay(Unit.MICROSECONDS), "long"),
    "timestamp-millis": (_LONG, Timestamp(Unit.MILLISECONDS), "long"),
    "timestamp-micros": (_LONG, Timestamp(Unit.MICROSECONDS), "long"),
    "timestamp-nanos": (_LONG, Timestamp(Unit.NANOSECONDS), "long"),
    "local-timestamp-millis": (_LONG, Timestamp(Unit.MILLISECONDS, zoned=False), "long"),
    "local-timestamp-micros": (_LONG, Timestamp(Unit.MICROSECONDS, zoned=False), "long"),
    "local-timestamp-nanos": (_LONG, Timestamp(Unit.NANOSECONDS, zoned=False), "long"),
}


def logical(node: dict[str, JsonValue], base: Type, place: Pointer, scope: Scope) -> Type:
    """What a value of `base` means under the `logicalType` of its schema, or `base` itself."""
    name = node.get("logicalType")
    if not isinstance(name, str):
        return base
    if name in _PLAIN:
        wanted, meaning, written = _PLAIN[name]
        return meaning if base == wanted else _ignored(f"`{name}` annotates `{written}`", base, place, scope)
    if name in _WITH_CARRIER:
        return _WITH_CARRIER[name](node, base, place, scope)
    near = difflib.get_close_matches(name, (*_PLAIN, *_WITH_CARRIER), n=1, cutoff=0.8)
    if near:
        message = f"no logical type is called `{name}`, so the plain value stays"
        advice = f"did you mean `{near[0]}`?"
        scope.report.warning("avro-logical-type", message, at=place.child("logicalType"), help=advice)
    return base


def _decimal(node: dict[str, JsonValue], base: Type, place: Pointer, scope: Scope) -> Type:
    if not isinstance(base, Bytes):
        return _ignored("`decimal` annotates `bytes` or a `fixed`", base, place, scope)
    precision, scale = _count(node.get("precision")), _count(node.get("scale", 0))
    if not precision:
        return _ignored("`precision` is a number of digits, at least 1", base, place, scope)
    if scale is None or scale > precision:
        return _ignored("`scale` is a number from 0 to the precision", base, place, scope)
    if base.size is not None and precision > digits_of(base.size):
        message = f"{base.size} bytes hold {digits_of(base.size)} digits, and `precision` asks for {precision}"
        return _ignored(message, base, place, scope)
    if precision > _PRECISION_MAX:
        return _ignored(f"`precision` is at most {_PRECISION_MAX} here", base, place, scope)
    return Decimal(precision, scale, base)


_PRECISION_MAX = 1000


def digits_of(size: int) -> int:
    """How many decimal digits any signed number of `size` bytes can always hold."""
    return len(str(2 ** (8 * min(size, 1024) - 1) - 1)) - 1 if size else 0


def _uuid(_node: dict[str, JsonValue], base: Type, place: Pointer, scope: Scope) -> Type:
    match base:
        case String() | Bytes(size=16):
            return Uuid(base)
        case _:
            return _ignored(f"`uuid` annotates `string` or a `fixed` of {_UUID_SIZE} bytes", base, place, scope)


def _duration(_node: dict[str, JsonValue], base: Type, place: Pointer, scope: Scope) -> Type:
    match base:
        case Bytes(size=12, name=name):
            return Duration(name)
        case _:
            return _ignored(f"`duration` annotates a `fixed` of {_DURATION_SIZE} bytes", base, place, scope)


_WITH_CARRIER: dict[str, Callable[[dict[str, JsonValue], Type, Pointer, Scope], Type]] = {
    "decimal": _decimal,
    "uuid": _uuid,
    "duration": _duration,
}


def _count(value: JsonValue) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _ignored(reason: str, base: Type, place: Pointer, scope: Scope) -> Type:
    message = f"this logical type is ignored: {reason}"
    advice = "mend it, or remove `logicalType`"
    scope.report.warning("avro-logical-type", message, at=place.child("logicalType"), help=advice)
    return base
