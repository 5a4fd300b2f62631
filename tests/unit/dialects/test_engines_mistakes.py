"""Where each engine is known to be wrong, it is predicted to be wrong (COMPATIBILITY.md 2a to 4)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from treatyc import compare, predict

JSON: dict[str, tuple[Any, Any, dict[str, bool | None]]] = {
    "2a required without properties": (
        {"required": ["foo"]},
        {"required": ["bar"]},
        {"confluent": True, "karapace": True, "apicurio": False},
    ),
    "2a pattern properties": (
        {"type": "object"},
        {"type": "object", "patternProperties": {"^n": {"type": "number"}}},
        {"confluent": True, "karapace": True, "apicurio": False},
    ),
    "2a contains": (
        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "array"},
        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "array", "contains": {"type": "number"}},
        {"confluent": True, "karapace": True, "apicurio": False},
    ),
    "2b an exclusive bound becomes the weaker one": (
        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "number", "exclusiveMinimum": 10},
        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "number", "minimum": 10},
        {"confluent": False, "karapace": False, "apicurio": True},
    ),
    "2b const becomes enum": (
        {"$schema": "http://json-schema.org/draft-07/schema#", "const": 1},
        {"$schema": "http://json-schema.org/draft-07/schema#", "enum": [1]},
        {"confluent": False, "karapace": False, "apicurio": True},
    ),
    "2b the upper bound is read from the wrong keyword": (
        {"type": "number", "exclusiveMaximum": 29},
        {"type": "number", "exclusiveMaximum": 23},
        {"confluent": None, "karapace": False, "apicurio": None},
    ),
    "2c enum beside type": (
        {"type": "string", "enum": ["a", "b"]},
        {"type": "string", "enum": ["a"]},
        {"confluent": False, "karapace": True, "apicurio": False},
    ),
    "2c multipleOf": (
        {"type": "number"},
        {"type": "number", "multipleOf": 7},
        {"confluent": False, "karapace": True, "apicurio": False},
    ),
    "2c the polarity of not": (
        {"not": {"type": "number"}},
        {"not": {"type": "integer"}},
        {"confluent": True, "karapace": False, "apicurio": True},
    ),
    "2c a boolean property": (
        {"type": "object", "properties": {"a": True}},
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"confluent": False, "karapace": None, "apicurio": False},
    ),
    "2c dependencies dropped": (
        {"dependencies": {"a": ["b"]}},
        {"type": "object"},
        {"confluent": True, "karapace": None, "apicurio": True},
    ),
    "2e draft 2020-12": (
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string"},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string"},
        {"confluent": True, "karapace": True, "apicurio": None},
    ),
    "2f recursion": (
        {"type": "object", "properties": {"next": {"$ref": "#"}}},
        {"type": "object", "properties": {"next": {"$ref": "#"}}},
        {"confluent": True, "karapace": None, "apicurio": True},
    ),
}


@pytest.mark.parametrize("name", JSON)
def test_json_schema(name: str) -> None:
    writer, reader, expected = JSON[name]
    said = {
        dialect: predict(json.dumps(writer), json.dumps(reader), format="jsonschema", dialect=dialect).compatible
        for dialect in expected
    }

    assert expected == said


def proto(body: str, syntax: str = "proto3", package: str = "p") -> str:
    return f'syntax = "{syntax}"; package {package}; {body}'


PROTOBUF = {
    "4 a field renamed": (
        proto("message M { int32 a = 1; }"),
        proto("message M { int32 b = 1; }"),
        {"confluent": True, "karapace": True, "apicurio": False},
    ),
    "4 a field's number changed": (
        proto("message M { int32 a = 1; }"),
        proto("message M { int32 a = 2; }"),
        {"confluent": True, "karapace": False, "apicurio": False},
    ),
    "4 the package changed": (
        proto("message M { int32 a = 1; }"),
        proto("message M { int32 a = 1; }", package="q"),
        {"confluent": False, "karapace": True, "apicurio": True},
    ),
    "4 a required field added": (
        proto("message M { optional int32 a = 1; }", "proto2"),
        proto("message M { optional int32 a = 1; required int32 b = 2; }", "proto2"),
        {"confluent": False, "karapace": True, "apicurio": False},
    ),
    "4 proto3 optional added": (
        proto("message M { int32 a = 1; }"),
        proto("message M { optional int32 a = 1; }"),
        {"confluent": True, "karapace": False, "apicurio": False},
    ),
    "4 two oneofs merged": (
        proto("message M { oneof a { int32 x = 1; } oneof b { int32 y = 2; } }"),
        proto("message M { oneof c { int32 x = 1; int32 y = 2; } }"),
        {"confluent": False, "karapace": True, "apicurio": True},
    ),
    "4 an unused message removed": (
        proto("message M { int32 a = 1; } message Unused {}"),
        proto("message M { int32 a = 1; }"),
        {"confluent": False, "karapace": False, "apicurio": True},
    ),
    "4 a reserved number reused": (
        proto("message M { reserved 2; int32 a = 1; }"),
        proto("message M { int32 a = 1; int32 b = 2; }"),
        {"confluent": True, "karapace": True, "apicurio": False},
    ),
    "4 streaming changed": (
        proto("message M {} service S { rpc Do(M) returns (M); }"),
        proto("message M {} service S { rpc Do(M) returns (stream M); }"),
        {"confluent": True, "karapace": True, "apicurio": False},
    ),
}


@pytest.mark.parametrize("name", PROTOBUF)
def test_protobuf(name: str) -> None:
    writer, reader, expected = PROTOBUF[name]
    said = {dialect: predict(writer, reader, format="protobuf", dialect=dialect).compatible for dialect in expected}

    assert expected == said


def record(type: object) -> str:
    return json.dumps({"type": "record", "name": "R", "fields": [{"name": "at", "type": type}]})


def test_no_engine_compares_logical_types_and_we_do() -> None:
    """COMPATIBILITY.md 3: time-micros read as timestamp-micros."""
    writer = record({"type": "long", "logicalType": "time-micros"})
    reader = record({"type": "long", "logicalType": "timestamp-micros"})
    said = {predict(writer, reader, format="avro", dialect=dialect).compatible for dialect in ("confluent", "apicurio")}

    assert {True} == said
    assert "avro-logical-type-changed" in {finding.rule for finding in compare(writer, reader, format="avro").findings}


def test_a_mode_asks_both_ways_at_once() -> None:
    """An alias of a field helps the reader alone (COMPATIBILITY.md 3)."""
    fields = [{"name": "new", "type": "string", "aliases": ["old"]}]
    writer = json.dumps({"type": "record", "name": "R", "fields": [{"name": "old", "type": "string"}]})
    reader = json.dumps({"type": "record", "name": "R", "fields": fields})
    said = {
        mode: predict(writer, reader, format="avro", dialect="confluent", mode=mode).compatible
        for mode in ("BACKWARD", "FORWARD", "FULL", "NONE")
    }

    assert {"BACKWARD": True, "FORWARD": False, "FULL": False, "NONE": True} == said
