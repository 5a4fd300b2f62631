"""Attacks the containment of JSON Schemas: random related pairs, documents that refute what is called proven.

A verdict `compatible` is attacked with documents that the writer accepts, made from both schemas by a generator that
knows nothing of the solver; a verdict `breaking` is held against jsonschema-rs, and so is a document that the solver
made and the validator did not confirm.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from treatyc import compare
from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.jsonschema import oracle
from treatyc.compatibility.jsonschema.read import read
from treatyc.compatibility.jsonschema.solve import CONTRADICTED, Answer, Included, Node, Refuted, Unknown, sends, solve
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import DRAFT_7, DRAFT_2019_09, DRAFT_2020_12, Dialect, Schema
from treatyc.source import Pointer, Source, SourceTree

_PATH = "w/a.schema.json"
_NAMES = ("a", "b", "ab", "x1")
_PATTERNS = ("^a", "b$", "^x", "^[ab]{1,2}$", "a.?b", "^$", "[0-9]", "^(a|b)*$", "^\\w+$")
_SCALARS: Sequence[JsonValue] = (
    None,
    True,
    False,
    0,
    1,
    2,
    3,
    6,
    -1,
    0.5,
    1.5,
    10,
    "",
    "a",
    "b",
    "ab",
    "abc",
    "x1",
    "7",
)
_CONSTANTS: Sequence[JsonValue] = (*_SCALARS, [], [1], ["a"], {"a": 1}, {"a": "b"})
_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
_DOCUMENTS = 250
_REPORTED = 5
"""Every so many pairs the whole report is looked at as well."""
_COMPATIBLE: Mapping[type[Answer], bool | None] = {Included: True, Refuted: False, Unknown: None}
_IN_DEFINITIONS = 0.25


def attack(seed: int, count: int) -> Iterator[str]:
    """A description of every wrong verdict among so many random pairs."""
    for number in range(count):
        pair = random_pair(random.Random(f"{seed}:{number}"))
        yield from (f"#{number}: {said}" for said in wrong(pair, random.Random(f"{seed}:{number}:documents")))
        if number % _REPORTED == 0:
            yield from (f"#{number}: {said}" for said in misreported(pair))


@dataclass(frozen=True, slots=True)
class Pair:
    """A writer's and a reader's schema, and how the writer is taken."""

    writer: JsonValue
    reader: JsonValue
    model: ContentModel

    def __str__(self) -> str:
        return f"{self.model.value} writer {json.dumps(self.writer)} reader {json.dumps(self.reader)}"


def wrong(pair: Pair, rng: random.Random) -> Iterator[str]:
    """What is wrong about the solver's verdict on a pair, if anything."""
    writer, reader = node(pair.writer), node(pair.reader)
    if writer is None or reader is None:
        return
    answer = solve(writer, reader, Settings(content_model=pair.model))
    judges = [oracle.validator(side.library, side.place) for side in (writer, reader)]
    if judges[0] is None or judges[1] is None:
        return
    match answer:
        case Included():
            for document in documents(pair, rng):
                refused = judges[0].is_valid(document) and not judges[1].is_valid(document)
                if refused and (pair.model is ContentModel.STRICT or sends(writer, document)):
                    yield f"called compatible, but for {json.dumps(document)}: {pair}"
                    return
        case Refuted(document):
            if not judges[0].is_valid(document) or judges[1].is_valid(document):
                yield f"called breaking by {json.dumps(document)}: {pair}"
        case Unknown(reason):
            if reason == CONTRADICTED:
                yield f"{reason}: {pair}"


def misreported(pair: Pair) -> Iterator[str]:
    """What is wrong about the report that a user gets: another verdict, or a witness that shows nothing."""
    answer, sides = answer_to(pair), [node(pair.writer), node(pair.reader)]
    if answer is None or sides[0] is None or sides[1] is None:
        return
    judges = [oracle.validator(side.library, side.place) for side in sides if side is not None]
    report = compare(
        json.dumps(pair.writer), json.dumps(pair.reader), format="jsonschema", content_model=pair.model.value
    )
    if report.compatible is not _COMPATIBLE[type(answer)]:
        yield f"reported as {report.verdict.value}, solved as {answer}: {pair}"
    for finding in report.findings:
        if finding.category is Category.WIRE and finding.effect is Effect.BREAKS:
            document = json.loads(finding.witness.message) if finding.witness is not None else None
            if [judge is not None and judge.is_valid(document) for judge in judges] != [True, False]:
                yield f"{finding.key} shows nothing by {finding.witness}: {pair}"


