"""Sets of member names, as `properties`, `patternProperties` and what is left beside them make them."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.regular.language import Language, TooLarge

_CELLS_MAX = 64
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Listed:
    """These names and no others."""

    names: frozenset[str]

    def accepts(self, name: str) -> bool:
        """Whether a name is one of them."""
        return name in self.names


@dataclass(frozen=True, slots=True)
class Rest:
    """All names but some, that are in each language of `inside` and in none of `outside`, each of them there once."""

    besides: frozenset[str] = frozenset()
    inside: tuple[Language, ...] = ()
    outside: tuple[Language, ...] = ()
    joined: Language | None = field(default=None, compare=False, repr=False)
    """What the languages come to, where that is known already: joining many again for each question takes minutes."""

    def accepts(self, name: str) -> bool:
        """Whether a name is one of them."""
        return (
            name not in self.besides
            and all(language.accepts(name) for language in self.inside)
            and not any(language.accepts(name) for language in self.outside)
        )

    def without(self, names: frozenset[str]) -> Rest:
        """The same set less some names."""
        return Rest(self.besides | names, self.inside, self.outside, self.joined)

    def examples(self, limit: int) -> list[str]:
        """So many of the names, or all where they are fewer; raises TooLarge."""
        language = self._language()
        if language is None:
            fresh = (name for name in _plain() if name not in self.besides)
            return list(itertools.islice(fresh, limit))
        found = (name for name in language.members(limit + len(self.besides)) if name not in self.besides)
        return list(itertools.islice(found, limit))

    def _language(self) -> Language | None:
        if self.joined is not None:
            return self.joined
        parts = [*self.inside, *(~language for language in self.outside)]
        return functools.reduce(operator.and_, parts) if parts else None

    def halves(self, language: Language) -> Iterator[Rest]:
        """The names that a language has and those that it has not; a half without any names is left out."""
        own = self._language()
        within = language if own is None else own & language
        inside = Rest(self.besides, (*self.inside, language), self.outside, within)
        if not inside.examples(1):
            yield Rest(self.besides, self.inside, (*self.outside, language), own or ~language)
            return
        yield inside
        beyond = ~language if own is None else own & ~language
        outside = Rest(self.besides, self.inside, (*self.outside, language), beyond)
        if outside.examples(1):
            yield outside


Names = Listed | Rest

EVERY_NAME = Rest()


def like(language: Language) -> Rest:
    """The names of a language."""
    return Rest(inside=(language,))


def cells(classes: Iterable[Names]) -> Sequence[Names]:
    """All names, in parts that lie in every class wholly or not at all, each listed name alone. Raises TooLarge."""
    known = list(dict.fromkeys(classes))
    listed = {name for each in known for name in (each.names if isinstance(each, Listed) else each.besides)}
    rests = [each for each in known if isinstance(each, Rest)]
    languages = dict.fromkeys(language for each in rests for language in (*each.inside, *each.outside))
    parts = [Rest(frozenset(listed))]
    for language in languages:
        parts = [half for part in parts for half in part.halves(language)]
        if len(parts) > _CELLS_MAX:
            raise TooLarge
    return [*(Listed(frozenset({name})) for name in sorted(listed)), *parts]


def covers(names: Names, cell: Names) -> bool:
    """Whether a class holds all names of one of its `cells`; otherwise it holds none of them."""
    if isinstance(cell, Listed):
        return all(names.accepts(name) for name in cell.names)
    if isinstance(names, Listed):
        return False
    return set(cell.inside).issuperset(names.inside) and set(cell.outside).issuperset(names.outside)


def join(parts: Iterable[Names]) -> Sequence[Names]:
    """The same names with those that are listed in one class."""
    every = list(parts)
    names = frozenset(name for part in every if isinstance(part, Listed) for name in part.names)
    rests = [part for part in every if isinstance(part, Rest)]
    return [Listed(names), *rests] if names else rests


def _plain() -> Iterator[str]:
    for length in itertools.count(1):
        yield from ("".join(letters) for letters in itertools.product(_LETTERS, repeat=length))
