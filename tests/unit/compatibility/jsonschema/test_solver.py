"""Containment of JSON Schemas: what is proven, and the document that refutes the rest."""

from __future__ import annotations

import pytest

from tests.fuzz.jsonschema import answer_to, node
from tests.fuzz.jsonschema_schemas import Pair
from treatyc.compatibility.jsonschema.solve import Included, Node, Refuted, solve
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Schema

STRICT, DECLARED = ContentModel.STRICT, ContentModel.DECLARED
INCLUDED = Included()

EITHER_SENT = {
    "type": "object",
    "anyOf": [
        {"properties": {"a": {"type": "string"}}, "required": ["a"]},
        {"properties": {"b": {"type": "string"}}, "required": ["b"]},
    ],
}


def tree(value: str) -> Schema:
    return {"type": "object", "properties": {"v": {"type": value}, "l": {"$ref": "#"}}, "required": ["v"]}


CONTAINMENTS: dict[str, tuple[JsonValue, JsonValue, Included | Refuted]] = {
    "a bound that excludes itself": ({"minimum": 1}, {"exclusiveMinimum": 1}, Refuted(1)),
    "a bound that is weaker (COMPATIBILITY.md 2b)": ({"exclusiveMinimum": 1}, {"minimum": 1}, INCLUDED),
    "integers are few": ({"type": "integer", "exclusiveMinimum": 1, "maximum": 3}, {"enum": [2, 3]}, INCLUDED),
    "an integer is a multiple of a half": ({"type": "integer"}, {"type": "number", "multipleOf": 0.5}, INCLUDED),
    "1.0 is an integer": ({"const": 1.0}, {"type": "integer"}, INCLUDED),
    "multiples that are not shared": ({"multipleOf": 6}, {"multipleOf": 4}, Refuted(6)),
    "three tenths are tenths": ({"type": "number", "multipleOf": 0.3}, {"multipleOf": 0.1}, INCLUDED),
    "true is not 1": ({"const": True}, {"const": 1}, Refuted(True)),  # noqa: FBT003 - the document itself
    "an enum that lost a value": ({"enum": ["a", "b", 1]}, {"enum": ["a", 1.0]}, Refuted("b")),
    "lengths": ({"type": "string", "minLength": 3}, {"maxLength": 5}, Refuted("aaaaaa")),
    "fewer letters": ({"type": "string", "pattern": "^[a-f]+$"}, {"pattern": "^[a-e]+$"}, Refuted("f")),
    "a pattern and a length": (
        {"type": "string", "pattern": "^[ab]{2,3}$"},
        {"pattern": "^[a-c]+$", "maxLength": 3},
        INCLUDED,
    ),
    "constants against a look-ahead": ({"enum": ["ab", "ba"]}, {"pattern": "^(?!x)"}, INCLUDED),
    "two look-aheads": (
        {"type": "string", "pattern": "^(?!foo)[a-z]+$"},
        {"pattern": "^(?!bar)"},
        Refuted("bar"),
    ),
    "required of a property": ({"type": "object", "properties": {"a": {}}}, {"required": ["a"]}, Refuted({})),
    "required of what no side describes (2a)": ({"required": ["a"]}, {"required": ["b"]}, Refuted({"a": None})),
    "a pattern of names inside another": (
        {"patternProperties": {"^x": {"type": "integer"}}},
        {"patternProperties": {"^xy": {"type": "number"}}},
        INCLUDED,
    ),
    "a name and a pattern that meet": (
        {
            "type": "object",
            "properties": {"x1": {"type": "integer"}},
            "patternProperties": {"1$": {"minimum": 3}},
            "required": ["x1"],
        },
        {"properties": {"x1": {"minimum": 4}}},
        Refuted({"x1": 3}),
    ),
    "names that must be there, for there are no others": (
        {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 2},
        {"required": ["a", "b"]},
        INCLUDED,
    ),
    "more members than names": (
        {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 3},
        False,
        INCLUDED,
    ),
    "members are counted": ({"type": "object"}, {"maxProperties": 1}, Refuted({"a": None, "b": None})),
    "a dependency that changed": (
        {"dependentRequired": {"a": ["b"]}},
        {"dependentRequired": {"a": ["c"]}},
        Refuted({"a": None, "b": None}),
    ),
    "two spellings of a dependency": (
        {"dependentSchemas": {"a": {"required": ["b"]}}},
        {"dependentRequired": {"a": ["b"]}},
        INCLUDED,
    ),
    "what no branch looks at": (
        {**EITHER_SENT, "unevaluatedProperties": False},
        {"additionalProperties": {"type": "string"}},
        INCLUDED,
    ),
    "what a branch looks at only where it holds": (
        {"type": "object", "properties": {"a": True, "b": True}, "additionalProperties": False},
        {"if": {"properties": {"a": True}, "required": ["a"]}, "then": {"properties": {"b": True}}}
        | {"unevaluatedProperties": False},
        Refuted({"b": None}),
    ),
    "items": ({"type": "array", "items": {"type": "integer"}}, {"items": {"minimum": 0}}, Refuted([-1])),
    "a tuple that grows behind its end": (
        {"type": "array", "prefixItems": [{"type": "string"}], "items": False},
        {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
        INCLUDED,
    ),
    "too many of what is contained": (
        {"type": "array", "contains": {"const": 1}},
        {"contains": {"const": 1}, "maxContains": 2},
        Refuted([1, 1, 1]),
    ),
    "enough of what is contained": (
        {"type": "array", "contains": {"const": 1}, "minContains": 3},
        {"contains": {"type": "integer"}, "minContains": 2},
        INCLUDED,
    ),
    "only two booleans differ": (
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True},
        {"maxItems": 2},
        INCLUDED,
    ),
    "items that may be equal": ({"type": "array", "items": {"enum": [1, 2]}}, {"uniqueItems": True}, Refuted([1, 1])),
    "items that nothing looks at": (
        {"type": "array", "prefixItems": [True], "contains": {"type": "string"}, "unevaluatedItems": False},
        {"items": {"type": "string"}},
        Refuted([None, ""]),
    ),
    "branches that only together are enough": (
        {"type": ["integer", "string"]},
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "integer", "maximum": -1}, {"type": "string"}]},
        INCLUDED,
    ),
    "branches with a gap": ({"type": "integer"}, {"anyOf": [{"minimum": 1}, {"maximum": -1}]}, Refuted(0)),
    "branches that overlap (2a)": (
        {"oneOf": [{"type": "string"}]},
        {"oneOf": [{"type": "string"}, {"maxLength": 5}]},
        Refuted(""),
    ),
    "a negation that is weaker (2c)": ({"not": {"type": "string"}}, {"not": {"const": "a"}}, INCLUDED),
    "a negation that is stronger (2c)": ({"not": {"const": "a"}}, {"not": {"type": "string"}}, Refuted("")),
    "a condition": (
        {"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"type": "null"}},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        INCLUDED,
    ),
    "a tree of wider values": (tree("integer"), tree("number"), INCLUDED),
    "a tree of narrower values": (tree("number"), tree("integer"), Refuted({"v": 0.1})),
    "a value that would never end": (
        {"type": "object", "properties": {"n": {"$ref": "#"}}, "required": ["n"]},
        False,
        INCLUDED,
    ),
    "a writer that sends nothing": (False, {"type": "null"}, INCLUDED),
}


