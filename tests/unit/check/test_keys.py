"""Keys and paths in messages of all three formats: which fields may be a key, and how deep a path may lead."""

from __future__ import annotations

import json

import pytest

from tests.shop import diagnose
from treatyc.checks.choice import Choice
from treatyc.checks.page import ExampleFile

PROTOBUF = """
syntax = "proto3";
package shop.v1;
message Sent {
  string order_id = 1;
  int64 number = 2;
  optional string note = 3;
  oneof way { string parcel = 4; string letter = 5; }
  double weight = 6;
  bool express = 7;
  Address address = 8;
  repeated Address stops = 9;
  map<string, Address> by_name = 10;
  bytes digest = 11;
  Size size = 12;
}
message Address { string street = 1; Address next = 2; }
enum Size { SIZE_UNSPECIFIED = 0; SIZE_LARGE = 1; }
"""
ADDRESS = {"type": "record", "name": "Address", "fields": [{"name": "street", "type": "string"}]}
AVRO = {
    "type": "record",
    "name": "Sent",
    "namespace": "shop.v1",
    "fields": [
        {"name": "order_id", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "number", "type": "long"},
        {"name": "note", "type": ["null", "string"], "default": None},
        {"name": "weight", "type": "double"},
        {"name": "express", "type": "boolean"},
        {"name": "address", "type": ADDRESS},
        {"name": "stops", "type": {"type": "array", "items": "Address"}},
        {"name": "by_name", "type": {"type": "map", "values": ["null", "Address"]}},
        {"name": "digest", "type": "bytes"},
        {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S"]}},
        {"name": "parcel", "type": ["string", "long"]},
    ],
}
JSON = {
    "type": "object",
    "required": ["order_id", "number", "weight", "express", "digest", "size"],
    "$defs": {
        "Address": {"type": "object", "properties": {"street": {"type": "string"}}},
        "OrderId": {"type": "string", "pattern": "^[a-z]+$"},
    },
    "properties": {
        "order_id": {"$ref": "#/$defs/OrderId"},
        "number": {"type": "integer"},
        "note": {"type": "string"},
        "weight": {"type": "number"},
        "express": {"type": "boolean"},
        "address": {"$ref": "#/$defs/Address"},
        "stops": {"type": "array", "items": {"$ref": "#/$defs/Address"}},
        "by_name": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Address"}},
        "digest": {"type": "array", "items": {"type": "integer"}},
        "size": {"enum": ["small", "large"]},
        "parcel": {"enum": ["a", 1]},
    },
}
FILES = {
    "protobuf": ExampleFile("schemas/shop/v1/sent.proto", PROTOBUF),
    "avro": ExampleFile("schemas/shop/v1/Sent.avsc", json.dumps(AVRO)),
    "jsonschema": ExampleFile("schemas/shop/v1/Sent.schema.json", json.dumps(JSON)),
}
RULES = ("key-missing", "key-type", "key-optional", "personal-path")


def findings(format: str, settings: str) -> set[str]:
    text = f"channels:\n  events.order.sent: {{kind: event, message: shop.v1.Sent, {settings}}}\n"
    found = diagnose([ExampleFile("treaty.yaml", text), FILES[format]], Choice(only=RULES))
    assert {one.rule for one in found} <= set(RULES), found
    return {one.rule for one in found}


@pytest.mark.parametrize("format", FILES)
@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("order_id", set()),
        ("number", set()),
        ("orderid", {"key-missing"}),
        ("order_id.part", {"key-missing"}),
        ("weight", {"key-type"}),
        ("express", {"key-type"}),
        ("address", {"key-type"}),
        ("stops", {"key-type"}),
        ("by_name", {"key-type"}),
        ("digest", {"key-type"}),
    ],
)
def test_a_key_is_a_text_a_whole_number_or_a_uuid(format: str, key: str, expected: set[str]) -> None:
    assert expected == findings(format, f"key: {key}")


@pytest.mark.parametrize(
    ("format", "key", "expected"),
    [
        ("protobuf", "parcel", {"key-optional"}),
        ("protobuf", "size", {"key-type"}),
        ("avro", "note", {"key-optional"}),
        ("avro", "size", {"key-type"}),
        ("avro", "parcel", {"key-type"}),
        ("jsonschema", "note", {"key-optional"}),
        ("jsonschema", "size", set()),
        ("jsonschema", "parcel", {"key-type"}),
    ],
)
def test_what_one_format_alone_has(format: str, key: str, expected: set[str]) -> None:
    assert expected == findings(format, f"key: {key}")


@pytest.mark.parametrize("format", FILES)
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("address.street", set()),
        ("stops.street", set()),
        ("by_name.street", set()),
        ("address.city", {"personal-path"}),
        ("address.street.number", {"personal-path"}),
    ],
)
def test_a_path_leads_through_records_lists_and_maps(format: str, path: str, expected: set[str]) -> None:
    assert expected == findings(format, f"personal: [{path}]")


def test_a_path_may_go_round_in_a_recursive_message() -> None:
    assert set() == findings("protobuf", "personal: [address.next.next.street]")
