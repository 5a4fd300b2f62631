"""Fingerprints of JSON Schemas: one for all spellings, another as soon as anything is to be said."""

from __future__ import annotations

import pytest

from tests.unit.compatibility.jsonschema.asking import fingerprint, found, subject
from treatyc.compatibility.jsonschema.engine import ENGINE
from treatyc.compatibility.settings import ContentModel
from treatyc.load.json_text import JsonValue

SAME: list[tuple[JsonValue, JsonValue]] = [
    ({"type": "string", "maxLength": 5}, {"maxLength": 5, "type": "string"}),
    ({"type": ["string"]}, {"type": "string"}),
    ({"type": ["null", "string"]}, {"type": ["string", "null"]}),
    ({"required": ["b", "a"]}, {"required": ["a", "b"]}),
    ({"required": []}, {}),
    ({"enum": [2, 1]}, {"enum": [1.0, 2]}),
    ({"enum": ["x"]}, {"const": "x"}),
    ({"minimum": 1.0}, {"minimum": 1}),
    ({"minLength": 0, "uniqueItems": False, "minItems": 0}, {}),
    ({"title": "A", "description": "a", "$comment": "c", "examples": [1]}, {}),
    ({"deprecated": False}, {}),
    ({"$schema": "https://json-schema.org/draft/2020-12/schema"}, {}),
    ({"deprecated": True}, {"description": "DEPRECATED, use the other"}),
]
OTHER: list[tuple[JsonValue, JsonValue]] = [
    ({"type": "integer"}, {"type": "number"}),
    ({"const": True}, {"const": 1}),
    ({"default": 1}, {"default": 2}),
    ({"default": 1}, {}),
    ({"format": "date"}, {}),
    ({"description": "deprecated"}, {}),
    ({"x-unit": "s"}, {"x-unit": "ms"}),
    ({"properties": {"title": {}}}, {"properties": {}}),
    ({"const": {"required": ["a", "b"]}}, {"const": {"required": ["b", "a"]}}),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_schema_have_one_fingerprint_and_nothing_is_found(one: JsonValue, other: JsonValue) -> None:
    assert fingerprint(one) == fingerprint(other)
    for model in ContentModel:
        assert () == found(one, other, model) == found(other, one, model)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_meaning_has_another_fingerprint(one: JsonValue, other: JsonValue) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_what_a_schema_refers_to_is_part_of_its_fingerprint() -> None:
    root: JsonValue = {"$ref": "unit.json"}
    old = subject(root, "old", **{"unit.json": {"type": "string"}})
    new = subject(root, "new", **{"unit.json": {"type": "integer"}})
    same = subject(root, "same", **{"unit.json": {"type": ["string"]}})

    assert ENGINE.fingerprint(old) == ENGINE.fingerprint(same)
    assert ENGINE.fingerprint(old) != ENGINE.fingerprint(new)
