"""All JSON Schema files of a project in, one unit a file out: parsed, indexed, proven and turned into types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from treatyc.diagnostics import Report
from treatyc.load import json_text
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.canonical import canonical
from treatyc.load.jsonschema.define import define
from treatyc.load.jsonschema.draft import check_buildable, check_draft
from treatyc.load.jsonschema.library import Document, Library, check_references, library
from treatyc.load.jsonschema.naming import check_title, full_name, type_token
from treatyc.load.jsonschema.needed import REFERENCES, needed
from treatyc.load.jsonschema.objects import ambiguous
from treatyc.load.jsonschema.reading import Reading
from treatyc.load.jsonschema.types import doc_of
from treatyc.load.unit import Reference, SchemaUnit
from treatyc.source import Pointer, Source
from treatyc.system.schema import Definition, Format, Schema

_DEFINITIONS = ("$defs", "definitions")


def load_all(sources: Iterable[Source], folder: str, report: Report) -> tuple[SchemaUnit, ...]:
    """The units of all `.schema.json` files below `folder`, sorted by path; a file with errors has none.

    `folder` is a path like those of the sources, empty for the root: names and `$ref`s begin there.
    """
    prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
    documents, lost = [], []
    for source in sorted(sources, key=lambda source: source.path):
        inner = source.path.removeprefix(prefix)
        document = _document(source, inner, report)
        if document is None:
            lost.append(uri.FILES + inner)
        else:
            documents.append(document)
    shelf = library(documents, lost, report)
    sound = [document for document in documents if _is_sound(shelf, document, report)]
    texts = {document.uri: (document.path, canonical(shelf, document)) for document in sound}
    usable = check_buildable(texts, report) if len(sound) == len(documents) and not lost else frozenset(texts)
    named = _named(shelf)
    readings = _readings(shelf, named, report)
    own: dict[str, list[tuple[str, Pointer]]] = {path: [] for path in shelf.documents}
    for place, name in named.items():
        own[place.path].append((name, place))
    return tuple(
        _unit(readings[document.path], sorted(own[document.path]), document, texts[document.uri][1])
        for document in sound
        if document.uri in usable
    )


def _document(source: Source, inner: str, report: Report) -> Document | None:
    value = json_text.parse(source, report)
    name = full_name(source.path, inner, report)
    if value is None or name is None:
        return None
    dialect = check_draft(source.path, value, report)
    check_title(name, value, source.path, report)
    return Document(source.path, inner, name, value, dialect) if dialect is not None else None


def _is_sound(shelf: Library, document: Document, report: Report) -> bool:
    own = Report()
    check_references(shelf, document, own)
    for diagnostic in own.diagnostics:
        report.add(diagnostic)
    return not own.failed


def _named(shelf: Library) -> dict[Pointer, str]:
    """The full name of every file, of every entry of its definitions, and of whatever else a `$ref` names."""
    named: dict[Pointer, str] = {}
    targets: set[Pointer] = set()
    for path in sorted(shelf.documents):
        document = shelf.documents[path]
        named[Pointer(path)] = document.name
        value = document.value
        for keyword in _DEFINITIONS:
            held = value.get(keyword) if isinstance(value, dict) else None
            targets.update(Pointer(path, (keyword, name)) for name in (held if isinstance(held, dict) else ()))
        for tokens, schema in document.dialect.walk(value):
            reference = schema.get("$ref")
            found = shelf.find(Pointer(path, tokens), reference) if isinstance(reference, str) else None
            if found is not None and found.place is not None:
                targets.add(found.place)
    taken = set(named.values())
    for place in sorted(targets - named.keys(), key=lambda place: (place.path, len(place.tokens), str(place.tokens))):
        words = [token for token in place.tokens if isinstance(token, str)]
        wanted = f"{shelf.documents[place.path].name}.{type_token(words[-1] if words else '')}"
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}{number}", number + 1
        taken.add(name)
        named[place] = name
    return named


def _readings(shelf: Library, named: Mapping[Pointer, str], report: Report) -> dict[str, Reading]:
    """For each file, what is known of all files before any of them is turned into types."""
    names = frozenset(named.values())
    survey = Reading(shelf, named, names, frozenset(), report)
    kept = frozenset(
        branch
        for path, document in sorted(shelf.documents.items())
        for tokens, _ in document.dialect.walk(document.value)
        for branch in ambiguous(survey, Pointer(path, tokens))
    )
    return {path: Reading(shelf, named, names, kept, report) for path in shelf.documents}


def _unit(reading: Reading, own: list[tuple[str, Pointer]], document: Document, text: str) -> SchemaUnit:
    """A file's unit; `own` are the names that its parts have."""
    shelf, named = reading.shelf, reading.named
    for name, place in own:
        reading.definitions[name] = define(reading, place, name)
    root = reading.definitions.pop(document.name)
    definitions: list[Definition] = [root]
    definitions += [reading.definitions[name] for name in sorted(reading.definitions)]
    value = document.value if isinstance(document.value, dict) else {}
    references = _references(shelf, named, document)
    schema = Schema(
        name=document.name,
        format=Format.JSONSCHEMA,
        path=document.path,
        place=Pointer(document.path),
        definitions=tuple(definitions),
        canonical=text,
        imports=tuple(sorted({path for path, _ in references})),
        needed=needed(shelf, document),
        doc=doc_of(value),
        deprecated=value.get("deprecated") is True,
        undecided=tuple(sorted(reading.undecided)),
    )
    return SchemaUnit(document.path, (schema,), tuple(reference for _, reference in references))


def _references(shelf: Library, named: Mapping[Pointer, str], document: Document) -> list[tuple[str, Reference]]:
    """What this file uses of others: the file's path, and the name with the place that uses it."""
    found = []
    for tokens, schema in document.dialect.walk(document.value):
        place = Pointer(document.path, tokens)
        for keyword in REFERENCES:
            reference = schema.get(keyword)
            target = shelf.find(place, reference) if isinstance(reference, str) else None
            if target is not None and target.place is not None and target.place.path != document.path:
                name = named.get(target.place, shelf.documents[target.place.path].name)
                found.append((target.place.path, Reference(name, place.child(keyword))))
    return sorted(found, key=lambda pair: (pair[0], pair[1].name, str(pair[1].place)))
