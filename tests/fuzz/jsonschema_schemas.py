"""Random pairs of JSON Schemas: all keywords over few names and values, so that they meet; one made from the other."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass

from treatyc.compatibility.settings import ContentModel
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import DRAFT_7, DRAFT_2019_09, DRAFT_2020_12, Dialect, Schema

NAMES = ("a", "b", "ab", "x1")
SCALARS: Sequence[JsonValue] = (None, True, False, 0, 1, 2, 3, 6, -1, 0.5, 1.5, 10, "", "a", "b", "ab", "abc", "x1")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")

_PATTERNS = ("^a", "b$", "^x", "^[ab]{1,2}$", "a.?b", "^$", "[0-9]", "^(a|b)*$", "^\\w+$")
_CONSTANTS: Sequence[JsonValue] = (*SCALARS, "7", [], [1], ["a"], {"a": 1}, {"a": "b"})
_IN_DEFINITIONS = 0.25


@dataclass(frozen=True, slots=True)
class Pair:
    """A writer's and a reader's schema, and how the writer is taken."""

    writer: JsonValue
    reader: JsonValue
    model: ContentModel

    def __str__(self) -> str:
        return f"{self.model.value} writer {json.dumps(self.writer)} reader {json.dumps(self.reader)}"


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
            return self.rng.choice(("object", "object", "array", *TYPES))
        return self.rng.sample(TYPES, self.rng.choice((2, 3)))

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
                return [*rng.sample(NAMES, rng.choice((1, 1, 2)))]
            case "dependentRequired":
                return {rng.choice(NAMES): [rng.choice(NAMES)]}
            case _ if keyword.startswith(("min", "max")):
                return rng.choice((0, 1, 2, 3))
            case _:
                return self._holding(keyword, depth, own)

    def _holding(self, keyword: str, depth: int, own: int) -> JsonValue:
        """The value of a keyword that holds schemas."""
        rng = self.rng
        match keyword:
            case "properties" | "dependentSchemas" | "dependencies":
                names = rng.sample(NAMES, rng.choice((1, 2, 2)) if keyword == "properties" else 1)
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
