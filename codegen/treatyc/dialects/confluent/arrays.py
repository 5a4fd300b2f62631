"""Arrays, as Confluent's registry compares them; `contains` itself is not compared."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.dialects.comparison import below
from treatyc.dialects.confluent.content import Rest, additional, unevaluated
from treatyc.dialects.confluent.jsonschema_changes import Change
from treatyc.dialects.confluent.nodes import Comparison, Finding
from treatyc.dialects.confluent.scalars import least, most
from treatyc.dialects.everit.model import ArrayNode, Empty, Never, Node


def arrays(comparison: Comparison, original: ArrayNode, update: ArrayNode) -> Iterator[Finding]:
    """All that differs between two arrays."""
    yield from below(_items(comparison, original.all_items, update.all_items), "items")
    yield from _places(comparison, original, update)
    before, after = _rest(original), _rest(update)
    words = Change.ADDITIONAL_ITEMS_REMOVED, Change.ADDITIONAL_ITEMS_NARROWED
    yield from below(additional(comparison, before, after, words), "additionalItems")
    words = Change.UNEVALUATED_ITEMS_REMOVED, Change.UNEVALUATED_ITEMS_NARROWED
    rest = unevaluated(comparison, before.unevaluated, after.unevaluated, words)
    yield from below(rest, "unevaluatedItems")
    words = Change.MAX_ITEMS_ADDED, Change.MAX_ITEMS_DECREASED
    yield from most(comparison, "maxItems", original.max_items, update.max_items, words)
    words = Change.MIN_ITEMS_ADDED, Change.MIN_ITEMS_INCREASED
    yield from least(comparison, "minItems", original.min_items, update.min_items, words)
    if update.unique and not original.unique:
        yield from comparison.differ(Change.UNIQUE_ITEMS_ADDED, "uniqueItems")
    words = Change.MAX_CONTAINS_ADDED, Change.MAX_CONTAINS_DECREASED
    yield from most(comparison, "maxContains", original.max_contains, update.max_contains, words)
    words = Change.MIN_CONTAINS_ADDED, Change.MIN_CONTAINS_INCREASED
    yield from least(comparison, "minContains", original.min_contains, update.min_contains, words)


def _rest(node: ArrayNode) -> Rest:
    return Rest(node.permits_additional, node.additional, node.unevaluated)


def _items(comparison: Comparison, before: Node | None, after: Node | None) -> Iterator[Finding]:
    """The one schema of all items; to have it no more takes nothing away."""
    if before is not None and after is not None:
        yield from comparison.within(before, after)
    elif after is not None:
        yield from comparison.differ(Change.SCHEMA_ADDED)


def _places(comparison: Comparison, original: ArrayNode, update: ArrayNode) -> Iterator[Finding]:
    """The items that have a schema each."""
    both = min(len(original.items), len(update.items))
    for place, (before, after) in enumerate(zip(original.items, update.items, strict=False)):
        yield from comparison.within(before, after, f"items/{place}")
    for place, before in enumerate(original.items[both:], start=both):
        yield from below(_removed(comparison, before, _rest(update)), f"items/{place}")
    for place, after in enumerate(update.items[both:], start=both):
        yield from below(_added(comparison, after, _rest(original)), f"items/{place}")


def _removed(comparison: Comparison, before: Node, rest: Rest) -> Iterator[Finding]:
    """What no longer has a schema of its own must fit what the update says of further items."""
    covering = None if rest.is_open else rest.covering
    if covering is not None and comparison.refutes(before, covering):
        yield from comparison.within(before, covering)
        yield from comparison.differ(Change.ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL)
    elif covering is None and not rest.is_open and not isinstance(before, Never):
        yield from comparison.differ(Change.ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL)


def _added(comparison: Comparison, after: Node, rest: Rest) -> Iterator[Finding]:
    """What has a schema of its own now must take whatever the original let through there."""
    covering = None if rest.is_open else rest.covering
    if covering is not None and comparison.refutes(covering, after):
        yield from comparison.within(covering, after)
        yield from comparison.differ(Change.ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL)
    elif rest.is_open and not isinstance(after, Empty):
        yield from comparison.differ(Change.ITEM_ADDED_TO_OPEN_CONTENT_MODEL)
