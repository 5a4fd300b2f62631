"""A schema as the language of the strings that satisfy it: what `propertyNames` asks of a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from treatyc.compatibility.jsonschema.normal.formula import (
    AllOf,
    Among,
    AnyOf,
    Formula,
    Has,
    Is,
    Kind,
    LengthLeast,
    LengthMost,
    NotAmong,
    Refer,
    Scalar,
    Text,
    When,
)
from treatyc.compatibility.jsonschema.regular.language import Language, everything, literal

_DEPTH_MAX = 40


def spelling(formula: Formula, expand: Callable[[Refer], Formula], depth: int = 0) -> Language | None:
    """The strings of which a formula holds; None where that is no language that we know. Raises TooLarge."""
    if depth > _DEPTH_MAX:
        return None
    match formula:
        case AllOf(parts):
            return _both([spelling(part, expand, depth + 1) for part in parts])
        case AnyOf(parts):
            return _either([spelling(part, expand, depth + 1) for part in parts])
        case Refer():
            return spelling(expand(formula), expand, depth + 1)
        case Is(kinds):
            return everything() if Kind.STRING in kinds else nothing()
        case When(kind, body):
            return spelling(body, expand, depth + 1) if kind is Kind.STRING else everything()
        case Has(kind, body):
            return spelling(body, expand, depth + 1) if kind is Kind.STRING else nothing()
        case Text(language):
            return language
        case LengthLeast(count):
            return everything().with_length(count, None)
        case LengthMost(count):
            return everything().with_length(0, count)
        case Among(values):
            return one_of(values)
        case NotAmong(values):
            return ~one_of(values)
        case _:
            return None


def nothing() -> Language:
    """No text at all."""
    return ~everything()


def one_of(values: frozenset[Scalar]) -> Language:
    """Some texts alone. Raises TooLarge."""
    found = nothing()
    for value in sorted(value for value in values if isinstance(value, str)):
        found = found | literal(value)
    return found


def _both(parts: Sequence[Language | None]) -> Language | None:
    found = everything()
    for part in parts:
        if part is None:
            return None
        found = found & part
    return found


def _either(parts: Sequence[Language | None]) -> Language | None:
    found = nothing()
    for part in parts:
        if part is None:
            return None
        found = found | part
    return found
