"""Keywords about a value as a whole, numbers and strings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from treatyc.compatibility.jsonschema.normal.formula import (
    FALSE,
    AllOf,
    Among,
    Formula,
    Has,
    Is,
    ItemsLeast,
    ItemsMost,
    Kind,
    Least,
    LengthLeast,
    LengthMost,
    Most,
    Multiple,
    Opaque,
    Scalar,
    SomeMember,
    Text,
    each_item,
    every,
    no_other_members,
    some,
    when,
)
from treatyc.compatibility.jsonschema.normal.keyword import Keyword, Place, number, strings, whole
from treatyc.compatibility.jsonschema.normal.names import Listed
from treatyc.compatibility.jsonschema.regular.language import parse
from treatyc.load.json_text import JsonValue


def _type(_: Place, value: JsonValue) -> Formula:
    names = set([value] if isinstance(value, str) else strings(value))
    kinds = frozenset(Kind(name) for name in names - {"integer"})
    if "integer" not in names or Kind.NUMBER in kinds:
        return Is(kinds)
    integer = Has(Kind.NUMBER, Multiple(Fraction(1)))
    return some([Is(kinds), integer]) if kinds else integer


def _enum(_: Place, value: JsonValue) -> Formula:
    return constants(value if isinstance(value, list) else [])


def constants(values: Iterable[JsonValue]) -> Formula:
    """Equal to one of some values."""
    scalars: dict[Kind, set[Scalar]] = {}
    parts: list[Formula] = []
    for each in values:
        if isinstance(each, dict | list):
            parts.append(constant(each))
        else:
            kind, scalar = scalar_of(each)
            scalars.setdefault(kind, set()).add(scalar)
    return some([*(Has(kind, Among(frozenset(scalars[kind]))) for kind in Kind if kind in scalars), *parts])


def _const(_: Place, value: JsonValue) -> Formula:
    return constant(value)


def constant(value: JsonValue) -> Formula:
    """Equal to a value, as JSON sees it: 1 is 1.0, and members have no order."""
    if isinstance(value, list):
        items = (each_item(index, index + 1, constant(item)) for index, item in enumerate(value))
        return Has(Kind.ARRAY, every([ItemsLeast(len(value)), ItemsMost(len(value)), *items]))
    if isinstance(value, dict):
        members = (SomeMember(Listed(frozenset({name})), constant(held)) for name, held in value.items())
        return Has(Kind.OBJECT, every([*members, no_other_members(frozenset(value))]))
    kind, scalar = scalar_of(value)
    return Has(kind, Among(frozenset({scalar})))


def scalar_of(value: JsonValue) -> tuple[Kind, Scalar]:
    """A value that holds no others, with its kind."""
    if value is None:
        return Kind.NULL, None
    if isinstance(value, bool):
        return Kind.BOOLEAN, value
    return (Kind.STRING, value) if isinstance(value, str) else (Kind.NUMBER, number(value))


def _multiple_of(_: Place, value: JsonValue) -> Formula:
    return when(Kind.NUMBER, Multiple(number(value))) if number(value) > 0 else AllOf(())


def _minimum(_: Place, value: JsonValue) -> Formula:
    return when(Kind.NUMBER, Least(number(value), strict=False))


def _exclusive_minimum(_: Place, value: JsonValue) -> Formula:
    return when(Kind.NUMBER, Least(number(value), strict=True))


def _maximum(_: Place, value: JsonValue) -> Formula:
    return when(Kind.NUMBER, Most(number(value), strict=False))


def _exclusive_maximum(_: Place, value: JsonValue) -> Formula:
    return when(Kind.NUMBER, Most(number(value), strict=True))


def _min_length(_: Place, value: JsonValue) -> Formula:
    return when(Kind.STRING, LengthLeast(whole(value)))


def _max_length(_: Place, value: JsonValue) -> Formula:
    return when(Kind.STRING, LengthMost(whole(value)) if whole(value) >= 0 else FALSE)


def _pattern(_: Place, value: JsonValue) -> Formula:
    pattern = value if isinstance(value, str) else ""
    language = parse(pattern)
    return when(Kind.STRING, Opaque(pattern, found=True) if language is None else Text(language))


KEYWORDS: Mapping[str, Keyword] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "multipleOf": _multiple_of,
    "minimum": _minimum,
    "exclusiveMinimum": _exclusive_minimum,
    "maximum": _maximum,
    "exclusiveMaximum": _exclusive_maximum,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
}
