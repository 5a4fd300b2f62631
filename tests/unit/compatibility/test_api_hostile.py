"""Texts come from anywhere: whatever they are, a comparison ends with a report or with a SchemaError, and soon.

COMPATIBILITY 6.15: recursion-safe, a budget for each check, unproven instead of a hang.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treatyc import SchemaError, compare
from treatyc.compatibility.report import CompatibilityReport
from treatyc.diagnostics import Diagnostic

WORDS = st.sampled_from(
    [
        *(
            "record",
            "enum",
            "array",
            "map",
            "fixed",
            "string",
            "int",
            "long",
            "null",
            "bytes",
            "float",
            "Order",
            "A",
            "B",
        ),
        *("object", "integer", "number", "boolean", "#", "#/$defs/a", "#/properties/a", "a.json", "^(a|b)*$", "("),
        *("decimal", "timestamp-millis", "uuid", "", "\0", "a.b", "1a", "https://json-schema.org/draft/2020-12/schema"),
    ]
)
KEYS = st.sampled_from(
    [
        *("type", "name", "namespace", "fields", "items", "values", "symbols", "size", "default", "aliases", "order"),
        *("logicalType", "precision", "scale", "properties", "required", "$ref", "$defs", "allOf", "anyOf", "oneOf"),
        *("not", "if", "then", "enum", "const", "pattern", "minimum", "maxLength", "additionalProperties", "$schema"),
        *("$dynamicRef", "$id", "$anchor", "prefixItems", "contains", "minContains", "multipleOf", "uniqueItems"),
        *("unevaluatedProperties", "patternProperties", "propertyNames", "dependentSchemas", "doc", "format"),
    ]
)
SCALARS = WORDS | st.integers(-3, 70) | st.floats(allow_nan=False) | st.booleans() | st.none()
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)
TEXTS = VALUES.map(json.dumps) | st.text(max_size=30)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def asked(writer: str, reader: str, format: str, content_model: str = "declared") -> CompatibilityReport | None:
    """The report, or None for what is no schema and is told so."""
    told: tuple[Diagnostic, ...]
    try:
        return compare(writer, reader, format=format, content_model=content_model)
    except SchemaError as error:
        told = error.diagnostics
    assert told
    return None


MODELS = [("avro", "declared"), ("jsonschema", "declared"), ("jsonschema", "strict")]


@pytest.mark.parametrize(("format", "model"), MODELS)
@QUICK
@given(writer=TEXTS, reader=TEXTS)
def test_no_text_makes_a_comparison_raise(format: str, model: str, writer: str, reader: str) -> None:
    report = asked(writer, reader, format, model)

    if report is not None:
        assert str(report).startswith(report.verdict)
    same = asked(writer, writer, format, model)
    assert same is None or () == same.findings


def nested(depth: int, kind: str) -> str:
    """A schema that nests: lists in lists, or references to references."""
    if kind == "avro":
        return '{"type": "array", "items": ' * depth + '"int"' + "}" * depth
    if kind == "protobuf":
        return 'syntax = "proto3";\n' + "message A { " * depth + "}" * depth
    return '{"items": ' * depth + "true" + "}" * depth


def wide(count: int, kind: str, type_: str) -> str:
    """A schema with very many members."""
    if kind == "avro":
        fields = [{"name": f"f{number}", "type": type_} for number in range(count)]
        return json.dumps({"type": "record", "name": "A", "fields": fields})
    if kind == "protobuf":
        fields_ = "".join(f"{type_} f{number} = {number};" for number in range(1, count))
        return f'syntax = "proto3";\nmessage A {{ {fields_} }}'
    return json.dumps({"type": "object", "properties": {f"f{number}": {"type": type_} for number in range(count)}})


@pytest.mark.parametrize("format", ["avro", "protobuf", "jsonschema"])
@pytest.mark.parametrize("depth", [10, 60, 500, 100_000])
def test_depth_is_bounded(format: str, depth: int) -> None:
    text = nested(depth, format)

    assert asked(text, text, format) is None or depth < 500


WIDE = [
    ("avro", "int", "string", 1000),
    ("protobuf", "int32", "string", 1000),
    ("jsonschema", "integer", "string", 200),
]


@pytest.mark.parametrize(("format", "old", "new", "count"), WIDE)
def test_many_breaks_are_found_in_seconds(format: str, old: str, new: str, count: int) -> None:
    start = time.process_time()
    report = asked(wide(count, format, old), wide(count, format, new), format)

    assert report is not None
    assert report.verdict in ("breaking", "unproven")
    assert time.process_time() - start < 20


def test_a_union_of_many_recursive_branches_ends() -> None:
    """Apicurio hangs on Confluent's oneOf of twelve recursive branches."""
    branches = [{"type": "object", "properties": {f"p{n}": {"$ref": "#"}}, "required": [f"p{n}"]} for n in range(12)]
    text = json.dumps({"oneOf": branches})
    more = json.dumps({"oneOf": branches[:-1]})
    start = time.process_time()

    assert asked(text, text, "jsonschema") is not None
    assert asked(text, more, "jsonschema") is not None
    assert time.process_time() - start < 5
