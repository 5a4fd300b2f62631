"""Payloads whose writer's schema nobody knew when this package was generated: fastavro resolves them, behind a guard.

fastavro differs from the specification in what it makes of logical types, so both schemas lose theirs first. What it
read is written again by the reader's own schema, and the generated codec reads that: one place makes the classes and
checks the values.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

from treaty.codecs.avro_guard import NESTING_MAX, Schema, check_payload
from treaty.errors import DecodeError

SCHEMA_CHARACTERS_MAX = 1024 * 1024

_INNER = frozenset({"type", "items", "values", "fields"})
_LOGICAL = frozenset({"logicalType", "precision", "scale"})
_WRITERS = _LOGICAL | {"default"}
"""What says nothing about the bytes of a writer."""

_FAULTS = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, EOFError, RecursionError)


def transcoder(writer: str, reader: str) -> Callable[[bytes], bytes]:
    """What turns a payload of the writer's schema into one of the reader's; raises `DecodeError`, both times."""
    import fastavro  # noqa: PLC0415 - 60 ms that only such payloads cost
    from fastavro.read import SchemaResolutionError  # noqa: PLC0415 - likewise

    named: dict[str, Schema] = {}
    try:
        written = fastavro.parse_schema(_plain(_parsed(writer), _WRITERS), named)
        read = fastavro.parse_schema(_plain(_parsed(reader), _LOGICAL))
    except (*_FAULTS, fastavro.schema.SchemaParseException, fastavro.schema.UnknownType) as fault:
        raise DecodeError(f"the writer's schema cannot be used: {fault}") from fault

    def transcode(payload: bytes) -> bytes:
        try:
            check_payload(payload, written, named)
            value = fastavro.schemaless_reader(io.BytesIO(payload), written, read, return_named_type=True)
            out = io.BytesIO()
            fastavro.schemaless_writer(out, read, value)
        except (*_FAULTS, SchemaResolutionError) as fault:
            raise DecodeError(f"{type(fault).__name__}: {fault}") from fault
        return out.getvalue()

    return transcode


def _parsed(text: str) -> Any:
    if len(text) > SCHEMA_CHARACTERS_MAX:
        raise ValueError(f"it is longer than {SCHEMA_CHARACTERS_MAX} characters")
    return json.loads(text)


def _plain(schema: Any, dropped: frozenset[str], depth: int = 0) -> Any:
    """A schema without some attributes of its types and fields; what a default holds is no schema and stays."""
    if depth > NESTING_MAX:
        raise ValueError(f"it nests deeper than {NESTING_MAX}")
    if isinstance(schema, dict):
        return {
            key: _plain(value, dropped, depth + 1) if key in _INNER else value
            for key, value in schema.items()
            if key not in dropped
        }
    if isinstance(schema, list):
        return [_plain(item, dropped, depth + 1) for item in schema]
    return schema
