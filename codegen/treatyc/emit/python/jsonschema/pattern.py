"""ECMA-262 patterns as patterns of Python's `re`, where both surely mean the same and matching takes linear time.

Python's engine backtracks, so a pattern goes to it only when no text can lead it astray: it is anchored at the start
or its matches are bounded in length, and after each character at most one way leads on. What is not of that form is
left to jsonschema-rs, which decides by automata.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations

_LENGTH_MAX = 500
_POSITIONS_MAX = 100
_LAST = 0x10FFFF
_UNANCHORED_MAX = 256
"""The longest match of a pattern that is tried at every character."""

Ranges = tuple[tuple[int, int], ...]

_DIGITS: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_NO_NEWLINE: Ranges = ((0, 9), (11, _LAST))
_CLASSES = {"d": _DIGITS, "w": _WORD}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_SYNTAX = frozenset("^$\\.*+?()[]{}|/-")
_QUANTIFIER = re.compile(r"\{(\d{1,4})(?:(,)(\d{1,4})?)?\}")
_HEX = re.compile(r"u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})")


class _Unsure(Exception):
    """The pattern holds something that the two engines may read differently."""


@dataclass(slots=True)
class _Part:
    """A piece as Python text, with the positions that can begin and end it, and the longest match (None: no bound)."""

    text: str
    first: frozenset[int]
    last: frozenset[int]
    nullable: bool
    longest: int | None


@dataclass(slots=True)
class _Parser:
    """Reads one alternative; `sets` and `follow` are by position, one position a character of the pattern."""

    source: str
    at: int = 0
    depth: int = 0
    sets: list[Ranges] = field(default_factory=list)
    follow: dict[int, set[int]] = field(default_factory=dict)


def python_pattern(pattern: str) -> str | None:
    """The same pattern for `re.search`, or None where only jsonschema-rs may decide it."""
    if len(pattern) > _LENGTH_MAX or not pattern.isprintable():
        return None
    try:
        return "|".join(_anchored(branch) for branch in _branches(pattern))
    except _Unsure:
        return None


def _branches(pattern: str) -> list[str]:
    """The alternatives at the top, which may each have anchors of their own."""
    found, depth, in_class, start, at = [], 0, False, 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            found.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*found, pattern[start:]]


def _anchored(branch: str) -> str:
    begins = branch.startswith("^")
    body = branch.removeprefix("^")
    escapes = len(body) - 1 - len(body[:-1].rstrip("\\"))
    ends = body.endswith("$") and escapes % 2 == 0
    parser = _Parser(body[:-1] if ends else body)
    part = _alternatives(parser)
    if parser.at < len(parser.source):
        raise _Unsure
    _prove_single_way(parser, part)
    if not begins and (part.longest is None or part.longest > _UNANCHORED_MAX):
        raise _Unsure
    return f"{'^' if begins else ''}{part.text}{chr(92) + 'Z' if ends else ''}"


def _prove_single_way(parser: _Parser, part: _Part) -> None:
    """Raise unless each character can be taken by one position only: then the engine has nothing to try again."""
    for choices in (part.first, *parser.follow.values()):
        if any(_overlap(parser.sets[one], parser.sets[other]) for one, other in combinations(sorted(choices), 2)):
            raise _Unsure


def _alternatives(parser: _Parser) -> _Part:
    branches = [_sequence(parser)]
    while _peek(parser) == "|":
        parser.at += 1
        branches.append(_sequence(parser))
    if len(branches) == 1:
        return branches[0]
    lengths = [branch.longest for branch in branches]
    return _Part(
        "|".join(branch.text for branch in branches),
        frozenset().union(*(branch.first for branch in branches)),
        frozenset().union(*(branch.last for branch in branches)),
        any(branch.nullable for branch in branches),
        None if None in lengths else max(length for length in lengths if length is not None),
    )


def _sequence(parser: _Parser) -> _Part:
    whole = _Part("", frozenset(), frozenset(), nullable=True, longest=0)
    while _peek(parser) not in ("", "|", ")"):
        part = _quantified(parser, _atom(parser))
        for position in whole.last:
            parser.follow.setdefault(position, set()).update(part.first)
        whole = _Part(
            whole.text + part.text,
            whole.first | part.first if whole.nullable else whole.first,
            whole.last | part.last if part.nullable else part.last,
            whole.nullable and part.nullable,
            None if whole.longest is None or part.longest is None else whole.longest + part.longest,
        )
    return whole


def _quantified(parser: _Parser, part: _Part) -> _Part:
    char = _peek(parser)
    match = _QUANTIFIER.match(parser.source, parser.at)
    if char in ("*", "+", "?"):
        text, least, most = char, int(char == "+"), 1 if char == "?" else None
    elif match is not None:
        text, least = match.group(), int(match.group(1))
        most = int(match.group(3)) if match.group(3) else (None if match.group(2) else least)
    else:
        return part
    parser.at += len(text)
    if _peek(parser) in ("*", "+", "?", "{") or part.longest == 0 or (most is not None and most < least):
        raise _Unsure
    if most is None or most > 1:
        if part.nullable:
            raise _Unsure
        for position in part.last:
            known = parser.follow.setdefault(position, set())
            if known & part.first:
                raise _Unsure  # a loop in a loop: the same text could be divided between them in many ways
            known |= part.first
    longest = None if most is None or part.longest is None else part.longest * most
    return _Part(part.text + text, part.first, part.last, part.nullable or least == 0, longest)


def _atom(parser: _Parser) -> _Part:
    char = _peek(parser)
    parser.at += 1
    match char:
        case "(":
            return _group(parser)
        case "[":
            text, ranges = _class(parser)
            return _position(parser, text, ranges)
        case ".":
            return _position(parser, ".", _NO_NEWLINE)
        case "\\":
            text, ranges = _escape(parser)
            return _position(parser, text, ranges)
    if char in _SYNTAX - {"/", "-"}:
        raise _Unsure
    return _position(parser, _plain(ord(char)), ((ord(char), ord(char)),))


def _group(parser: _Parser) -> _Part:
    if _peek(parser) == "?":
        if not parser.source.startswith("?:", parser.at):
            raise _Unsure
        parser.at += 2
    parser.depth += 1
    if parser.depth > 10:
        raise _Unsure
    part = _alternatives(parser)
    if _peek(parser) != ")":
        raise _Unsure
    parser.at += 1
    parser.depth -= 1
    return _Part(f"(?:{part.text})", part.first, part.last, part.nullable, part.longest)


def _position(parser: _Parser, text: str, ranges: Ranges) -> _Part:
    if len(parser.sets) >= _POSITIONS_MAX:
        raise _Unsure
    parser.sets.append(ranges)
    here = frozenset({len(parser.sets) - 1})
    return _Part(text, here, here, nullable=False, longest=1)


def _escape(parser: _Parser) -> tuple[str, Ranges]:
    char = _peek(parser)
    parser.at += 1
    if char in _CLASSES:
        return f"[{_class_text(_CLASSES[char])}]", _CLASSES[char]
    if char.lower() in _CLASSES:
        ranges = _inverted(_CLASSES[char.lower()])
        return f"[^{_class_text(_CLASSES[char.lower()])}]", ranges
    parser.at -= 1
    code = _character(parser)
    return _plain(code), ((code, code),)


def _character(parser: _Parser) -> int:
    """The character of an escape, whose backslash is already read."""
    char = _peek(parser)
    parser.at += 1
    if char in _CONTROLS:
        return _CONTROLS[char]
    if char in _SYNTAX:
        return ord(char)
    match = _HEX.match(parser.source, parser.at - 1)
    code = int(match.group(1) or match.group(2), 16) if match else 0xD800
    if 0xD800 <= code <= 0xDFFF:
        raise _Unsure
    parser.at += len(match.group()) - 1 if match else 0
    return code


def _class(parser: _Parser) -> tuple[str, Ranges]:
    inverted = _peek(parser) == "^"
    parser.at += inverted
    ranges: list[tuple[int, int]] = []
    while (char := _peek(parser)) != "]":
        parser.at += 1
        if char in ("", "[", "&", "~"):
            raise _Unsure  # engines know operators between sets
        if char == "\\" and _peek(parser) in _CLASSES:
            ranges += _CLASSES[_peek(parser)]
            parser.at += 1
            if _peek(parser) == "-" and not parser.source.startswith("-]", parser.at):
                raise _Unsure
            continue
        low = high = _character(parser) if char == "\\" else ord(char)
        if _peek(parser) == "-" and not parser.source.startswith("-]", parser.at):
            parser.at += 1
            char = _peek(parser)
            parser.at += 1
            if char in ("", "[", "-") or (char == "\\" and _peek(parser).lower() in _CLASSES):
                raise _Unsure
            high = _character(parser) if char == "\\" else ord(char)
        if high < low:
            raise _Unsure
        ranges.append((low, high))
    parser.at += 1
    if not ranges:
        raise _Unsure
    text = _class_text(tuple(ranges))
    return (f"[^{text}]", _inverted(tuple(ranges))) if inverted else (f"[{text}]", tuple(ranges))


def _class_text(ranges: Ranges) -> str:
    return "".join(_char_text(low) if low == high else f"{_char_text(low)}-{_char_text(high)}" for low, high in ranges)


def _plain(code: int) -> str:
    """A character outside of sets."""
    return chr(code) if chr(code) in "-/_" else re.escape(chr(code))


def _char_text(code: int) -> str:
    return chr(code) if (code < 128 and chr(code).isalnum()) or chr(code) == "_" else re.escape(chr(code))


def _inverted(ranges: Ranges) -> Ranges:
    found, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return (*found, (start, _LAST)) if start <= _LAST else tuple(found)


def _overlap(one: Ranges, other: Ranges) -> bool:
    return any(low <= top and bottom <= high for low, high in one for bottom, top in other)


def _peek(parser: _Parser) -> str:
    return parser.source[parser.at : parser.at + 1]
