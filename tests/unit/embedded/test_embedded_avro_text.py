"""Avro texts are kept as Java Avro writes them, which is what the registry of this API does, and refused as it does."""

from __future__ import annotations

import json
import os
from random import Random
from typing import Any

import pytest

from tests.fuzz.avro_schemas import Maker
from tools.java import oracle
from tools.unavailable import UnavailableError
from treatyc.embedded import avro_text
from treatyc.embedded.refusal import Refusal

RECORD = {"type": "record", "name": "R", "fields": []}
ENUM = {"type": "enum", "name": "E", "symbols": ["A"]}
FIELD = {"name": "f", "type": "int"}


def field(**more: Any) -> dict[str, Any]:
    return {**RECORD, "fields": [{**FIELD, **more}]}


SCHEMAS: list[Any] = [
    "string",
    {"type": "string"},
    {"type": {"type": "string"}},
    {"type": "int", "logicalType": "date"},
    {"type": "string", "avro.java.string": "String"},
    ["null", "string"],
    {"type": "array", "items": "int"},
    {"items": {"type": "map", "values": "long"}, "type": "array", "own": {"b": 1, "a": [1.5, None]}},
    {"fields": [], "doc": "d", "type": "record", "namespace": "a.b", "name": "R", "own": "x", "aliases": ["Q", "z.P"]},
    {**RECORD, "name": "a.b.R"},
    {**RECORD, "name": "a.b.R", "namespace": "c.d"},
    {**RECORD, "namespace": ""},
    field(doc="d", default=1, order="descending", aliases=["g"], own=True),
    field(order="ascending"),
    field(type=["null", "int"], default=None),
    field(type={"type": "fixed", "name": "F", "size": 4}, default="abcd"),
    field(type={"type": "enum", "name": "E", "symbols": ["A", "B"], "default": "A", "doc": "é"}),
    field(type={"type": "int", "logicalType": "date"}),
    field(type={"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}),
    {**field(type=["null", "a.R"], default=None), "namespace": "a"},
    {**field(type={"type": "record", "name": "Inner", "fields": [FIELD]}), "namespace": "a"},
    {**field(type={"type": "record", "name": "Inner", "namespace": "b", "fields": [FIELD]}), "namespace": "a"},
    {**field(type={"type": "record", "name": "Inner", "namespace": "", "fields": [FIELD]}), "namespace": "a"},
    {
        **RECORD,
        "namespace": "a",
        "fields": [
            {"name": "x", "type": {"type": "enum", "name": "b.E", "symbols": ["A"]}},
            {"name": "y", "type": "b.E"},
            {"name": "z", "type": {"type": "array", "items": "b.E"}},
        ],
    },
    {"type": "error", "name": "Err", "fields": [FIELD]},
    {**RECORD, "fields": [{"name": "x", "type": ENUM}, {"name": "y", "type": ["null", {**ENUM, "doc": "again"}]}]},
    {**RECORD, "fields": [{"name": "x", "type": ENUM}, {"name": "y", "type": {"type": "E", "own": 1}}]},
    # What is none
    "nonsense",
    {"type": "recod"},
    {"type": "record", "name": "R"},
    {"type": "record", "fields": []},
    {**RECORD, "name": "1R"},
    {**RECORD, "name": "a..b"},
    {**RECORD, "fields": [{"type": "int"}]},
    {**RECORD, "fields": [{"name": "f"}]},
    {**RECORD, "fields": [FIELD, FIELD]},
    field(name="a-b"),
    field(order="sideward"),
    field(type="Unknown"),
    field(default="no number"),
    field(type=["null", "int"], default="no branch"),
    {"type": "enum", "name": "E", "symbols": ["A", "A"]},
    {"type": "enum", "name": "E", "symbols": ["1"]},
    {"type": "enum", "name": "E", "symbols": ["A"], "default": "B"},
    {"type": "enum", "name": "E"},
    {"type": "fixed", "name": "F"},
    {"type": "fixed", "name": "F", "size": -1},
    {"type": "array"},
    {"type": "map"},
    ["int", "int"],
    ["null", ["int"]],
    [{"type": "array", "items": "int"}, {"type": "array", "items": "string"}],
    {**RECORD, "name": "string"},
    {**RECORD, "fields": [{"name": "x", "type": ENUM}, {"name": "y", "type": {**ENUM, "symbols": ["B"]}}]},
    {},
    7,
]


def spelled(schema: Any) -> str | None:
    """Our spelling; None where it is refused."""
    try:
        text = avro_text.written(schema, {})
        avro_text.prove_defaults(avro_text.schema(schema, {}))
    except Refusal:
        return None
    return text


@pytest.mark.java
def test_every_schema_is_kept_and_refused_as_java_does_it() -> None:
    schemas = [*SCHEMAS, *(Maker(Random(seed)).schema().json() for seed in range(400))]
    try:
        java = [answer.get("value") for answer in oracle.spell(schemas)]
    except UnavailableError as unavailable:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Java Avro: {unavailable}")
        pytest.skip(f"no Java Avro: {unavailable}")

    differing = [
        (schema, theirs, ours)
        for schema, theirs, ours in zip(schemas, java, map(spelled, schemas), strict=True)
        if theirs != ours
    ]
    assert [] == differing
    assert java.count(None) > 20


def test_references_give_names() -> None:
    inner = {"type": "record", "name": "a.Inner", "fields": [{"name": "x", "type": "b.Deep"}]}
    deep = {"type": "enum", "name": "b.Deep", "symbols": ["A"]}
    outer = {"type": "record", "name": "a.Outer", "fields": [{"name": "i", "type": "Inner"}]}

    text = avro_text.written(outer, {"a.Inner": inner, "b.Deep": deep})

    assert {"name": "i", "type": "Inner"} == json.loads(text)["fields"][0]
    with pytest.raises(Refusal, match="not a defined name"):
        avro_text.written(outer, {"a.Inner": inner})
