"""How much a validator has to do at most for a document of one member a level.

Schemas that refer to the next one twice double it with each step, and a library in C cannot be stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.load.jsonschema.dialect import Schema
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_SAME_VALUE = frozenset("allOf anyOf oneOf not if then else dependentSchemas dependencies".split())


def unfolded(library: Library, root: Pointer) -> int:
    """The number of schemas that such a document meets, a schema that comes back below itself counted once."""
    known: dict[Pointer, int] = {}
    pending = [root]
    while pending:
        place = pending[-1]
        if known.get(place, 0):
            pending.pop()
            continue
        same, inner = _parts(library, place)
        fresh = [each for each in (*same, *inner) if each not in known]
        if place not in known and fresh:
            known[place] = 0  # met again below itself it counts for nothing
            pending.extend(fresh)
            continue
        deepest = max((known.get(each, 0) for each in inner), default=0)
        known[place] = 1 + sum(known.get(each, 0) for each in same) + deepest
        pending.pop()
    return known[root]


def _parts(library: Library, place: Pointer) -> tuple[list[Pointer], list[Pointer]]:
    """The schemas that are applied to the same value, and those that are applied to what is in it."""
    node = library.node(place)
    if not isinstance(node, dict):
        return [], []
    same: list[Pointer] = list(_targets(library, place, node))
    inner: list[Pointer] = []
    for tokens, _ in library.documents[place.path].dialect.children(node):
        (same if tokens[0] in _SAME_VALUE else inner).append(place.child(*tokens))
    return same, inner


def _targets(library: Library, place: Pointer, node: Schema) -> Iterator[Pointer]:
    for keyword in _REFERENCES:
        reference = node.get(keyword)
        target = library.find(place, reference) if isinstance(reference, str) else None
        if target is not None and target.place is not None:
            yield target.place
