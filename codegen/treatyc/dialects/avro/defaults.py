"""Whether defaults are values of their types: Apicurio's parser asks, the other engines' do not."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from treatyc.dialects.avro.model import Array, Enum, Fixed, Map, Primitive, Record, Ref, Schema, Type, Union
from treatyc.dialects.dialect import EngineFails
from treatyc.dialects.limits import Effort
from treatyc.load.json_text import JsonValue

_WHOLE = {"int": 31, "long": 63}


def refuse_misfits(schema: Schema) -> None:
    """What Java's strict parser does with a default that is no value of its field's type; raises `Unpredicted`, too."""
    effort = Effort()
    for definition in schema.definitions.values():
        for each in definition.fields if isinstance(definition, Record) else ():
            if each.default is None:
                continue
            if not _Default(schema, effort).fits(json.loads(each.default), each.type):
                raise EngineFails(f"AvroTypeException: Invalid default for field {each.name}: {each.default}")


@dataclass(slots=True)
class _Default:
    """A default while it is looked at; `known` is what was found of its parts, for a union may ask again and again."""

    schema: Schema
    effort: Effort
    known: dict[tuple[int, Type], bool] = field(default_factory=dict)

    def fits(self, value: JsonValue, type: Type) -> bool:
        """Whether it is a value of a type."""
        self.effort.spend()
        match type:
            case Primitive(word):
                return _is_primitive(value, word)
            case Array(items):
                return isinstance(value, list) and all(self.fits(each, items) for each in value)
            case Map(values):
                return isinstance(value, dict) and all(self.fits(each, values) for each in value.values())
        key = id(value), type  # the value is held by whoever asks
        if key not in self.known:
            match type:
                case Union(branches):
                    self.known[key] = any(self.fits(value, branch) for branch in branches)
                case Ref(name):
                    self.known[key] = self._is_named(value, name)
        return self.known[key]

    def _is_named(self, value: JsonValue, name: str) -> bool:
        match self.schema.definitions.get(name):
            case Record(fields=fields):
                return isinstance(value, dict) and all(
                    self.fits(value[each.name], each.type) if each.name in value else each.default is not None
                    for each in fields
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
