"""Strings and numbers, as Apicurio's registry compares them."""

from __future__ import annotations

from fractions import Fraction

from treatyc.dialects.apicurio.findings import Findings, Path, because
from treatyc.dialects.dialect import EngineFails
from treatyc.dialects.everit.model import Number, NumberNode, StringNode


def least(kind: str, step: str, path: Path, before: Number | None, after: Number | None) -> Findings:
    """A lower bound."""
    if after is None or (before is not None and before >= after):
        return []
    return because(f"{kind}_{'ADDED' if before is None else 'INCREASED'}", (*path, step))


def most(kind: str, step: str, path: Path, before: Number | None, after: Number | None) -> Findings:
    """An upper bound."""
    if after is None or (before is not None and before <= after):
        return []
    return because(f"{kind}_{'ADDED' if before is None else 'DECREASED'}", (*path, step))


def same(kind: str, step: str, path: Path, before: object | None, after: object | None) -> Findings:
    """What may not change; to say it no more is fine."""
    if after is None or before == after:
        return []
    return because(f"{kind}_{'ADDED' if before is None else 'CHANGED'}", (*path, step))


def strings(original: StringNode, update: StringNode, path: Path) -> Findings:
    """Lengths, pattern, format, and what the text is an encoding of."""
    return [
        *same(
            "STRING_TYPE_CONTENT_ENCODING", "contentEncoding", path, original.content_encoding, update.content_encoding
        ),
        *same(
            "STRING_TYPE_CONTENT_MEDIA_TYPE",
            "contentMediaType",
            path,
            original.content_media_type,
            update.content_media_type,
        ),
        *least("STRING_TYPE_MIN_LENGTH", "minLength", path, original.min_length, update.min_length),
        *most("STRING_TYPE_MAX_LENGTH", "maxLength", path, original.max_length, update.max_length),
        *same("STRING_TYPE_PATTERN", "pattern", path, original.pattern, update.pattern),
        *same("STRING_TYPE_FORMAT", "format", path, original.format, update.format),
    ]


def numbers(original: NumberNode, update: NumberNode, path: Path) -> Findings:
    """Bounds, whichever keyword they are written with, and divisors."""
    found: Findings = []
    if update.integer and not original.integer and original.multiple_of != 1:
        found += because("NUMBER_TYPE_INTEGER_REQUIRED_FALSE_TO_TRUE", (*path, "type"))
    before, after = _minimum(original), _minimum(update)
    found += least("NUMBER_TYPE_MINIMUM", "minimum", path, before[0], after[0])
    if before[0] == after[0] and after[1] and not before[1]:
        found += because("NUMBER_TYPE_IS_MINIMUM_EXCLUSIVE_FALSE_TO_TRUE", (*path, "exclusiveMinimum"))
    before, after = _maximum(original), _maximum(update)
    found += most("NUMBER_TYPE_MAXIMUM", "maximum", path, before[0], after[0])
    if before[0] == after[0] and after[1] and not before[1]:
        found += because("NUMBER_TYPE_IS_MAXIMUM_EXCLUSIVE_FALSE_TO_TRUE", (*path, "exclusiveMaximum"))
    return found + _multiples(original.multiple_of, update.multiple_of, (*path, "multipleOf"))


def _minimum(node: NumberNode) -> tuple[Number | None, bool]:
    """The lower bound, and whether it is itself excluded."""
    if node.exclusive_minimum is not None:
        return node.exclusive_minimum, True
    return node.minimum, node.minimum is not None and node.excludes_minimum


def _maximum(node: NumberNode) -> tuple[Number | None, bool]:
    if node.exclusive_maximum is not None:
        return node.exclusive_maximum, True
    return node.maximum, node.maximum is not None and node.excludes_maximum


def _multiples(before: Number | None, after: Number | None, path: Path) -> Findings:
    if after is None:
        return []
    if before is None:
        return because("NUMBER_TYPE_MULTIPLE_OF_ADDED", path)
    if after == 0:
        raise EngineFails("ArithmeticException: `multipleOf` is 0")
    divisible = Fraction(repr(before)) % Fraction(repr(after)) == 0
    return [] if divisible else because("NUMBER_TYPE_MULTIPLE_OF_UPDATED_IS_NOT_DIVISIBLE", path)
