"""Keywords about objects."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.compatibility.jsonschema.normal.evaluated import Counting, Looking, rest_of_members
from treatyc.compatibility.jsonschema.normal.formula import (
    FALSE,
    TRUE,
    EachMember,
    Formula,
    Kind,
    MembersLeast,
    MembersMost,
    SomeMember,
    Unclear,
    each_member,
    every,
    some,
    when,
)
from treatyc.compatibility.jsonschema.normal.keyword import Keyword, Place, schemas_of, strings, whole
from treatyc.compatibility.jsonschema.normal.names import Listed, Names, Rest, like
from treatyc.compatibility.jsonschema.normal.spelling import spelling
from treatyc.compatibility.jsonschema.regular.language import Language, parse
from treatyc.load.json_text import JsonValue

_LISTED_MAX = 64


def _properties(place: Place, value: JsonValue) -> Formula:
    names = schemas_of(value)
    return when(Kind.OBJECT, every(each_member(_one(name), place.child("properties", name)) for name in names))


def _pattern_properties(place: Place, value: JsonValue) -> Formula:
    parts: list[Formula] = []
    for pattern in schemas_of(value):
        language = parse(pattern)
        body = place.child("patternProperties", pattern)
        parts.append(_unclear(pattern) if language is None else each_member(like(language), body))
    return when(Kind.OBJECT, every(parts))


def _additional_properties(place: Place, _: JsonValue) -> Formula:
    patterns = schemas_of(place.assertions.get("patternProperties"))
    languages = {pattern: parse(pattern) for pattern in patterns}
    unclear = [pattern for pattern, language in languages.items() if language is None]
    if unclear:
        return when(Kind.OBJECT, _unclear(unclear[0]))
    known = frozenset(schemas_of(place.assertions.get("properties")))
    rest = Rest(known, outside=tuple(dict.fromkeys(each for each in languages.values() if each is not None)))
    return when(Kind.OBJECT, each_member(rest, place.child("additionalProperties")))


def _property_names(place: Place, _: JsonValue) -> Formula:
    language = spelling(place.child("propertyNames"), place.expand)
    if language is None:
        return when(Kind.OBJECT, Unclear("which names `propertyNames` allows"))
    return when(Kind.OBJECT, each_member(_all_but(language), FALSE))


def _all_but(language: Language) -> Names:
    """The names that are not of a language, as a list on either side where one is short enough."""
    if language.is_finite:
        few = list(language.members(_LISTED_MAX + 1))
        if len(few) <= _LISTED_MAX:
            return Rest(frozenset(few))
    return Rest(outside=(language,))


def _required(_: Place, value: JsonValue) -> Formula:
    return when(Kind.OBJECT, _there(value))


def _min_properties(_: Place, value: JsonValue) -> Formula:
    return when(Kind.OBJECT, MembersLeast(whole(value)))


def _max_properties(_: Place, value: JsonValue) -> Formula:
    return when(Kind.OBJECT, MembersMost(whole(value)))


def _dependent(keyword: str) -> Keyword:
    def translated(place: Place, value: JsonValue) -> Formula:
        parts = []
        for name, held in schemas_of(value).items():
            absent = EachMember(_one(name), FALSE)
            implied = _there(held) if isinstance(held, list) else place.child(keyword, name)
            parts.append(some([absent, implied]))
        return when(Kind.OBJECT, every(parts))

    return translated


def _unevaluated_properties(place: Place, _: JsonValue) -> Formula:
    looking = Looking(place.schemas, place.reach, Counting.EVALUATED)
    entries = looking.entries(place.site, frozenset({"unevaluatedProperties"}))
    return when(Kind.OBJECT, rest_of_members(entries, place.child("unevaluatedProperties")))


def _there(names: JsonValue) -> Formula:
    return every(SomeMember(_one(name), TRUE) for name in strings(names))


def _one(name: str) -> Names:
    return Listed(frozenset({name}))


def _unclear(pattern: str) -> Formula:
    return Unclear(f"which names the pattern `{pattern}` finds")


KEYWORDS: Mapping[str, Keyword] = {
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "required": _required,
    "minProperties": _min_properties,
    "maxProperties": _max_properties,
    "dependentRequired": _dependent("dependentRequired"),
    "dependentSchemas": _dependent("dependentSchemas"),
    "dependencies": _dependent("dependencies"),
    "unevaluatedProperties": _unevaluated_properties,
}
