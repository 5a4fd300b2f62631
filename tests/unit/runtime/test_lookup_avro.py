"""An Avro schema that a registry gave: put together from its parts, and held against the reader's own."""

from __future__ import annotations

import io
import json
from typing import Any

import fastavro
import pytest

from tests.fuzz.avro import Pair, encoded, pairs
from tests.fuzz.avro_reference import AmbiguousError, Reading, RefusedError, definitions
from treaty.codecs.avro_readable import unreadable
from treaty.errors import DecodeError
from treaty.registry.avro_whole import whole
from treatyc.compatibility.finding import Category, Effect

Json = Any


def record(name: str, *fields: Json, **more: Json) -> Json:
    made = [each if isinstance(each, dict) else {"name": each, "type": "int"} for each in fields]
    return {"type": "record", "name": name, "fields": made, **more}


def field(name: str, type_: Json, **more: Json) -> Json:
    return {"name": name, "type": type_, **more}


MONEY = record("Money", field("currency", {"type": "enum", "name": "Currency", "symbols": ["EUR", "USD"]}))
MONEY["namespace"] = "shop.types"
ADDRESS = record("shop.types.Address", field("country", "string"))


def test_what_a_text_refers_to_stands_in_it_where_it_is_first_used() -> None:
    """A type that is used before the one that declares it inside, and each only once."""
    order = record(
        "Order",
        field("currency", "shop.types.Currency"),
        field("total", "shop.types.Money"),
        field("paid", ["null", "shop.types.Money"]),
        field("to", {"type": "array", "items": "shop.types.Address"}),
        namespace="shop.orders",
    )
    joined = whole(json.dumps(order), [json.dumps(MONEY), json.dumps(ADDRESS)])
    parsed = fastavro.parse_schema(joined)
    out = io.BytesIO()
    money = {"currency": "EUR"}
    value = {"currency": "USD", "total": money, "paid": money, "to": [{"country": "DE"}]}
    fastavro.schemaless_writer(out, parsed, value)
    assert out.getvalue() == b"\x02\x00\x02\x00\x02\x04DE\x00"
    out.seek(0)
    assert fastavro.schemaless_reader(out, parsed, None) == value


def test_a_name_without_a_dot_is_of_the_namespace_that_it_stands_in() -> None:
    """Wherever the text is put: its names stay what they were."""
    part = record("a.Part", field("own", record("Own")), field("again", "Own"))
    text = record("b.Whole", field("part", "a.Part"), field("own", record("Own")), field("mine", "Own"))
    joined = whole(json.dumps(text), [json.dumps(part)])
    names = [each["type"] for each in joined["fields"][0]["type"]["fields"]]
    assert (names[0]["namespace"], names[1]) == ("a", "a.Own")
    assert (joined["fields"][1]["type"]["namespace"], joined["fields"][2]["type"]) == ("b", "b.Own")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[" * 5_000,
        '{"type": "record"}',
        '{"type": "record", "name": "A", "fields": 7}',
        '{"type": "array", "items": ' * 500 + '"int"' + "}" * 500,
        '{"type": "record", "name": 3, "fields": []}',
        '{"type": "fixed", "name": "F", "size": 1' + "0" * 5_000 + "}",
    ],
    ids=range(7),
)
def test_a_text_that_is_no_schema_is_told(text: str) -> None:
    """Whether it is the schema or what that refers to."""
    for own, others in ((text, ()), ('{"type": "record", "name": "A", "fields": []}', (text,))):
        with pytest.raises(DecodeError, match="the writer's schema"):
            whole(own, others)


READER = record(
    "Order",
    field("id", "long", aliases=["number"]),
    field("note", ["null", "string"], default=None),
    field("kind", {"type": "enum", "name": "Kind", "symbols": ["WEB", "APP"]}),
    field("total", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}),
    field("at", {"type": "long", "logicalType": "timestamp-millis"}),
    field("lines", {"type": "array", "items": record("Line", "count")}),
    field("hash", {"type": "fixed", "name": "Hash", "size": 4}),
    namespace="shop.v1",
    aliases=["Purchase"],
)


def changed(**types: Json) -> Json:
    kept = [each | {"type": types.get(each["name"], each["type"])} for each in READER["fields"]]
    return READER | {"fields": [each for each in kept if each["type"] is not None]}


def renamed(old: str, new: str) -> Json:
    return READER | {"fields": [each | {"name": new} if each["name"] == old else each for each in READER["fields"]]}


