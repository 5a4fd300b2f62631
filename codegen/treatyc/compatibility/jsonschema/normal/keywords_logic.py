"""Keywords that join schemas about the same value, and those that refer to others."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.compatibility.jsonschema.normal.formula import TRUE, Formula, Refer, Unclear, every, negated, some
from treatyc.compatibility.jsonschema.normal.keyword import Keyword, Place
from treatyc.load.json_text import JsonValue


def _all_of(place: Place, value: JsonValue) -> Formula:
    return every(_branches(place, "allOf", value))


def _any_of(place: Place, value: JsonValue) -> Formula:
    return some(_branches(place, "anyOf", value))


def _one_of(place: Place, value: JsonValue) -> Formula:
    """One branch and none of the others: so said, its negation asks for a second branch wherever a first holds."""
    branches = _branches(place, "oneOf", value)
    refused = [negated(branch) for branch in branches]
    return some(every([branch, *refused[:at], *refused[at + 1 :]]) for at, branch in enumerate(branches))


def _branches(place: Place, keyword: str, value: JsonValue) -> list[Formula]:
    return [place.child(keyword, index) for index in range(len(value) if isinstance(value, list) else 0)]


def _not(place: Place, _: JsonValue) -> Formula:
    return negated(place.child("not"))


def _if(place: Place, _: JsonValue) -> Formula:
    condition = place.child("if")
    then, otherwise = (place.child(word) if word in place.assertions else TRUE for word in ("then", "else"))
    if then == TRUE and otherwise == TRUE:
        return TRUE
    return some([every([condition, then]), every([negated(condition), otherwise])])


def _reference(keyword: str) -> Keyword:
    def translated(place: Place, value: JsonValue) -> Formula:
        target = place.schemas.target(place.site, keyword)
        if target is None:
            return Unclear(f"what `{value}` refers to")
        return Refer(target, positive=True, reach=place.reach)

    return translated


def _of_another(_: Place, __: JsonValue) -> Formula:
    """What stands beside another keyword is read with that one."""
    return TRUE


KEYWORDS: Mapping[str, Keyword] = {
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "then": _of_another,
    "else": _of_another,
    "minContains": _of_another,
    "maxContains": _of_another,
    "$ref": _reference("$ref"),
    "$dynamicRef": _reference("$dynamicRef"),
    "$recursiveRef": _reference("$recursiveRef"),
}
