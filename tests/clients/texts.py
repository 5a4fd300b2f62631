"""The schemas that clients register: an order in each format, what may follow it, what breaks it; and references."""

from __future__ import annotations

import json

from confluent_kafka.schema_registry import Schema, SchemaReference

DRAFT = "http://json-schema.org/draft-07/schema#"


def record(name: str, *fields: str) -> str:
    """An Avro record: `id` and `note=` (a text with a default), or `money:Money` of another type."""
    return _compact({"type": "record", "name": name, "namespace": "shop", "fields": [_field(each) for each in fields]})


def _compact(value: object) -> str:
    """As registries that re-render Avro write it, so that what comes back is what was sent."""
    return json.dumps(value, separators=(",", ":"))


def _field(written: str) -> dict[str, object]:
    name, _, kind = written.partition(":")
    if name.endswith("="):
        return {"name": name[:-1], "type": "string", "default": ""}
    return {"name": name, "type": kind or "int"}


def message(name: str, *fields: str, imports: str = "") -> str:
    """A Protobuf file of one message: `int32 id`."""
    numbered = " ".join(f"{field} = {number};" for number, field in enumerate(fields, start=1))
    return f'syntax = "proto3";\npackage shop;\n{imports}message {name} {{ {numbered} }}\n'


def document(title: str, **properties: object) -> str:
    """A JSON Schema of an object that must have `id`."""
    members = {"id": {"type": "integer"}, **properties}
    closed = {"type": "object", "additionalProperties": False, "required": ["id"]}
    return json.dumps({"$schema": DRAFT, "title": title, **closed, "properties": members})


AVRO = Schema(record("Order", "id"))
AVRO_WIDER = Schema(record("Order", "id", "note="))
AVRO_BROKEN = Schema(record("Order", "id", "owner"))
PROTOBUF = Schema(message("Order", "int32 id"), "PROTOBUF")
PROTOBUF_WIDER = Schema(message("Order", "int32 id", "string note"), "PROTOBUF")
PROTOBUF_BROKEN = Schema(message("Order", "string id"), "PROTOBUF")
JSON = Schema(document("Order"), "JSON")
JSON_WIDER = Schema(document("Order", note={"type": "string"}), "JSON")
JSON_BROKEN = Schema(document("Order", id={"type": "string"}), "JSON")

FORMATS = {
    "AVRO": (AVRO, AVRO_WIDER, AVRO_BROKEN),
    "PROTOBUF": (PROTOBUF, PROTOBUF_WIDER, PROTOBUF_BROKEN),
    "JSON": (JSON, JSON_WIDER, JSON_BROKEN),
}
"""For each format a text, one that may follow it under BACKWARD, and one that may not."""

_MONEY = {"$schema": DRAFT, "$id": "money.schema.json", "type": "object", "properties": {"cents": {"type": "integer"}}}
MONEY = {
    "AVRO": Schema(record("Money", "cents")),
    "PROTOBUF": Schema(message("Money", "int32 cents"), "PROTOBUF"),
    "JSON": Schema(json.dumps(_MONEY), "JSON"),
}
"""What is referred to."""

_CALLED = {"AVRO": "shop.Money", "PROTOBUF": "shop/money.proto", "JSON": "money.schema.json"}
_PAID = {
    "AVRO": record("Paid", "money:shop.Money", "note="),
    "PROTOBUF": message("Paid", "Money money", imports='import "shop/money.proto";\n'),
    "JSON": json.dumps(
        {"$schema": DRAFT, "title": "Paid", "type": "object", "properties": {"money": {"$ref": "money.schema.json"}}}
    ),
}


def paid(format: str, subject: str, version: int = 1) -> Schema:
    """A text that refers to `MONEY`, which is registered under this subject."""
    return Schema(_PAID[format], format, [SchemaReference(_CALLED[format], subject, version)])
