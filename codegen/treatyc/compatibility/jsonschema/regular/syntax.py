"""The syntax of ECMA-262 patterns (with the `u` flag): a pattern's text in, its tree out.

Only what is a regular language has a tree. What engines read differently has none either.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from treatyc.compatibility.jsonschema.regular import characters
from treatyc.compatibility.jsonschema.regular.characters import Ranges

LENGTH_MAX = 10_000
DEPTH_MAX = 50
COUNT_MAX = 100_000


class Edge(enum.Enum):
    """A place between characters that a pattern can ask for."""

    START = "^"
    END = "$"
    WORD = r"\b"
    NO_WORD = r"\B"


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other; nothing at all where there are none."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of the branches."""

    branches: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part over and over; `most` is None for without end. Lazy and greedy ones have the same language."""

    part: Tree
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Assertion:
    """No character, but a place."""

    edge: Edge


Tree = Chars | Sequence | Choice | Repeat | Assertion

_CLASSES = {"d": characters.DIGITS, "w": characters.WORD, "s": characters.SPACE}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_COUNT = re.compile(r"\{(\d{1,6})(?:(,)(\d{1,6})?)?\}", re.ASCII)
_HEX = re.compile(r"u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})")
_PROPERTY = re.compile(r"[pP]\{([A-Za-z_=]{1,40})\}")
_NAME = re.compile(r"\?<[A-Za-z_][A-Za-z0-9_]*>")


class _Unsupported(Exception):
    """The pattern is not regular, or engines read it in different ways."""


@dataclass(slots=True)
class _Text:
    source: str
    at: int = 0
    depth: int = 0

    @property
    def next(self) -> str:
        """The character that comes next, empty at the end."""
        return self.source[self.at : self.at + 1]

    def take(self) -> str:
        """The character that comes next, and move behind it."""
        found = self.next
        self.at += 1
        return found

    def skip(self, text: str) -> bool:
        """Whether `text` comes next; if so, move behind it."""
        found = self.source.startswith(text, self.at)
        self.at += len(text) * found
        return found

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What comes next, if it is of a pattern; if so, move behind it."""
        found = pattern.match(self.source, self.at)
        self.at = found.end() if found else self.at
        return found


def parse(pattern: str) -> Tree | None:
    """The tree of a pattern, or None for one with look-around, back references, or meanings in doubt."""
    if len(pattern) > LENGTH_MAX:
        return None
    text = _Text(pattern)
    try:
        tree = _choice(text)
    except _Unsupported:
        return None
    return tree if text.at == len(pattern) else None


def _choice(text: _Text) -> Tree:
    branches = [_sequence(text)]
    while text.skip("|"):
        branches.append(_sequence(text))
    return branches[0] if len(branches) == 1 else Choice(tuple(branches))


def _sequence(text: _Text) -> Tree:
    parts: list[Tree] = []
    while text.next not in ("", "|", ")"):
        atom = _atom(text)
        parts.append(atom if isinstance(atom, Assertion) else _quantified(text, atom))
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _quantified(text: _Text, atom: Tree) -> Tree:
    if text.next in ("*", "+", "?"):
        sign = text.take()
        least, most = int(sign == "+"), 1 if sign == "?" else None
    elif (count := text.match(_COUNT)) is not None:
        least = int(count[1])
        most = int(count[3]) if count[3] else (None if count[2] else least)
    else:
        return atom
    text.skip("?")  # lazy
    if text.next in ("*", "+", "?", "{") or (most is not None and most < least) or max(least, most or 0) > COUNT_MAX:
        raise _Unsupported
    return Repeat(atom, least, most)


def _atom(text: _Text) -> Tree:
    char = text.take()
    match char:
        case "(":
            return _group(text)
        case "[":
            return Chars(_set(text))
        case ".":
            return Chars(characters.NO_NEWLINE)
        case "^":
            return _assertion(text, Edge.START)
        case "$":
            return _assertion(text, Edge.END)
        case "\\" if text.next in ("b", "B"):
            return _assertion(text, Edge.WORD if text.take() == "b" else Edge.NO_WORD)
        case "\\":
            return Chars(_escape(text))
    if char in _SYNTAX - {"/", "]", "}"}:
        raise _Unsupported
    return Chars(((ord(char), ord(char)),))


def _assertion(text: _Text, edge: Edge) -> Tree:
    if text.next in ("*", "+", "?", "{"):
        raise _Unsupported  # ECMA-262 knows no repeated place
    return Assertion(edge)


def _group(text: _Text) -> Tree:
    if text.next == "?" and not text.skip("?:") and text.match(_NAME) is None:
        raise _Unsupported  # look-around, or flags
    text.depth += 1
    if text.depth > DEPTH_MAX:
        raise _Unsupported
    tree = _choice(text)
    if not text.skip(")"):
        raise _Unsupported
    text.depth -= 1
    return tree


def _escape(text: _Text) -> Ranges:
    """The set of an escape, whose backslash is already read."""
    if text.next in _CLASSES:
        return _CLASSES[text.take()]
    if text.next.lower() in _CLASSES:
        return characters.inverted(_CLASSES[text.take().lower()])
    if text.next in ("p", "P"):
        return _property(text)
    code = _character(text)
    return ((code, code),)


def _property(text: _Text) -> Ranges:
    negative = text.next == "P"
    named = text.match(_PROPERTY)
    ranges = characters.general_category(named[1]) if named is not None else None
    if ranges is None:
        raise _Unsupported
    return characters.inverted(ranges) if negative else ranges


def _character(text: _Text) -> int:
    """The one character of an escape, whose backslash is already read."""
    if (hexed := text.match(_HEX)) is not None:
        code = int(hexed[1] or hexed[2] or hexed[3], 16)
        if 0xD800 <= code <= 0xDFFF or code > characters.ALPHABET[-1][1]:
            raise _Unsupported
        return code
    char = text.take()
    if char in _CONTROLS:
        return _CONTROLS[char]
    if char in _SYNTAX or char == "-":
        return ord(char)
    if char == "c" and text.next.isascii() and text.next.isalpha():
        return ord(text.take()) % 32
    raise _Unsupported


def _set(text: _Text) -> Ranges:
    negative = text.skip("^")
    found: list[Ranges] = []
    while not text.skip("]"):
        low = _member(text)
        if text.next == "-" and not text.source.startswith("-]", text.at):
            text.at += 1
            high = _member(text)
            if len(low) != 1 or len(high) != 1 or low[0][0] != low[0][1] or high[0][0] != high[0][1]:
                raise _Unsupported
            if high[0][0] < low[0][0]:
                raise _Unsupported
            low = ((low[0][0], high[0][0]),)
        found.append(low)
    if not found:
        raise _Unsupported  # `[]` and `[^]`: many engines do not know them
    ranges = characters.union(*found)
    return characters.inverted(ranges) if negative else characters.inverted(characters.inverted(ranges))


def _member(text: _Text) -> Ranges:
    char = text.take()
    if char == "\\":
        return _escape(text)
    doubled = char in "&~-" and text.next == char
    if char in ("", "[") or doubled:
        raise _Unsupported  # engines know operators between sets
    return ((ord(char), ord(char)),)
