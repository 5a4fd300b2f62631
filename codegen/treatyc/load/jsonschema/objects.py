"""What a schema, with all that applies beside it, says of an object's members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Dialect, Schema
from treatyc.load.jsonschema.reading import Reading, kinds_of, length
from treatyc.source import Pointer

_EXACT = frozenset({"type", "properties", "required", "additionalProperties", "allOf", "$ref"})
_STRUCTURING = frozenset(
    "properties patternProperties required minProperties dependentRequired dependentSchemas dependencies const enum "
    "$ref $dynamicRef $recursiveRef".split()
)
"""What makes a difference for a member that nothing else names."""

_COUNTING = frozenset(
    {"additionalProperties", "unevaluatedProperties", "propertyNames", "minProperties", "maxProperties"}
)
"""What looks at members without naming them: where it may hold or not, no member can be left out safely."""

_CONDITIONAL = ("anyOf", "oneOf")
_CONDITIONAL_ONE = ("if", "then", "else", "not")
_CONDITIONAL_NAMED = ("dependentSchemas", "dependencies")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A schema for members of an object; `certain` where it holds for every valid object, not for some alone."""

    place: Pointer
    certain: bool


@dataclass(slots=True)
class Shape:
    """Members by name, and the schemas for all others: by pattern, and for those that nothing names.

    `exact` says that reading these members decides all that the text says; `keeps_all` that members may be declared by
    what is known only at run time.
    """

    declared: dict[str, list[Declaration]] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    patterns: list[Declaration] = field(default_factory=list)
    rest: list[Declaration] = field(default_factory=list)
    closed: bool = False
    exact: bool = True
    keeps_all: bool = False
    parts: int = 0

    @property
    def is_record(self) -> bool:
        """Whether any member has a name."""
        return bool(self.declared or self.required or self.closed)

    def names(self) -> tuple[str, ...]:
        """Required members in the order of `required`, then the others: the order of keys has no meaning in JSON."""
        return (*self.required, *sorted(self.declared.keys() - self.required.keys()))


def shape_of(reading: Reading, place: Pointer) -> Shape:
    """The members that the schema at a place speaks of."""
    shape = Shape(keeps_all=place in reading.kept)
    _collect(reading, Declaration(place, certain=True), shape, set())
    if shape.parts > 1 and (shape.rest or shape.closed):
        shape.exact = False  # `additionalProperties` looks at its own neighbours only
    if (shape.rest or shape.closed) and not all(shape.declared.values()):
        shape.exact = False  # what is needed and not declared meets `additionalProperties` instead
    if any(len(declarations) > 1 for declarations in shape.declared.values()):
        shape.exact = False
    return shape


def _collect(reading: Reading, part: Declaration, shape: Shape, seen: set[Declaration]) -> None:
    place = part.place
    node = reading.node(place)
    if part in seen or Declaration(place, certain=True) in seen or not isinstance(node, dict):
        shape.exact &= node is not False
        return
    seen.add(part)
    shape.parts += 1
    keys = reading.dialect(place).assertions(node)
    shape.exact &= keys <= _EXACT and part.certain
    if "properties" in keys:
        for name in _members(node["properties"]):
            declaration = Declaration(place.child("properties", name), part.certain)
            shape.declared.setdefault(name, []).append(declaration)
    if "required" in keys and part.certain:
        shape.required.update(dict.fromkeys(_texts(node["required"])))
    for name in _mentioned(node, keys):
        shape.declared.setdefault(name, [])
    if "patternProperties" in keys:
        for pattern in _members(node["patternProperties"]):
            shape.patterns.append(Declaration(place.child("patternProperties", pattern), part.certain))
    for keyword in sorted({"additionalProperties", "unevaluatedProperties"} & keys):
        if isinstance(node[keyword], dict) and node[keyword]:
            shape.rest.append(Declaration(place.child(keyword), part.certain))
    if node.get("additionalProperties") is False and "additionalProperties" in keys and part.certain:
        shape.closed |= "patternProperties" not in keys
    shape.keeps_all |= bool(_COUNTING & keys) and not part.certain
    shape.keeps_all |= bool({"minProperties", "const", "enum"} & keys)
    shape.keeps_all |= bool({"$dynamicRef", "$recursiveRef"} & keys) or ("$ref" in keys and not reading.target(place))
    for below in _beside(reading, part):
        _collect(reading, below, shape, seen)


def _mentioned(schema: Schema, keys: frozenset[str]) -> Iterator[str]:
    """Members that a schema names without saying what they are."""
    if "required" in keys:
        yield from _texts(schema["required"])
    for keyword in sorted({"dependentRequired", "dependentSchemas", "dependencies"} & keys):
        for name in _members(schema[keyword]):
            yield name
            held = schema[keyword]
            yield from _texts(held[name] if isinstance(held, dict) else None)


