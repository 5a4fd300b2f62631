"""A look through an Avro payload before a library reads it that trusts payloads.

fastavro recurses in C without a limit and fills any list that a count asks for: a few bytes can end the process. What
has passed here nests no deeper than `NESTING_MAX`, holds no more than its bytes can carry, and ends where it should.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from treaty.codecs.avro_wire import check_empty_items, read_count, read_long, read_size
from treaty.errors import DecodeError

NESTING_MAX = 128

Schema = Any
"""A schema as JSON, with its names in full."""

_SIZES = {"null": 0, "boolean": 1, "float": 4, "double": 8}


def check_payload(data: bytes, schema: Schema, named: Mapping[str, Schema]) -> None:
    """Raise `DecodeError` (or IndexError, where the payload ends too early) unless a payload is safe to read."""
    end = _skip(data, 0, schema, named, 0)
    if end != len(data):
        raise DecodeError(f"{len(data)} bytes, and the message has {end}")


def _skip(data: bytes, at: int, schema: Schema, named: Mapping[str, Schema], depth: int) -> int:
    """The offset behind a value."""
    if depth > NESTING_MAX:
        raise DecodeError(f"values nest deeper than {NESTING_MAX}")
    if isinstance(schema, list):
        branch, at = read_size(data, at)
        return _skip(data, at, schema[branch], named, depth + 1)
    kind = schema["type"] if isinstance(schema, dict) else schema
    match kind:
        case "null" | "boolean" | "float" | "double":
            return at + _SIZES[kind]
        case "int" | "long" | "enum":
            return read_long(data, at)[1]
        case "bytes" | "string":
            size, at = read_size(data, at)
            return at + size
        case "fixed":
            return at + int(schema["size"])
        case "record":
            for field in schema["fields"]:
                at = _skip(data, at, field["type"], named, depth + 1)
            return at
        case "array" | "map":
            return _skip_blocks(data, at, schema, named, depth + 1)
        case str():
            return _skip(data, at, named[kind], named, depth + 1)
        case _:
            return _skip(data, at, kind, named, depth + 1)


def _skip_blocks(data: bytes, at: int, schema: Schema, named: Mapping[str, Schema], depth: int) -> int:
    while data[at]:
        count, at = read_count(data, at)
        start = at
        for index in range(count):
            if schema["type"] == "map":
                size, at = read_size(data, at)
                at = _skip(data, at + size, schema["values"], named, depth)
            else:
                at = _skip(data, at, schema["items"], named, depth)
            if at == start and index == 0:
                check_empty_items(count)
    return at + 1
