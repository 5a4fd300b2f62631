"""Random Avro schemas, and random values of the classes that are generated for them."""

from __future__ import annotations

import datetime as dt
import decimal
import struct
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

from treaty.codecs.avro_values import Duration
from treatyc.system.schema import (
    Array,
    Boolean,
    Bytes,
    Date,
    Decimal,
    Definition,
    Enumeration,
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
    Unit,
    Uuid,
)
from treatyc.system.schema import Duration as DurationType

Json = Any
NAMESPACE = "shop.v1"

PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
LOGICAL: list[Json] = [
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3},
    {"type": "bytes", "logicalType": "decimal", "precision": 40},
    {"type": "string", "logicalType": "uuid"},
    {"type": "int", "logicalType": "date"},
    {"type": "int", "logicalType": "time-millis"},
    {"type": "long", "logicalType": "time-micros"},
    {"type": "long", "logicalType": "timestamp-millis"},
    {"type": "long", "logicalType": "timestamp-micros"},
    {"type": "long", "logicalType": "timestamp-nanos"},
    {"type": "long", "logicalType": "local-timestamp-millis"},
    {"type": "long", "logicalType": "local-timestamp-micros"},
]
FIXED: list[Json] = [
    {"size": 0},
    {"size": 5},
    {"size": 12, "logicalType": "duration"},
    {"size": 16, "logicalType": "uuid"},
    {"size": 6, "logicalType": "decimal", "precision": 9, "scale": 2},
]
FIELD_NAMES = "a size start data at value list class items camelCase read_int len None_".split()


