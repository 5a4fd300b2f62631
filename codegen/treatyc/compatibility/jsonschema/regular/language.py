"""Regular languages: sets of texts that can be joined, inverted, asked whether they are empty, and written out.

A language stands for the texts that a JSON Schema's `pattern`, `const` and lengths allow. Its operators raise
`TooLarge` where the answer needs more states than a comparison may spend; whoever joins languages that come from a
contract catches it and says that nothing is proven.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from treatyc.compatibility.jsonschema.regular import automaton, characters, syntax
from treatyc.compatibility.jsonschema.regular.automaton import Automaton, Join, TooLarge, joined
from treatyc.compatibility.jsonschema.regular.compile import compiled
from treatyc.compatibility.jsonschema.regular.words import Lengths, texts

__all__ = ["Language", "TooLarge", "everything", "literal", "parse"]


@dataclass(frozen=True, slots=True)
class Language:
    """The texts that an automaton accepts and whose number of characters is within bounds.

    Lengths stand aside, for an automaton that counts to 10,000 has as many states. Equal values are equal languages;
    the reverse holds where both have no bounds.
    """

    texts: Automaton
    least: int = 0
    most: int | None = None

    def __and__(self, other: Language) -> Language:
        tops = [top for top in (self.most, other.most) if top is not None]
        both = joined(self.texts, other.texts, Join.BOTH)
        return Language(both, max(self.least, other.least), min(tops, default=None))

    def __or__(self, other: Language) -> Language:
        if (self.least, self.most) == (other.least, other.most):
            return Language(joined(self.texts, other.texts, Join.EITHER), self.least, self.most)
        return Language(joined(self._counted(), other._counted(), Join.EITHER))

    def __invert__(self) -> Language:
        return Language(automaton.inverted(self._counted()))

    @property
    def is_empty(self) -> bool:
        """Whether no text is of the language."""
        return next(_lengths(self.texts).lengths(self.least, self.most), None) is None

    @property
    def is_finite(self) -> bool:
        """Whether the texts of the language could be counted."""
        if self.most is not None:
            return True
        # A text with as many characters as there are states has gone round, and can do so again.
        return next(_lengths(self.texts).lengths(max(self.least, len(self.texts.table)), None), None) is None

    def with_length(self, least: int, most: int | None) -> Language:
        """The texts of the language that have so many characters."""
        tops = [top for top in (self.most, most) if top is not None]
        return Language(self.texts, max(self.least, least), min(tops, default=None))

    def accepts(self, text: str) -> bool:
        """Whether a text is of the language."""
        return self.least <= len(text) and (self.most is None or len(text) <= self.most) and self.texts.accepts(text)

    def members(self, limit: int) -> Iterator[str]:
        """At most `limit` texts of the language, the shortest first, letters before what is hard to read."""
        lengths = _lengths(self.texts)
        every = (text for length in lengths.lengths(self.least, self.most) for text in texts(lengths, length))
        return islice(every, limit)

    def _counted(self) -> Automaton:
        """The automaton of the language, its bounds counted in states."""
        if self.least == 0 and self.most is None:
            return self.texts
        return joined(self.texts, automaton.chain(self.least, self.most), Join.BOTH)


@lru_cache(maxsize=4096)
def parse(pattern: str) -> Language | None:
    """The texts in which an ECMA-262 pattern is found; None where that is no regular language, or one too large.

    A pattern with a back reference or look-around has no language here, nor has one that engines read differently.
    """
    tree = syntax.parse(pattern)
    if tree is None:
        return None
    try:
        found = compiled(tree, characters.WORD)
        # ECMA-262 takes only ASCII for the characters of a word, other engines all of Unicode.
        same = not _asks_words(pattern) or found == compiled(tree, characters.unicode_words())
    except TooLarge:
        return None
    return Language(found) if same else None


@lru_cache(maxsize=4096)
def literal(text: str) -> Language:
    """One text alone."""
    return Language(automaton.spelled(text))


@lru_cache(maxsize=1)
def everything() -> Language:
    """All texts."""
    return Language(automaton.chain(0, None))


def _asks_words(pattern: str) -> bool:
    return r"\b" in pattern or r"\B" in pattern


@lru_cache(maxsize=1024)
def _lengths(texts: Automaton) -> Lengths:
    return Lengths(texts)
