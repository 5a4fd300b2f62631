"""Arrays, as Apicurio's registry compares them."""

from __future__ import annotations

from treatyc.dialects.apicurio.findings import (
    Compare,
    Findings,
    Members,
    Rest,
    Visit,
    Words,
    added,
    because,
)
from treatyc.dialects.apicurio.scalars import least, most
from treatyc.dialects.everit.model import ArrayNode, Node

_WORDS = Words(
    closed="ARRAY_TYPE_ADDITIONAL_ITEMS_TRUE_TO_FALSE",
    rest_narrowed="ARRAY_TYPE_ADDITIONAL_ITEMS_NARROWED",
    rest_changed="ARRAY_TYPE_SCHEMA_OF_ADDITIONAL_ITEMS_CHANGED",
    narrowed="ARRAY_TYPE_ITEM_SCHEMAS_NARROWED",
    changed="ARRAY_TYPE_ITEM_SCHEMAS_CHANGED",
)


def arrays(original: ArrayNode, update: ArrayNode, visit: Visit, compare: Compare) -> Findings:
    """All that stands between two arrays."""
    path = visit.path
    members = Members(_rest(original), _rest(update), _WORDS, visit, compare)
    unique = because("ARRAY_TYPE_UNIQUE_ITEMS_FALSE_TO_TRUE", (*path, "uniqueItems"))
    every, one = (original.all_items, update.all_items), (original.contains, update.contains)
    return [
        *least("ARRAY_TYPE_MIN_ITEMS", "minItems", path, original.min_items, update.min_items),
        *most("ARRAY_TYPE_MAX_ITEMS", "maxItems", path, original.max_items, update.max_items),
        *(unique if update.unique and not original.unique else []),
        *_one(("ARRAY_TYPE_ALL_ITEM_SCHEMA_ADDED", "allItemSchema"), every, visit, compare),
        *members.rests("additionalItems", "schemaOfAdditionalItems"),
        *_places(original, update, members),
        *_one(("ARRAY_TYPE_CONTAINED_ITEM_SCHEMA_ADDED", "containedItemSchema"), one, visit, compare),
    ]


def _rest(node: ArrayNode) -> Rest:
    return Rest(node.permits_additional, node.additional)


def _one(words: tuple[str, str], both: tuple[Node | None, Node | None], visit: Visit, compare: Compare) -> Findings:
    """A schema that may go and not come; `words` are what that is called, and the step of the path."""
    (kind, step), (before, after) = words, both
    if before is None or after is None:
        return added(kind, (*visit.path, step), before, after)
    return compare(visit.at(before, after, step))


def _places(original: ArrayNode, update: ArrayNode, members: Members) -> Findings:
    """The items that have a schema each; an update without any is not looked at."""
    if not update.items:
        return []
    found: Findings = []
    for place, (before, after) in enumerate(zip(original.items, update.items, strict=False)):
        found += members.compare(members.visit.at(before, after, f"items/{place}"))
    new, gone = update.items[len(original.items) :], original.items[len(update.items) :]
    found += members.widened(new, "addItemSchema") if new else []
    return found + (members.narrowed(gone, "removeItemSchema") if gone else [])
