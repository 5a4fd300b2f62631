"""Strings that satisfy patterns and lengths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.normal.formula import (
    Among,
    Formula,
    LengthLeast,
    LengthMost,
    NotAmong,
    Opaque,
    Text,
)
from treatyc.compatibility.jsonschema.oracle import finds
from treatyc.compatibility.jsonschema.regular.language import Language, TooLarge, everything
from treatyc.compatibility.jsonschema.search.answer import Answer, Found, Nothing, Unsure

_LENGTH_MAX = 20_000
_EXCLUDED_MAX = 5_000
_TRIED = 60


@dataclass(slots=True)
class _Demand:
    """What is asked of a string."""

    language: Language | None = None
    least: int = 0
    most: int | None = None
    among: frozenset[str] | None = None
    excluded: set[str] = field(default_factory=set)
    opaque: list[Opaque] = field(default_factory=list)

    def allows(self, text: str) -> bool | None:
        """Whether the patterns that are no languages agree with a text; None where that cannot be said."""
        said = [finds(atom.pattern, text) for atom in self.opaque]
        if any(each is not None and each is not atom.found for each, atom in zip(said, self.opaque, strict=True)):
            return False
        return None if None in said else True


def text(atoms: Iterable[Formula]) -> Answer:
    """A string of which some atoms hold."""
    try:
        demand = _demand(atoms)
        if any(Opaque(atom.pattern, not atom.found) in demand.opaque for atom in demand.opaque):
            return Nothing()
        bounded = (demand.language or everything()).with_length(demand.least, demand.most)
        if demand.among is None:
            return _member(bounded, demand)
        fitting = sorted(demand.among - demand.excluded, key=lambda each: (len(each), each))
        return _first((each for each in fitting if bounded.accepts(each)), demand)
    except TooLarge:
        return Unsure("a pattern that needs too many states")


def _demand(atoms: Iterable[Formula]) -> _Demand:
    demand = _Demand()
    for atom in atoms:
        match atom:
            case Text(own):
                demand.language = own if demand.language is None else demand.language & own
            case LengthLeast(count):
                demand.least = max(demand.least, count)
            case LengthMost(count):
                demand.most = count if demand.most is None else min(demand.most, count)
            case Among(values):
                own_values = frozenset(value for value in values if isinstance(value, str))
                demand.among = own_values if demand.among is None else demand.among & own_values
            case NotAmong(values):
                demand.excluded |= {value for value in values if isinstance(value, str)}
            case Opaque():
                demand.opaque.append(atom)
    return demand


def _member(language: Language, demand: _Demand) -> Answer:
    """A text of a language; of patterns that are none, only what a few of its texts show is known."""
    if language.is_empty:
        return Nothing()
    if demand.least > _LENGTH_MAX or len(demand.excluded) > _EXCLUDED_MAX:
        return Unsure("a text of so many characters")
    limit = len(demand.excluded) + (_TRIED if demand.opaque else 1)
    found = _first((each for each in language.members(limit) if each not in demand.excluded), demand)
    if isinstance(found, Nothing) and demand.opaque:
        return Unsure(f"what the pattern `{demand.opaque[0].pattern}` finds")
    return found


def _first(texts: Iterable[str], demand: _Demand) -> Answer:
    """The first that every pattern agrees with."""
    doubt: Unsure | None = None
    for each in texts:
        allowed = demand.allows(each)
        if allowed:
            return Found(each)
        if allowed is None and doubt is None:
            doubt = Unsure(f"what the pattern `{demand.opaque[0].pattern}` finds", (each,))
    return doubt or Nothing()
