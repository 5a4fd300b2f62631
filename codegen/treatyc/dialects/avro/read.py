"""An Avro schema's JSON read as Java's parser does: by what a comparison needs, and strict where Java is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from treatyc.dialects.avro.model import (
    Array,
    Definition,
    Enum,
    Field,
    Fixed,
    Map,
    Primitive,
    Record,
    Ref,
    Schema,
    Type,
    Union,
)
from treatyc.dialects.dialect import EngineFails
from treatyc.load.json_text import JsonValue

_PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})

_DEFINITIONS = ("record", "error", "enum", "fixed")

Keywords = dict[str, JsonValue]


def read(root: JsonValue, references: Mapping[str, JsonValue]) -> Schema:
    """A schema, and those that it refers to by name, in whichever order."""
    reader = _Reader()
    for _, reference in sorted(references.items()):
        reader.type(reference, "")
    return Schema(reader.type(root, ""), reader.definitions, frozenset(reader.used - reader.definitions.keys()))


@dataclass(frozen=True, slots=True)
class Names:
    """The full names that a text defines, and those that it uses."""

    defined: frozenset[str]
    used: frozenset[str]


def names(root: JsonValue) -> Names:
    """What a text by itself defines and uses."""
    reader = _Reader()
    reader.type(root, "")
    return Names(frozenset(reader.definitions), frozenset(reader.used))


def refuse_unknown(schema: Schema) -> None:
    """What most engines do with names that nothing defines."""
    for name in sorted(schema.unknown):
        raise EngineFails(f"SchemaParseException: Undefined name: {name}")


@dataclass(slots=True)
class _Reader:
    definitions: dict[str, Definition] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def type(self, node: JsonValue, namespace: str) -> Type:
        match node:
            case str():
                return self._word(node, namespace)
            case list():
                return Union(tuple(self.type(branch, namespace) for branch in node))
            case dict() if node.get("type") in _DEFINITIONS:
                return self._define(node, namespace)
            case {"type": "array", "items": items}:
                return Array(self.type(items, namespace))
            case {"type": "map", "values": values}:
                return Map(self.type(values, namespace))
            case {"type": inner}:
                return self.type(inner, namespace)
            case _:
                raise EngineFails("SchemaParseException: No type")

    def _word(self, word: str, namespace: str) -> Type:
        if word in _PRIMITIVES:
            return Primitive(word)
        name = _full(word, namespace)
        # A name without a namespace is looked for among those that have none, too.
        if name not in self.definitions and "." not in word and word in self.definitions:
            name = word
        self.used.add(name)
        return Ref(name)

    def _define(self, node: Keywords, namespace: str) -> Type:
        written, space = node.get("name"), node.get("namespace")
        if not isinstance(written, str):
            raise EngineFails("SchemaParseException: No name in schema")
        name = _full(written, space if isinstance(space, str) else namespace)
        inside = name.rpartition(".")[0]
        aliases = tuple(_full(alias, inside) for alias in _texts(node.get("aliases")))
        match node["type"]:
            case "enum":
                self.definitions[name] = _enum(node, name, aliases)
            case "fixed":
                size = node.get("size")
                if not isinstance(size, int):
                    raise EngineFails("SchemaParseException: Invalid or no size")
                self.definitions[name] = Fixed(name, aliases, size)
            case _:
                self.definitions[name] = Record(name, aliases, ())  # the record may be within itself
                fields = node.get("fields")
                if not isinstance(fields, list):
                    raise EngineFails("SchemaParseException: Record has no fields")
                self.definitions[name] = Record(name, aliases, tuple(self._field(each, inside) for each in fields))
        return Ref(name)

    def _field(self, node: JsonValue, namespace: str) -> Field:
        if not isinstance(node, dict) or not isinstance(node.get("name"), str) or "type" not in node:
            raise EngineFails("SchemaParseException: No field name or type")
        default = json.dumps(node["default"]) if "default" in node else None
        return Field(str(node["name"]), self.type(node["type"], namespace), default, tuple(_texts(node.get("aliases"))))


def _enum(node: Keywords, name: str, aliases: tuple[str, ...]) -> Enum:
    symbols, default = tuple(_texts(node.get("symbols"))), node.get("default")
    if default is not None and default not in symbols:
        raise EngineFails(f"SchemaParseException: The Enum Default: {default} is not in the enum symbol set")
    return Enum(name, aliases, symbols, default if isinstance(default, str) else None)


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


def _texts(value: JsonValue) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
