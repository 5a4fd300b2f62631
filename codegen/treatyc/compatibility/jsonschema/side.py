"""What one side says at one position: the schemas that all hold there, `$ref` and `allOf` followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Dialect, Schema
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer

LAYERS_MAX = 200
_UNIONS = ("anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the schemas that hold; `asserted` are those of its keywords that can refuse a value."""

    place: Pointer
    schema: Schema
    dialect: Dialect

    @property
    def asserted(self) -> Schema:
        """The keywords that count, with what they hold."""
        keys = self.dialect.assertions(self.schema)
        return {key: held for key, held in self.schema.items() if key in keys}


@dataclass(frozen=True, slots=True)
class Side:
    """The layers of a position; `nothing` is the place of a schema `false`, where there is one."""

    library: Library
    layers: tuple[Layer, ...] = ()
    nothing: Pointer | None = None

    @property
    def places(self) -> tuple[Pointer, ...]:
        """Where all of this stands."""
        return tuple(layer.place for layer in self.layers)

    @property
    def place(self) -> Pointer | None:
        """Where this stands first."""
        return self.layers[0].place if self.layers else self.nothing

    def get(self, keyword: str) -> JsonValue:
        """What a keyword holds in the first layer that has it, or None."""
        return next((layer.schema[keyword] for layer in self.layers if keyword in layer.schema), None)

    def has(self, keyword: str) -> bool:
        """Whether any layer has a keyword."""
        return any(keyword in layer.schema for layer in self.layers)

    def at(self, *keywords: str) -> Pointer | None:
        """Where the first of some keywords stands that is there at all, else where all of this does."""
        for keyword in keywords:
            for layer in self.layers:
                if keyword in layer.schema:
                    return layer.place.child(keyword)
        return self.place

    def declared(self) -> dict[str, Pointer]:
        """The properties that are declared here, each with its place; branches of unions declare as well."""
        return _properties((*self.layers, *self.branches()))

    def own(self) -> dict[str, Pointer]:
        """The properties that are declared here whichever branches of unions a value takes."""
        return _properties(self.layers)

    def required(self) -> frozenset[str]:
        """The properties without which every document is refused."""
        found: set[str] = set()
        for layer in self.layers:
            held = layer.asserted.get("required")
            found.update(name for name in (held if isinstance(held, list) else ()) if isinstance(name, str))
        return frozenset(found)

    def branches(self) -> tuple[Layer, ...]:
        """The layers of every branch of every union here."""
        found = [layer for branch in self.options() for layer in branch.layers]
        return tuple(found[:LAYERS_MAX])

    def options(self) -> Iterator[Side]:
        """Every branch of every union here, by itself."""
        for layer in self.layers:
            for keyword in _UNIONS:
                held = layer.asserted.get(keyword)
                for index in range(len(held) if isinstance(held, list) else 0):
                    yield side(self.library, [layer.place.child(keyword, index)])


def _properties(layers: Iterable[Layer]) -> dict[str, Pointer]:
    found: dict[str, Pointer] = {}
    for layer in layers:
        held = layer.schema.get("properties")
        for name in held if isinstance(held, dict) else ():
            found.setdefault(name, layer.place.child("properties", name))
    return found


def side(library: Library, places: Iterable[Pointer]) -> Side:
    """All that holds where the schemas at some places hold."""
    layers: dict[Pointer, Layer] = {}
    pending = list(places)
    nothing: Pointer | None = None
    seen = set(pending)
    while pending and len(layers) < LAYERS_MAX:
        place = pending.pop(0)
        node = library.node(place)
        if node is False:
            nothing = nothing or place
        if not isinstance(node, dict):
            continue
        layers[place] = Layer(place, node, library.documents[place.path].dialect)
        fresh = [target for target in _joined(library, layers[place]) if target not in seen]
        seen.update(fresh)
        pending += fresh
    return Side(library, tuple(layers.values()), nothing)


def _joined(library: Library, layer: Layer) -> Iterator[Pointer]:
    """The schemas that hold because this one does."""
    asserted = layer.asserted
    reference, parts = asserted.get("$ref"), asserted.get("allOf")
    if isinstance(reference, str):
        target = library.find(layer.place, reference)
        if target is not None and target.place is not None:
            yield target.place
    for index in range(len(parts) if isinstance(parts, list) else 0):
        yield layer.place.child("allOf", index)
