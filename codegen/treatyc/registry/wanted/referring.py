"""What a schema file refers to, as a registry wants to be told: the name that the text uses, and the file behind it.

A file is known here by its path below the folder of schemas. A registry resolves names by the text alone, so that
what a JSON Schema reaches through others is named as seen from it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from treatyc.diagnostics import Report
from treatyc.load import json_text
from treatyc.load.avro.graph import references
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.registry.wanted.text import text_of, text_path, within
from treatyc.source import Source, SourceTree
from treatyc.system.schema import Format, Schema

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


@dataclass(frozen=True, slots=True, order=True)
class Referred:
    """A name as a text uses it, and the path of the file that it stands for."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class SchemaFiles:
    """A project's texts: the schemas of each by its `text_path`, all beneath `folder` of the tree."""

    tree: SourceTree
    folder: str
    schemas: Mapping[str, tuple[Schema, ...]]

    def text(self, path: str) -> str:
        """A text."""
        return text_of(self.schemas[path][0], self.tree)

    def source(self, path: str) -> Source:
        """A file."""
        return self.tree.files[self._whole(path)]

    def has(self, path: str) -> bool:
        """Whether the project has a file of this path."""
        return self._whole(path) in self.tree.files

    def _whole(self, path: str) -> str:
        return f"{self.folder}/{path}" if self.folder else path

    def path(self, schema: Schema) -> str:
        """Where the text of a schema is known here."""
        return text_path(schema, self.folder)


def referred(files: SchemaFiles, path: str) -> tuple[Referred, ...]:
    """What a file refers to, sorted by name; what comes with every registry (Protobuf's own types) is left out."""
    declared = files.schemas[path]
    match declared[0].format:
        case Format.AVRO:
            found = set(_avro(files, path))
        case Format.PROTOBUF:
            own = next(file for file in declared[0].protobuf if file.path == path)
            found = {Referred(each, each) for each in own.imports if files.has(each)}
        case Format.JSONSCHEMA:
            found = set(_jsonschema(files, path))
        case unknown:
            assert_never(unknown)
    return tuple(sorted(found))


def _avro(files: SchemaFiles, path: str) -> Iterator[Referred]:
    """The files whose names a file uses, each called by the schema that it declares."""
    everything = [schema for several in files.schemas.values() for schema in several]
    owners = {definition.name: schema for schema in everything for definition in within(schema)}
    for schema in files.schemas[path]:
        for name in [each for definition in within(schema) for each in references(definition)]:
            owner = owners.get(name)
            if owner is not None and files.path(owner) != path:
                yield Referred(owner.name, files.path(owner))


def _jsonschema(files: SchemaFiles, path: str) -> Iterator[Referred]:
    """Every file that is reached, by the way that leads there; the first way to a file names those behind it."""
    seen: set[tuple[str, str]] = set()
    pending = [("", path)]
    for name, each in pending:
        for reference in _written(_value(files, each)):
            document, _ = uri.split(reference)
            target = _target(files, each, document) if document else None
            found = (_seen_from(name, document), target)
            if target is None or target == path or found in seen:
                continue
            seen.add((found[0], target))
            pending.append((found[0], target))
            yield Referred(found[0], target)


def _value(files: SchemaFiles, path: str) -> JsonValue:
    return json_text.parse(files.source(path), Report())


def _written(value: JsonValue) -> Iterator[str]:
    """Each reference that stands in a text, in its order."""
    match value:
        case dict():
            for key, each in value.items():
                if key in _REFERENCES and isinstance(each, str):
                    yield each
                else:
                    yield from _written(each)
        case list():
            for each in value:
                yield from _written(each)
        case _:
            return


def _target(files: SchemaFiles, path: str, document: str) -> str | None:
    """The file that a reference of a file names: by its place, or by the `$id` that a file gives itself."""
    by_place = uri.resolve(uri.FILES + path, document).removeprefix(uri.FILES)
    if by_place in files.schemas:
        return by_place
    identity = _identity(files, path)
    wanted = uri.resolve(identity, document) if identity else document
    return next((each for each in files.schemas if _identity(files, each) == wanted), None)


def _identity(files: SchemaFiles, path: str) -> str | None:
    if not path.endswith(uri.SUFFIX):
        return None
    value = _value(files, path)
    identity = value.get("$id") if isinstance(value, dict) else None
    return identity if isinstance(identity, str) else None


def _seen_from(name: str, document: str) -> str:
    """A reference of the document called `name`, as the text sees it that calls it so."""
    if not name or uri.parse(document).scheme is not None:
        return document
    if uri.parse(name).scheme is not None or document.startswith("/"):
        return uri.resolve(name, document)
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), document))
