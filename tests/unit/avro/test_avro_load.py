"""The Avro loader: what a file means, and each rule of the specification (1.12) as a refused file with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from treatyc.diagnostics import Report, Severity
from treatyc.load.avro import load as avro
from treatyc.load.unit import Reference, SchemaUnit
from treatyc.source import Pointer, Source
from treatyc.system.schema import (
    Array,
    AvroField,
    Boolean,
    Bytes,
    Date,
    Decimal,
    Duration,
    Enumeration,
    Field,
    Fixed,
    Float,
    Integer,
    Map,
    Null,
    Record,
    Ref,
    String,
    Symbol,
    TimeOfDay,
    Timestamp,
    Type,
    Union,
    Unit,
    Uuid,
)

PATH = "schemas/shop.avsc"
CONTRACTS = Path(__file__).parents[3] / "contracts"


def loaded(node: object) -> SchemaUnit:
    report = Report()
    unit = avro.load(Source(PATH, json.dumps(node)), report)
    assert report.diagnostics == ()
    assert unit is not None
    return unit


def refused(node: object) -> list[tuple[str, tuple[str | int, ...]]]:
    report = Report()
    assert avro.load(Source(PATH, json.dumps(node)), report) is None
    return [(found.rule, found.place.tokens) for found in report.diagnostics if isinstance(found.place, Pointer)]


def record(*fields: object, **attributes: object) -> dict[str, object]:
    return {"type": "record", "name": "R", "namespace": "shop.v1", "fields": list(fields), **attributes}


def field(type: object, **attributes: object) -> dict[str, object]:
    return {"name": "f", "type": type, **attributes}


def fixed(size: int, **attributes: object) -> dict[str, object]:
    return {"type": "fixed", "name": "F", "size": size, **attributes}


def test_a_record_keeps_its_names_docs_defaults_and_places() -> None:
    unit = loaded(
        record(
            field("string", doc="What it is.", default="x", aliases=["g"], order="descending"),
            doc="A thing.",
            aliases=["Old", "other.v1.Old"],
        )
    )
    root = Record(
        "shop.v1.R",
        (
            Field(
                "f",
                String(),
                required=True,
                place=Pointer(PATH, ("fields", 0, "name")),
                origin=AvroField(("g",), "descending"),
                default='"x"',
                doc="What it is.",
            ),
        ),
        Pointer(PATH, ("name",)),
        doc="A thing.",
        aliases=("shop.v1.Old", "other.v1.Old"),
    )
    [schema] = unit.schemas
    assert ("shop.v1.R", (root,), "A thing.") == (schema.name, schema.definitions, schema.doc)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("null", Null()),
        ({"type": "boolean"}, Boolean()),
        ("int", Integer(32)),
        ("long", Integer(64)),
        ("float", Float(32)),
        ("double", Float(64)),
        ("bytes", Bytes()),
        ("string", String()),
        ({"type": "array", "items": "int"}, Array(Integer(32))),
        ({"type": "map", "values": {"type": "array", "items": "int"}}, Map(Array(Integer(32)))),
        (["null", "string"], Union((Null(), String()))),
        ("R", Ref("shop.v1.R")),
        ("shop.v1.R", Ref("shop.v1.R")),
        ({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}, Decimal(9, 2, Bytes())),
        ({"type": "bytes", "logicalType": "decimal", "precision": 9}, Decimal(9, 0, Bytes())),
        ({"type": "string", "logicalType": "uuid"}, Uuid(String())),
        ({"type": "int", "logicalType": "date"}, Date()),
        ({"type": "int", "logicalType": "time-millis"}, TimeOfDay(Unit.MILLISECONDS)),
        ({"type": "long", "logicalType": "time-micros"}, TimeOfDay(Unit.MICROSECONDS)),
        ({"type": "long", "logicalType": "timestamp-millis"}, Timestamp(Unit.MILLISECONDS)),
        ({"type": "long", "logicalType": "timestamp-micros"}, Timestamp(Unit.MICROSECONDS)),
        ({"type": "long", "logicalType": "timestamp-nanos"}, Timestamp(Unit.NANOSECONDS)),
        ({"type": "long", "logicalType": "local-timestamp-millis"}, Timestamp(Unit.MILLISECONDS, zoned=False)),
        ({"type": "long", "logicalType": "local-timestamp-micros"}, Timestamp(Unit.MICROSECONDS, zoned=False)),
        ({"type": "long", "logicalType": "local-timestamp-nanos"}, Timestamp(Unit.NANOSECONDS, zoned=False)),
        ({"type": "string", "logicalType": "our-own-thing"}, String()),
        ({"type": "string", "avro.java.string": "String"}, String()),
    ],
)
def test_every_type_of_the_specification_has_its_meaning(written: object, meant: Type) -> None:
    wrapped = ["null", written] if isinstance(meant, Ref) else written
    [schema] = loaded(record(field(wrapped))).schemas
    [root] = schema.definitions
    assert isinstance(root, Record)
    assert (Union((Null(), meant)) if wrapped is not written else meant) == root.fields[0].type


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (fixed(4), Bytes(4, "F")),
        (fixed(4, logicalType="decimal", precision=9, scale=3), Decimal(9, 3, Bytes(4, "F"))),
        (fixed(16, logicalType="uuid"), Uuid(Bytes(16, "F"))),
        (fixed(12, logicalType="duration"), Duration("F")),
    ],
)
def test_a_fixed_may_be_a_number_an_id_or_a_duration(written: dict[str, object], meant: Type) -> None:
    [schema] = loaded(written).schemas
    [root] = schema.definitions
    assert Fixed("F", meant, int(str(written["size"])), Pointer(PATH, ("name",))) == root


def test_an_enum_keeps_its_default() -> None:
    [schema] = loaded({"type": "enum", "name": "a.E", "symbols": ["X", "Y"], "default": "Y"}).schemas
    symbols = tuple(Symbol(name, Pointer(PATH, ("symbols", index))) for index, name in enumerate("XY"))
    assert (Enumeration("a.E", symbols, Pointer(PATH, ("name",)), default="Y"),) == schema.definitions


def test_namespaces_are_inherited_and_a_dotted_name_has_its_own() -> None:
    inner = {
        "type": "record",
        "name": "other.v2.Inner",
        "fields": [field({"type": "enum", "name": "E", "symbols": ["A"]})],
    }
    [schema] = loaded(
        record(field(inner), {"name": "g", "type": fixed(2)}, {"name": "h", "type": "other.v2.E"})
    ).schemas
    assert [each.name for each in schema] == ["shop.v1.R", "other.v2.E", "other.v2.Inner", "shop.v1.F"]


def test_names_of_other_files_are_references_and_an_undotted_one_belongs_to_the_namespace() -> None:
    unit = loaded(
        record(field("Line"), {"name": "g", "type": ["null", "common.v1.Money"]}, {"name": "h", "type": "Line"})
    )
    assert (
        Reference("common.v1.Money", Pointer(PATH, ("fields", 1, "type", 1))),
        Reference("shop.v1.Line", Pointer(PATH, ("fields", 0, "type"))),
    ) == unit.references


def test_a_list_declares_several_schemas_and_each_has_what_it_reaches() -> None:
    of_shop = {**fixed(2), "namespace": "shop.v1"}
    unit = loaded([of_shop, record(field("F")), {"type": "enum", "name": "E", "symbols": ["A"]}])
    assert [(schema.name, len(schema.definitions)) for schema in unit.schemas] == [
        ("shop.v1.F", 1),
        ("shop.v1.R", 2),
        ("E", 1),
    ]


def test_a_record_may_hold_itself_where_it_can_end() -> None:
    tree = record(field({"type": "array", "items": "R"}), {"name": "next", "type": ["null", "R"]})
    assert loaded(tree).references == ()


@pytest.mark.parametrize(
    ("node", "rule", "place"),
    [
        # Names.
        (record(name="1R"), "avro-name", ("name",)),
        (record(name="R-x"), "avro-name", ("name",)),
        (record(name="Bestellung_\u00fc"), "avro-name", ("name",)),
        (record(name="\U0001d41c\U0001d425\U0001d41a\U0001d42c\U0001d42c"), "avro-name", ("name",)),
        (record(namespace="shop..v1"), "avro-name", ("namespace",)),
        (record(namespace='shop"""\nimport os'), "avro-name", ("namespace",)),
        (record(name=None), "avro-name", ("name",)),
        ({"type": "record", "fields": []}, "avro-name", ()),
        (record(name="string"), "avro-name", ("name",)),
        (record(field("int", name="a b")), "avro-name", ("fields", 0, "name")),
        (record(aliases=["a b"]), "avro-name", ("aliases", 0)),
        (record(field("int", aliases=["x.y"])), "avro-name", ("fields", 0, "aliases")),
        (record(field(record())), "avro-redefinition", ("fields", 0, "type", "name")),
        (
            record(field(["null", "Later"]), {"name": "g", "type": fixed(2, name="Later")}),
            "avro-order",
            ("fields", 0, "type", 1),
        ),
        # Records and fields.
        ({"type": "record", "name": "R"}, "avro-type", ()),
        (record("int"), "avro-type", ("fields", 0)),
        (record({"name": "f"}), "avro-type", ("fields", 0)),
        (record(field("int"), field("int")), "avro-field", ("fields", 1, "name")),
        (record(field("int"), {"name": "g", "type": "int", "aliases": ["f"]}), "avro-field", ("fields", 1, "name")),
        (record(field("int", order="up")), "avro-attribute", ("fields", 0, "order")),
        (record(field("int", doc=1)), "avro-attribute", ("fields", 0, "doc")),
        (record(field("record")), "avro-type", ("fields", 0, "type")),
        (record(field(7)), "avro-type", ("fields", 0, "type")),
        (record(field({"items": "int"})), "avro-type", ("fields", 0, "type")),
        (record(field({"type": {"type": "int"}})), "avro-type", ("fields", 0, "type", "type")),
        (record(field("no such")), "avro-type", ("fields", 0, "type")),
        (record(field({"type": "array"})), "avro-type", ("fields", 0, "type")),
        (record(field({"type": "map", "values": "rec ord"})), "avro-type", ("fields", 0, "type", "values")),
        (record(field("R")), "avro-endless", ("name",)),
        (record(field(["R"])), "avro-endless", ("name",)),
        # Enums, fixed, unions.
        ({"type": "enum", "name": "E", "symbols": []}, "avro-enum", ("symbols",)),
        ({"type": "enum", "name": "E"}, "avro-enum", ()),
        ({"type": "enum", "name": "E", "symbols": "A"}, "avro-attribute", ("symbols",)),
        ({"type": "enum", "name": "E", "symbols": ["A", "A"]}, "avro-enum", ("symbols", 1)),
        ({"type": "enum", "name": "E", "symbols": ["A-B"]}, "avro-enum", ("symbols", 0)),
        ({"type": "enum", "name": "E", "symbols": ["A"], "default": "B"}, "avro-enum", ("default",)),
        (fixed(-1), "avro-fixed", ("size",)),
        ({"type": "fixed", "name": "F"}, "avro-fixed", ()),
        ({"type": "fixed", "name": "F", "size": True}, "avro-fixed", ("size",)),
        (record(field([])), "avro-union", ("fields", 0, "type")),
        (record(field(["null", ["int"]])), "avro-union", ("fields", 0, "type", 1)),
        (record(field(["int", {"type": "int", "logicalType": "date"}])), "avro-union", ("fields", 0, "type", 1)),
        (record(field(["null", "x.Y", {"type": "x.Y"}])), "avro-union", ("fields", 0, "type", 2)),
        (
            record(field([{"type": "array", "items": "int"}, {"type": "array", "items": "long"}])),
            "avro-union",
            ("fields", 0, "type", 1),
        ),
        # The top of a file.
        ("string", "avro-root", ()),
        ({"type": "array", "items": "int"}, "avro-root", ()),
        ([record(), "string"], "avro-root", (1,)),
    ],
)
def test_what_the_specification_forbids_is_refused_at_its_place(
    node: object, rule: str, place: tuple[str | int, ...]
) -> None:
    assert (rule, place) in refused(node)


