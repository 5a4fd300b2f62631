"""What a person reads: each change by its own rule, at its own position, with a document that proves it."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.unit.compatibility.jsonschema.asking import found, rules
from treatyc.compatibility.finding import Category, Effect, Finding, Scope, Verdict
from treatyc.compatibility.jsonschema.explain import NEAR_QUESTIONS_MAX
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.load.json_text import JsonValue
from treatyc.source import Pointer

S: JsonValue = {"type": "string"}
I: JsonValue = {"type": "integer"}  # noqa: E741 - it stands beside S


def objects(required: tuple[str, ...] = (), /, **properties: JsonValue) -> dict[str, JsonValue]:
    """A schema of an open object."""
    return {"type": "object", "properties": properties, "required": list(required)}


def closed(**properties: JsonValue) -> dict[str, JsonValue]:
    """A schema of an object that takes nothing else."""
    return {**objects(**properties), "additionalProperties": False}


def tree(**name: JsonValue) -> JsonValue:
    """A schema that refers to itself."""
    inner = objects(name={**name, "type": "string"}, kids={"type": "array", "items": {"$ref": "#/$defs/T"}})
    return {"$ref": "#/$defs/T", "$defs": {"T": inner}}


def card(longest: int) -> JsonValue:
    """One kind of payment."""
    return objects(("kind",), kind={"const": "card"}, number={"type": "string", "maxLength": longest})


CASH: JsonValue = objects(("kind",), kind={"const": "cash"}, amount=I)

ON_THE_WIRE: list[tuple[str, JsonValue, JsonValue, list[str]]] = [
    ("inside an object", objects(a=objects(b=I)), objects(a=objects(b=S)), ["json-type-narrowed a.b"]),
    ("through a recursion", tree(), tree(maxLength=3), ["json-length-tightened name"]),
    ("in a part of the writer", {"allOf": [objects(a=I)]}, objects(a=S), ["json-type-narrowed a"]),
    ("in a part of the reader", objects(a=I), {"allOf": [objects(a=S)]}, ["json-type-narrowed a"]),
    (
        "inside the branch of a union that is recognised",
        {"oneOf": [card(19), CASH]},
        {"oneOf": [CASH, card(16)]},
        ["json-length-tightened number"],
    ),
    (
        "inside a union in a union",
        {"anyOf": [{"anyOf": [card(19), CASH]}, S]},
        {"anyOf": [{"anyOf": [card(12), CASH]}, S]},
        ["json-length-tightened number"],
    ),
    ("a branch that is gone", {"anyOf": [S, I]}, {"anyOf": [S, {"type": "null"}]}, ["json-union-narrowed"]),
    (
        "branches that overlap (COMPATIBILITY 2a)",
        {"oneOf": [S]},
        {"oneOf": [S, {"type": "string", "maxLength": 5}]},
        ["json-union-narrowed"],
    ),
    ("a union that became one type", {"anyOf": [S, I]}, S, ["json-type-narrowed"]),
    (
        "one type that became a union",
        S,
        {"anyOf": [I, {"type": "string", "maxLength": 3}]},
        ["json-length-tightened"],
    ),
    (
        "an item of a tuple",
        {"type": "array", "prefixItems": [S, I]},
        {"type": "array", "prefixItems": [S, S]},
        ["json-type-narrowed [1]"],
    ),
    (
        "an item that became one of the rest",
        {"type": "array", "prefixItems": [S, I, I], "items": S},
        {"type": "array", "prefixItems": [S, I], "items": S},
        ["json-type-narrowed [2]"],
    ),
    (
        "a member that became one of the rest",
        objects(a=I),
        {"type": "object", "additionalProperties": S},
        ["json-open-content *", "json-type-narrowed a"],
    ),
    (
        "a member of the rest that is declared",
        {"type": "object", "additionalProperties": I},
        objects(a=S),
        ["json-type-narrowed a"],
    ),
    (
        "members of a pattern (COMPATIBILITY 2a)",
        {"type": "object", "patternProperties": {"^x-": S}},
        {"type": "object", "patternProperties": {"^x-": I}},
        ["json-type-narrowed /^x-/"],
    ),
    (
        "required without being declared (COMPATIBILITY 2a)",
        {"required": ["foo"]},
        {"required": ["bar"]},
        ["json-required-added bar"],
    ),
    (
        "several at once, each by itself",
        objects(a=S, b={"enum": ["x", "y"]}, c={"type": "array", "items": {"type": "number", "maximum": 9}}),
        objects(a={"type": "string", "minLength": 1}, b={"enum": ["x"]}, c={"type": "array", "items": {"maximum": 5}}),
        ["json-length-tightened a", "json-enum-narrowed b", "json-bound-tightened c[]"],
    ),
    (
        "what a closed reader does not declare",
        objects(a=objects(b=S, c=S)),
        objects(a=closed(b=S)),
        ["json-open-content a", "json-property-removed a.c"],
    ),
    ("a type that lost null", objects(a={"type": ["string", "null"]}), objects(a=S), ["json-type-narrowed a"]),
    ("nothing is taken", S, False, ["json-nothing-accepted"]),
    ("two spellings of a bound (COMPATIBILITY 2b)", {"exclusiveMinimum": 10}, {"minimum": 10}, []),
    ("const and enum (COMPATIBILITY 2b)", {"const": "x"}, {"enum": ["x"]}, []),
    ("an object that was opened", closed(a=S), objects(a=S), []),
    ("typed and anything (COMPATIBILITY 2d)", S, {}, []),
    ("an optional property in an open object (FIELD 1.1)", objects(a=S), objects(a=S, b=S), ["json-open-content b"]),
    ("an optional property in a closed object", closed(a=S), closed(a=S, b=S), []),
    ("a list that became a tuple", {"items": S}, {"items": [S]}, []),
]


def _on_the_wire(writer: JsonValue, reader: JsonValue, model: ContentModel = ContentModel.DECLARED) -> list[Finding]:
    return [finding for finding in found(writer, reader, model) if finding.category is Category.WIRE]


@pytest.mark.parametrize(
    ("writer", "reader", "expected"), [case[1:] for case in ON_THE_WIRE], ids=[c[0] for c in ON_THE_WIRE]
)
def test_each_change_is_named_where_it_is(writer: JsonValue, reader: JsonValue, expected: list[str]) -> None:
    findings = _on_the_wire(writer, reader)

    assert expected == rules(findings)
    for finding in findings:
        assert finding.witness is not None
        json.loads(finding.witness.message)


def test_a_finding_points_at_both_sides_and_shows_a_document() -> None:
    (finding,) = _on_the_wire({"oneOf": [card(19), CASH]}, {"oneOf": [CASH, card(16)]})

    assert Pointer("writer/schema.schema.json", ("oneOf", 0, "properties", "number", "maxLength")) == finding.writer
    assert Pointer("reader/schema.schema.json", ("oneOf", 1, "properties", "number", "maxLength")) == finding.reader
    assert "the reader takes at most 16 characters as `number`, and the writer sends at most 19" == finding.message
    assert finding.witness is not None
    assert {"kind": "card", "number": "a" * 17} == json.loads(finding.witness.message)


def test_the_reader_is_quoted_on_the_finding_and_not_on_another_fault_of_the_same_document() -> None:
    writer = objects(("a",), a=S, b=S)
    reader = objects(("a", "c"), a={"type": "string", "pattern": "^x"}, b=S)
    said = {f.rule: f.witness.reader for f in _on_the_wire(writer, reader) if f.witness is not None}

    assert '"c" is a required property' == said["json-required-added"]
    assert '"" does not match "^x" (at /a)' == said["json-pattern-changed"]


def test_the_content_model_decides_what_a_new_optional_property_is() -> None:
    """COMPATIBILITY 6.4: compatible where producers send what they declare, and what others could send is shown."""
    (note,) = found(objects(a=S), objects(a=S, b=S))
    (broken,) = found(objects(a=S), objects(a=S, b=S), ContentModel.STRICT)

    assert ("json-open-content", Effect.NOTES) == (note.rule, note.effect)
    assert ("json-property-added", Effect.BREAKS) == (broken.rule, broken.effect)
    assert note.witness is not None
    assert broken.witness is not None
    assert note.witness.message == broken.witness.message == '{"b": null}'
    assert all(word in note.help for word in ("additionalProperties: false", "patternProperties", "declared"))


def test_what_cannot_be_decided_is_unproven_and_says_why() -> None:
    writer, reader = {"pattern": "^(a+)x\\1$", "type": "string"}, {"pattern": "^(a+)x(?=a)a+$"}
    (finding,) = _on_the_wire(writer, reader)

    assert ("json-not-proven", Effect.UNPROVEN) == (finding.rule, finding.effect)
    assert finding.unproven.startswith("the solver cannot decide ")


CHANGED: list[tuple[str, JsonValue, JsonValue, list[str]]] = [
    ("a default", objects(a={"default": 1}), objects(a={"default": 2}), ["json-default-changed a"]),
    ("a default that came", objects(a=S), objects(a={**S, "default": ""}), ["json-default-changed a"]),
    ("a default in other spelling", objects(a={"default": 1}), objects(a={"default": 1.0}, b=S), []),
    ("a name", objects(a={**S, "maxLength": 9}), objects(b={**S, "maxLength": 9}, c=S), ["json-property-gone a"]),
    (
        "inside the branch of a union",
        {"oneOf": [card(9), CASH]},
        {"oneOf": [objects(("kind",), kind={"const": "card"}), CASH]},
        ["json-property-gone number"],
    ),
    ("an integer that may be a number", objects(a=I), objects(a={"type": "number"}), ["json-type-widened a"]),
    ("a type that became a union", objects(a=S), objects(a={"anyOf": [S, I]}), []),
    ("what was required", objects(("a",), a=S), objects(a=S), ["json-property-optional a"]),
    ("deprecated by prose", objects(a=S), objects(a={**S, "description": "Deprecated."}), ["json-deprecated a"]),
]


@pytest.mark.parametrize(("writer", "reader", "expected"), [case[1:] for case in CHANGED], ids=[c[0] for c in CHANGED])
def test_changes_of_meaning_and_of_code_are_told(writer: JsonValue, reader: JsonValue, expected: list[str]) -> None:
    other = [finding for finding in found(writer, reader) if finding.category is not Category.WIRE]

    assert expected == rules(other)


def test_a_change_of_meaning_is_shown_by_a_document() -> None:
    seconds, milliseconds = objects(wait={**I, "x-unit": "s"}), objects(wait={**I, "x-unit": "ms"})
    (finding,) = found(seconds, milliseconds)

    assert Category.SEMANTIC is finding.category
    assert finding.witness is not None
    assert {"wait": 0} == json.loads(finding.witness.message)
    assert 'takes `wait` for `"ms"`, the writer meant `"s"`' == finding.witness.reader


def test_rules_about_a_change_and_rules_about_an_edge_run_as_asked() -> None:
    writer, reader = objects(a={**S, "default": "x"}), objects(a={**I, "default": 1})

    assert ["json-type-narrowed a"] == rules(found(writer, reader, settings=Settings(scopes=frozenset({Scope.EDGE}))))
    assert ["json-default-changed a"] == rules(
        found(writer, reader, settings=Settings(scopes=frozenset({Scope.CHANGE})))
    )


def test_a_large_schema_with_many_changes_is_bounded() -> None:
    """Every comparison ends well within its time, and still says that it breaks (COMPATIBILITY 6.15)."""
    findings = _of_as_many_changes(300)

    assert Verdict.BREAKING is verdict(findings)
    assert {"json-length-tightened": 300} == Counter(finding.rule for finding in findings)


def test_where_not_every_difference_is_told_this_is_said() -> None:
    """No finding is dropped in silence, and none passes with the acceptance of those that are listed."""
    findings = _of_as_many_changes(NEAR_QUESTIONS_MAX + 50)
    told = Counter(finding.rule for finding in findings)

    assert 1 == told["json-more"]
    assert NEAR_QUESTIONS_MAX <= told["json-length-tightened"] < NEAR_QUESTIONS_MAX + 50
    assert {Effect.UNPROVEN} == {each.effect for each in findings if each.rule == "json-more"}


def _of_as_many_changes(count: int) -> list[Finding]:
    old = objects(**{f"p{number}": {"type": "string", "maxLength": 9} for number in range(count)})
    new = objects(**{f"p{number}": {"type": "string", "maxLength": 8} for number in range(count)})
    return _on_the_wire(old, new)


def test_a_validator_that_gives_up_proves_nothing() -> None:
    """A text that leads an engine astray is refused by it, which says nothing about the schema."""
    writer: JsonValue = {"const": "a" * 40}
    reader: JsonValue = {"pattern": r"(?=.*a)(a*)*\1b$"}

    assert ["json-not-proven"] == rules(_on_the_wire(writer, reader))
