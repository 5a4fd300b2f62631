"""Confluent's two policies for JSON Schema: open and closed objects, additions and removals, required and optional.

The table has the 24 combinations that Confluent tests itself since its pull request 4292 (COMPATIBILITY.md 2b).
"""

from __future__ import annotations

import json

import pytest

from treatyc import predict

STRICT, LENIENT = "confluent", "confluent-lenient"
OPEN, CLOSED = True, False

TEXT = {"type": "string"}
WITH_DEFAULT = {"type": "string", "default": ""}

ADDED = {
    ("optional", OPEN): {STRICT: False, LENIENT: True},
    ("required with default", OPEN): {STRICT: False, LENIENT: True},
    ("required", OPEN): {STRICT: False, LENIENT: False},
    ("optional", CLOSED): {STRICT: True, LENIENT: True},
    ("required with default", CLOSED): {STRICT: True, LENIENT: True},
    ("required", CLOSED): {STRICT: False, LENIENT: False},
}
REMOVED = {
    ("optional", OPEN): {STRICT: True, LENIENT: True},
    ("required with default", OPEN): {STRICT: True, LENIENT: True},
    ("required", OPEN): {STRICT: True, LENIENT: True},
    ("optional", CLOSED): {STRICT: False, LENIENT: True},
    ("required with default", CLOSED): {STRICT: False, LENIENT: True},
    ("required", CLOSED): {STRICT: False, LENIENT: True},
}


def without(*, is_open: bool) -> str:
    return json.dumps({"type": "object", "properties": {"id": TEXT}, "additionalProperties": is_open})


def having(kind: str, *, is_open: bool) -> str:
    note = WITH_DEFAULT if kind == "required with default" else TEXT
    required = [] if kind == "optional" else ["note"]
    properties = {"id": TEXT, "note": note}
    return json.dumps(
        {"type": "object", "properties": properties, "required": required, "additionalProperties": is_open}
    )


@pytest.mark.parametrize("policy", [STRICT, LENIENT])
@pytest.mark.parametrize(("kind", "is_open"), ADDED)
def test_a_property_is_added(kind: str, is_open: bool, policy: str) -> None:  # noqa: FBT001 - a column of the table
    writer, reader = without(is_open=is_open), having(kind, is_open=is_open)

    assert ADDED[kind, is_open][policy] is predict(writer, reader, format="jsonschema", dialect=policy).compatible


@pytest.mark.parametrize("policy", [STRICT, LENIENT])
@pytest.mark.parametrize(("kind", "is_open"), REMOVED)
def test_a_property_is_removed(kind: str, is_open: bool, policy: str) -> None:  # noqa: FBT001 - a column of the table
    writer, reader = having(kind, is_open=is_open), without(is_open=is_open)

    assert REMOVED[kind, is_open][policy] is predict(writer, reader, format="jsonschema", dialect=policy).compatible
