"""Each kind of change: which rules find it, and the message that proves it (COMPATIBILITY 3, 6.2)."""

from __future__ import annotations

import io
import json

import fastavro
import pytest

from tests.unit.compatibility.avro.asking import Json, a, decimal, enum, fixed, found, logical, record, rules
from treatyc.compatibility.finding import Category, Effect, Finding

INNER = {"name": "sku", "type": "string"}


def at(*fields: Json) -> Json:
    """An order with lines, each with these fields."""
    line = {"type": "record", "name": "Line", "fields": list(fields)}
    return record({"name": "lines", "type": {"type": "array", "items": line}})


CHANGES: dict[str, tuple[Json, Json, list[str]]] = {
    "an int becomes a long": (a("int"), a("long"), ["avro-type-changed"]),
    "a long becomes an int": (a("long"), a("int"), ["avro-type-unreadable"]),
    "a long becomes a double": (a("long"), a("double"), ["avro-number-rounded", "avro-type-changed"]),
    "an int becomes a double": (a("int"), a("double"), ["avro-type-changed"]),
    "bytes become text": (a("bytes"), a("string"), ["avro-bytes-as-text", "avro-type-changed"]),
    "text becomes bytes": (a("string"), a("bytes"), ["avro-type-changed"]),
    "a value may be null": (a("string"), a(["null", "string"]), ["avro-union-changed"]),
    "a value may no longer be null": (a(["null", "int"]), a("int"), ["avro-branch-unread", "avro-union-changed"]),
    "a branch goes": (a(["int", "string"]), a(["int", "bytes"]), ["avro-type-changed", "avro-union-changed"]),
    "a branch goes for good": (a(["int", "string"]), a(["int"]), ["avro-branch-unread", "avro-union-changed"]),
    "a symbol comes": (a(enum("S")), a(enum("S", "M")), []),
    "a symbol goes": (a(enum("S", "M")), a(enum("S")), ["avro-symbol-removed", "avro-symbol-unknown"]),
    "a symbol goes and a field default stays (measured: a break)": (
        a(enum("S", "M"), default="S"),
        a(enum("S"), default="S"),
        ["avro-symbol-removed", "avro-symbol-unknown"],
    ),
    "a symbol goes into the default": (
        a(enum("S", "M")),
        a(enum("S", default="S")),
        ["avro-symbol-absorbed", "avro-symbol-removed"],
    ),
    "a fixed grows": (a(fixed(16)), a(fixed(32)), ["avro-fixed-size"]),
    "time becomes a moment (MaterializeInc/materialize#6461)": (
        a(logical("long", "time-micros")),
        a(logical("long", "timestamp-micros")),
        ["avro-logical-type-changed", "avro-type-changed"],
    ),
    "a date becomes a number": (
        a(logical("int", "date")),
        a("int"),
        ["avro-logical-type-one-sided", "avro-type-changed"],
    ),
    "a decimal's point moves": (a(decimal(9, 2)), a(decimal(9, 4)), ["avro-decimal-scale", "avro-type-changed"]),
    "a decimal gets narrower": (a(decimal(9, 2)), a(decimal(4, 2)), ["avro-decimal-precision", "avro-type-changed"]),
    "a decimal gets wider": (a(decimal(4, 2)), a(decimal(9, 2)), ["avro-type-changed"]),
    "a fixed decimal's point moves": (
        a(fixed(6, logicalType="decimal", precision=9, scale=2)),
        a(fixed(6, logicalType="decimal", precision=9, scale=3)),
        ["avro-decimal-scale", "avro-type-changed"],
    ),
    "the namespace moves (Apicurio#8151)": (
        record(INNER),
        {**record(INNER), "namespace": "store.v1"},
        ["avro-namespace-changed"],
    ),
    "the name changes with an alias": (
        record(INNER),
        record(INNER, name="Purchase", aliases=["Order"]),
        ["avro-name-changed"],
    ),
    "the name changes without one": (record(INNER), record(INNER, name="Purchase"), ["avro-name-unknown"]),
    "an inner field comes without a default": (
        at(INNER),
        at(INNER, {"name": "price", "type": "int"}),
        ["avro-field-required"],
    ),
    "a field gets a default": (a("int"), a("int", default=1), []),
    "a default goes (confluent#209)": (a("int", default=1), a("int"), ["avro-default-dropped"]),
    "a default changes": (a("int", default=1), a("int", default=2), ["avro-default-changed"]),
    "a default is spelled otherwise": (a("double", default=1), a("double", default=1.0), []),
    "words change": (a("int", doc="One."), a("int", doc="Another."), []),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found_by_the_rules_that_a_person_wants_to_read(name: str) -> None:
    writer, reader, expected = CHANGES[name]

    assert expected == rules(writer, reader)


def made(writer: Json, reader: Json, rule: str) -> Finding:
    [finding] = [finding for finding in found(writer, reader) if finding.rule == rule]
    return finding


SHOWN: dict[str, tuple[Json, Json, str, tuple[str, str, str]]] = {
    "a missing field": (
        at(INNER),
        at(INNER, {"name": "price", "type": "int"}),
        "avro-field-required",
        ('{"lines": [{"sku": ""}]}', "02 00 00", "refuses it: No default value for field price in shop.v1.Line"),
    ),
    "a rounded number": (
        a("long"),
        a("double"),
        "avro-number-rounded",
        (
            '{"x": 9007199254740993}',
            "82 80 80 80 80 80 80 20",
            "reads 9007199254740992.0, and 9007199254740993 was written",
        ),
    ),
    "an absorbed symbol": (
        a(enum("S", "M")),
        a(enum("S", default="S")),
        "avro-symbol-absorbed",
        ('{"x": "M"}', "02", "reads `S`, and `M` was written"),
    ),
    "a time read as a moment": (
        a(logical("long", "time-micros")),
        a(logical("long", "timestamp-micros")),
        "avro-logical-type-changed",
        ('{"x": 1234}', "a4 13", "reads 1970-01-01T00:00:00.001234Z, and 00:00:00.001234 was written"),
    ),
    "a moved point": (
        a(decimal(9, 2)),
        a(decimal(9, 4)),
        "avro-decimal-scale",
        ('{"x": "\\u0001"}', "02 01", "reads 0.0001, and 0.01 was written"),
    ),
    "a fixed of twelve bytes, which is a duration on one side": (
        a(fixed(12)),
        a(fixed(12, logicalType="duration")),
        "avro-logical-type-one-sided",
        (
            json.dumps({"x": "\u0001" * 12}),
            " ".join(["01"] * 12),
            f"reads 16843009 months, 16843009 days, 16843009 ms, and the bytes {' '.join(['01'] * 12)} was written",
        ),
    ),
    "a branch in a map in a union": (
        a(["null", {"type": "map", "values": ["int", "string"]}]),
        a(["null", {"type": "map", "values": "int"}]),
        "avro-branch-unread",
        (
            '{"x": {"map": {"": {"string": ""}}}}',
            "02 02 00 02 00 00",
            "refuses it: schema mismatch: ['int', 'string'] not found in int",
        ),
    ),
    "a schema with a name, which is called by it": (
        a({"type": "fixed", "name": "shop.v1.Hash", "size": 1}),
        a({"type": "fixed", "name": "shop.v1.Hash", "size": 2}),
        "avro-fixed-size",
        (
            '{"x": "\\u0000"}',
            "00",
            "refuses it: Schema mismatch: fixed shop.v1.Hash size is different than fixed shop.v1.Hash size",
        ),
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_break_is_shown_by_the_smallest_message(name: str) -> None:
    writer, reader, rule, (message, octets, said) = SHOWN[name]
    witness = made(writer, reader, rule).witness

    assert witness is not None
    assert (json.loads(message), octets, said) == (json.loads(witness.message), witness.hex, witness.reader)


@pytest.mark.parametrize("name", CHANGES)
def test_the_bytes_of_a_witness_are_the_writers(name: str) -> None:
    """Any Avro library reads them by the writer's schema."""
    writer, reader, _ = CHANGES[name]
    for finding in found(writer, reader):
        if finding.witness is not None:
            octets = bytes.fromhex(finding.witness.hex)
            stream = io.BytesIO(octets)
            fastavro.schemaless_reader(stream, fastavro.parse_schema(writer), None)
            assert b"" == stream.read()


def test_a_name_that_a_lax_library_takes_is_judged_by_the_specification() -> None:
    """fastavro compares an alias with the writer's short name; Avro 1.12 compares full names."""
    old = {"type": "record", "name": "Card", "namespace": "x", "fields": []}
    new = {"type": "record", "name": "Pay", "aliases": ["Card"], "fields": []}
    finding = made(old, new, "avro-name-unknown")

    assert Effect.BREAKS is finding.effect
    assert finding.witness is not None
    laxly = "Avro 1.12 refuses it: `x.Card` is not called `Pay`; fastavro is laxer, and reads it"
    assert laxly == finding.witness.reader


def test_a_writer_that_can_send_nothing_is_refused_by_its_schema_alone() -> None:
    """Each `Order` holds another one: resolving the schemas fails as in Java, and no message ever shows it."""
    old = record({"name": "next", "type": "shop.v1.Order"}, INNER)
    new = record({"name": "next", "type": "shop.v1.Order"}, {"name": "sku", "type": "int"})
    [finding] = found(old, new)

    assert ("avro-type-unreadable", Effect.BREAKS, None) == (finding.rule, finding.effect, finding.witness)
    assert "every `shop.v1.Order` holds another one, so the writer can produce none" == finding.unproven


def test_code_breaks_without_a_message() -> None:
    finding = made(record(INNER), record(), "avro-field-removed")

    assert (Category.SOURCE, Effect.BREAKS, None) == (finding.category, finding.effect, finding.witness)
    assert "it breaks code that uses the type, not messages" == finding.unproven


def test_a_rename_without_an_alias_is_guessed() -> None:
    """opwvhk/avro-schema-support#42: the fix is one line."""
    old, new = record({"name": "sum", "type": "long"}), record({"name": "total", "type": "long"})

    assert '"aliases": ["sum"]' in made(old, new, "avro-field-required").help
    assert '"aliases": ["sum"]' in made(old, new, "avro-field-removed").help


PLACES: dict[str, tuple[Json, Json, str, str, tuple[str | int, ...], tuple[str | int, ...]]] = {
    "a field's type": (
        a("string"),
        a("int"),
        "avro-type-unreadable",
        "x",
        ("fields", 0, "type"),
        ("fields", 0, "type"),
    ),
    "an item": (
        a({"type": "array", "items": "string"}),
        a({"type": "array", "items": "int"}),
        "avro-type-unreadable",
        "x[]",
        ("fields", 0, "type", "items"),
        ("fields", 0, "type", "items"),
    ),
    "a branch among several": (
        a(["int", {"type": "map", "values": "string"}]),
        a(["int", {"type": "map", "values": "boolean"}]),
        "avro-type-unreadable",
        "x<map>{}",
        ("fields", 0, "type", 1, "values"),
        ("fields", 0, "type", 1, "values"),
    ),
    "a new field inside": (
        at(INNER),
        at(INNER, {"name": "price", "type": "int"}),
        "avro-field-required",
        "lines[].price",
        ("fields", 0, "type", "items", "name"),
        ("fields", 0, "type", "items", "fields", 1, "name"),
    ),
    "a symbol": (
        a(enum("S", "M")),
        a(enum("S")),
        "avro-symbol-unknown",
        "x",
        ("fields", 0, "type", "symbols", 1),
        ("fields", 0, "type", "name"),
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_both_places_are_the_smallest(name: str) -> None:
    writer, reader, rule, path, old, new = PLACES[name]
    finding = made(writer, reader, rule)

    assert (path, old, new) == (finding.path, finding.writer.tokens, finding.reader.tokens)  # type: ignore[union-attr]
    assert "shop.v1.Order" == finding.schema


PLAIN: list[Json] = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
LOGICAL: list[Json] = [
    *(logical("int", name) for name in ("date", "time-millis")),
    *(logical("long", name) for name in ("time-micros", "timestamp-millis", "timestamp-micros", "timestamp-nanos")),
    *(logical("long", name) for name in ("local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos")),
    *(decimal(*size) for size in ((9, 2), (9, 4), (4, 2), (1000, 0))),
    logical("string", "uuid"),
]
FIXED: list[Json] = [
    fixed(0),
    fixed(12),
    fixed(16),
    fixed(12, logicalType="duration"),
    fixed(16, logicalType="uuid"),
    fixed(16, logicalType="decimal", precision=30, scale=2),
    fixed(16, logicalType="decimal", precision=20, scale=2),
    fixed(16, logicalType="decimal", precision=20, scale=5),
    fixed(16, name="Other"),
]
ANY = [*PLAIN, *LOGICAL, *FIXED, enum("S"), {"type": "array", "items": "int"}, {"type": "map", "values": "int"}]
WIDER = {
    "int": {"long", "float", "double"},
    "long": {"float", "double"},
    "float": {"double"},
    "string": {"bytes"},
    "bytes": {"string"},
}


def carrier(type_: Json) -> tuple[str, str, str]:
    """What resolution looks at: the plain type, and the name and the size where it has them."""
    named = type_ if isinstance(type_, dict) else {"type": type_}
    return named["type"], named.get("name", ""), str(named.get("size", ""))


@pytest.mark.parametrize("writer", ANY, ids=json.dumps)
def test_every_pair_of_types_without_parts_is_decided_by_what_carries_it_and_shown(writer: Json) -> None:
    """The table of promotions, all of it; whatever breaks on the wire or in meaning has a message that codecs made."""
    for reader in ANY:
        findings = found(a(writer), a(reader))
        old, new = carrier(writer), carrier(reader)
        expected = "read" if old == new or new[0] in WIDER.get(old[0], ()) else "refused"
        said = "refused" if any(finding.category is Category.WIRE for finding in findings) else "read"

        assert expected == said, reader
        for finding in findings:
            if finding.category in (Category.WIRE, Category.SEMANTIC):
                assert finding.witness is not None, (reader, finding)
