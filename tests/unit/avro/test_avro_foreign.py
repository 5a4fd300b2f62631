"""Payloads of writers that nobody knew at compile time: fastavro reads them, behind a guard, into classes."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any

import fastavro
import pytest

from tests.unit.avro.building import Json, generated, system_of
from treaty.errors import DecodeError

NAMESPACE = "shop.v1"
CARD: Json = {"type": "record", "name": "Card", "fields": [{"name": "last", "type": "string"}]}
READER: Json = {
    "type": "record",
    "name": "Order",
    "namespace": NAMESPACE,
    "fields": [
        {"name": "number", "type": "long"},
        {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "ratio", "type": "float", "default": 2},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["OTHER", "WEB"], "default": "OTHER"}},
        {"name": "payment", "type": ["null", CARD, {"type": "record", "name": "Cash", "fields": []}], "default": None},
    ],
}


def changed(**types: Json) -> Json:
    """The reader's schema as some other writer has it."""
    fields = [{**field, "type": types.get(field["name"], field["type"])} for field in READER["fields"]]
    return {**READER, "fields": fields}


def written(schema: Json, datum: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema), datum)
    return out.getvalue()


MOMENT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
DATUM = {
    "number": 5,
    "total": Decimal("12.34"),
    "placed": MOMENT,
    "ratio": 1.5,
    "kind": "WEB",
    "payment": ("shop.v1.Card", {"last": "1234"}),
}


DEEP = '{"type": "array", "items": ' * 300 + '"int"' + "}" * 300


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return generated(system_of([READER]), tmp_path_factory.mktemp("package"))[NAMESPACE]


def test_a_writer_of_the_same_schema(module: Any) -> None:
    value = module.ORDER.codec.resolve(json.dumps(READER))(written(READER, DATUM))
    wanted = module.Order(
        number=5,
        total=Decimal("12.34"),
        placed=MOMENT,
        ratio=1.5,
        kind=module.Kind.WEB,
        payment=module.Card(last="1234"),
    )
    assert wanted == value


@pytest.mark.parametrize(
    ("types", "datum", "member", "value"),
    [
        ({"number": "int"}, {}, "number", 5),
        ({"kind": {"type": "enum", "name": "Kind", "symbols": ["APP", "WEB"]}}, {"kind": "APP"}, "kind", "OTHER"),
        ({"ratio": "long"}, {"ratio": 16777217}, "ratio", 16777216.0),  # rounded to 32 bits
        ({"number": ["null", "int"]}, {}, "number", 5),
        (
            {"total": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 1}},
            {"total": Decimal("1.5")},
            "total",
            Decimal("0.15"),  # the reader's scale, as the specification's resolution has it
        ),
    ],
)
def test_a_writer_of_another_schema_is_resolved(
    module: Any, types: dict[str, Json], datum: dict[str, Any], member: str, value: Any
) -> None:
    schema = changed(**types)
    decoded = module.ORDER.codec.resolve(json.dumps(schema))(written(schema, {**DATUM, **datum}))
    assert value == getattr(decoded, member)


def test_fields_that_the_writer_lacks_are_filled_and_others_dropped(module: Any) -> None:
    fields = [field for field in READER["fields"] if field["name"] not in ("ratio", "payment")]
    schema = {**READER, "fields": [{"name": "more", "type": {"type": "array", "items": "string"}}, *fields]}
    decoded = module.ORDER.codec.resolve(json.dumps(schema))(written(schema, {**DATUM, "more": ["a"]}))
    assert (2.0, None, 5) == (decoded.ratio, decoded.payment, decoded.number)


@pytest.mark.parametrize(
    "schema",
    ["", "{", "[" * 10_000, '"no.such.Type"', '{"type": "record"}', DEEP, '"' + "x" * 2_000_000 + '"'],
    ids=range(7),
)
def test_a_schema_that_cannot_be_used_is_refused(module: Any, schema: str) -> None:
    with pytest.raises(DecodeError, match="the writer's schema cannot be used"):
        module.ORDER.codec.resolve(schema)


@pytest.mark.parametrize("schema", [changed(number="string"), {**READER, "fields": []}])
def test_a_writer_that_does_not_resolve_is_refused(module: Any, schema: Json) -> None:
    datum = {**DATUM, "number": "5"} if schema["fields"] else {}
    decode = module.ORDER.codec.resolve(json.dumps(schema))
    with pytest.raises(DecodeError):
        decode(written(schema, datum))


def test_a_payload_that_ends_too_early_or_too_late_is_refused(module: Any) -> None:
    decode = module.ORDER.codec.resolve(json.dumps(READER))
    payload = written(READER, DATUM)
    for wrong in (payload[:-1], payload + b"\x00", b""):
        with pytest.raises(DecodeError):
            decode(wrong)
