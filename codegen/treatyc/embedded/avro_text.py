"""Avro texts as Java's parser takes them and writes them again: keys in a set order, no white space, names once.

What a reader of data does not need stays all the same (`doc`, defaults, properties of one's own), in the order that it
was written in.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from treatyc.dialects.avro.defaults import refuse_misfits
from treatyc.dialects.avro.model import Schema
from treatyc.dialects.avro.read import Names, names, read
from treatyc.dialects.dialect import EngineFails
from treatyc.dialects.limits import Unpredicted
from treatyc.embedded.refusal import invalid_schema
from treatyc.load.json_text import JsonValue

_PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_OWN = {
    "record": ("type", "name", "namespace", "doc", "fields", "aliases"),
    "error": ("type", "name", "namespace", "doc", "fields", "aliases"),
    "enum": ("type", "name", "namespace", "doc", "symbols", "default", "aliases"),
    "fixed": ("type", "name", "namespace", "doc", "size", "aliases"),
    "array": ("type", "items"),
    "map": ("type", "values"),
}
_FIELD = ("name", "type", "doc", "default", "order", "aliases")
_ORDERS = ("ascending", "descending", "ignore")

Keywords = dict[str, JsonValue]
Defined = dict[str, Keywords | None]
"""What is defined so far, and how; None where that is not at its end."""


def written(root: JsonValue, others: Mapping[str, JsonValue], *, normalize: bool = False) -> str:
    """The spelling in which a schema is kept; raises `Refusal` for what is none.

    `others` are the schemas that it refers to; one of them may use names of another one. What is normal has the
    properties of one's own sorted.
    """
    writer = _Writer()
    for each in _in_order(others):
        writer.type(others[each], "")
    return json.dumps(_Writer(writer.names, normalize).type(root, ""), ensure_ascii=False, separators=(",", ":"))


def schema(root: JsonValue, others: Mapping[str, JsonValue]) -> Schema:
    """What engines compare; raises `Refusal` for what is no schema."""
    try:
        return read(root, others)
    except EngineFails as failure:
        raise invalid_schema(str(failure)) from None


def prove_defaults(schema: Schema) -> None:
    """Raise `Refusal` for a default that is no value of its field: of what is there such are borne with."""
    try:
        refuse_misfits(schema)
    except EngineFails as failure:
        raise invalid_schema(str(failure)) from None
    except Unpredicted:
        raise invalid_schema("the defaults are too large, or may be of too many types, to be looked at") from None


def _in_order(others: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """Each text after those whose names it uses; in a circle there is no order, and the first one lacks a name."""
    said = {key: _names(value) for key, value in sorted(others.items())}
    definer = {name: key for key, each in said.items() for name in each.defined}
    needs = {
        key: sorted({by for used in each.used - each.defined if (by := _definer(used, definer)) not in ("", key)})
        for key, each in said.items()
    }
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError:
        return tuple(said)


def _definer(name: str, definer: Mapping[str, str]) -> str:
    """The text that defines a name, or what it stands for where its namespace does not have it; else none."""
    return definer.get(name) or definer.get(name.rpartition(".")[2]) or ""


def _names(value: JsonValue) -> Names:
    try:
        return names(value)
    except EngineFails:
        return Names(frozenset(), frozenset())  # whoever reads it tells what is wrong


@dataclass(slots=True)
class _Writer:
    names: Defined = field(default_factory=dict)
    sorts: bool = False

    def type(self, node: JsonValue, namespace: str) -> JsonValue:
        match node:
            case str():
                return self._word(node, namespace)
            case list():
                return self._union(node, namespace)
            case dict():
                return self._object(node, namespace)
            case _:
                raise invalid_schema(f"Schema not yet supported: {_shown(node)}")

    def _object(self, node: Keywords, namespace: str) -> JsonValue:
        match node.get("type"):
            case ("record" | "error" | "enum" | "fixed") as kind:
                return self._named(node, kind, namespace)
            case "array":
                return self._holding(node, "items", namespace)
            case "map":
                return self._holding(node, "values", namespace)
            case str() as word:
                return self._annotated(node, word, namespace)
            case _:
                raise invalid_schema(f"No type: {_shown(node)}")

    def _word(self, word: str, namespace: str) -> JsonValue:
        if word in _PRIMITIVES:
            return word
        name = _full(word, namespace)
        if name not in self.names and "." not in word and word in self.names:
            name = word
        if name not in self.names:
            raise invalid_schema(f'"{_shown(word)}" is not a defined name. The type must be defined or referenced')
        return _seen_from(name, namespace)

    def _union(self, branches: list[JsonValue], namespace: str) -> JsonValue:
        written = [self.type(each, namespace) for each in branches]
        kinds = [_kind(each, namespace) for each in written]
        if "union" in kinds:
            raise invalid_schema(f"Nested union: {_shown(branches)}")
        twice = _twice(kinds)
        if twice:
            raise invalid_schema(f"Duplicate in union:{twice[0]}")
        return written

    def _holding(self, node: Keywords, part: str, namespace: str) -> JsonValue:
        kind = str(node["type"])
        if part not in node:
            raise invalid_schema(f"{kind.capitalize()} has no {part} type: {_shown(node)}")
        return {"type": kind, part: self.type(node[part], namespace), **self._own(node, _OWN[kind])}

    def _annotated(self, node: Keywords, word: str, namespace: str) -> JsonValue:
        """`{"type": "int", "logicalType": "date"}`, or a word in braces that say nothing."""
        written, own = self._word(word, namespace), self._own(node, ("type",))
        return {"type": written, **own} if own and word in _PRIMITIVES else written

    def _named(self, node: Keywords, kind: str, namespace: str) -> JsonValue:
        """A definition; where it comes again it is called by its name."""
        name = self._name(node, namespace)
        known, inside = self.names.get(name), name.rpartition(".")[0]
        if name in self.names and known is None:
            raise invalid_schema(f"Can't redefine: {name}")
        self.names.setdefault(name, None)
        match kind:
            case "enum":
                shape = _enum(node)
            case "fixed":
                shape = {"size": _size(node)}
            case _:
                shape = {"fields": list(self._fields(node, inside))}
        if known is not None and known != shape:
            raise invalid_schema(f"Can't redefine: {name}")
        if known is not None:
            return _seen_from(name, namespace)
        self.names[name] = shape
        found: Keywords = {"type": kind, "name": name.rpartition(".")[2]}
        if inside != namespace:
            found["namespace"] = inside
        if isinstance(node.get("doc"), str):
            found["doc"] = node["doc"]
        aliases = _texts(node, "aliases")
        return {**found, **shape, **self._own(node, _OWN[kind]), **({"aliases": list(aliases)} if aliases else {})}

    def _name(self, node: Keywords, namespace: str) -> str:
        name, space = node.get("name"), node.get("namespace")
        if not isinstance(name, str):
            raise invalid_schema(f"No name in schema: {_shown(node)}")
        full = name if "." in name else _full(name, space if isinstance(space, str) else namespace)
        if not all(_NAME.match(part) for part in full.split(".")):
            raise invalid_schema(f"Illegal character in: {_shown(full)}")
        if full in _PRIMITIVES:
            raise invalid_schema(f"Schemas may not be named after primitives: {full}")
        return full

    def _fields(self, node: Keywords, inside: str) -> Iterator[JsonValue]:
        fields = node.get("fields")
        if not isinstance(fields, list):
            raise invalid_schema(f"Record has no fields: {_shown(node)}")
        seen: set[str] = set()
        for each in fields:
            if not isinstance(each, dict) or not isinstance(each.get("name"), str):
                raise invalid_schema(f"No field name: {_shown(each)}")
            name = str(each["name"])
            if not _NAME.match(name):
                raise invalid_schema(f"Illegal character in: {_shown(name)}")
            if name in seen:
                raise invalid_schema(f"Duplicate field {name} in record {node.get('name')}")
            seen.add(name)
            yield self._field(each, inside)

    def _field(self, node: Keywords, inside: str) -> JsonValue:
        if "type" not in node:
            raise invalid_schema(f"No field type: {_shown(node)}")
        found: Keywords = {"name": node["name"], "type": self.type(node["type"], inside)}
        if isinstance(node.get("doc"), str):
            found["doc"] = node["doc"]
        if "default" in node:
            found["default"] = node["default"]
        order = node.get("order", "ascending")
        if order not in _ORDERS:
            raise invalid_schema(f"No enum constant Order.{_shown(order)}")
        if order != "ascending":
            found["order"] = order
        aliases = _texts(node, "aliases")
        return {**found, **({"aliases": list(aliases)} if aliases else {}), **self._own(node, _FIELD)}

    def _own(self, node: Keywords, known: tuple[str, ...]) -> Keywords:
        """What the format does not know, as it was written."""
        found = {key: value for key, value in node.items() if key not in known}
        return dict(sorted(found.items())) if self.sorts else found


def _enum(node: Keywords) -> Keywords:
    symbols = node.get("symbols")
    if not isinstance(symbols, list) or not all(isinstance(each, str) for each in symbols):
        raise invalid_schema(f"Enum has no symbols: {_shown(node)}")
    for each in symbols:
        if not _NAME.match(str(each)):
            raise invalid_schema(f"Illegal character in: {_shown(each)}")
    twice = _twice([str(each) for each in symbols])
    if twice:
        raise invalid_schema(f"Duplicate enum symbol: {_shown(twice[0])}")
    default = node.get("default")
    if default is None:
        return {"symbols": symbols}
    if default not in symbols:
        raise invalid_schema(f"The Enum Default: {_shown(default)} is not in the enum symbol set: {_shown(symbols)}")
    return {"symbols": symbols, "default": default}


def _twice(words: list[str]) -> list[str]:
    """The words that come more than once, sorted."""
    return sorted(word for word, count in Counter(words).items() if count > 1)


def _size(node: Keywords) -> JsonValue:
    size = node.get("size")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise invalid_schema(f"Invalid or no size: {_shown(node)}")
    return size


def _texts(node: Keywords, key: str) -> tuple[str, ...]:
    value = node.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise invalid_schema(f"{key} not an array of names: {_shown(node)}")
    return tuple(str(each) for each in value)


def _kind(written: JsonValue, namespace: str) -> str:
    """What no two branches of a union may both be."""
    match written:
        case str():
            return written if written in _PRIMITIVES else _full(written, namespace)
        case list():
            return "union"
        case {"name": str() as name, "namespace": str() as space}:
            return _full(name, space)
        case {"name": str() as name}:
            return _full(name, namespace)
        case {"type": str() as word}:
            return word
        case _:
            return ""


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


def _seen_from(name: str, namespace: str) -> str:
    """A name as it is written inside a namespace."""
    space, _, short = name.rpartition(".")
    return short if space == namespace and short not in _PRIMITIVES else name


def _shown(value: JsonValue) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}…"
