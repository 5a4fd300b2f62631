"""What the engine reads out of a folder: its schemas, found by path and by full name, without rules of style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema import oracle
from treatyc.load.jsonschema.dialect import Schema
from treatyc.load.jsonschema.library import Document, Library
from treatyc.load.jsonschema.uri import SUFFIX
from treatyc.source import Pointer


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """The documents below a folder. `fingerprints` and `validators` are those that were asked for, by path."""

    library: Library
    fingerprints: dict[str, str] = field(default_factory=dict)
    validators: dict[str, oracle.Validator | None] = field(default_factory=dict)

    @property
    def named(self) -> dict[str, Document]:
        """The schemas of the folder by full name; what is there only because another refers to it has no name."""
        every = self.library.documents.values()
        return {document.name: document for document in every if document.inner.endswith(SUFFIX)}

    def reached(self, path: str) -> list[str]:
        """The files that a file's `$ref`s lead to, itself among them, sorted."""
        found, pending = {path}, [path]
        while pending:
            for target in self._targets(pending.pop()):
                if target not in found:
                    found.add(target)
                    pending.append(target)
        return sorted(found)

    def size(self, path: str) -> int:
        """How much there is to look at in a file and what it refers to: schemas, and pairs of patterns for names."""
        documents = (self.library.documents[reached] for reached in self.reached(path))
        schemas = (schema for document in documents for _, schema in document.dialect.walk(document.value))
        return sum(1 + _patterns(schema) ** 2 for schema in schemas)

    def _targets(self, path: str) -> Iterator[str]:
        document = self.library.documents[path]
        for tokens, schema in document.dialect.walk(document.value):
            for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
                reference = schema.get(keyword)
                if isinstance(reference, str):
                    target = self.library.find(Pointer(path, tokens), reference)
                    if target is not None and target.place is not None:
                        yield target.place.path


def _patterns(schema: Schema) -> int:
    held = schema.get("patternProperties")
    return len(held) if isinstance(held, dict) else 0
