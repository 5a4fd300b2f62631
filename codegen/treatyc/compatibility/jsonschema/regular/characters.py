"""Sets of characters as sorted, disjoint ranges of code points, and the order in which a person finds them plain.

The alphabet is Unicode's scalar values: half of a surrogate pair is no character of a JSON text.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

Ranges = tuple[tuple[int, int], ...]

ALPHABET: Ranges = ((0, 0xD7FF), (0xE000, sys.maxunicode))
DIGITS: Ranges = ((48, 57),)
WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
# ECMA-262, WhiteSpace and LineTerminator.
SPACE: Ranges = (
    (9, 13),
    (32, 32),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
# As jsonschema-rs and the generated code have it; ECMA-262 leaves out three more line ends.
NO_NEWLINE: Ranges = ((0, 9), (11, 0xD7FF), (0xE000, sys.maxunicode))

_PLAIN: Ranges = (
    (97, 122),
    (48, 57),
    (65, 90),
    (45, 46),
    (95, 95),
    (32, 32),
    (33, 44),
    (47, 47),
    (58, 64),
    (91, 94),
    (96, 96),
    (123, 126),
    (0xE0, 0xFF),
    (0xA1, 0xDF),
    (0x100, 0x2FF),
    (0x370, 0x1FFF),
    (0x3040, 0xD7FF),
    (0x2000, 0x303F),
    (0x1F300, 0x1FAFF),
    (0x300, 0x36F),
    (0xE000, 0x1F2FF),
    (0x1FB00, sys.maxunicode),
    (9, 10),
    (0, 8),
    (11, 31),
    (127, 0xA0),
)
_LONG_NAMES: Mapping[str, str] = {
    "Letter": "L",
    "Cased_Letter": "LC",
    "Uppercase_Letter": "Lu",
    "Lowercase_Letter": "Ll",
    "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm",
    "Other_Letter": "Lo",
    "Mark": "M",
    "Nonspacing_Mark": "Mn",
    "Spacing_Mark": "Mc",
    "Enclosing_Mark": "Me",
    "Number": "N",
    "Decimal_Number": "Nd",
    "Letter_Number": "Nl",
    "Other_Number": "No",
    "Punctuation": "P",
    "Connector_Punctuation": "Pc",
    "Dash_Punctuation": "Pd",
    "Open_Punctuation": "Ps",
    "Close_Punctuation": "Pe",
    "Initial_Punctuation": "Pi",
    "Final_Punctuation": "Pf",
    "Other_Punctuation": "Po",
    "Symbol": "S",
    "Math_Symbol": "Sm",
    "Currency_Symbol": "Sc",
    "Modifier_Symbol": "Sk",
    "Other_Symbol": "So",
    "Separator": "Z",
    "Space_Separator": "Zs",
    "Line_Separator": "Zl",
    "Paragraph_Separator": "Zp",
    "Control": "Cc",
    "Format": "Cf",
}


def union(*sets: Ranges) -> Ranges:
    """What is in any of the sets."""
    return _merged(pair for ranges in sets for pair in ranges)


def inverted(ranges: Ranges) -> Ranges:
    """Every other character of the alphabet."""
    found: list[tuple[int, int]] = []
    for bottom, top in ALPHABET:
        start = bottom
        for low, high in union(ranges):
            if high < start or low > top:
                continue
            if low > start:
                found.append((start, low - 1))
            start = high + 1
        if start <= top:
            found.append((start, top))
    return tuple(found)


def intersection(one: Ranges, other: Ranges) -> Ranges:
    """What is in both sets."""
    return inverted(union(inverted(one), inverted(other)))


def plain(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The ranges cut and ordered so that letters come first and controls last."""
    given = list(ranges)
    for bottom, top in _PLAIN:
        for low, high in given:
            if low <= top and bottom <= high:
                yield max(low, bottom), min(high, top)


def general_category(name: str) -> Ranges | None:
    """The characters of a Unicode property such as `L`, `Lu`, `gc=Letter` or `ASCII`; None for one not known here."""
    bare = name.removeprefix("General_Category=").removeprefix("gc=")
    if bare == "Any":
        return ALPHABET
    if bare == "ASCII":
        return ((0, 127),)
    short = _LONG_NAMES.get(bare, bare)
    table = _categories()
    if short == "LC":
        return union(table["Lu"], table["Ll"], table["Lt"])
    if len(short) == 1 and short in "LMNPSZ":
        return union(*(ranges for key, ranges in table.items() if key[0] == short))
    return table.get(short) if short in _LONG_NAMES.values() else None


@cache
def unicode_words() -> Ranges:
    """What engines that think in Unicode take for the characters of a word, nearly."""
    table = _categories()
    return union(*(ranges for key, ranges in table.items() if key[0] in "LM" or key in ("Nd", "Nl", "Pc")))


@cache
def _categories() -> Mapping[str, Ranges]:
    found: dict[str, list[tuple[int, int]]] = {}
    for bottom, top in ALPHABET:
        start, current = bottom, unicodedata.category(chr(bottom))
        for code in range(bottom + 1, top + 2):
            category = unicodedata.category(chr(code)) if code <= top else ""
            if category != current:
                found.setdefault(current, []).append((start, code - 1))
                start, current = code, category
    return {category: tuple(ranges) for category, ranges in found.items()}


def _merged(pairs: Iterable[tuple[int, int]]) -> Ranges:
    found: list[tuple[int, int]] = []
    for low, high in sorted(pairs):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)
