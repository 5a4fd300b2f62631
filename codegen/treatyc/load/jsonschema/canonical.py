"""The text that a schema is compared and validated by: sorted keys, no prose, absolute references to files."""

from __future__ import annotations

import json

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.dialect import Schema
from treatyc.load.jsonschema.library import Document, Library
from treatyc.source import Pointer

_PROSE = frozenset({"title", "description", "$comment", "examples"})


def canonical(shelf: Library, document: Document) -> str:
    """One line of JSON that a validator understands without knowing where the file lay."""
    value = _schema(shelf, document, document.value, Pointer(document.path))
    if isinstance(value, dict):
        value["$schema"] = document.dialect.uri
    return text(value)


def canonical_part(shelf: Library, place: Pointer) -> JsonValue:
    """The same of one schema within a file, as a value."""
    document = shelf.documents[place.path]
    node: JsonValue = document.value
    for token in place.tokens:
        if isinstance(node, dict):
            node = node[str(token)]
        elif isinstance(node, list):
            node = node[int(token)]
    return _schema(shelf, document, node, place)


def text(value: JsonValue) -> str:
    """A value as JSON with sorted keys, in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _schema(shelf: Library, document: Document, node: JsonValue, place: Pointer) -> JsonValue:
    """A schema without its prose. Only where a schema stands: a property or a constant may be called `title` too."""
    if not isinstance(node, dict):
        return node
    result: Schema = {
        keyword: _held(shelf, document, keyword, held, place.child(keyword))
        for keyword, held in node.items()
        if keyword not in _PROSE
    }
    reference = node.get("$ref")
    if isinstance(reference, str):
        result["$ref"] = _absolute(shelf, place, reference)
    return result


def _held(shelf: Library, document: Document, keyword: str, held: JsonValue, place: Pointer) -> JsonValue:
    dialect = document.dialect
    if keyword in dialect.named and isinstance(held, dict):
        return {name: _schema(shelf, document, child, place.child(name)) for name, child in held.items()}
    if keyword in dialect.several and isinstance(held, list):
        return [_schema(shelf, document, child, place.child(index)) for index, child in enumerate(held)]
    return _schema(shelf, document, held, place) if keyword in dialect.one else held


def _absolute(shelf: Library, place: Pointer, reference: str) -> str:
    """A reference to another file of the project by that file's own URI; any other as it stands."""
    target = shelf.find(place, reference)
    if target is None or target.place is None or target.place.path == place.path:
        return reference
    _, fragment = reference.partition("#")[::2]
    resource, _ = uri.split(uri.resolve(shelf.base(place), reference))
    other = shelf.documents[target.place.path]
    root = shelf.resources.get(resource, Pointer(other.path))
    if root.tokens:
        return reference  # a schema with an `$id` of its own inside that file keeps it
    return f"{other.uri}#{fragment}" if fragment else other.uri
