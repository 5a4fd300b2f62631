"""Random documents for two JSON Schemas, by a generator that knows nothing of the solver."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.fuzz.jsonschema_schemas import NAMES, SCALARS, TYPES, Pair
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Schema

_DOCUMENTS = 250


def documents(pair: Pair, rng: random.Random) -> Iterator[JsonValue]:
    """Documents that may satisfy one schema and not the other: both schemas' own words, and mutations of them."""
    for number in range(_DOCUMENTS):
        schema = pair.writer if number % 3 else pair.reader
        made = _made(schema, schema, rng, 4)
        yield made if rng.random() < 0.6 else _mutated(made, rng)


def _made(schema: JsonValue, root: JsonValue, rng: random.Random, depth: int) -> JsonValue:
    """A document that heeds what is easily heeded."""
    if not isinstance(schema, dict) or depth <= 0:
        return _any(rng, depth)
    if "const" in schema and rng.random() < 0.9:
        return schema["const"]
    if isinstance(schema.get("enum"), list) and rng.random() < 0.9:
        return rng.choice(schema["enum"])  # type: ignore[arg-type]  # checked in the line above
    parts = _parts(schema, root, rng)
    merged: Schema = {}
    for part in parts:
        for keyword, held in part.items():
            known = merged.get(keyword)
            merged[keyword] = {**known, **held} if isinstance(known, dict) and isinstance(held, dict) else held
    named = merged.get("type")
    type_ = rng.choice(named) if isinstance(named, list) else named
    if type_ is None:
        hints = {"properties": "object", "required": "object", "items": "array", "prefixItems": "array"}
        type_ = rng.choice([hints[key] for key in merged if key in hints] or TYPES)
    return _of_type(str(type_), merged, root, rng, depth)


def _parts(schema: Schema, root: JsonValue, rng: random.Random, steps: int = 6) -> list[Schema]:
    parts = [schema]
    for keyword in ("allOf", "anyOf", "oneOf"):
        held = schema.get(keyword)
        if isinstance(held, list) and steps:
            chosen = held if keyword == "allOf" else [rng.choice(held)]
            parts.extend(
                each for part in chosen if isinstance(part, dict) for each in _parts(part, root, rng, steps - 1)
            )
    for keyword in ("if", "then", "else"):
        held = schema.get(keyword)
        if isinstance(held, dict) and steps and rng.random() < 0.5:
            parts.extend(_parts(held, root, rng, steps - 1))
    reference = schema.get("$ref", "#" if "$recursiveRef" in schema or "$dynamicRef" in schema else None)
    if isinstance(reference, str) and isinstance(root, dict) and steps:
        target: JsonValue = root
        for token in reference.split("/")[1:]:
            target = target[token] if isinstance(target, dict) else target
        if isinstance(target, dict):
            parts.extend(_parts(target, root, rng, steps - 1))
    return parts


def _of_type(type_: str, merged: Schema, root: JsonValue, rng: random.Random, depth: int) -> JsonValue:
    match type_:
        case "object":
            return _object(merged, root, rng, depth)
        case "array":
            return _array(merged, root, rng, depth)
        case "null":
            return None
        case "boolean":
            return rng.random() < 0.5
        case "string":
            return rng.choice([each for each in (*SCALARS, "aa", "ba", "xab", "b7", "zz") if isinstance(each, str)])
        case _:
            bounds = [value for value in merged.values() if isinstance(value, int | float)]
            near = [bound + step for bound in bounds for step in (-1, -0.5, 0, 0.5, 1)]
            number = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 9, 12, -1, -2, 0.25, 0.5, 1.5, 3.75, *near])
            return int(number) if type_ == "integer" else number


def _object(merged: Schema, root: JsonValue, rng: random.Random, depth: int) -> JsonValue:
    properties = merged.get("properties")
    schemas = properties if isinstance(properties, dict) else {}
    required = merged.get("required")
    names = [name for name in schemas if rng.random() < 0.6]
    names += [str(name) for name in required] if isinstance(required, list) and rng.random() < 0.9 else []
    if rng.random() < 0.4:
        names += rng.sample((*NAMES, "z", "ba"), rng.choice((1, 2)))
    other = [merged.get(keyword) for keyword in ("additionalProperties", "unevaluatedProperties")]
    patterns = merged.get("patternProperties")
    other += list(patterns.values()) if isinstance(patterns, dict) else []
    rest = next((each for each in rng.sample(other, len(other)) if isinstance(each, dict)), None)
    return {name: _made(schemas.get(name, rest), root, rng, depth - 1) for name in names}


def _array(merged: Schema, root: JsonValue, rng: random.Random, depth: int) -> JsonValue:
    items = merged.get("items")
    first = items if isinstance(items, list) else merged.get("prefixItems", [])
    rest = items if isinstance(items, dict) else merged.get("additionalItems", merged.get("unevaluatedItems"))
    length = rng.choice((0, 1, 1, 2, 2, 3, 4))
    schemas = [first[at] if isinstance(first, list) and at < len(first) else rest for at in range(length)]
    contains = merged.get("contains")
    if contains is not None:
        schemas = [contains if rng.random() < 0.4 else schema for schema in schemas]
    return [_made(schema, root, rng, depth - 1) for schema in schemas]


def _any(rng: random.Random, depth: int) -> JsonValue:
    if depth > 0 and rng.random() < 0.3:
        if rng.random() < 0.5:
            return [_any(rng, depth - 2) for _ in range(rng.randrange(3))]
        return {name: _any(rng, depth - 2) for name in rng.sample(NAMES, rng.randrange(3))}
    return rng.choice(SCALARS)


def _mutated(document: JsonValue, rng: random.Random) -> JsonValue:
    """A document with something left out, added or replaced, somewhere."""
    if isinstance(document, dict) and document and rng.random() < 0.8:
        name = rng.choice(list(document))
        match rng.randrange(3):
            case 0:
                return {key: value for key, value in document.items() if key != name}
            case 1:
                return {**document, rng.choice(NAMES): _any(rng, 2)}
            case _:
                return {**document, name: _mutated(document[name], rng)}
    if isinstance(document, list) and document and rng.random() < 0.8:
        at = rng.randrange(len(document))
        match rng.randrange(3):
            case 0:
                return document[:at] + document[at + 1 :]
            case 1:
                return [*document, rng.choice([*document, _any(rng, 2)])]
            case _:
                return [*document[:at], _mutated(document[at], rng), *document[at + 1 :]]
    return _any(rng, 2)
