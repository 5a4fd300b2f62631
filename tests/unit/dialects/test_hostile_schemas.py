"""Contracts are untrusted: a prediction ends soon, and says so where it does not know."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from treatyc import predict
from treatyc.dialects.pairing import paired

DIALECTS = ("confluent", "confluent-lenient", "karapace", "apicurio")
SECONDS_MAX = 4.0
DRAFT = "http://json-schema.org/draft-07/schema#"


def doubling(levels: int) -> dict[str, Any]:
    """Unfolded, this has two to the power of `levels` parts."""
    parts = {
        f"d{level}": {"type": "object", "properties": {side: {"$ref": f"#/definitions/d{level + 1}"} for side in "ab"}}
        for level in range(levels)
    }
    return {"$schema": DRAFT, "definitions": {**parts, f"d{levels}": {"type": "string"}}, "$ref": "#/definitions/d0"}


def chain(length: int) -> dict[str, Any]:
    parts = {
        f"d{link}": {"type": "object", "properties": {"next": {"$ref": f"#/definitions/d{link + 1}"}}}
        for link in range(length)
    }
    start = {"$ref": "#/definitions/d0"}
    definitions = {**parts, f"d{length}": {"type": "string"}}
    return {"$schema": DRAFT, "type": "object", "properties": {"start": start}, "definitions": definitions}


def branches(count: int) -> dict[str, Any]:
    return {"$schema": DRAFT, "oneOf": [{"type": "string", "maxLength": number} for number in range(count)]}


def pattern() -> dict[str, Any]:
    return {"type": "object", "patternProperties": {"^(a+)+$": {"type": "string"}}, "additionalProperties": False}


def with_long_name() -> dict[str, Any]:
    return {**pattern(), "properties": {"a" * 60 + "!": {"type": "string"}}}


def nested(depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        found = {"not": found}
    return found


PAIRS: dict[str, Callable[[], tuple[Any, Any]]] = {
    "doubling": lambda: (doubling(40), doubling(40)),
    "a long chain": lambda: (chain(2000), chain(2000)),
    "many branches": lambda: (branches(400), branches(400)),
    "a pattern that backtracks": lambda: (with_long_name(), pattern()),
    "deep": lambda: (nested(60), nested(60)),
    "a reference to itself": lambda: ({"$ref": "#"}, {"$ref": "#"}),
    "a reference to nowhere": lambda: ({"$ref": "#/nowhere"}, {"$ref": "#/nowhere"}),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", PAIRS)
def test_a_hostile_json_schema_ends_in_an_answer(name: str, dialect: str) -> None:
    writer, reader = map(json.dumps, PAIRS[name]())
    begin = time.process_time()
    said = predict(writer, reader, format="jsonschema", dialect=dialect)

    assert time.process_time() - begin < SECONDS_MAX
    assert said.reasons or said.compatible


def test_a_long_chain_of_messages_ends_in_an_answer() -> None:
    chained = "".join(f"message M{link} {{ M{link + 1} next = 1; }}\n" for link in range(2000))
    text = f'syntax = "proto3";\n{chained}message M2000 {{ int32 a = 1; }}'

    assert predict(text, text, format="protobuf", dialect="confluent").compatible
    assert predict(text, text, format="protobuf", dialect="karapace").compatible


def test_a_long_chain_of_records_ends_in_an_answer() -> None:
    records: list[Any] = [
        {"type": "record", "name": f"R{link}", "fields": [{"name": "next", "type": ["null", f"R{link + 1}"]}]}
        for link in range(2000)
    ]
    text = json.dumps([{"type": "record", "name": "R2000", "fields": []}, *reversed(records)])

    assert {True} == {predict(text, text, format="avro", dialect=dialect).compatible for dialect in DIALECTS}


def test_pairing_moves_others_where_they_can_go_elsewhere() -> None:
    """0 takes what it likes first, and gives way twice, so that everybody has a place."""
    assert paired({0: (0, 1), 1: (0, 2), 2: (0,)}) == 3
    assert paired({0: (0,), 1: (0,)}) == 1
    assert paired({}) == 0
    assert paired({left: tuple(range(left + 1)) for left in range(300)}) == 300
