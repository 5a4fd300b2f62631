"""What is known, and what was found, while one schema file is turned into types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Dialect
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer
from treatyc.system.schema import Definition, Ref

DEPTH_MAX = 80
"""How deep records may be written inside each other, `$ref`s followed; what is deeper becomes any value."""

ALL_KINDS = frozenset({"null", "boolean", "integer", "fraction", "string", "array", "object"})
"""The kinds of JSON values; a number is an `integer` or a `fraction`, as JSON Schema tells them apart by value."""

_TYPES: Mapping[str, frozenset[str]] = {kind: frozenset({kind}) for kind in ALL_KINDS - {"fraction"}} | {
    "number": frozenset({"integer", "fraction"})
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a type will stand: inside the definition `owner`; a record found there is called `name`."""

    owner: str
    name: str

    def inside(self, token: str) -> Spot:
        """The spot of a member of the owner."""
        return Spot(self.owner, f"{self.owner}.{token}")


@dataclass(frozen=True, slots=True)
class Reading:
    """`named` are the places of all schemas that have a name, in the whole project; the rest is of this file.

    `kept` are schemas whose objects may not lose a member, for then another schema could take them as well.

    `undecided` collects the definitions whose text says more than the type that is made of it.
    """

    shelf: Library
    named: Mapping[Pointer, str]
    names: frozenset[str]
    kept: frozenset[Pointer]
    report: Report
    definitions: dict[str, Definition] = field(default_factory=dict)
    undecided: set[str] = field(default_factory=set)
    inline: dict[Pointer, str] = field(default_factory=dict)
    kinds: dict[Pointer, frozenset[str]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def node(self, place: Pointer) -> JsonValue:
        """The schema at a place."""
        return self.shelf.node(place)

    def dialect(self, place: Pointer) -> Dialect:
        """The draft that the file of a place is written in."""
        return self.shelf.documents[place.path].dialect

    def target(self, place: Pointer) -> Pointer | None:
        """What the `$ref` of the schema at `place` names; None for a meta-schema, or where it names nothing."""
        node = self.node(place)
        reference = node.get("$ref") if isinstance(node, dict) else None
        found = self.shelf.find(place, reference) if isinstance(reference, str) else None
        return found.place if found is not None else None

    def reference(self, target: Pointer | None) -> Ref | None:
        """The named definition at a reference's target."""
        name = self.named.get(target) if target is not None else None
        return Ref(name) if name is not None else None

    def claim(self, name: str) -> str:
        """`name`, or with a number behind it where something else has it already."""
        taken, number = name, 2
        while taken in self.definitions or taken in self.open or taken in self.names:
            taken, number = f"{name}{number}", number + 1
        return taken


def kinds_of(reading: Reading, place: Pointer, above: frozenset[Pointer] = frozenset()) -> frozenset[str]:
    """The kinds of value that the schema at a place may accept; never too few."""
    known = reading.kinds.get(place)
    if known is not None:
        return known
    node = reading.node(place)
    if not isinstance(node, dict):
        return frozenset() if node is False else ALL_KINDS
    if place in above or len(above) > DEPTH_MAX:
        return ALL_KINDS
    keys = reading.dialect(place).assertions(node)
    kinds = ALL_KINDS
    if "type" in keys:
        kinds &= type_kinds(node["type"])
    if "const" in keys:
        kinds &= {kind_of(node["const"])}
    if "enum" in keys and isinstance(node["enum"], list):
        kinds &= {kind_of(value) for value in node["enum"]}
    below = above | {place}
    if "$ref" in keys and (target := reading.target(place)) is not None:
        kinds &= kinds_of(reading, target, below)
    for index in range(length(node.get("allOf")) if "allOf" in keys else 0):
        kinds &= kinds_of(reading, place.child("allOf", index), below)
    for keyword in sorted({"anyOf", "oneOf"} & keys):
        branches = (place.child(keyword, index) for index in range(length(node[keyword])))
        kinds &= frozenset().union(*(kinds_of(reading, branch, below) for branch in branches))
    reading.kinds[place] = kinds
    return kinds


def type_kinds(declared: JsonValue) -> frozenset[str]:
    """The kinds that the keyword `type` allows."""
    names = declared if isinstance(declared, list) else [declared]
    return frozenset().union(*(_TYPES.get(name, frozenset()) for name in names if isinstance(name, str)))


def kind_of(value: JsonValue) -> str:
    """The kind of a value; 1.0 is an integer."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "fraction"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"


def length(held: JsonValue) -> int:
    """How many items an array has; the meta-schema has seen to it that it is one."""
    return len(held) if isinstance(held, list) else 0


def value_text(value: JsonValue) -> str:
    """A constant as canonical JSON, whole numbers without a fraction."""
    return json.dumps(_whole(value), sort_keys=True, separators=(",", ":"))


def _whole(value: JsonValue) -> JsonValue:
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_whole(item) for item in value]
        case dict():
            return {key: _whole(item) for key, item in value.items()}
    return value
