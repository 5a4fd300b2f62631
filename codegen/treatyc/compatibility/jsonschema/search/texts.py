"""Strings that satisfy patterns and lengths."""

from __future__ import annotations

from collections.abc import Iterable

from treatyc.compatibility.jsonschema.normal.formula import (
    Among,
    Formula,
    LengthLeast,
    LengthMost,
    NotAmong,
    Opaque,
    Text,
)
from treatyc.compatibility.jsonschema.regular.language import Language, TooLarge, everything
from treatyc.compatibility.jsonschema.search.answer import Answer, Found, Nothing, Unsure

_LENGTH_MAX = 20_000
_EXCLUDED_MAX = 5_000


def text(atoms: Iterable[Formula]) -> Answer:
    """A string of which some atoms hold."""
    known = list(atoms)
    opaque = [atom for atom in known if isinstance(atom, Opaque)]
    if any(Opaque(atom.pattern, not atom.found) in opaque for atom in opaque):
        return Nothing()
    found = _text([atom for atom in known if not isinstance(atom, Opaque)])
    if opaque and isinstance(found, Found):
        return Unsure(f"what the pattern `{opaque[0].pattern}` finds", (found.value,))
    return found


def _text(atoms: Iterable[Formula]) -> Answer:
    language, least, most = None, 0, None
    among: frozenset[str] | None = None
    excluded: set[str] = set()
    try:
        for atom in atoms:
            match atom:
                case Text(own):
                    language = own if language is None else language & own
                case LengthLeast(count):
                    least = max(least, count)
                case LengthMost(count):
                    most = count if most is None else min(most, count)
                case Among(values):
                    own_values = frozenset(value for value in values if isinstance(value, str))
                    among = own_values if among is None else among & own_values
                case NotAmong(values):
                    excluded |= {value for value in values if isinstance(value, str)}
        bounded = (language or everything()).with_length(least, most)
        if among is not None:
            fitting = (each for each in sorted(among - excluded, key=lambda each: (len(each), each)))
            return next((Found(each) for each in fitting if bounded.accepts(each)), Nothing())
        return _member(bounded, least, frozenset(excluded))
    except TooLarge:
        return Unsure("a pattern that needs too many states")


def _member(language: Language, least: int, excluded: frozenset[str]) -> Answer:
    if language.is_empty:
        return Nothing()
    if least > _LENGTH_MAX or len(excluded) > _EXCLUDED_MAX:
        return Unsure("a text of so many characters")
    for member in language.members(len(excluded) + 1):
        if member not in excluded:
            return Found(member)
    return Nothing()