class _Schemas:
    """One draw: definitions get names that nothing else has, and may be used again by them."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.defined: list[str] = []
        self.names = 0

    def name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def type(self, depth: int) -> Json:
        kinds = ["primitive", "primitive", "logical", "fixed", "enum", "known"]
        if depth > 0:
            kinds += ["array", "map", "union", "union", "record"]
        kind = self.draw(st.sampled_from(kinds))
        match kind:
            case "logical":
                return self.draw(st.sampled_from(LOGICAL))
            case "fixed":
                name = self.name("F")
                self.defined.append(name)
                return {"type": "fixed", "name": name, **self.draw(st.sampled_from(FIXED))}
            case "enum":
                name = self.name("E")
                self.defined.append(name)
                symbols = self.draw(st.lists(st.sampled_from("ABCDE"), min_size=1, unique=True))
                return {"type": "enum", "name": name, "symbols": symbols}
            case "known" if self.defined:
                return self.draw(st.sampled_from(self.defined))
            case "array":
                return {"type": "array", "items": self.type(depth - 1)}
            case "map":
                return {"type": "map", "values": self.type(depth - 1)}
            case "union":
                return self.union(depth)
            case "record":
                return self.record(depth - 1)
            case _:
                return self.draw(st.sampled_from(PRIMITIVES))

    def union(self, depth: int) -> Json:
        branches: list[Json] = []
        seen: set[str] = set()
        for _ in range(self.draw(st.integers(1, 4))):
            before = len(self.defined)
            branch = self.type(depth - 1)
            keys = {_kind(branch), _look(branch)}
            if all(keys) and not keys & seen:
                seen |= keys
                branches.append(branch)
            else:
                del self.defined[before:]  # they go with the branch
        return branches or ["null"]

    def record(self, depth: int, *, root: bool = False) -> Json:
        name = "Root" if root else self.name("R")
        fields = [
            {"name": member, "type": self.type(depth)}
            for member in self.draw(st.lists(st.sampled_from(FIELD_NAMES), max_size=4, unique=True))
        ]
        if self.draw(st.booleans()):
            fields.append(
                {
                    "name": "again",
                    "type": self.draw(st.sampled_from([["null", name], {"type": "array", "items": name}])),
                }
            )
        self.defined.append(name)
        return {"type": "record", "name": name, "fields": fields}


def _kind(branch: Json) -> str:
    """What a union tells branches apart by; empty for a union."""
    match branch:
        case str():
            return branch
        case dict():
            return str(branch.get("name", branch["type"]))
        case _:
            return ""


def _look(branch: Json) -> str:
    """What only shows in Python: two decimals look alike there, and so do two UUIDs."""
    known = branch.get("logicalType") if isinstance(branch, dict) else None
    return f"a {known}" if known in ("decimal", "uuid") else _kind(branch)


@st.composite
def schemas(draw: st.DrawFn) -> Json:
    """A record called `shop.v1.Root`."""
    return {**_Schemas(draw).record(3, root=True), "namespace": NAMESPACE}


def values(  # noqa: C901 - one case a type
    type: Type, definitions: Mapping[str, Definition], classes: ModuleType, depth: int = 3
) -> st.SearchStrategy[Any]:
    """Values of a type that its codec must take; the depth is of records inside records."""
    match type:
        case Null():
            return st.none()
        case Boolean():
            return st.booleans()
        case Integer(bits=bits):
            return st.integers(-(2 ** ((bits or 64) - 1)), 2 ** ((bits or 64) - 1) - 1)
        case Float(bits=bits):
            return st.floats(width=32 if bits == 32 else 64, allow_nan=False)
        case String():
            return st.text(max_size=80)
        case Bytes(size=size):
            return st.binary(min_size=size or 0, max_size=100 if size is None else size)
        case Decimal(precision=precision, scale=scale):
            return st.integers(-(10**precision) + 1, 10**precision - 1).map(lambda n: decimal.Decimal(f"{n}E-{scale}"))
        case Timestamp(unit=Unit.NANOSECONDS):
            return st.integers(-(2**63), 2**63 - 1)
        case Timestamp(unit=unit, zoned=zoned):
            moments = st.datetimes(timezones=st.just(dt.UTC) if zoned else st.none())
            return moments if unit is Unit.MICROSECONDS else moments.map(_to_ms)
        case TimeOfDay(unit=unit):
            return st.times() if unit is Unit.MICROSECONDS else st.times().map(_to_ms)
        case Date():
            return st.dates()
        case DurationType():
            part = st.integers(0, 2**32 - 1)
            return st.builds(Duration, part, part, part)
        case Uuid():
            return st.uuids()
        case Array() if depth <= 0:
            return st.just([])
        case Map() if depth <= 0:
            return st.just({})
        case Array(items=items):
            return st.lists(values(items, definitions, classes, depth), max_size=3)
        case Map(values=inner):
            return st.dictionaries(st.text(max_size=5), values(inner, definitions, classes, depth), max_size=3)
        case Union(branches=branches):
            flat = [branch for branch in branches if not isinstance(branch, Ref)] if depth <= 0 else []
            return st.one_of([values(branch, definitions, classes, depth) for branch in flat or branches])
        case Ref(name=name):
            return _definition(definitions[name], definitions, classes, depth)
        case _:
            raise AssertionError(type)


def _definition(
    definition: Definition, definitions: Mapping[str, Definition], classes: ModuleType, depth: int
) -> st.SearchStrategy[Any]:
    match definition:
        case Record(name=name, fields=fields):
            made = getattr(classes, name.rpartition(".")[2])
            members = dict(zip(made.__struct_fields__, fields, strict=True))
            return st.builds(made, **{m: values(f.type, definitions, classes, depth - 1) for m, f in members.items()})
        case Enumeration(name=name):
            return st.sampled_from(getattr(classes, name.rpartition(".")[2]))
        case Fixed(type=type):
            return values(type, definitions, classes, depth)
        case _:
            raise AssertionError(definition)


def _to_ms(moment: Any) -> Any:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def datum(value: Any, type: Type, definitions: Mapping[str, Definition]) -> Any:
    """A value as fastavro takes it, where no logical type is left in the schema: written by other means than ours."""
    match type:
        case Decimal(scale=scale, carrier=Bytes(size=size)):
            unscaled = int(decimal.Context(prec=100).multiply(value, 10**scale))
            length = size or (abs(unscaled).bit_length() + 8) // 8
            return unscaled.to_bytes(length, "big", signed=True)
        case Timestamp(unit=Unit.NANOSECONDS):
            return value
        case Timestamp(unit=unit):
            epoch = dt.datetime(1970, 1, 1, tzinfo=value.tzinfo)
            return (value - epoch) // dt.timedelta(**{_UNITS[unit]: 1})
        case TimeOfDay(unit=unit):
            since = dt.timedelta(0, value.second, value.microsecond, 0, value.minute, value.hour)
            return since // dt.timedelta(**{_UNITS[unit]: 1})
        case Date():
            return (value - dt.date(1970, 1, 1)).days
        case DurationType():
            return struct.pack("<III", value.months, value.days, value.milliseconds)
        case Uuid(carrier=String()):
            return str(value)
        case Uuid():
            return value.bytes
        case Array(items=items):
            return [datum(item, items, definitions) for item in value]
        case Map(values=inner):
            return {key: datum(item, inner, definitions) for key, item in value.items()}
        case Union(branches=branches):
            [branch] = [branch for branch in branches if branch != Null()] or [Null()]
            return None if value is None else datum(value, branch, definitions)
        case Ref(name=name):
            definition = definitions[name]
            if isinstance(definition, Record):
                members = zip(type_members(value), definition.fields, strict=True)
                return {field.name: datum(getattr(value, member), field.type, definitions) for member, field in members}
            return datum(value, definition.type, definitions) if isinstance(definition, Fixed) else str(value)
        case _:
            return value


def type_members(value: Any) -> tuple[str, ...]:
    """The members of a struct, in the order of its record's fields."""
    members: tuple[str, ...] = value.__struct_fields__
    return members


_UNITS = {Unit.MILLISECONDS: "milliseconds", Unit.MICROSECONDS: "microseconds"}


def plain(schema: Json) -> Json:
    """A schema without its logical types."""
    match schema:
        case dict():
            return {
                key: plain(value) for key, value in schema.items() if key not in ("logicalType", "precision", "scale")
            }
        case list():
            return [plain(item) for item in schema]
        case _:
            return schema


def ambiguous(type: Type, definitions: Mapping[str, Definition], above: frozenset[str] = frozenset()) -> bool:
    """Whether a Python value could be of two branches, so that two libraries may choose differently."""
    match type:
        case Array(items=inner) | Map(values=inner):
            return ambiguous(inner, definitions, above)
        case Union(branches=branches) if branches:
            proper = [branch for branch in branches if branch != Null()]
            return len(proper) > 1 or any(ambiguous(branch, definitions, above) for branch in proper)
        case Ref(name=name) if name not in above and isinstance(definitions[name], Record):
            record = definitions[name]
            assert isinstance(record, Record)
            return any(ambiguous(field.type, definitions, above | {name}) for field in record.fields)
        case _:
            return False
