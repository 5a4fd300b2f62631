"""Bounds of strings and numbers, as Confluent's registry compares them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from treatyc.dialects.confluent.jsonschema_changes import Change
from treatyc.dialects.confluent.nodes import Comparison, Finding
from treatyc.dialects.dialect import EngineFails
from treatyc.dialects.everit.model import Number, NumberNode, StringNode


def least(
    comparison: Comparison, keyword: str, before: Number | None, after: Number | None, changes: tuple[Change, Change]
) -> Iterator[Finding]:
    """A lower bound; `changes` are what it is to add one and to raise it."""
    added, raised = changes
    if after is not None and before is None:
        yield from comparison.differ(added, keyword)
    elif after is not None and before is not None and before < after:
        yield from comparison.differ(raised, keyword)


def most(
    comparison: Comparison, keyword: str, before: Number | None, after: Number | None, changes: tuple[Change, Change]
) -> Iterator[Finding]:
    """An upper bound; `changes` are what it is to add one and to lower it."""
    added, lowered = changes
    if after is not None and before is None:
        yield from comparison.differ(added, keyword)
    elif after is not None and before is not None and before > after:
        yield from comparison.differ(lowered, keyword)


def strings(comparison: Comparison, original: StringNode, update: StringNode) -> Iterator[Finding]:
    """Lengths and pattern; `format` is not compared."""
    lengths = original.max_length, update.max_length
    yield from most(comparison, "maxLength", *lengths, (Change.MAX_LENGTH_ADDED, Change.MAX_LENGTH_DECREASED))
    lengths = original.min_length, update.min_length
    yield from least(comparison, "minLength", *lengths, (Change.MIN_LENGTH_ADDED, Change.MIN_LENGTH_INCREASED))
    if update.pattern is not None and original.pattern != update.pattern:
        change = Change.PATTERN_ADDED if original.pattern is None else Change.PATTERN_CHANGED
        yield from comparison.differ(change, "pattern")


def numbers(comparison: Comparison, original: NumberNode, update: NumberNode) -> Iterator[Finding]:
    """Each bound beside the one of the same keyword: that one may stand for another is not seen."""
    bounds = original.maximum, update.maximum
    yield from most(comparison, "maximum", *bounds, (Change.MAXIMUM_ADDED, Change.MAXIMUM_DECREASED))
    bounds = original.minimum, update.minimum
    yield from least(comparison, "minimum", *bounds, (Change.MINIMUM_ADDED, Change.MINIMUM_INCREASED))
    yield from _exclusive_maximum(comparison, original, update)
    changes = Change.EXCLUSIVE_MINIMUM_ADDED, Change.EXCLUSIVE_MINIMUM_INCREASED
    yield from least(comparison, "exclusiveMinimum", original.exclusive_minimum, update.exclusive_minimum, changes)
    yield from _multiples(comparison, original.multiple_of, update.multiple_of)
    if update.integer and not original.integer:
        yield from comparison.differ(Change.TYPE_NARROWED)


def _exclusive_maximum(comparison: Comparison, original: NumberNode, update: NumberNode) -> Iterator[Finding]:
    """The registry looks at the update's `maximum` to see whether `exclusiveMaximum` was lowered."""
    before, after = original.exclusive_maximum, update.exclusive_maximum
    if after is not None and before is None:
        yield from comparison.differ(Change.EXCLUSIVE_MAXIMUM_ADDED, "exclusiveMaximum")
    elif after is not None and before is not None and before > after:
        if update.maximum is None:
            raise EngineFails("NullPointerException: `exclusiveMaximum` was lowered and there is no `maximum`")
        if before > update.maximum:
            yield from comparison.differ(Change.EXCLUSIVE_MAXIMUM_DECREASED, "exclusiveMaximum")


def _multiples(comparison: Comparison, before: Number | None, after: Number | None) -> Iterator[Finding]:
    """That a number is written otherwise, `1.0` for `1`, makes it another one."""
    if after is None or repr(before) == repr(after):
        return
    if before is None:
        yield from comparison.differ(Change.MULTIPLE_OF_ADDED, "multipleOf")
    elif _divides(before, after):
        yield from comparison.differ(Change.MULTIPLE_OF_EXPANDED, "multipleOf")
    elif not _divides(after, before):
        yield from comparison.differ(Change.MULTIPLE_OF_CHANGED, "multipleOf")


def _divides(part: Number, whole: Number) -> bool:
    if part == 0:
        raise EngineFails("ArithmeticException: `multipleOf` is 0")
    return Fraction(repr(whole)) % Fraction(repr(part)) == 0
