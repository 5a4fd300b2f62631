"""fastavro, which makes every witness and reads it; no logical type is applied on either side."""

from __future__ import annotations

import io
from typing import Any

import fastavro

from treatyc.compatibility.avro.library import Library, Root
from treatyc.load.avro.canonical import schema_json
from treatyc.load.json_text import JsonValue

WireSchema = Any
"""A schema as fastavro has parsed it: JSON, with marks of its own."""


def wire_schema(root: Root, library: Library) -> WireSchema:
    """A schema without its logical types, which say nothing of the bytes; raises TooDeepError."""
    plain: WireSchema = _bare(schema_json(root.type, library.definitions.get))
    return fastavro.parse_schema(plain)


def encode(schema: WireSchema, value: object) -> bytes:
    """A message of one value."""
    out = io.BytesIO()
    fastavro.schemaless_writer(out, schema, value)
    return out.getvalue()


def decode(writer: WireSchema, octets: bytes) -> object:
    """A message as its writer means it."""
    found: object = fastavro.schemaless_reader(io.BytesIO(octets), writer, None)
    return found


def resolve(writer: WireSchema, octets: bytes, reader: WireSchema) -> object:
    """A message as a reader gets it."""
    found: object = fastavro.schemaless_reader(io.BytesIO(octets), writer, reader)
    return found


def _bare(node: JsonValue) -> JsonValue:
    match node:
        case list():
            return [_bare(branch) for branch in node]
        case {"type": "enum"}:
            return node
        case dict():
            kept = {key: value for key, value in node.items() if key not in ("logicalType", "precision", "scale")}
            parts: dict[str, JsonValue] = {key: _bare(kept[key]) for key in ("items", "values") if key in kept}
            fields = kept.get("fields")
            members: dict[str, JsonValue] = {"fields": list(map(_field, fields))} if isinstance(fields, list) else {}
            return {**kept, **parts, **members} if kept.keys() != {"type"} else kept["type"]
        case _:
            return node


def _field(field: JsonValue) -> JsonValue:
    assert isinstance(field, dict)  # noqa: S101 - `schema_json` made it
    return {**field, "type": _bare(field["type"])}