DEFAULTS: list[tuple[object, object, bool]] = [
    ("null", None, True),
    ("null", 0, False),
    ("boolean", True, True),
    ("boolean", 1, False),
    ("int", 2**31 - 1, True),
    ("int", 2**31, False),
    ("int", True, False),
    ("int", 1.0, False),
    ("long", -(2**63), True),
    ("long", 2**63, False),
    ("float", 1, True),
    ("float", 1e39, False),
    ("double", 1e39, True),
    ("string", "x", True),
    ("string", 1, False),
    ("bytes", "\u00ff", True),
    ("bytes", "\u0100", False),
    (fixed(2), "ab", True),
    (fixed(2), "abc", False),
    ({"type": "enum", "name": "E", "symbols": ["A"]}, "A", True),
    ({"type": "enum", "name": "E", "symbols": ["A"]}, "B", False),
    ({"type": "array", "items": "int"}, [1, 2], True),
    ({"type": "array", "items": "int"}, [1, "2"], False),
    ({"type": "map", "values": "int"}, {"a": 1}, True),
    ({"type": "map", "values": "int"}, {"a": None}, False),
    (["null", "int"], None, True),
    (["null", "int"], 5, True),  # 1.12: any branch; 1.11 asked for the first
    (["null", "int"], "5", False),
    (record(field("int"), name="In"), {"f": 1}, True),
    (record(field("int", default=1), name="In"), {}, True),
    (record(field("int"), name="In"), {}, False),
    (record(field("int"), name="In"), {"f": 1, "g": 2}, False),
    (["null", "R"], {"f": None}, True),
    ({"type": "int", "logicalType": "date"}, 0, True),
    ({"type": "int", "logicalType": "date"}, 2**31 - 1, False),
    ({"type": "int", "logicalType": "time-millis"}, 86_400_000, False),
    ({"type": "long", "logicalType": "timestamp-millis"}, 2**60, False),
    ({"type": "string", "logicalType": "uuid"}, "", False),
    ({"type": "string", "logicalType": "uuid"}, "12345678-1234-5678-1234-567812345678", True),
    ({"type": "bytes", "logicalType": "decimal", "precision": 2}, "\u0063", True),
    ({"type": "bytes", "logicalType": "decimal", "precision": 2}, "\u0064", False),
    ({"type": "bytes", "logicalType": "decimal", "precision": 2}, "", False),
]


