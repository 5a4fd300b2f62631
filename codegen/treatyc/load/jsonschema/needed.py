"""What a file takes from others, as one digest: a schema whose parts lie elsewhere changes when they do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import canonical_part, text
from treatyc.load.jsonschema.library import Document, Library
from treatyc.source import Pointer

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def needed(shelf: Library, document: Document) -> str:
    """The digest of the parts of other files that this one reaches, through whatever is between; empty for none."""
    found: dict[Pointer, JsonValue] = {}
    pending = [target for target in _targets(shelf, Pointer(document.path)) if target.path != document.path]
    while pending:
        place = pending.pop()
        if place not in found:
            found[place] = canonical_part(shelf, place)
            pending += _targets(shelf, place)
    if not found:
        return ""
    parts = [text([shelf.documents[place.path].inner, list(place.tokens), part]) for place, part in found.items()]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


def _targets(shelf: Library, root: Pointer) -> Iterator[Pointer]:
    """The schemas that are referred to within a part of a file, those of the file itself included."""
    document = shelf.documents[root.path]
    for tokens, schema in document.dialect.walk(document.value):
        if tokens[: len(root.tokens)] != root.tokens:
            continue
        for keyword in REFERENCES:
            reference = schema.get(keyword)
            target = shelf.find(Pointer(root.path, tokens), reference) if isinstance(reference, str) else None
            if target is not None and target.place is not None:
                yield target.place