@pytest.mark.parametrize(("writer", "reader", "expected"), CONTAINMENTS.values(), ids=CONTAINMENTS)
def test_containment_is_proven_or_refuted_by_the_smallest_document(
    writer: JsonValue, reader: JsonValue, expected: Included | Refuted
) -> None:
    """Pure validation: every keyword, across keywords."""
    assert expected == answer_to(Pair(writer, reader, STRICT))


ONE: Schema = {"type": "object", "properties": {"a": {"type": "string"}}}
WITH_B: Schema = {"properties": {"b": {"type": "integer"}}}
SENT: dict[str, tuple[JsonValue, JsonValue, Included | Refuted, Included | Refuted]] = {
    "an optional property is added (COMPATIBILITY.md 6.4)": (ONE, WITH_B, INCLUDED, Refuted({"b": None})),
    "the reader closes": (
        ONE,
        {"properties": {"a": {}}, "additionalProperties": False},
        INCLUDED,
        Refuted({"b": None}),
    ),
    "deeper down": (
        {"type": "array", "items": ONE},
        {"items": WITH_B},
        INCLUDED,
        Refuted([{"b": None}]),
    ),
    "declared by all that apply": (
        {"allOf": [{"$ref": "#/$defs/one"}, {"properties": {"c": True}}], "$defs": {"one": ONE}},
        {"properties": {"b": {"type": "integer"}, "c": {"type": "null"}}},
        Refuted({"c": True}),  # the reader wants null
        Refuted({"b": None}),
    ),
    "declared by the branch that is taken": (
        EITHER_SENT,
        {"properties": {"b": {"maxLength": 0}}},
        Refuted({"b": "a"}),
        Refuted({"b": "a"}),
    ),
    "not declared by the branch that is taken": (
        {"oneOf": [{**ONE, "required": ["a"]}, {"type": "object", "properties": {"b": {}}, "maxProperties": 0}]},
        WITH_B,
        INCLUDED,
        Refuted({"a": "", "b": None}),
    ),
    "nothing declared is free": ({"type": "object"}, WITH_B, Refuted({"b": None}), Refuted({"b": None})),
    "a schema for all others declares them": (
        {**ONE, "additionalProperties": {"type": "string"}},
        WITH_B,
        Refuted({"b": ""}),
        Refuted({"b": ""}),
    ),
    "`true` for all others declares nothing": (
        {**ONE, "additionalProperties": True},
        WITH_B,
        INCLUDED,
        Refuted({"b": None}),
    ),
    "a pattern declares": (
        {"type": "object", "patternProperties": {"^b": True}},
        {"properties": {"b": {"type": "integer"}, "c": {"type": "integer"}}},
        Refuted({"b": None}),
        Refuted({"b": None}),
    ),
    "`required` declares": (
        {**ONE, "required": ["b"]},
        WITH_B,
        Refuted({"b": None}),
        Refuted({"b": None}),
    ),
    "items behind a tuple": (
        {"type": "array", "prefixItems": [{"type": "string"}]},
        {"prefixItems": [True, {"type": "integer"}]},
        INCLUDED,
        Refuted(["", None]),
    ),
    "a writer that could send nothing is taken at its word": (
        {**ONE, "minProperties": 2},
        {"maxProperties": 1},
        Refuted({"a": "", "b": None}),
        Refuted({"a": "", "b": None}),
    ),
}


@pytest.mark.parametrize(("writer", "reader", "declared", "strict"), SENT.values(), ids=SENT)
def test_a_writer_is_taken_to_send_what_it_declares(
    writer: JsonValue, reader: JsonValue, declared: Included | Refuted, strict: Included | Refuted
) -> None:
    """Only the writer is closed, at every place where it or a taken branch declares what there is."""
    verdicts = (answer_to(Pair(writer, reader, DECLARED)), answer_to(Pair(writer, reader, STRICT)))

    assert (declared, strict) == verdicts


def test_a_schema_inside_another_is_compared_alone() -> None:
    """Explanations ask about single places."""
    writer, reader = ({"properties": {"a": {"type": type_}}} for type_ in ("number", "integer"))
    sides = [node(side) for side in (writer, reader)]
    inner = [Node(side.library, side.place.child("properties", "a")) for side in sides if side is not None]

    assert Refuted(0.1) == solve(inner[0], inner[1], Settings(STRICT))
