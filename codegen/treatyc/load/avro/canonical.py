"""An Avro schema in one text that layout cannot change: ours, which keeps all meaning, and the specification's.

*Ours* (`canonical`) names everything in full and writes each definition out where it is first used. It keeps what a
writer or a reader acts on: logical types, defaults, aliases, the default of an enum. Doc, the sort order of fields,
unknown attributes and the order of attributes and aliases are gone.

*The specification's* (`parsing_form`) keeps what decides the bytes of a writer alone; its CRC-64-AVRO is what Avro's
single-object encoding and registries call the fingerprint.
"""

from __future__ import annotations

import functools
import json
from typing import assert_never

from treatyc.load.avro.defaults import Lookup
from treatyc.load.json_text import JsonValue
from treatyc.system.schema import (
    Alias,
    Anything,
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
_PARSING_ORDER = ("name", "type", "fields", "symbols", "items", "values", "size")


DEPTH_MAX = 128
"""How deep types may nest, each definition written out where it is first used."""


class TooDeepError(Exception):
    """A type that nests deeper than any schema that people write, and than a recursive walk may go."""


def canonical(type: Type, lookup: Lookup) -> str:
    """The text that equal schemas share; a name that `lookup` does not know stays a name."""
    return json.dumps(schema_json(type, lookup), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def schema_json(type: Type, lookup: Lookup) -> JsonValue:
    """The schema as JSON, complete in itself: what any Avro library can parse, given every name is known."""
    return _type(type, lookup, set(), DEPTH_MAX)


def parsing_form(type: Type, lookup: Lookup) -> str:
    """Avro 1.12, Parsing Canonical Form."""
    return json.dumps(_stripped(schema_json(type, lookup)), ensure_ascii=False, separators=(",", ":"))


def crc64(text: str) -> int:
    """CRC-64-AVRO (Rabin) of a text, as the unsigned number that its eight bytes are."""
    fingerprint = _EMPTY
    for byte in text.encode():
        fingerprint = (fingerprint >> 8) ^ _crc_table()[(fingerprint ^ byte) & 0xFF]
    return fingerprint


_EMPTY = 0xC15D213AA4D7A795


@functools.cache
def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (_EMPTY & -(value & 1))
        table.append(value)
    return tuple(table)


def _type(type: Type, lookup: Lookup, written: set[str], left: int) -> JsonValue:
    if left < 0:
        raise TooDeepError
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
            return {"type": wire(type), **_logical(type)}
        case Array(items=items):
            return {"type": "array", "items": _type(items, lookup, written, left - 1)}
        case Map(values=values):
            return {"type": "map", "values": _type(values, lookup, written, left - 1)}
        case Union(branches=branches):
            return [_type(branch, lookup, written, left - 1) for branch in branches]
        case Ref(name=name):
            definition = None if name in written else lookup(name)
            return name if definition is None else _definition(definition, lookup, written, left)
        case Literal() | Anything():
            raise AssertionError("JSON Schema's own")
    assert_never(type)


def _definition(definition: Definition, lookup: Lookup, written: set[str], left: int) -> JsonValue:
    written.add(definition.name)
    match definition:
        case Record(name=name, fields=fields, aliases=aliases):
            listed: list[JsonValue] = [_field(field, lookup, written, left) for field in fields]
            return {"name": name, "type": "record", "fields": listed, **_aliases(aliases)}
        case Enumeration(name=name, symbols=symbols, aliases=aliases, default=default):
            fallback: dict[str, JsonValue] = {} if default is None else {"default": default}
            names: list[JsonValue] = [symbol.name for symbol in symbols]
            return {"name": name, "type": "enum", "symbols": names, **fallback, **_aliases(aliases)}
        case Fixed(name=name, type=type, size=size, aliases=aliases):
            return {"name": name, "type": "fixed", "size": size, **_logical(type), **_aliases(aliases)}
        case Alias():
            raise AssertionError("JSON Schema's own")
    assert_never(definition)


def _field(field: Field, lookup: Lookup, written: set[str], left: int) -> JsonValue:
    default: dict[str, JsonValue] = {} if field.default is None else {"default": json.loads(field.default)}
    known_as = field.origin.aliases if isinstance(field.origin, AvroField) else ()
    return {"name": field.name, "type": _type(field.type, lookup, written, left - 1), **default, **_aliases(known_as)}


def _aliases(aliases: tuple[str, ...]) -> dict[str, JsonValue]:
    return {"aliases": list[JsonValue](aliases)} if aliases else {}


def _logical(type: Type) -> dict[str, JsonValue]:
    match type:
        case Decimal(precision=precision, scale=scale):
            return {"logicalType": "decimal", "precision": precision, "scale": scale}
        case Uuid():
            return {"logicalType": "uuid"}
        case Duration():
            return {"logicalType": "duration"}
        case Date():
            return {"logicalType": "date"}
        case TimeOfDay(unit=unit):
            return {"logicalType": f"time-{_UNITS[unit]}"}
        case Timestamp(unit=unit, zoned=zoned):
            return {"logicalType": f"{'' if zoned else 'local-'}timestamp-{_UNITS[unit]}"}
        case _:
            return {}


def wire(type: Type) -> str:
    """The primitive type that carries an unnamed type's values."""
    match type:
        case Date() | TimeOfDay(unit=Unit.MILLISECONDS):
            return "int"
        case TimeOfDay() | Timestamp():
            return "long"
        case Decimal():
            return "bytes"
        case Uuid():
            return "string"
        case _:
            raise AssertionError(type)


def _stripped(node: JsonValue) -> JsonValue:
    """[STRIP], [ORDER] and [PRIMITIVES] of the specification; names are full already, and nothing needs an escape."""
    if isinstance(node, list):
        return [_stripped(item) for item in node]
    if not isinstance(node, dict):
        return node
    if not {"name", "items", "values"} & node.keys():
        return node["type"]
    return {key: _stripped(node[key]) for key in _PARSING_ORDER if key in node}
