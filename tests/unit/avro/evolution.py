"""Random changes to a schema, as people make them: most keep old payloads readable, some do not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Json = Any

_WIDER = {
    "int": ["long", "float", "double"],
    "long": ["float", "double"],
    "float": ["double"],
    "string": ["bytes"],
    "bytes": ["string"],
}
_ADDED: list[Json] = [
    {"type": "int", "default": 7},
    {"type": ["null", "string"], "default": None},
    {"type": ["null", "string"], "default": "x"},
    {"type": {"type": "array", "items": "long"}, "default": [1, 2]},
    {"type": {"type": "map", "values": "double"}, "default": {"k": 1.5}},
    {"type": "bytes", "default": "\u00ff\u0000"},
    {"type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}, "default": "\u0004\u00d2"},
    {"type": {"type": "int", "logicalType": "date"}, "default": 19000},
    {"type": {"type": "long", "logicalType": "timestamp-micros"}, "default": -1},
    {"type": "string"},  # what no reader of old payloads can fill
]


class _Change:
    """One draw: where and how a schema changes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def often(self, times_in_ten: int) -> bool:
        return self.draw(st.integers(1, 10)) <= times_in_ten

    def type(self, node: Json) -> Json:
        match node:
            case str():
                return self.plain(node)
            case list():
                return self.union(node)
            case {"type": "record"}:
                return self.record(node)
            case {"type": "enum"}:
                return self.enum(node)
            case {"type": "fixed"}:
                return node if self.often(9) else {**node, "size": 3, "logicalType": "none"}
            case {"type": "array"}:
                return {**node, "items": self.type(node["items"])}
            case {"type": "map"}:
                return {**node, "values": self.type(node["values"])}
            case _:
                return node if self.often(8) else self.plain(node["type"])

    def plain(self, name: str) -> Json:
        if self.often(7):
            return name
        wider = self.draw(st.sampled_from(_WIDER.get(name, [name])))
        match self.draw(st.sampled_from(["wider", "union", "other"])):
            case "wider":
                return wider
            case "union":
                return _distinct(["null", wider, "boolean"])
            case _:
                return self.draw(st.sampled_from(["string", "long", "boolean"]))

    def union(self, branches: list[Json]) -> Json:
        changed = [self.type(branch) for branch in branches]
        flat = [inner for each in changed for inner in (each if isinstance(each, list) else [each])]
        if self.often(3):
            flat = self.draw(st.permutations(flat))
        if self.often(2) and len(flat) > 1 and _is_plain(flat[-1]):
            flat = flat[:-1]
        return _distinct(flat)

    def enum(self, node: Json) -> Json:
        symbols = self.draw(st.lists(st.sampled_from("ABCDEXY"), min_size=1, unique=True))
        default = {"default": symbols[0]} if self.often(6) else {}
        return {**node, "symbols": symbols, **default} if self.often(5) else node

    def record(self, node: Json) -> Json:
        fields = [self.field(field) for field in node["fields"]]
        if self.often(3):
            fields = [field for field in fields if not _is_plain(field["type"])]
        if self.often(4):
            fields.append({"name": "added", **self.draw(st.sampled_from(_ADDED))})
        if self.often(4):
            fields = _in_order(self.draw(st.permutations(fields)))
        return {**node, "fields": fields}

    def field(self, field: Json) -> Json:
        changed = {**field, "type": self.type(field["type"])}
        if self.often(1):
            return {**changed, "name": f"{field['name']}_new", "aliases": [field["name"]]}
        return changed


def _is_plain(node: Json) -> bool:
    """Whether leaving a type out takes no definition away that others use."""
    return isinstance(node, str) or (isinstance(node, dict) and node.get("type") in _WIDER)


def _in_order(fields: list[Json]) -> list[Json]:
    """Fields that hold definitions stay before those that may use them."""
    return sorted(fields, key=lambda field: _is_plain(field["type"]))


def _distinct(branches: list[Json]) -> list[Json]:
    found: dict[str, Json] = {}
    for branch in branches:
        key = branch if isinstance(branch, str) else str(branch.get("name", branch["type"]))
        found.setdefault(key, branch)
    return list(found.values())


@st.composite
def evolved(draw: st.DrawFn, schema: Json) -> Json:
    """The schema after some changes."""
    return _Change(draw).record(schema)
