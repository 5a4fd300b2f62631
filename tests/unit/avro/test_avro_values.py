"""What an Avro value is in Python, what encoding refuses, and which branch of a union a value takes."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.unit.avro.building import Json, generated, system_of
from treaty.codecs.avro_values import Duration
from treaty.errors import DecodeError, EncodeError

NAMESPACE = "shop.v1"


def module_of(folder: Path, type_: Json, **field: Any) -> ModuleType:
    """The module of a record `Box` whose one field `x` has a type."""
    box = {"type": "record", "name": "Box", "namespace": NAMESPACE, "fields": [{"name": "x", "type": type_, **field}]}
    return generated(system_of([box]), folder)[NAMESPACE]


def fixed(size: int, **attributes: Any) -> Json:
    return {"type": "fixed", "name": "F", "size": size, **attributes}


def logical(base: str, name: str, **attributes: Any) -> Json:
    return {"type": base, "logicalType": name, **attributes}


MOMENT = dt.datetime(2026, 11, 21, 8, 30, 15, 123456, tzinfo=dt.UTC)
LOCAL = MOMENT.replace(tzinfo=None)
ID = uuid.UUID("12345678-1234-5678-1234-567812345678")
ENUM = {"type": "enum", "name": "E", "symbols": ["A", "B"]}


@pytest.mark.parametrize(
    ("type_", "value", "payload"),
    [
        ("int", -1, "01"),
        ("int", 64, "8001"),
        ("long", -(2**63), "ffffffffffffffffff01"),
        ("long", 2**63 - 1, "feffffffffffffffff01"),
        ("string", "é", "04c3a9"),
        ("string", "x" * 64, "8001" + "78" * 64),
        ("boolean", True, "01"),
        ("float", 1.5, "0000c03f"),
        ("double", 1, "000000000000f03f"),
        (fixed(3), b"abc", "616263"),
        (logical("bytes", "decimal", precision=6, scale=2), Decimal("1.5"), "04" + "0096"),
        (logical("bytes", "decimal", precision=6, scale=2), Decimal("-1.28"), "04" + "ff80"),
        (fixed(4, logicalType="decimal", precision=6, scale=2), Decimal("-0.01"), "ffffffff"),
        (logical("string", "uuid"), ID, "48" + str(ID).encode().hex()),
        (fixed(16, logicalType="uuid"), ID, ID.hex),
        (fixed(12, logicalType="duration"), Duration(1, 2, 3), "010000000200000003000000"),
        (logical("int", "date"), dt.date(1969, 12, 31), "01"),
        (logical("int", "time-millis"), dt.time(0, 0, 0, 7000), "0e"),
        (logical("long", "time-micros"), dt.time(0, 0, 0, 7), "0e"),
        (logical("long", "timestamp-millis"), dt.datetime(1970, 1, 1, 0, 0, 0, 5000, tzinfo=dt.UTC), "0a"),
        (logical("long", "timestamp-micros"), dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC), "01"),
        (logical("long", "timestamp-nanos"), 5, "0a"),
        (logical("long", "local-timestamp-millis"), dt.datetime(1970, 1, 1, 0, 0, 0, 5000), "0a"),  # noqa: DTZ001
        ({"type": "array", "items": "int"}, [], "00"),
        ({"type": "array", "items": "int"}, [1, 2], "04" + "0204" + "00"),
        ({"type": "map", "values": "int"}, {"b": 1, "a": 2}, "04" + "026202" + "026104" + "00"),
        ({"type": "array", "items": "null"}, [None, None], "0400"),
        (["string", "null"], None, "02"),
    ],
)
def test_each_type_has_its_bytes(tmp_path: Path, type_: Json, value: Any, payload: str) -> None:
    module = module_of(tmp_path, type_)
    box = module.Box(x=value)
    assert payload == module.BOX.codec.encode(box).hex()
    assert box == module.BOX.codec.decode(bytes.fromhex(payload))


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("int", 2**31),
        ("int", -(2**31) - 1),
        ("int", True),
        ("int", 1.0),
        ("int", "1"),
        ("int", None),
        ("long", 2**63),
        ("boolean", 1),
        ("null", 0),
        ("float", 1e39),
        ("float", "1"),
        ("double", None),
        ("string", b"x"),
        ("string", 5),
        ("string", "\ud800"),
        ("bytes", "x"),
        ("bytes", bytearray(b"x")),
        ("bytes", [1]),
        (fixed(3), b"ab"),
        (ENUM, "C"),
        (ENUM, 0),
        ({"type": "array", "items": "string"}, "abc"),
        ({"type": "array", "items": "string"}, None),
        ({"type": "array", "items": "int"}, [1, "2"]),
        ({"type": "array", "items": "null"}, [None] * 129),
        ({"type": "map", "values": "int"}, [("a", 1)]),
        ({"type": "map", "values": "int"}, {1: 1}),
        (logical("bytes", "decimal", precision=4, scale=2), Decimal(100)),
        (logical("bytes", "decimal", precision=4, scale=2), Decimal("1.001")),
        (logical("bytes", "decimal", precision=4, scale=2), Decimal("NaN")),
        (logical("bytes", "decimal", precision=4, scale=2), Decimal("Infinity")),
        (logical("bytes", "decimal", precision=4, scale=2), Decimal("1E+999999999")),
        (logical("bytes", "decimal", precision=4, scale=2), 1.5),
        (logical("string", "uuid"), str(ID)),
        (fixed(12, logicalType="duration"), Duration(months=-1)),
        (fixed(12, logicalType="duration"), Duration(days=2**32)),
        (logical("int", "date"), MOMENT),
        (logical("int", "date"), "2026-11-21"),
        (logical("int", "time-millis"), dt.time(1, tzinfo=dt.UTC)),
        (logical("long", "timestamp-millis"), LOCAL),
        (logical("long", "timestamp-millis"), 5),
        (logical("long", "local-timestamp-millis"), MOMENT),
        (logical("long", "timestamp-nanos"), 2**63),
        (["null", "int"], "x"),
        (["null", "int", "string"], 1.5),
        (["null", ENUM, "int"], "A"),
    ],
)
def test_what_a_schema_does_not_hold_is_not_encoded(tmp_path: Path, type_: Json, value: Any) -> None:
    """P3: refused before it is sent, always as `EncodeError` with the message's name."""
    module = module_of(tmp_path, type_)
    with pytest.raises(EncodeError, match=r"^shop\.v1\.Box: "):
        module.BOX.codec.encode(module.Box(x=value))


