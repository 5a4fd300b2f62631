"""Decoders of released older versions, case by case: what Avro 1.12, Schema Resolution, says of each change."""

from __future__ import annotations

import re
import typing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.avro.building import Json, generated, system_of
from treaty.errors import DecodeError

NAMESPACE = "shop.v1"


def box(type_: Json, **attributes: Any) -> Json:
    field = {"name": "x", "type": type_}
    return {"type": "record", "name": "Box", "namespace": NAMESPACE, "fields": [field], **attributes}


def enum(*symbols: str, **attributes: Any) -> Json:
    return {"type": "enum", "name": "E", "symbols": list(symbols), **attributes}


def decimal(scale: int) -> Json:
    return {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": scale}


def read(folder: Path, writer: Json, reader: Json, payload: str) -> Any:
    """What the present version makes of a payload of release 1.0, as its `x`."""
    codec = generated(system_of([reader], {"1.0": [writer]}), folder)[NAMESPACE].BOX.codec
    decode = codec.decoder("1.0")
    assert decode is not None
    return decode(bytes.fromhex(payload)).x


@pytest.mark.parametrize(
    ("writer", "reader", "payload", "value"),
    [
        ("int", "long", "02", 1),
        ("int", "double", "02", 1.0),
        ("int", "float", "feffffff0f", 2147483648.0),  # rounded to 32 bits
        ("long", "float", "828080808084808020", float(2**60 + 2**37)),  # 2**60 + 2**36 + 1: rounded once, not twice
        ("float", "double", "0000c03f", 1.5),
        ("string", "bytes", "04c3a9", "é".encode()),
        ("bytes", "string", "04c3a9", "é"),
        ("int", ["null", "long"], "02", 1),
        (["null", "int"], "long", "0202", 1),
        (["int", "string"], ["string", "long"], "0002", 1),
        (enum("A", "B"), enum("B", "A"), "00", "A"),
        (enum("A", "Z"), enum("A", "B", default="B"), "02", "B"),
        (decimal(2), decimal(3), "0464" + "00", Decimal("25.600")),  # the reader's scale over the writer's bytes
        (
            {"type": "long", "logicalType": "timestamp-millis"},
            {"type": "long", "logicalType": "timestamp-nanos"},
            "0a",
            5,
        ),
        ({"type": "array", "items": "int"}, {"type": "array", "items": "double"}, "020200", [1.0]),
        ({"type": "array", "items": "int"}, {"type": "array", "items": "string"}, "00", []),
        ({"type": "map", "values": "int"}, {"type": "map", "values": ["null", "long"]}, "02026102" + "00", {"a": 1}),
    ],
)
def test_a_change_that_resolves(tmp_path: Path, writer: Json, reader: Json, payload: str, value: Any) -> None:
    assert value == read(tmp_path, box(writer), box(reader), payload)


@pytest.mark.parametrize(
    ("writer", "reader", "payload", "reason"),
    [
        ("long", "int", "02", "`long` cannot be read as `int`"),
        ("int", "string", "02", "`int` cannot be read as `string`"),
        (["null", "int"], "int", "00", "`null` cannot be read as `int`"),
        ("string", ["null", "int"], "0261", "the reader's union has no branch for `string`"),
        (enum("A", "Z"), enum("A", "B"), "02", "2 is no symbol, branch or truth value"),
        ({"type": "array", "items": "int"}, {"type": "array", "items": "string"}, "0202", "`int` cannot be read as"),
    ],
)
def test_a_change_that_does_not_resolve_refuses_what_it_meets(
    tmp_path: Path, writer: Json, reader: Json, payload: str, reason: str
) -> None:
    with pytest.raises(DecodeError, match=reason):
        read(tmp_path, box(writer), box(reader), payload)


def test_fields_are_matched_by_name_and_alias_skipped_and_filled(tmp_path: Path) -> None:
    """Reordered, renamed with an alias, dropped (of every kind), and added with a default."""
    nested = {"type": "record", "name": "Old", "fields": [{"name": "again", "type": ["null", "Old"]}]}
    dropped: list[Json] = [
        "null", "boolean", "int", "long", "float", "double", "bytes", "string", nested,
        {"type": "fixed", "name": "F", "size": 2}, enum("A"), ["null", "int"],
        {"type": "array", "items": "string"}, {"type": "map", "values": "null"}, {"type": "array", "items": "null"},
    ]  # fmt: skip
    old = {
        "type": "record",
        "name": "Box",
        "namespace": NAMESPACE,
        "fields": [
            {"name": "x", "type": "int"},
            *({"name": f"d{index}", "type": type_} for index, type_ in enumerate(dropped)),
            {"name": "y", "type": "string"},
        ],
    }
    new = {
        "type": "record",
        "name": "Box",
        "namespace": NAMESPACE,
        "fields": [
            {"name": "added", "type": "string", "default": "new"},
            {"name": "why", "type": "string", "aliases": ["y"]},
            {"name": "x", "type": "int"},
        ],
    }
    before = generated(system_of([old]), tmp_path / "before")[NAMESPACE]
    old_self = before.Old(again=before.Old(again=None))
    plain = [None, True, 300, -300, 1.5, 2.5, b"ab", "text"]
    values = [*plain, old_self, b"ab", before.E.A, 7, ["a", "b"], {"a": None}, [None, None]]
    members = {f"d{index}": value for index, value in enumerate(values)}
    payload = before.BOX.codec.encode(before.Box(x=1, y="why", **members))

    codec = generated(system_of([new], {"1.0": [old]}), tmp_path / "after")[NAMESPACE].BOX.codec
    value = codec.decoder("1.0")(payload)
    assert ("new", "why", 1) == (value.added, value.why, value.x)
    with pytest.raises(DecodeError):
        codec.decoder("1.0")(payload[:-3])


def test_a_type_may_be_renamed_with_an_alias_and_move_to_another_namespace(tmp_path: Path) -> None:
    inner = {"type": "record", "name": "Inner", "fields": [{"name": "y", "type": "int"}]}
    renamed = {**inner, "name": "other.v1.Outer", "aliases": ["shop.v1.Inner"]}
    moved = {**inner, "name": "other.v1.Inner"}
    assert 1 == read(tmp_path / "a", box(inner), box(renamed), "02").y
    assert 1 == read(tmp_path / "b", box(inner), box(moved), "02").y
    with pytest.raises(DecodeError, match=r"`shop\.v1\.Inner` cannot be read as `shop\.v1\.Other`"):
        read(tmp_path / "c", box(inner), box({**inner, "name": "Other"}), "02")


def test_a_release_that_lacks_a_needed_field_is_refused_with_the_reason(tmp_path: Path) -> None:
    old = {"type": "record", "name": "Box", "namespace": NAMESPACE, "fields": []}
    with pytest.raises(DecodeError, match=r"^shop\.v1\.Box 1\.0: `shop\.v1\.Box` needs `x`"):
        read(tmp_path, old, box("int"), "")


def test_each_version_has_its_decoder_and_no_other_has_one(tmp_path: Path) -> None:
    system = system_of([box("long")], {"1.0": [box("int")], "1.1": [box("long")]})
    codec = generated(system, tmp_path)[NAMESPACE].BOX.codec
    assert "1.1" == codec.version
    assert [True, True, False] == [codec.decoder(version) is not None for version in ("1.0", "1.1", "1.2")]


def test_a_table_of_older_symbols_is_named_for_its_release(tmp_path: Path) -> None:
    """What has not changed since is read by the present table."""
    releases = {"1.0": [box(enum("A"))], "1.1": [box(enum("A", "B"))], "1.2": [box(enum("B", "A"))]}
    system = system_of([box(enum("A", "B"))], releases, name="tables")
    package = generated(system, tmp_path)
    text = (package.folder / package.name / package.name / "shop/v1/_avro_codec.py").read_text()
    assert ["_E_OF_INDEX", "_E_OF_INDEX_IN_BOX_1_0", "_E_OF_INDEX_IN_BOX_1_2"] == re.findall(
        r"^(_E_OF\w+): ", text, re.MULTILINE
    )
    codec = package[NAMESPACE].BOX.codec
    assert ["A", "A", "B"] == [codec.decoder(version)(b"\x00").x for version in releases]


def test_a_change_in_an_imported_file_is_another_version(tmp_path: Path) -> None:
    line = {"type": "record", "name": "Line", "namespace": NAMESPACE, "fields": [{"name": "n", "type": "int"}]}
    wider = {**line, "fields": [{"name": "n", "type": "long"}]}
    system = system_of([box("shop.v1.Line"), wider], {"1.0": [box("shop.v1.Line"), line]})
    codec = generated(system, tmp_path)[NAMESPACE].BOX.codec
    assert codec.version.startswith("1.1-dev+")
    assert 1 == codec.decoder("1.0")(b"\x02").x.n


def test_namespaces_may_need_each_other(tmp_path: Path) -> None:
    """Each module imports the other's classes; whichever a program imports first, both are whole."""
    field = {"name": "b", "type": ["null", "b.v1.B"], "default": None}
    mood = {"name": "mood", "type": "b.v1.Mood", "default": "GOOD"}
    of_a = {"type": "record", "name": "a.v1.A", "fields": [field, mood]}
    of_b = {"type": "record", "name": "b.v1.B", "fields": [{"name": "a", "type": {"type": "array", "items": "a.v1.A"}}]}
    enum_b = {"type": "enum", "name": "b.v1.Mood", "symbols": ["GOOD", "BAD"]}
    for first, second in (("a.v1", "b.v1"), ("b.v1", "a.v1")):
        package = generated(system_of([of_a, of_b, enum_b]), tmp_path / first)
        modules = {first: package[first], second: package[second]}
        a, b = modules["a.v1"], modules["b.v1"]
        value = a.A(b=b.B(a=[a.A(mood=b.Mood.BAD)]))
        codec = a.A_SCHEMA.codec
        assert "GOOD" == value.mood
        assert value == codec.decode(codec.encode(value))
        assert {"b": b.B | None, "mood": b.Mood} == typing.get_type_hints(a.A)