@pytest.mark.parametrize(("type_", "default", "fits"), DEFAULTS)
def test_a_default_is_a_value_of_its_type(type_: object, default: object, fits: bool) -> None:  # noqa: FBT001 - a table
    node = record(field(type_, default=default))
    if fits:
        loaded(node)
    else:
        [(rule, place)] = refused(node)
        assert (rule, place[:3]) == ("avro-default", ("fields", 0, "default"))


def test_a_default_that_needs_itself_has_no_end() -> None:
    assert refused(record(field(["R", "null"], default={}))) == [("avro-default", ("fields", 0, "default"))]


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 3}, Bytes()),
        ({"type": "bytes", "logicalType": "decimal", "precision": 0}, Bytes()),
        ({"type": "bytes", "logicalType": "decimal"}, Bytes()),
        ({"type": "string", "logicalType": "decimal", "precision": 2}, String()),
        ({"type": "int", "logicalType": "timestamp-millis"}, Integer(32)),
        ({"type": "bytes", "logicalType": "uuid"}, Bytes()),
        ({"type": "bytes", "logicalType": "duration"}, Bytes()),
        ({"type": "long", "logicalType": "timestamp-milis"}, Integer(64)),
    ],
)
def test_an_invalid_logical_type_is_ignored_as_the_specification_says_and_told(written: object, base: Type) -> None:
    report = Report()
    unit = avro.load(Source(PATH, json.dumps(record(field(written)))), report)
    assert unit is not None
    [root] = unit.schemas[0].definitions
    assert isinstance(root, Record)
    [told] = report.diagnostics
    assert (base, Severity.WARNING, Pointer(PATH, ("fields", 0, "type", "logicalType"))) == (
        root.fields[0].type,
        told.severity,
        told.place,
    )


def test_a_decimal_must_fit_its_fixed() -> None:
    report = Report()
    avro.load(Source(PATH, json.dumps(fixed(4, logicalType="decimal", precision=10))), report)
    assert [found.message.removeprefix("this logical type is ignored: ") for found in report.diagnostics] == [
        "4 bytes hold 9 digits, and `precision` asks for 10"
    ]


def test_the_example_fleet_loads() -> None:
    paths = sorted(CONTRACTS.rglob("*.avsc"))
    assert paths
    for path in paths:
        report = Report()
        assert avro.load(Source(path.name, path.read_text()), report) is not None
        assert report.diagnostics == ()
