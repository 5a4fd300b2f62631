"""Schemas made for one question, beside those of a library: what they refer to are places in it."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.compatibility.jsonschema.claims import reference
from treatyc.compatibility.jsonschema.solve import Node
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.canonical import text
from treatyc.load.jsonschema.library import Document, Library
from treatyc.source import Pointer

_INNER = "treaty-question.schema.json"


def question(node: Node, schema: JsonValue) -> Node:
    """A node that asks for `schema`, in the draft of the file of a node."""
    library = node.library
    dialect = library.documents[node.place.path].dialect
    value: JsonValue = {**schema, "$schema": dialect.uri} if isinstance(schema, dict) else schema
    own = Document(_INNER, _INNER, "treaty-question", value, dialect)
    place = Pointer(_INNER)
    # What refers to nothing needs no library: a validator is built of all the documents that there are.
    beside = library if '"$ref"' in text(schema) else Library({})
    found = Library(
        documents={**beside.documents, _INNER: own},
        resources={**beside.resources, uri.FILES + _INNER: place},
        anchors=beside.anchors,
        bases={**beside.bases, _INNER: [((), uri.FILES + _INNER)]},
    )
    return Node(found, place)


def all_of(node: Node, also: Sequence[JsonValue]) -> Node:
    """A node that asks for what another does, and for more."""
    return question(node, {"allOf": [reference(node.library, node.place), *also]})
