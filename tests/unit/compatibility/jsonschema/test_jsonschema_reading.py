"""Reading schemas for comparison: any name, any draft; what is broken is a diagnostic, and nothing is fetched."""

from __future__ import annotations

import pytest

from tests.unit.compatibility.jsonschema.asking import found, rules, shelf
from treatyc.compatibility.finding import Verdict
from treatyc.compatibility.jsonschema.drafts import in_known_draft
from treatyc.compatibility.jsonschema.engine import ENGINE
from treatyc.compatibility.report import verdict
from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.source import Source, SourceTree

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_6 = "http://json-schema.org/draft-06/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("schema", "draft"),
    [
        ({}, DRAFT_2020),
        ({"properties": {"items": {"type": "string"}, "definitions": {}}}, DRAFT_2020),
        ({"items": {"type": "string"}}, DRAFT_2020),
        ({"items": [{"type": "string"}]}, DRAFT_7),
        ({"items": [{}], "unevaluatedItems": False}, DRAFT_2019),
        ({"definitions": {"a": {}}}, DRAFT_7),
        ({"definitions": {"a": {}}, "$defs": {}}, DRAFT_2020),
        ({"properties": {"a": {"dependencies": {"b": ["c"]}}}}, DRAFT_7),
        ({"minimum": 1, "exclusiveMinimum": True}, DRAFT_7),
        ({"$schema": DRAFT_4}, DRAFT_7),
        ({"$schema": DRAFT_6.rstrip("#")}, DRAFT_7),
        ({"$schema": DRAFT_2019, "items": [{}]}, DRAFT_2019),
    ],
)
def test_a_schema_without_a_draft_is_of_the_one_that_its_keywords_show(schema: JsonValue, draft: str) -> None:
    known = in_known_draft(schema)

    assert isinstance(known, dict)
    assert draft.rstrip("#") == str(known["$schema"]).rstrip("#")


def test_draft_04_is_read_with_the_keywords_of_draft_07() -> None:
    old: JsonValue = {
        "$schema": DRAFT_4,
        "id": "https://shop.example/order",
        "properties": {
            "id": {"minimum": 10, "exclusiveMinimum": True, "maximum": 20, "exclusiveMaximum": False},
            "const": {"const": "no keyword of this draft"},
        },
    }

    assert {
        "$schema": DRAFT_7,
        "$id": "https://shop.example/order",
        "properties": {"id": {"exclusiveMinimum": 10, "maximum": 20}, "const": {}},
    } == in_known_draft(old)


def test_an_exclusive_bound_means_the_same_across_drafts() -> None:
    """COMPATIBILITY 2a: draft-04's boolean `exclusiveMinimum` is lost by registries."""
    old: JsonValue = {"$schema": DRAFT_4, "type": "number", "minimum": 10, "exclusiveMinimum": True}
    new: JsonValue = {"$schema": DRAFT_7, "type": "number", "minimum": 10}

    assert Verdict.COMPATIBLE is verdict(found(old, new))
    assert ["json-bound-tightened"] == rules(found(new, old))


def test_a_file_of_any_name_is_read_when_another_refers_to_it() -> None:
    """A registry hands over what a schema refers to under the words of the reference."""
    files: dict[str, JsonValue] = {
        "schema.schema.json": {"properties": {"a": {"$ref": "common/money.json"}, "b": {"$ref": "https://x.y/z"}}},
        "common/money.json": {"$ref": "../unit.json#/$defs/unit"},
        "unit.json": {"$defs": {"unit": {"type": "string"}}},
        "https://x.y/z": {"type": "integer"},
        "unread.json": {"type": "no type"},
    }
    read, report = shelf(files)

    assert () == report.diagnostics
    assert (("schema", "side/schema.schema.json"),) == ENGINE.names(read)
    assert 4 == len(read.library.documents)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{", "json-syntax"),
        ("null", "json-syntax"),
        ("[]", "schema-invalid"),
        ('{"type": "no type"}', "schema-invalid"),
        ('{"type": "string", "type": "null"}', "json-duplicate-key"),
        ('{"$schema": "https://example.com/own"}', "schema-draft"),
        ('{"pattern": "("}', "schema-invalid"),
        ('{"$ref": "#/$defs/none"}', "unknown-reference"),
        ('{"$ref": "https://example.com/far"}', "remote-reference"),
        ('{"not": ' * 80 + "{}" + "}" * 80, "json-too-deep"),
        ('{"enum": [' + "1," * 300_000 + "1]}", "json-too-large"),
    ],
)
def test_what_cannot_be_read_is_a_diagnostic(text: str, rule: str) -> None:
    report = Report()
    ENGINE.read(SourceTree("", {"a/x.schema.json": Source("a/x.schema.json", text)}), "a", report)

    assert [rule] == sorted({diagnostic.rule for diagnostic in report.diagnostics})


def test_names_are_paths_without_rules_of_style() -> None:
    read, report = shelf({"orders/v1/order placed.schema.json": True, "x-1.schema.json": {"title": "another"}})

    assert () == report.diagnostics
    assert ["orders.v1.order placed", "x-1"] == [name for name, _ in ENGINE.names(read)]
