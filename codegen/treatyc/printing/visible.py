"""Text of contracts, which is not trusted, as a terminal may show it: nothing in it steers what is shown."""

from __future__ import annotations

import unicodedata

_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what is not itself visible: controls, bidirectional marks, surrogates, line separators."""


def visible(text: str) -> str:
    r"""The text with every invisible character written out, such as `\u{1b}`; spaces and letters stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def width(text: str) -> int:
    """How many columns of a terminal a visible text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    if unicodedata.category(character) in _STEERING:
        return f"\\u{{{ord(character):x}}}"
    return character


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