def answer_to(pair: Pair) -> Answer | None:
    """The solver's verdict; None where one of the schemas cannot be read."""
    writer, reader = node(pair.writer), node(pair.reader)
    if writer is None or reader is None:
        return None
    return solve(writer, reader, Settings(content_model=pair.model))


def node(schema: JsonValue) -> Node | None:
    """A schema read as a file of its own; None where it is none."""
    report = Report()
    shelf = read(SourceTree("", {_PATH: Source(_PATH, json.dumps(schema))}), "w", report)
    return None if report.failed else Node(shelf.library, Pointer(_PATH))


def random_pair(rng: random.Random) -> Pair:
    """A random schema and one that was made from it by a few changes."""
    maker = _Maker(rng, rng.choice((DRAFT_7, DRAFT_2019_09, DRAFT_2020_12)))
    writer = maker.root()
    reader = copy.deepcopy(writer)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        maker.change(reader)
    if rng.random() < 0.2:
        reader = maker.wrapped(reader)
    if rng.random() < 0.1:
        reader = maker.root()
    if rng.random() < 0.5:
        writer, reader = reader, writer
    return Pair(writer, reader, rng.choice(list(ContentModel)))


@dataclass(slots=True)
class _Maker:
    """Makes schemas of one draft out of few names and values, so that keywords meet."""

    rng: random.Random
    dialect: Dialect

    def root(self) -> Schema:
        """A whole schema, with two definitions that anything below may refer to."""
        schema = self.schema(3, own=-1)
        schema["$schema"] = self.dialect.uri
        definitions: Schema = {"t0": self.schema(2, own=0), "t1": self.schema(1, own=1)}
        schema[self._definitions] = definitions
        if self.dialect is DRAFT_2020_12 and self.rng.random() < 0.2:
            schema["$dynamicAnchor"] = "n"
        if self.dialect is DRAFT_2019_09 and self.rng.random() < 0.2:
            schema["$recursiveAnchor"] = True
        return schema

    def change(self, schema: Schema) -> None:
        """One change somewhere in a schema, in place."""
        whole = {keyword: held for keyword, held in schema.items() if keyword != self._definitions}
        around = schema if self.rng.random() < _IN_DEFINITIONS else whole
        places = [schema, *(each for _, each in self.dialect.walk(around) if each is not around)]
        chosen = self.rng.choice(places)
        keywords = [keyword for keyword in chosen if not keyword.startswith("$") and keyword != self._definitions]
        match self.rng.randrange(4):
            case 0 if keywords:
                del chosen[self.rng.choice(keywords)]
            case 1 if keywords:
                keyword = self.rng.choice(keywords)
                self._nudge(chosen, keyword)
            case _:
                self._add(chosen, 1, own=1)

    def wrapped(self, schema: Schema) -> Schema:
        """The same schema inside a keyword that says little."""
        kept = {"$schema": schema.pop("$schema"), self._definitions: schema.pop(self._definitions)}
        branches: list[JsonValue] = [schema, self.schema(1, own=1)]
        self.rng.shuffle(branches)
        keyword = self.rng.choice(("allOf", "anyOf", "oneOf"))
        return {**kept, keyword: branches[: self.rng.choice((1, 2))] if keyword == "oneOf" else branches}

    def schema(self, depth: int, own: int) -> Schema:
        """A schema; `own` is the number of the definition that it is part of, -1 for none."""
        schema: Schema = {}
        if self.rng.random() < 0.6:
            schema["type"] = self._type()
        for _ in range(self.rng.choice((1, 1, 2, 3))):
            self._add(schema, depth, own)
        return schema

    @property
    def _definitions(self) -> str:
        return "definitions" if self.dialect is DRAFT_7 else "$defs"

    def _type(self) -> JsonValue:
        if self.rng.random() < 0.7:
            return self.rng.choice(("object", "object", "array", *_TYPES))
        return self.rng.sample(_TYPES, self.rng.choice((2, 3)))

    def _nudge(self, schema: Schema, keyword: str) -> None:
        held = schema[keyword]
        if isinstance(held, bool):
            schema[keyword] = not held
        elif isinstance(held, int | float):
            schema[keyword] = max(1, held + self.rng.choice((-1, 1)))
        elif isinstance(held, list) and len(held) > 1 and keyword != "type":
            held.pop(self.rng.randrange(len(held)))
        elif isinstance(held, dict) and keyword in self.dialect.named and held:
            del held[self.rng.choice(list(held))]
        else:
            self._set(schema, keyword, 1, own=1)

    def _add(self, schema: Schema, depth: int, own: int) -> None:
        known = sorted(self.dialect.asserting - {"$ref", "$dynamicRef", "$recursiveRef"})
        objects = ("properties", "properties", "properties", "required", "additionalProperties")
        self._set(schema, self.rng.choice((*known, *objects)), depth, own)

    def _set(self, schema: Schema, keyword: str, depth: int, own: int) -> None:
        value = self._value(keyword, depth, own)
        if value is not None or keyword == "const":
            schema[keyword] = value
        if keyword == "if":
            schema[self.rng.choice(("then", "else"))] = self._part(depth, own)

    def _value(self, keyword: str, depth: int, own: int) -> JsonValue:
        rng = self.rng
        match keyword:
            case "type":
                return self._type()
            case "enum":
                return [*rng.sample(_CONSTANTS, rng.choice((1, 2, 4)))]
            case "const":
                return rng.choice(_CONSTANTS)
            case "multipleOf":
                return rng.choice((1, 2, 3, 0.5, 1.5))
            case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
                return rng.choice((0, 1, 2, 2.5, 6, 10, -1))
            case "pattern":
                return rng.choice(_PATTERNS)
            case "uniqueItems":
                return True
            case "required":
                return [*rng.sample(_NAMES, rng.choice((1, 1, 2)))]
            case "dependentRequired":
                return {rng.choice(_NAMES): [rng.choice(_NAMES)]}
            case _ if keyword.startswith(("min", "max")):
                return rng.choice((0, 1, 2, 3))
            case _:
                return self._holding(keyword, depth, own)

    def _holding(self, keyword: str, depth: int, own: int) -> JsonValue:
        """The value of a keyword that holds schemas."""
        rng = self.rng
        match keyword:
            case "properties" | "dependentSchemas" | "dependencies":
                names = rng.sample(_NAMES, rng.choice((1, 2, 2)) if keyword == "properties" else 1)
                return {name: self._part(depth, own, inside=keyword == "properties") for name in names}
            case "patternProperties":
                return {rng.choice(_PATTERNS): self._part(depth, own, inside=True)}
            case "allOf" | "anyOf" | "oneOf":
                return [self._part(depth, own) for _ in range(rng.choice((1, 2, 2, 3)))]
            case "prefixItems":
                return [self._part(depth, own, inside=True) for _ in range(rng.choice((1, 2)))]
            case "items" if self.dialect is not DRAFT_2020_12 and rng.random() < 0.5:
                return [self._part(depth, own, inside=True) for _ in range(rng.choice((1, 2)))]
            case "not" | "if" | "then" | "else":
                return self._part(depth, own)
            case _:
                return self._part(depth, own, inside=True)

    def _part(self, depth: int, own: int, *, inside: bool = False) -> JsonValue:
        """A schema below another; one about the same value refers only onwards, so that no schema is made of itself."""
        chance = self.rng.random()
        if chance < 0.08:
            return self.rng.choice((True, False))
        if chance < 0.22 or depth <= 0:
            return self._reference(own, inside=inside) or {"type": self._type()}
        return self.schema(depth - 1, own)

    def _reference(self, own: int, *, inside: bool) -> Schema | None:
        if inside and self.rng.random() < 0.2:
            if self.dialect is DRAFT_2020_12:
                return {"$dynamicRef": "#n"} if self.rng.random() < 0.1 else {"$ref": "#"}
            return {"$recursiveRef": "#"} if self.dialect is DRAFT_2019_09 else {"$ref": "#"}
        reachable = [number for number in (0, 1) if inside or number > own]
        return {"$ref": f"#/{self._definitions}/t{self.rng.choice(reachable)}"} if reachable else None


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
        type_ = rng.choice([hints[key] for key in merged if key in hints] or _TYPES)
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
            return rng.choice([each for each in (*_SCALARS, "aa", "ba", "xab", "b7", "zz") if isinstance(each, str)])
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
        names += rng.sample((*_NAMES, "z", "ba"), rng.choice((1, 2)))
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
        return {name: _any(rng, depth - 2) for name in rng.sample(_NAMES, rng.randrange(3))}
    return rng.choice(_SCALARS)


def _mutated(document: JsonValue, rng: random.Random) -> JsonValue:
    """A document with something left out, added or replaced, somewhere."""
    if isinstance(document, dict) and document and rng.random() < 0.8:
        name = rng.choice(list(document))
        match rng.randrange(3):
            case 0:
                return {key: value for key, value in document.items() if key != name}
            case 1:
                return {**document, rng.choice(_NAMES): _any(rng, 2)}
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
