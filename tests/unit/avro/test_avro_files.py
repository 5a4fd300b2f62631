"""Avro schemas beside each other: canonical texts, and what only several files together show."""

from __future__ import annotations

import json

import pytest

from treatyc.diagnostics import Report
from treatyc.load.avro import files as avro_files
from treatyc.source import Source


def record(*fields: object, **attributes: object) -> dict[str, object]:
    return {"type": "record", "name": "R", "namespace": "shop.v1", "fields": list(fields), **attributes}


def field(type: object, **attributes: object) -> dict[str, object]:
    return {"name": "f", "type": type, **attributes}


def canonical(node: object) -> str:
    report = Report()
    [unit] = avro_files.load_all([Source("s.avsc", json.dumps(node))], report)
    assert report.diagnostics == ()
    return unit.schemas[0].canonical


def test_the_canonical_text_ignores_layout_docs_and_sort_order() -> None:
    verbose = {
        "fields": [{"doc": "x", "order": "ignore", "type": {"type": "int"}, "name": "f", "unknown": 1}],
        "doc": "A record.",
        "name": "shop.v1.R",
        "type": "record",
    }
    assert canonical(record(field("int"))) == canonical(verbose)


@pytest.mark.parametrize(
    "other",
    [
        record(field("long")),
        record(field("int", default=1)),
        record(field("int", aliases=["g"])),
        record(field("int"), aliases=["Q"]),
        record(field({"type": "int", "logicalType": "date"})),
        record(field(["null", "int"])),
        record(field("int", name="g")),
    ],
)
def test_the_canonical_text_keeps_all_that_readers_and_writers_act_on(other: object) -> None:
    assert canonical(record(field("int"))) != canonical(other)


def several(*nodes: object) -> tuple[list[str], list[tuple[str, str]]]:
    """The names of what several files declare, and what is wrong with them, each as rule and file."""
    report = Report()
    sources = [Source(f"s{index}.avsc", json.dumps(node)) for index, node in enumerate(nodes)]
    units = avro_files.load_all(sources, report)
    found = [(each.rule, each.place.path) for each in report.diagnostics]
    return [schema.name for unit in units for schema in unit.schemas], found


LINE = {"type": "record", "name": "shop.v1.Line", "fields": [field("int")]}


def test_a_schema_knows_what_it_imports_and_its_canonical_text_holds_it() -> None:
    report = Report()
    order, line = record(field("Line")), LINE
    other = {**LINE, "fields": [field("long")]}
    texts = [
        avro_files.load_all([Source("a.avsc", json.dumps(order)), Source("b.avsc", json.dumps(beside))], report)[0]
        for beside in (line, other)
    ]
    assert [("b.avsc",), ("b.avsc",)] == [unit.schemas[0].imports for unit in texts]
    inline = {**LINE, "name": "Line"}
    assert canonical(record(field(inline))) == texts[0].schemas[0].canonical != texts[1].schemas[0].canonical


@pytest.mark.parametrize(
    ("nodes", "rule"),
    [
        ([record(field("Line", default={"f": "x"})), LINE], "avro-default"),
        ([record(field("Line", default={})), LINE], "avro-default"),
        ([record(field("Q")), {"type": "record", "name": "shop.v1.Q", "fields": [field("R")]}], "avro-endless"),
    ],
)
def test_what_only_two_files_together_show_is_told(nodes: list[object], rule: str) -> None:
    declared, found = several(*nodes)
    assert (rule, "s0.avsc") in found
    assert "shop.v1.R" not in declared


def test_definitions_nest_to_a_bound_and_defaults_unfold_to_one() -> None:
    """BROKERS.md 3.4, case 4: small files that would unfold without end."""
    chain = [{"type": "record", "name": f"R{n}", "fields": [field(f"R{n + 1}")]} for n in range(400)]
    assert {("avro-too-deep", f"s{n}.avsc") for n in range(200)} <= set(
        several(*chain, record(name="R400", namespace=""))[1]
    )
    doubling = [record(name="D0", namespace="")] + [
        {
            "type": "record",
            "name": f"D{n + 1}",
            "fields": [{"name": side, "type": f"D{n}", "default": {}} for side in "lr"],
        }
        for n in range(40)
    ]
    assert "avro-default" in {rule for rule, _ in several(doubling)[1]}
