"""What a reader's schema demands at a position, taken apart: a document is refused there if one claim refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.compatibility.jsonschema.position import (
    Member,
    Position,
    Rest,
    Step,
    items_of,
    matches_any,
    rest_of_items,
    rest_step,
)
from treatyc.compatibility.jsonschema.side import Layer, Side
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.canonical import text
from treatyc.load.jsonschema.dialect import DRAFT_7, Schema
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer

_ALONE = (
    "type enum const multipleOf minimum exclusiveMinimum maximum exclusiveMaximum minLength maxLength pattern minItems "
    "maxItems uniqueItems minProperties maxProperties"
).split()
UNIONS = ("anyOf", "oneOf")
OVERLAP = "overlap"
"""What a claim of `oneOf` is about that no second branch takes the value."""
_WHOLE = ("$dynamicRef", "$recursiveRef", "unevaluatedProperties", "unevaluatedItems")


@dataclass(frozen=True, slots=True)
class Claim:
    """One demand: `schema` is all of it, to hold `inside` the position. `about` is the name of what it is about."""

    keyword: str
    place: Pointer
    schema: JsonValue
    about: str = ""
    inside: tuple[Step, ...] = ()


def claims(position: Position) -> Iterator[Claim]:
    """Every claim of the reader at a position that the writer does not make in the same words."""
    made = {text(claim.schema) for layer in position.writer.layers for claim in _of(layer, position.writer)}
    if position.reader.nothing is not None:
        yield Claim("false", position.reader.nothing, schema=False)
    for layer in position.reader.layers:
        for claim in _of(layer, position.reader):
            words = text(claim.schema)
            # The same reference may lead to something else on the other side.
            if not position.sure or words not in made or '"$ref"' in words:
                yield claim
        yield from _closing(layer, position)


def reference(library: Library, place: Pointer) -> JsonValue:
    """A schema that is the one at a place: the same words where they mean the same anywhere, or else a `$ref`."""
    document, node = library.documents[place.path], library.node(place)
    if '"$' not in text(node):
        return node
    return {"$ref": f"{document.uri}#{uri.fragment(place.tokens)}" if place.tokens else document.uri}


def _of(layer: Layer, side: Side) -> Iterator[Claim]:
    asserted = layer.asserted
    for keyword in _ALONE:
        if keyword in asserted:
            yield Claim(keyword, layer.place.child(keyword), {keyword: asserted[keyword]})
    yield from _required(layer)
    yield from _dependencies(layer, side)
    yield from _unions(layer, side)
    yield from _units(layer, side)
    for keyword in _WHOLE:
        if keyword in asserted and asserted[keyword] is not True and asserted[keyword] != {}:
            yield Claim(keyword, layer.place.child(keyword), reference(side.library, layer.place))


def _required(layer: Layer) -> Iterator[Claim]:
    names = layer.asserted.get("required")
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str):
            yield Claim("required", layer.place.child("required", index), {"required": [name]}, about=name)


def _dependencies(layer: Layer, side: Side) -> Iterator[Claim]:
    for keyword in ("dependentRequired", "dependentSchemas", "dependencies"):
        held = layer.asserted.get(keyword)
        for name, needed in held.items() if isinstance(held, dict) else ():
            place = layer.place.child(keyword, name)
            asked = needed if isinstance(needed, list) else reference(side.library, place)
            word = keyword
            if layer.dialect is not DRAFT_7 and keyword == "dependencies":
                # The drafts that no longer have it do without it: jsonschema-rs follows no `$ref` in it there.
                word = "dependentRequired" if isinstance(needed, list) else "dependentSchemas"
            yield Claim(keyword, place, {word: {name: asked}}, about=name)


def _unions(layer: Layer, side: Side) -> Iterator[Claim]:
    """That some branch takes the value; and, for `oneOf`, that no other does."""
    for keyword in UNIONS:
        branches = layer.asserted.get(keyword)
        if not isinstance(branches, list):
            continue
        place = layer.place.child(keyword)
        refers: list[JsonValue] = [reference(side.library, place.child(index)) for index in range(len(branches))]
        some: JsonValue = {"anyOf": refers}
        yield Claim(keyword, place, some)
        if keyword == "oneOf" and len(branches) > 1:
            yield Claim(keyword, place, {"anyOf": [{"not": some}, {"oneOf": refers}]}, about=OVERLAP)


def _units(layer: Layer, side: Side) -> Iterator[Claim]:
    """Keywords whose schemas count only together."""
    asserted = layer.asserted
    if "not" in asserted:
        place = layer.place.child("not")
        yield Claim("not", place, {"not": reference(side.library, place)})
    if "if" in asserted and asserted.keys() & {"then", "else"}:
        parts = [keyword for keyword in ("if", "then", "else") if keyword in asserted]
        asked: Schema = {keyword: reference(side.library, layer.place.child(keyword)) for keyword in parts}
        yield Claim("if", layer.place.child("if"), asked)
    if "contains" in asserted:
        counted: Schema = {
            keyword: asserted[keyword] for keyword in ("minContains", "maxContains") if keyword in asserted
        }
        place = layer.place.child("contains")
        yield Claim("contains", place, {"contains": reference(side.library, place), **counted})


def _closing(layer: Layer, position: Position) -> Iterator[Claim]:
    """What an object or a list that takes nothing else refuses: first what the writer declares, then all the rest."""
    if layer.asserted.get("additionalProperties") is False:
        place, rest = layer.place.child("additionalProperties"), rest_step(layer)
        known = {*rest.names}
        gone = [
            name for name in position.writer.declared() if name not in known and not matches_any(rest.patterns, name)
        ]
        for name in gone:
            yield Claim("additionalProperties", place, schema=False, about=name, inside=(Member(name),))
        names = sorted({*rest.names, *gone})
        asked: Schema = {
            "properties": dict.fromkeys(names, True),
            "patternProperties": dict.fromkeys(rest.patterns, True),
            "additionalProperties": False,
        }
        if gone or not position.sure or not any(_is_closed(other, rest) for other in position.writer.layers):
            yield Claim("additionalProperties", place, asked)
    first, after = items_of(layer)
    if after is not None and position.reader.library.node(after) is False:
        yield Claim("items", after, rest_of_items(len(first), schema=False, dialect=layer.dialect))


def _is_closed(layer: Layer, rest: Rest) -> bool:
    return layer.asserted.get("additionalProperties") is False and rest_step(layer) == rest
