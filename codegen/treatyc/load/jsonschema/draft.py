"""Whether a text is a schema at all: held against the meta-schema of its draft, and built once as a validator."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping

import jsonschema_rs

from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import DIALECTS, Dialect, dialect_of
from treatyc.source import Pointer

_SHOWN = 5
_MESSAGE_MAX = 200


def check_draft(path: str, value: JsonValue, report: Report) -> Dialect | None:
    """The draft of a file, once its text has passed that draft's meta-schema."""
    root = Pointer(path)
    dialect = dialect_of(value)
    if dialect is None:
        known = ", ".join(sorted(DIALECTS))
        report.error("schema-draft", "treaty does not read this draft", at=root.child("$schema"), help=f"use {known}")
        return None
    if not isinstance(value, dict | bool):
        report.error("schema-invalid", "a schema is an object, `true` or `false`", at=root)
        return None
    sound = True
    for tokens, schema in dialect.walk(value):
        if tokens and "$schema" in schema and dialect_of(schema) is not dialect:
            at = Pointer(path, (*tokens, "$schema"))
            message = "a part of a schema cannot be in another draft than the whole"
            report.error("schema-draft", message, at=at, help="put that part into a file of its own")
            sound = False
    for number, error in enumerate(_meta_schema(dialect.uri).iter_errors(value)):
        sound = False
        if number < _SHOWN:
            report.error("schema-invalid", _said(error.message), at=Pointer(path, tuple(error.instance_path)))
    return dialect if sound else None


def check_buildable(texts: Mapping[str, tuple[str, str]], report: Report) -> frozenset[str]:
    """The URIs of those files that a validator can be made of; the others are reported.

    `texts` are (path, canonical text) by URI, all files at once. Nothing else can be retrieved.
    """
    values = {uri: json.loads(text) for uri, (_, text) in texts.items()}
    found = set()
    for uri, (path, _) in sorted(texts.items()):
        try:
            jsonschema_rs.validator_for(values[uri], base_uri=uri, retriever=values.__getitem__, validate_formats=False)
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            message = _said(str(error).partition("\n")[0])
            hint = "jsonschema-rs, which decides what is valid, says so"
            report.error("schema-invalid", f"no validator can be made of this: {message}", at=Pointer(path), help=hint)
        else:
            found.add(uri)
    return frozenset(found)


@functools.cache
def _meta_schema(uri: str) -> jsonschema_rs.Validator:
    # Formats are checked here, for `regex` is one: a pattern that is none is found before it is used.
    schema = {"$schema": uri, "$ref": uri}
    return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)


def _said(message: str) -> str:
    shown = message if len(message) <= _MESSAGE_MAX else f"{message[:_MESSAGE_MAX]}..."
    return shown[:1].lower() + shown[1:]