@pytest.mark.parametrize(
    ("type_", "payload"),
    [
        ("int", ""),
        ("int", "80"),
        ("int", "ffffffffff01"),  # wider than 32 bits
        ("long", "80808080808080808080" + "01"),  # eleven bytes
        ("long", "ffffffffffffffffff7f"),  # wider than 64 bits
        ("int", "0200"),  # a byte too many
        ("boolean", "02"),
        ("double", "00"),
        ("string", "0a6162"),
        ("string", "01"),  # a negative length
        ("string", "04c328"),  # no UTF-8
        ("string", "06eda080"),  # a surrogate
        (fixed(3), "6162"),
        (ENUM, "04"),
        (ENUM, "01"),
        (["null", "int"], "04"),
        (["null", "int"], "01"),
        ({"type": "array", "items": "int"}, "02"),
        ({"type": "array", "items": "int"}, "0202"),
        ({"type": "array", "items": "int"}, "01ff0102" + "00"),  # a block size beyond the payload
        ({"type": "array", "items": "int"}, "0101" + "0200"),  # a negative block size
        ({"type": "array", "items": "int"}, "800002"),  # an overlong zero
        ({"type": "array", "items": "null"}, "feffffffffffffffff01" + "00"),
        ({"type": "map", "values": "null"}, "fe01"),
        (logical("bytes", "decimal", precision=2), "0264"),  # beyond the precision
        (logical("bytes", "decimal", precision=2), "00"),  # no digit at all
        (logical("string", "uuid"), "0261"),
        (logical("string", "uuid"), "48" + ("_" + str(ID)[1:]).encode().hex()),
        (logical("int", "date"), "feffffff0f"),  # beyond the year 9999
        (logical("long", "timestamp-millis"), "feffffffffffffffff01"),
        (logical("int", "time-millis"), "8096f3a40101"),
        (logical("int", "time-millis"), "01"),
    ],
)
def test_what_is_no_payload_is_not_decoded(tmp_path: Path, type_: Json, payload: str) -> None:
    """BROKERS.md 3.4, case 7."""
    module = module_of(tmp_path, type_)
    with pytest.raises(DecodeError, match=r"^shop\.v1\.Box: "):
        module.BOX.codec.decode(bytes.fromhex(payload))


@pytest.mark.parametrize("payload", ["03" + "04" + "0204" + "00", "0202" + "0204" + "00"])
def test_blocks_may_be_several_and_have_sizes(tmp_path: Path, payload: str) -> None:
    """Avro 1.12, Arrays: a negative count is followed by the block's size in bytes."""
    module = module_of(tmp_path, {"type": "array", "items": "int"})
    assert module.Box(x=[1, 2]) == module.BOX.codec.decode(bytes.fromhex(payload))


DECIMALS = [
    logical("bytes", "decimal", precision=4, scale=2),
    {"type": "fixed", "name": "Wide", "size": 8, "logicalType": "decimal", "precision": 12, "scale": 4},
]