def _beside(reading: Reading, part: Declaration) -> Iterator[Declaration]:
    """The schemas that apply to the same object."""
    place = part.place
    node = reading.node(place)
    if not isinstance(node, dict):
        return
    keys = reading.dialect(place).assertions(node)
    if "$ref" in keys and (target := reading.target(place)) is not None:
        yield Declaration(target, part.certain)
    for index in range(length(node.get("allOf")) if "allOf" in keys else 0):
        yield Declaration(place.child("allOf", index), part.certain)
    for keyword in _CONDITIONAL:
        for index in range(length(node.get(keyword)) if keyword in keys else 0):
            yield Declaration(place.child(keyword, index), certain=False)
    for keyword in _CONDITIONAL_ONE:
        if keyword in keys:
            yield Declaration(place.child(keyword), certain=False)
    for keyword in _CONDITIONAL_NAMED:
        held = node.get(keyword) if keyword in keys else None
        if isinstance(held, dict):
            for name in sorted(name for name, child in held.items() if isinstance(child, dict)):
                yield Declaration(place.child(keyword, name), certain=False)


def declares(reading: Reading, place: Pointer) -> bool:
    """Whether the schema at a place, or what lies inside it, names members or needs them."""
    return structured(reading.dialect(place), reading.node(place))


def structured(dialect: Dialect, schema: JsonValue) -> bool:
    """Whether any part of a schema names members, or needs them."""
    return any(
        _STRUCTURING & part.keys()
        or isinstance(part.get("additionalProperties"), dict)
        or isinstance(part.get("unevaluatedProperties"), dict)
        for _, part in dialect.walk(schema)
    )


def is_structured(reading: Reading, place: Pointer) -> bool:
    """Whether the schema at a place accepts values that have members or items."""
    return bool(kinds_of(reading, place) & {"object", "array"})


def discriminator(reading: Reading, places: list[Pointer]) -> str | None:
    """A member that each of these schemas requires to be other text than all the others do, or None."""
    tables = [_required_texts(reading, place) for place in places]
    for name in sorted(set.intersection(*(set(table) for table in tables))):
        texts = [text for table in tables for text in table[name]]
        if len(texts) == len(set(texts)):
            return name
    return None


def ambiguous(reading: Reading, place: Pointer) -> Iterator[Pointer]:
    """Objects that must not lose a member: branches that only their schemas tell apart, and items that differ."""
    node = reading.node(place)
    if isinstance(node, dict) and node.get("uniqueItems") is True and isinstance(node.get("items"), dict):
        yield _behind(reading, place.child("items"))
    for keyword in _CONDITIONAL:
        count = length(node.get(keyword)) if isinstance(node, dict) else 0
        branches = [_behind(reading, place.child(keyword, index)) for index in range(count)]
        objects = [branch for branch in branches if "object" in kinds_of(reading, branch)]
        if len(objects) > 1 and discriminator(reading, objects) is None:
            yield from objects


def _behind(reading: Reading, place: Pointer) -> Pointer:
    """The schema that a mere reference names in the end."""
    seen = {place}
    while True:
        node = reading.node(place)
        if not isinstance(node, dict) or reading.dialect(place).assertions(node) != {"$ref"}:
            return place
        target = reading.target(place)
        if target is None or target in seen:
            return place
        seen.add(target)
        place = target


def _required_texts(reading: Reading, place: Pointer) -> dict[str, frozenset[str]]:
    shape = shape_of(reading, place)
    found: dict[str, frozenset[str]] = {}
    for name in shape.required:
        first = next((each for each in shape.declared.get(name, ()) if each.certain), None)
        texts = constant_texts(reading.node(first.place)) if first is not None else frozenset()
        if texts:
            found[name] = texts
    return found


def constant_texts(node: JsonValue) -> frozenset[str]:
    """The texts that a schema made of `const` or `enum` allows; empty where it is none, or allows other values."""
    if not isinstance(node, dict) or "$ref" in node:
        return frozenset()
    if "const" in node:
        return frozenset({node["const"]}) if isinstance(node["const"], str) else frozenset()
    values = node.get("enum")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return frozenset()
    return frozenset(value for value in values if isinstance(value, str))


def _texts(held: JsonValue) -> list[str]:
    return [item for item in held if isinstance(item, str)] if isinstance(held, list) else []


def _members(held: JsonValue) -> list[str]:
    return sorted(held) if isinstance(held, dict) else []
