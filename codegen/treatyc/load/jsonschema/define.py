"""A schema that has a name as a definition of the model."""

from __future__ import annotations

import json

from treatyc.load.jsonschema.objects import shape_of
from treatyc.load.jsonschema.reading import Reading, Spot, kinds_of
from treatyc.load.jsonschema.types import described, doc_of, record
from treatyc.source import Pointer
from treatyc.system.schema import (
    Alias,
    Anything,
    Definition,
    Enumeration,
    Literal,
    Map,
    Ref,
    Symbol,
    Type,
)


def define(reading: Reading, place: Pointer, name: str) -> Definition:
    """What the schema at `place` is, under its name: a record, an enumeration of texts, or a type with a name."""
    reading.inline[place] = name  # met again inside itself, it is a reference
    found = described(reading, place, Spot(name, name))
    node = reading.node(place)
    doc = doc_of(node) if isinstance(node, dict) else ""
    if kinds_of(reading, place) == {"object"} and (found == Ref(name) or _is_empty_message(reading, place, found)):
        return record(reading, place, name)
    match found:
        case Ref(target) if target == name:
            reading.undecided.add(name)  # it says only that it is itself
            return Alias(name, Anything(), place, doc)
        case Literal(values) if name not in reading.undecided and all(value.startswith('"') for value in values):
            symbols = tuple(Symbol(json.loads(value), place) for value in values)
            return Enumeration(name, symbols, place, doc)
    return Alias(name, found, place, doc)


def _is_empty_message(reading: Reading, place: Pointer, found: Type) -> bool:
    """A file's own object without declared members is a record as well, for people send it."""
    if place.tokens or found != Map(Anything()):
        return False
    shape = shape_of(reading, place)
    return not (shape.rest or shape.patterns or shape.keeps_all)
