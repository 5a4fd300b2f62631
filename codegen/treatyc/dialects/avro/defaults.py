"""Whether defaults are values of their types: Apicurio's parser asks, the other engines' do not."""

from __future__ import annotations

import json

from treatyc.dialects.avro.model import Array, Enum, Fixed, Map, Primitive, Record, Ref, Schema, Type, Union
from treatyc.dialects.dialect import EngineFails
from treatyc.load.json_text import JsonValue

_WHOLE = {"int": 31, "long": 63}


def refuse_misfits(schema: Schema) -> None:
    """What Java's strict parser does with a default that is no value of its field's type."""
    for definition in schema.definitions.values():
        for field in definition.fields if isinstance(definition, Record) else ():
            if field.default is not None and not _is_value(json.loads(field.default), field.type, schema):
                raise EngineFails(f"AvroTypeException: Invalid default for field {field.name}: {field.default}")


def _is_value(value: JsonValue, type: Type, schema: Schema) -> bool:
    match type:
        case Union(branches):
            return any(_is_value(value, branch, schema) for branch in branches)
        case Array(items):
            return isinstance(value, list) and all(_is_value(each, items, schema) for each in value)
        case Map(values):
            return isinstance(value, dict) and all(_is_value(each, values, schema) for each in value.values())
        case Primitive(word):
            return _is_primitive(value, word)
        case Ref(name):
            return _is_named(value, name, schema)


def _is_named(value: JsonValue, name: str, schema: Schema) -> bool:
    match schema.definitions.get(name):
        case Record(fields=fields):
            return isinstance(value, dict) and all(
                _is_value(value[field.name], field.type, schema) if field.name in value else field.default is not None
                for field in fields
            )
        case Enum() | Fixed():
            return isinstance(value, str)
        case _:
            return True


def _is_primitive(value: JsonValue, word: str) -> bool:
    match word:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "string" | "bytes":
            return isinstance(value, str)
        case "int" | "long":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and -(2 ** _WHOLE[word]) <= int(str(value)) < 2 ** _WHOLE[word]
        case _:
            return isinstance(value, int | float) and not isinstance(value, bool)
