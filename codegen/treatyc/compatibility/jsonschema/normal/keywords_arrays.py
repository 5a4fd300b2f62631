"""Keywords about arrays."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.compatibility.jsonschema.normal.evaluated import Counting, Looking, rest_of_items
from treatyc.compatibility.jsonschema.normal.formula import (
    TRUE,
    Distinct,
    Formula,
    HoldsLeast,
    ItemsLeast,
    ItemsMost,
    Kind,
    SomeItem,
    each_item,
    every,
    holds_most,
    when,
)
from treatyc.compatibility.jsonschema.normal.keyword import Keyword, Place, whole
from treatyc.load.json_text import JsonValue


def _prefix_items(place: Place, value: JsonValue) -> Formula:
    return when(Kind.ARRAY, _tuple(place, "prefixItems", value))


def _items(place: Place, value: JsonValue) -> Formula:
    if isinstance(value, list):
        return when(Kind.ARRAY, _tuple(place, "items", value))
    return when(Kind.ARRAY, each_item(_length(place, "prefixItems"), None, place.child("items")))


def _additional_items(place: Place, _: JsonValue) -> Formula:
    if not isinstance(place.assertions.get("items"), list):
        return TRUE  # beside one schema for all items it means nothing
    return when(Kind.ARRAY, each_item(_length(place, "items"), None, place.child("additionalItems")))


def _tuple(place: Place, keyword: str, value: JsonValue) -> Formula:
    count = len(value) if isinstance(value, list) else 0
    return every(each_item(index, index + 1, place.child(keyword, index)) for index in range(count))


def _length(place: Place, keyword: str) -> int:
    held = place.assertions.get(keyword)
    return len(held) if isinstance(held, list) else 0


def _contains(place: Place, _: JsonValue) -> Formula:
    body = place.child("contains")
    least = whole(place.assertions.get("minContains", 1))
    found = [SomeItem(0, None, body)] if least == 1 else [HoldsLeast(least, body)] if least > 1 else []
    if "maxContains" not in place.assertions:
        return when(Kind.ARRAY, every(found))
    return when(Kind.ARRAY, every([*found, holds_most(whole(place.assertions["maxContains"]), body)]))


def _min_items(_: Place, value: JsonValue) -> Formula:
    return when(Kind.ARRAY, ItemsLeast(whole(value)))


def _max_items(_: Place, value: JsonValue) -> Formula:
    return when(Kind.ARRAY, ItemsMost(whole(value)))


def _unique_items(_: Place, value: JsonValue) -> Formula:
    return when(Kind.ARRAY, Distinct()) if value is True else TRUE


def _unevaluated_items(place: Place, _: JsonValue) -> Formula:
    looking = Looking(place.schemas, place.reach, Counting.EVALUATED)
    entries = looking.entries(place.site, frozenset({"unevaluatedItems"}))
    return when(Kind.ARRAY, rest_of_items(entries, place.child("unevaluatedItems")))


KEYWORDS: Mapping[str, Keyword] = {
    "prefixItems": _prefix_items,
    "items": _items,
    "additionalItems": _additional_items,
    "contains": _contains,
    "minItems": _min_items,
    "maxItems": _max_items,
    "uniqueItems": _unique_items,
    "unevaluatedItems": _unevaluated_items,
}
