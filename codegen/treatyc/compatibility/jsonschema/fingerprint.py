"""One text for all spellings of a schema, and its hash: equal fingerprints mean that there is nothing to compare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping

from treatyc.compatibility.jsonschema.shelf import Shelf
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import canonical, text
from treatyc.load.jsonschema.dialect import Schema
from treatyc.source import Pointer

_IDLE: Mapping[str, JsonValue] = {
    "required": [],
    "dependentRequired": {},
    "uniqueItems": False,
    "minItems": 0,
    "minLength": 0,
    "minProperties": 0,
    "deprecated": False,
    "readOnly": False,
    "writeOnly": False,
}
"""What says no more than to say nothing."""


def fingerprint(shelf: Shelf, path: str) -> str:
    """The hash of a file's schema and of all that it refers to; layout, prose and spelling do not count."""
    known = shelf.fingerprints.get(path)
    if known is None:
        known = hashlib.sha256("\n".join(_texts(shelf, path, says_deprecated)).encode()).hexdigest()
        shelf.fingerprints[path] = known
    return known


def meaning(shelf: Shelf, path: str) -> str:
    """The same without what prose says of deprecation: that is worth a remark, and no version."""
    return hashlib.sha256("\n".join(_texts(shelf, path, _is_marked)).encode()).hexdigest()


def says_deprecated(schema: Schema) -> bool:
    """Whether a schema is marked as deprecated, or described so."""
    description = schema.get("description")
    return _is_marked(schema) or (isinstance(description, str) and "deprecated" in description.lower())


def _is_marked(schema: Schema) -> bool:
    return schema.get("deprecated") is True


def plain(value: JsonValue) -> JsonValue:
    """A value with one spelling for each number: 1.0 is 1."""
    match value:
        case dict():
            return {key: plain(member) for key, member in value.items()}
        case list():
            return [plain(item) for item in value]
        case float() if value.is_integer():
            return int(value)
    return value


def _texts(shelf: Shelf, path: str, is_deprecated: Callable[[Schema], bool]) -> list[str]:
    """The canonical texts of the files reached; they name each other by URIs below their folder."""
    found = []
    for reached in shelf.reached(path):
        document = shelf.library.documents[reached]
        value: JsonValue = json.loads(canonical(shelf.library, document))
        for tokens, schema in list(document.dialect.walk(value)):
            said = shelf.library.node(Pointer(reached, tokens))
            _spell(schema, deprecated=isinstance(said, dict) and is_deprecated(said))
        found.append(f"{document.uri} {text(plain(value))}")
    return found


def _spell(schema: Schema, *, deprecated: bool) -> None:
    """Write one schema as all of its meaning are written, in place."""
    if deprecated:
        schema["deprecated"] = True
    kinds = schema.get("type")
    if isinstance(kinds, list):
        schema["type"] = _sorted(kinds)
        if len(kinds) == 1:
            schema["type"] = kinds[0]
    for keyword in ("required", "enum"):
        listed = schema.get(keyword)
        if isinstance(listed, list):
            schema[keyword] = _sorted(listed)
    values = schema.get("enum")
    if isinstance(values, list) and len(values) == 1 and "const" not in schema:
        schema["const"] = values[0]
        del schema["enum"]
    for keyword, idle in _IDLE.items():
        if keyword in schema and text(plain(schema[keyword])) == text(idle):
            del schema[keyword]


def _sorted(values: list[JsonValue]) -> list[JsonValue]:
    key: Callable[[JsonValue], str] = lambda value: text(plain(value))  # noqa: E731 - a key with its type
    return list({key(value): value for value in sorted(values, key=key)}.values())
