"""Schemas that say the same in different places: what did not change needs no proof.

Two schemas are alike where their keywords that can refuse something are the same, and each reference of one leads to a
schema that is alike the one that the same reference of the other leads to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import text
from treatyc.load.jsonschema.dialect import Dialect
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer

_PAIRS_MAX = 500
_DYNAMIC = ("$dynamicRef", "$recursiveRef")

Where = tuple[int, Pointer]
"""A side and a place in it."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a schema says without regard to what it refers to: the draft that it is in, and its keywords."""

    dialect: str
    keywords: str


@dataclass(slots=True, eq=False)
class Twins:
    """Compares schemas of several sides; each is read once."""

    libraries: Sequence[Library]
    _faces: dict[Where, Face] = field(default_factory=dict)
    _targets: dict[Where, tuple[Where | str | None, ...]] = field(default_factory=dict)
    _different: set[tuple[Where, Where]] = field(default_factory=set)

    def face(self, where: Where) -> Face:
        """The outside of a schema; those that are alike have the same."""
        known = self._faces.get(where)
        if known is None:
            dialect, value = self._read(where)
            known = self._faces[where] = Face(dialect.uri, text(_pruned(dialect, value)))
        return known

    def are_alike(self, one: Where, other: Where) -> bool:
        """Whether two schemas say the same; where it would take long to find out, they do not."""
        pending, assumed = [(one, other)], {(one, other)}
        while pending:
            left, right = pending.pop()
            pairs = list(self._referred(left, right))
            if len(assumed) > _PAIRS_MAX:
                self._different |= assumed
                return False
            if self.face(left) != self.face(right) or None in pairs:
                self._different |= {(one, other), (left, right)}
                return False
            fresh = [pair for pair in dict.fromkeys(pairs) if pair is not None and pair not in assumed]
            if not self._different.isdisjoint(fresh):
                self._different.add((one, other))
                return False
            assumed.update(fresh)
            pending.extend(fresh)
        return True

    def _referred(self, left: Where, right: Where) -> Iterator[tuple[Where, Where] | None]:
        """What the references of both lead to, pair by pair; None for two that differ or that nothing is known of."""
        for one, other in zip(self._leads(left), self._leads(right), strict=False):
            if isinstance(one, tuple) and isinstance(other, tuple):
                yield one, other
            elif one is None or one != other:
                yield None

    def _leads(self, where: Where) -> tuple[Where | str | None, ...]:
        known = self._targets.get(where)
        if known is None:
            known = self._targets[where] = tuple(self._leading(where))
        return known

    def _leading(self, where: Where) -> Iterator[Where | str | None]:
        """The targets of all references in a schema; a draft's own meta-schema is known by its name."""
        side, place = where
        dialect, value = self._read(where)
        for tokens, schema in dialect.walk(_pruned(dialect, value)):
            if any(keyword in schema for keyword in _DYNAMIC):
                yield None
            reference = schema.get("$ref")
            if isinstance(reference, str):
                found = self.libraries[side].find(place.child(*tokens), reference)
                if found is None:
                    yield None
                else:
                    yield reference if found.place is None else (side, found.place)

    def _read(self, where: Where) -> tuple[Dialect, JsonValue]:
        side, place = where
        library = self.libraries[side]
        return library.documents[place.path].dialect, library.node(place)


def _pruned(dialect: Dialect, value: JsonValue) -> JsonValue:
    """A schema with the keywords that can refuse something, and nothing else."""
    if not isinstance(value, dict):
        return value
    return {keyword: _held(dialect, keyword, value[keyword]) for keyword in sorted(dialect.assertions(value))}


def _held(dialect: Dialect, keyword: str, held: JsonValue) -> JsonValue:
    if keyword in dialect.named and isinstance(held, dict):
        return {name: _pruned(dialect, child) for name, child in held.items()}
    if keyword in dialect.several and isinstance(held, list):
        return [_pruned(dialect, child) for child in held]
    return _pruned(dialect, held) if keyword in dialect.one else held
