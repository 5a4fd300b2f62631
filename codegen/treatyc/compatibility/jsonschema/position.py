"""Positions in a document, seen from the schemas of both sides: what each says there, and the way to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from treatyc.compatibility.jsonschema.regular.language import parse
from treatyc.compatibility.jsonschema.side import Layer, Side, side
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import DRAFT_2020_12, Dialect
from treatyc.source import Pointer


@dataclass(frozen=True, slots=True)
class Member:
    """The member of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Matching:
    """Every member whose name matches a pattern."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Every member that has none of these names and matches none of these patterns.

    `apart` are members that belong to the rest and are looked at by themselves, for the writer declares them.
    """

    names: tuple[str, ...]
    patterns: tuple[str, ...]
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The name of every member."""


@dataclass(frozen=True, slots=True)
class Item:
    """The item at an index."""

    index: int


@dataclass(frozen=True, slots=True)
class Items:
    """Every item after so many."""

    after: int


Step = Member | Matching | Rest | Names | Item | Items


@dataclass(frozen=True, slots=True)
class Position:
    """A way from the root, and what both sides say there.

    `sure` where all that the writer says here holds for every value that the reader's side is about: it does not for
    what one branch of a union says, or where the reader's rest holds items that the writer tells apart.
    """

    steps: tuple[Step, ...]
    writer: Side
    reader: Side
    sure: bool = True

    @property
    def path(self) -> str:
        """The way as a person writes it: `lines[].sku`."""
        return written(self.steps)

    def children(self) -> Iterator[Position]:
        """The positions below of which the reader says anything, members first."""
        for step in dict.fromkeys(step for layer in self.reader.layers for step in _apart(layer, self.writer)):
            below = self.below(step)
            # That nothing else is taken is a claim of this position: no child stands there.
            if below.reader.layers or not isinstance(step, Rest | Items):
                yield below

    def all_children(self) -> Iterator[Position]:
        """The positions below of which either side says anything."""
        layers = (*self.writer.layers, *self.reader.layers)
        for step in dict.fromkeys(step for layer in layers for step in _steps(layer)):
            yield self.below(step)

    def below(self, step: Step) -> Position:
        """The position one step further."""
        layers = self.writer.layers
        writer = [place for layer in layers for place in _all_at(layer, step)]
        sure = self.sure and not any(_tells_apart(layer, step) for layer in layers)
        if not writer:
            writer, sure = [place for layer in self.writer.branches() for place in _all_at(layer, step)], False
        reader = [place for layer in self.reader.layers for place in _own_at(layer, step)]
        mine, theirs = side(self.writer.library, writer), side(self.reader.library, reader)
        return Position((*self.steps, step), mine, theirs, sure)


def written(steps: tuple[Step, ...]) -> str:
    """Steps as a person writes them."""
    found = ""
    for step in steps:
        match step:
            case Member(name):
                found += f".{name}" if found else name
            case Matching(pattern):
                found += f"{'.' if found else ''}/{pattern}/"
            case Rest():
                found += ".*" if found else "*"
            case Names():
                found += f"{'.' if found else ''}(names)"
            case Item(index):
                found += f"[{index}]"
            case Items():
                found += "[]"
            case _:
                assert_never(step)
    return found


def nested(steps: tuple[Step, ...], schema: JsonValue, dialect: Dialect) -> JsonValue:
    """A schema that asks for `schema` at the end of some steps, and for nothing else."""
    for step in reversed(steps):
        match step:
            case Member(name):
                schema = {"properties": {name: schema}}
            case Matching(pattern):
                schema = {"patternProperties": {pattern: schema}}
            case Rest(names, patterns, apart):
                own: JsonValue = dict.fromkeys((*names, *apart), True)
                schema = {
                    "properties": own,
                    "patternProperties": dict.fromkeys(patterns, True),
                    "additionalProperties": schema,
                }
            case Names():
                schema = {"propertyNames": schema}
            case Item(index):
                schema = {_list_keyword(dialect): [*[True] * index, schema]}
            case Items(after):
                schema = rest_of_items(after, schema, dialect)
            case _:
                assert_never(step)
    return schema


def rest_of_items(after: int, schema: JsonValue, dialect: Dialect) -> JsonValue:
    """A schema for all items after so many."""
    if after == 0:
        return {"items": schema}
    rest = "items" if dialect is DRAFT_2020_12 else "additionalItems"
    return {_list_keyword(dialect): [True] * after, rest: schema}


def matches(pattern: str, name: str) -> bool:
    """Whether a member of this name is one of a pattern; a pattern that is no regular language matches none."""
    language = parse(pattern)
    return language is not None and language.accepts(name)


def matches_any(patterns: Iterable[str], name: str) -> bool:
    """Whether a member of this name is one of any pattern."""
    return any(matches(pattern, name) for pattern in patterns)


def rest_step(layer: Layer) -> Rest:
    """What `additionalProperties` of a layer is about."""
    return Rest(tuple(sorted(_keys(layer, "properties"))), tuple(sorted(_keys(layer, "patternProperties"))))


def items_of(layer: Layer) -> tuple[list[Pointer], Pointer | None]:
    """The places of the schemas of a layer's first items, and of the one for all others."""
    asserted, listed = layer.asserted, _list_keyword(layer.dialect)
    first = asserted.get(listed)
    if not isinstance(first, list):
        return [], layer.place.child("items") if "items" in asserted else None
    rest = "items" if listed == "prefixItems" else "additionalItems"
    places = [layer.place.child(listed, index) for index in range(len(first))]
    return places, layer.place.child(rest) if rest in asserted else None


