"""A JSON Schema's fingerprint holds what it takes from other files, and nothing else of them."""

from __future__ import annotations

import json

import pytest

from treatyc.diagnostics import Report
from treatyc.load.jsonschema.load import load_all
from treatyc.source import Source
from treatyc.system.version import fingerprint

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ADDRESS = {"$schema": DRAFT, "$defs": {"City": {"type": "string"}, "Zip": {"type": "string"}}, "type": "object"}
ORDER = {"$schema": DRAFT, "type": "object", "properties": {"city": {"$ref": "Address.schema.json#/$defs/City"}}}
PARCEL = {"$schema": DRAFT, "type": "object", "properties": {"order": {"$ref": "Order.schema.json"}}}


def fingerprints(folder: str, **files: object) -> dict[str, str]:
    sources = [Source(f"{folder}/a/v1/{name}.schema.json", json.dumps(value)) for name, value in files.items()]
    report = Report()
    units = load_all(sources, folder, report)
    assert not report.failed, report.diagnostics
    return {schema.short_name: fingerprint(schema) for unit in units for schema in unit.schemas}


BEFORE = fingerprints("schemas", Address=ADDRESS, Order=ORDER, Parcel=PARCEL)


@pytest.mark.parametrize(
    ("definitions", "expected"),
    [
        ({"City": {"type": "string", "maxLength": 9}, "Zip": {"type": "string"}}, {"Address", "Order", "Parcel"}),
        ({"City": {"type": "string"}, "Zip": {"type": "integer"}}, {"Address"}),
        ({"City": {"type": "string", "description": "A city."}, "Zip": {"type": "string"}}, set()),
    ],
)
def test_what_is_reached_through_other_files_counts_and_no_more(definitions: object, expected: set[str]) -> None:
    after = fingerprints("schemas", Address={**ADDRESS, "$defs": definitions}, Order=ORDER, Parcel=PARCEL)

    assert expected == {name for name, value in after.items() if value != BEFORE[name]}


def test_where_the_files_lie_does_not_count() -> None:
    """A release is the same text in another folder."""
    assert BEFORE == fingerprints("releases/a.v1.Parcel/1.0", Address=ADDRESS, Order=ORDER, Parcel=PARCEL)


def test_files_that_refer_to_each_other_have_an_end() -> None:
    order = {**ORDER, "properties": {"parcel": {"$ref": "Parcel.schema.json"}}}

    assert {"Order", "Parcel"} == fingerprints("schemas", Order=order, Parcel=PARCEL).keys()
