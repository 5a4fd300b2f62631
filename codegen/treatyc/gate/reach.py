"""Which schemas hold which: what is found in a part is found in every message that the part travels in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from treatyc.system.schema import (
    Alias,
    Array,
    Definition,
    Enumeration,
    Fixed,
    Map,
    Record,
    Ref,
    Schema,
    Type,
    Union,
)


class Reach:
    """The schemas of a folder as a graph, by full name."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        owners = {definition.name: name for name, schema in schemas.items() for definition in schema}
        self._parts: dict[str, set[str]] = {}
        self._holders: dict[str, set[str]] = {}
        for name, schema in schemas.items():
            for reference in (each for definition in schema for each in _references(definition)):
                part = owners.get(reference, reference)
                self._parts.setdefault(name, set()).add(part)
                self._holders.setdefault(part, set()).add(name)

    def holders(self, name: str) -> frozenset[str]:
        """The schema itself, and all whose messages can hold one of it."""
        return _spread(self._holders, (name,))

    def parts(self, names: Iterable[str]) -> frozenset[str]:
        """Some schemas and all that they can hold."""
        return _spread(self._parts, names)


def _spread(graph: Mapping[str, set[str]], names: Iterable[str]) -> frozenset[str]:
    found = set(names)
    pending = list(found)
    while pending:
        new = graph.get(pending.pop(), set()) - found
        found |= new
        pending += new
    return frozenset(found)


def _references(definition: Definition) -> Iterator[str]:
    match definition:
        case Record(fields=fields, additional=additional):
            for field in fields:
                yield from _names(field.type)
            if additional is not None:
                yield from _names(additional)
        case Alias(type=type):
            yield from _names(type)
        case Enumeration() | Fixed():
            return
        case _:
            assert_never(definition)


def _names(type: Type) -> Iterator[str]:
    match type:
        case Ref(name):
            yield name
        case Array(items):
            yield from _names(items)
        case Map(values, keys):
            yield from _names(values)
            yield from _names(keys)
        case Union(branches):
            for branch in branches:
                yield from _names(branch)
        case _:
            return