def _list_keyword(dialect: Dialect) -> str:
    return "prefixItems" if dialect is DRAFT_2020_12 else "items"


def _steps(layer: Layer) -> Iterator[Step]:
    yield from (Member(name) for name in _keys(layer, "properties"))
    yield from (Matching(pattern) for pattern in _keys(layer, "patternProperties"))
    if "additionalProperties" in layer.asserted:
        yield rest_step(layer)
    if "propertyNames" in layer.asserted:
        yield Names()
    first, rest = items_of(layer)
    yield from (Item(index) for index in range(len(first)))
    if rest is not None:
        yield Items(len(first))


def _apart(layer: Layer, writer: Side) -> Iterator[Step]:
    """The steps of a reader's layer; what the writer tells apart and the layer does not is taken by itself first."""
    declared = writer.declared()
    longest = max((len(items_of(each)[0]) for each in writer.layers), default=0)
    for step in _steps(layer):
        match step:
            case Rest(names, patterns):
                apart = sorted(name for name in declared if name not in names and not matches_any(patterns, name))
                yield from (Member(name) for name in apart)
                yield Rest(names, patterns, tuple(apart))
            case Items(after):
                yield from (Item(index) for index in range(after, longest))
                yield Items(max(after, longest))
            case _:
                yield step


def _own_at(layer: Layer, step: Step) -> Iterator[Pointer]:
    """The schemas that a layer has for just this step; that nothing is taken there is no schema for it."""
    first, rest = items_of(layer)
    others = layer.place.child("additionalProperties") if layer.asserted.get("additionalProperties", False) else None
    match step:
        case Member(name) if name in _keys(layer, "properties"):
            yield layer.place.child("properties", name)
        case Member(name) if others is not None and not matches_any(_keys(layer, "patternProperties"), name):
            yield others
        case Matching(pattern) if pattern in _keys(layer, "patternProperties"):
            yield layer.place.child("patternProperties", pattern)
        case Rest(names, patterns) if others is not None and rest_step(layer) == Rest(names, patterns):
            yield others
        case Names() if "propertyNames" in layer.asserted:
            yield layer.place.child("propertyNames")
        case Item(index) if index < len(first):
            yield first[index]
        case Item(index) | Items(index) if rest is not None and index >= len(first) and not _refuses(layer, rest):
            yield rest


def _all_at(layer: Layer, step: Step) -> Iterator[Pointer]:
    """All schemas that a layer holds what is at this step to."""
    match step:
        case Member(name):
            yield from _own_at(layer, step)
            patterns = (pattern for pattern in _keys(layer, "patternProperties") if matches(pattern, name))
            yield from (layer.place.child("patternProperties", pattern) for pattern in patterns)
        case Rest() if layer.asserted.get("additionalProperties", False):
            yield layer.place.child("additionalProperties")
        case _:
            yield from _own_at(layer, step)


def _tells_apart(layer: Layer, step: Step) -> bool:
    """Whether a layer says different things of values that are all at one step."""
    match step:
        case Items(after):
            return len(items_of(layer)[0]) > after
        case Rest():
            return bool(_keys(layer, "patternProperties"))
    return False


def _refuses(layer: Layer, place: Pointer) -> bool:
    return layer.schema.get(str(place.tokens[-1])) is False


def _keys(layer: Layer, keyword: str) -> list[str]:
    held = layer.asserted.get(keyword)
    return list(held) if isinstance(held, dict) else []