@pytest.mark.parametrize(
    ("writer", "why"),
    [
        (READER, None),
        (changed(id="int"), None),
        (changed(note=None), None),
        (changed(note="string"), None),
        (changed(note=["string", "int"]), None),
        (changed(kind={"type": "enum", "name": "Kind", "symbols": ["WEB", "TV"]}), None),
        (READER | {"name": "Purchase"}, None),
        (READER | {"namespace": "other"}, None),
        (renamed("id", "number"), None),
        (READER | {"name": "Other"}, "the writer has shop.v1.Other, and shop.v1.Order is read"),
        (changed(id=None), "`id` has no default, and the writer does not send it"),
        (changed(id="string"), "`id`: the writer has string, and long is read"),
        (changed(note="int"), "`note`: the writer has int, and string is read"),
        (
            changed(id="bytes", note="int", at=["null", "string"]),
            "`id`: the writer has bytes, and long is read",
        ),
        (changed(note=["int"]), "`note`: the writer has int, and string is read"),
        (
            changed(kind={"type": "enum", "name": "Kind", "symbols": ["TV"]}),
            "`kind`: none of the writer's symbols is known",
        ),
        (
            changed(lines={"type": "array", "items": record("Line")}),
            "`lines[].count` has no default, and the writer does not send it",
        ),
        (changed(hash={"type": "fixed", "name": "Hash", "size": 8}), "`hash`: the writer has 8 bytes, and 4 are read"),
        (
            changed(total={"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3}),
            "`total`: the writer means decimal of scale 3, and decimal of scale 2 is read",
        ),
        (
            changed(at={"type": "long", "logicalType": "timestamp-micros"}),
            "`at`: the writer means timestamp-micros, and timestamp-millis is read",
        ),
    ],
)
def test_what_can_never_be_read_is_told_before_any_message(writer: Json, why: str | None) -> None:
    """The place, and both sides of it; what depends on the value is left to each message."""
    assert unreadable(whole(json.dumps(writer)), whole(json.dumps(READER))) == why


def test_records_that_hold_themselves_are_compared_once() -> None:
    """However they do it."""
    tree = record("Tree", field("left", ["null", "Tree"]), field("all", {"type": "map", "values": "Tree"}))
    assert unreadable(whole(json.dumps(tree)), whole(json.dumps(tree))) is None


def test_the_work_is_bounded() -> None:
    """Unions of hundreds of branches, which no registry should have taken."""
    wide = [{"type": "array", "items": [{"type": "array", "items": ["int"] * 30}] * 30}] * 30
    other = [{"type": "array", "items": [{"type": "array", "items": ["string"] * 30}] * 30}] * 30
    assert unreadable(wide, other) is not None


SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_called_unreadable_is_refused_message_by_message(seed: int) -> None:
    """Random related schemas: no message of what is refused could be read as what it is, and the gate says so too."""
    refused = 0
    for pair in pairs(seed, 150):
        fault = unreadable(whole(json.dumps(pair.writer)), whole(json.dumps(pair.reader)))
        if fault is None:
            continue
        refused += 1
        findings = [finding for finding in pair.findings() if finding.category in (Category.WIRE, Category.SEMANTIC)]
        assert any(finding.effect in (Effect.BREAKS, Effect.UNPROVEN) for finding in findings), fault
        if "[]" in fault:
            continue  # but for empty lists
        for message in pair.maker.values(pair.schema, 3):
            assert _is_refused(pair, message), f"{fault}: {message!r}"
    assert refused > 10


def _is_refused(pair: Pair, message: Any) -> bool:
    reading = Reading(definitions(pair.writer), definitions(pair.reader))
    try:
        reading.read(pair.writer, pair.reader, message)
    except (RefusedError, AmbiguousError):
        return True
    return bool(reading.altered)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_schema_in_one_piece_reads_the_same_values(seed: int) -> None:
    """Random schemas, and what was made of them."""
    for pair in pairs(seed, 50):
        written, joined = fastavro.parse_schema(pair.writer), fastavro.parse_schema(whole(json.dumps(pair.writer)))
        for message in pair.maker.values(pair.schema, 2):
            octets = encoded(message, pair)
            assert _value(octets, joined) == _value(octets, written)


def _value(octets: bytes, schema: Json) -> object:
    """Or that it stands for nothing: random numbers are seldom dates."""
    try:
        return fastavro.schemaless_reader(io.BytesIO(octets), schema, None, return_named_type=True)
    except (ValueError, OverflowError, ArithmeticError) as error:
        return type(error)