@pytest.mark.parametrize(
    ("branches", "value", "index"),
    [
        (["int", "long"], 5, 0),
        (["int", "long"], 2**31, 1),
        (["long", "int"], 5, 0),
        (["float", "double"], 1.5, 0),
        (["float", "double"], 0.1, 1),
        (["float", "double"], 1e300, 1),
        (["double", "float"], 1.5, 0),
        (["double", "long"], 5, 1),
        (["double", "boolean"], True, 1),
        (["long", "boolean"], True, 1),
        (["null", "double", "string"], 5, 1),
        (["string", ENUM], "A", 0),
        (["null", "string", "bytes"], b"A", 2),
        ([fixed(2), "bytes"], b"ab", 0),
        ([fixed(2), "bytes"], b"abc", 1),
        ([*DECIMALS, "null"], Decimal("1.25"), 0),
        ([*DECIMALS, "null"], Decimal("1.2501"), 1),
        ([logical("int", "date"), logical("long", "timestamp-micros")], MOMENT, 1),
        ([logical("int", "date"), logical("long", "timestamp-micros")], MOMENT.date(), 0),
        (["string", logical("int", "date"), fixed(16, logicalType="uuid")], ID, 2),
        ([{"type": "array", "items": "int"}, {"type": "map", "values": "int"}, "null"], {"a": 1}, 1),
    ],
)
def test_a_value_takes_the_first_branch_that_holds_it_without_loss(
    tmp_path: Path, branches: Json, value: Any, index: int
) -> None:
    module = module_of(tmp_path, branches)
    payload = module.BOX.codec.encode(module.Box(x=value))
    assert index * 2 == payload[0]
    assert module.Box(x=value) == module.BOX.codec.decode(payload)


def test_an_enum_and_a_string_of_one_union_are_told_apart_by_class(tmp_path: Path) -> None:
    module = module_of(tmp_path, ["string", ENUM])
    payloads = [module.BOX.codec.encode(module.Box(x=value)) for value in ("A", module.E.A)]
    assert ["000241", "0200"] == [payload.hex() for payload in payloads]
    assert [str, module.E] == [type(module.BOX.codec.decode(payload).x) for payload in payloads]


@pytest.mark.parametrize("width", [64, 65, 200])
def test_unions_and_enums_of_many_parts_take_longer_indexes(tmp_path: Path, width: int) -> None:
    symbols = [f"S{index}" for index in range(width)]
    records = [{"type": "record", "name": f"R{index}", "fields": []} for index in range(width - 1)]
    module = module_of(tmp_path, [*records, {"type": "enum", "name": "E", "symbols": symbols}])
    for value in (module.R0(), getattr(module, f"R{width - 2}")(), module.E.S0, module.E(f"S{width - 1}")):
        assert module.Box(x=value) == module.BOX.codec.decode(module.BOX.codec.encode(module.Box(x=value)))


@pytest.mark.parametrize(
    ("type_", "default", "value"),
    [
        ("int", 5, 5),
        (["null", "string"], None, None),
        (["null", "string"], "x", "x"),
        ("bytes", "\u00ff", b"\xff"),
        ("double", 1, 1.0),
        (logical("bytes", "decimal", precision=4, scale=2), "\u0004\u00d2", Decimal("12.34")),
        (logical("int", "date"), 1, dt.date(1970, 1, 2)),
        (logical("long", "timestamp-millis"), 1, dt.datetime(1970, 1, 1, 0, 0, 0, 1000, tzinfo=dt.UTC)),
        (logical("long", "local-timestamp-micros"), 1, dt.datetime(1970, 1, 1, 0, 0, 0, 1)),  # noqa: DTZ001
        (logical("long", "time-micros"), 1, dt.time(0, 0, 0, 1)),
        (logical("string", "uuid"), str(ID), ID),
        (fixed(12, logicalType="duration"), "\u0001" + "\u0000" * 11, Duration(months=1)),
        ({"type": "array", "items": "int"}, [], []),
        ({"type": "array", "items": "int"}, [1, 2], [1, 2]),
        ({"type": "map", "values": {"type": "array", "items": "int"}}, {"a": [1]}, {"a": [1]}),
    ],
)
def test_a_default_of_the_schema_is_the_default_of_the_class(
    tmp_path: Path, type_: Json, default: Any, value: Any
) -> None:
    module = module_of(tmp_path, type_, default=default)
    assert value == module.Box().x
    assert type(value) is type(module.Box().x)


def test_mutable_defaults_are_not_shared_and_records_are_defaults_too(tmp_path: Path) -> None:
    inner = {"type": "record", "name": "Inner", "fields": [{"name": "y", "type": {"type": "array", "items": "int"}}]}
    module = module_of(tmp_path, inner, default={"y": [1]})
    first, second = module.Box(), module.Box()
    assert module.Box(x=module.Inner(y=[1])) == first == second
    assert first.x.y is not second.x.y


def test_times_finer_than_the_schema_lose_the_rest_downwards(tmp_path: Path) -> None:
    module = module_of(tmp_path, logical("long", "timestamp-millis"))
    before_1970 = dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
    for moment, kept in (
        (MOMENT, MOMENT.replace(microsecond=123000)),
        (before_1970, before_1970.replace(microsecond=999000)),
    ):
        assert kept == module.BOX.codec.decode(module.BOX.codec.encode(module.Box(x=moment))).x


def test_any_zone_is_the_same_moment(tmp_path: Path) -> None:
    module = module_of(tmp_path, logical("long", "timestamp-micros"))
    elsewhere = MOMENT.astimezone(dt.timezone(dt.timedelta(hours=5, minutes=30)))
    assert module.BOX.codec.encode(module.Box(x=MOMENT)) == module.BOX.codec.encode(module.Box(x=elsewhere))
