"""Strict JSON (BROKERS.md 3.1, limits): what `json.loads` waves through is a diagnostic at its place."""

from __future__ import annotations

import pytest

from treatyc.diagnostics import Report
from treatyc.load import json_text
from treatyc.source import Place, Pointer, Source, Span

PATH = "schemas/a.avsc"


def findings(text: str) -> tuple[json_text.JsonValue, list[tuple[str, Place]]]:
    report = Report()
    value = json_text.parse(Source(PATH, text), report)
    return value, [(diagnostic.rule, diagnostic.place) for diagnostic in report.diagnostics]


def test_plain_json_is_its_value() -> None:
    assert findings('{"a": [1, 2.5, "é", null, true]}') == ({"a": [1, 2.5, "é", None, True]}, [])


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ('{"a": 1,\n "b": }', "json-syntax", Span(PATH, 2, 7)),
        ("", "json-syntax", Span(PATH, 1, 1)),
        ("null", "json-syntax", Span(PATH)),
        ('\ufeff{"a": 1}', "json-syntax", Span(PATH, 1, 1)),
        ('{"x": [{"a": 1, "b": 2, "a": 3}]}', "json-duplicate-key", Pointer(PATH, ("x", 0, "a"))),
        ('{"a": NaN}', "json-number", Pointer(PATH, ("a",))),
        ('{"a": [-Infinity]}', "json-number", Pointer(PATH, ("a", 0))),
        ('{"a": 1e999}', "json-number", Pointer(PATH, ("a",))),
        ('{"a": %s}' % ("9" * 5000), "json-number", Pointer(PATH, ("a",))),
        (r'{"a": "\ud800"}', "json-surrogate", Pointer(PATH, ("a",))),
        (r'{"\udc00": 1}', "json-surrogate", Pointer(PATH, ("\udc00",))),
        ("[" * 65 + "1" + "]" * 65, "json-too-deep", Pointer(PATH, (0,) * 65)),
        ("[" * 100_000, "json-too-deep", Span(PATH)),
        ("[" + "1," * 200_000 + "1]", "json-too-large", Pointer(PATH)),
        ('"' + "a" * json_text.MAX_CHARACTERS + '"', "json-too-large", Span(PATH)),
    ],
)
def test_what_is_not_strict_json_is_refused_at_its_place(text: str, rule: str, place: Place) -> None:
    assert (None, [(rule, place)]) == findings(text)


def test_each_duplicate_is_told_once_and_the_walk_goes_on() -> None:
    value, found = findings('{"a": 1, "a": 2, "b": {"c": 1, "c": 2, "c": 3}}')
    assert value is None
    assert [(rule, place.tokens) for rule, place in found if isinstance(place, Pointer)] == [
        ("json-duplicate-key", ("a",)),
        ("json-duplicate-key", ("b", "c")),
    ]
