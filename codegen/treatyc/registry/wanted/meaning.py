"""What the text of a file means, as one value: registries write texts anew, and only the meaning is still the same."""

from __future__ import annotations

from collections.abc import Iterable

from treatyc.registry.wanted.text import text_path
from treatyc.source import Pointer, Span
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint

Meaning = tuple[tuple[str, str], ...]
"""The full name and the fingerprint of each schema that a text declares; of Protobuf in the order of the text, for
frames say by its number which message it is."""


def meaning_of(schemas: Iterable[Schema]) -> Meaning:
    """What the schemas of one file mean."""
    return tuple((schema.name, fingerprint(schema)) for schema in sorted(schemas, key=_order))


def declared(system: System, folder: str) -> dict[str, Meaning]:
    """What each text of a project means, by its path below the folder of schemas."""
    found: dict[str, list[Schema]] = {}
    for schema in system.schemas:
        found.setdefault(text_path(schema, folder), []).append(schema)
    return {path: meaning_of(several) for path, several in found.items()}


def _order(schema: Schema) -> tuple[int, int, str]:
    match schema.format, schema.place:
        case Format.PROTOBUF, Span(line=line, column=column):
            return line, column, schema.name
        case _, Span() | Pointer():
            return 0, 0, schema.name
