"""A folder's schemas for comparison: what a text means counts here, not how its author should have named it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatyc.compatibility.jsonschema.drafts import in_known_draft
from treatyc.compatibility.jsonschema.shelf import Shelf
from treatyc.diagnostics import Report
from treatyc.load import json_text
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.canonical import canonical
from treatyc.load.jsonschema.draft import check_buildable, check_draft
from treatyc.load.jsonschema.library import Document, check_references, library
from treatyc.load.jsonschema.uri import SUFFIX
from treatyc.source import Pointer, Source, SourceTree

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def read(tree: SourceTree, folder: str, report: Report) -> Shelf:
    """Every `.schema.json` file below a folder, and what they refer to there whatever it is called."""
    prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
    below = {source.path.removeprefix(prefix): source for source in tree if source.path.startswith(prefix)}
    files = {_address(name): (name, source) for name, source in below.items()}
    pending = sorted((address for address in files if address.endswith(SUFFIX)), reverse=True)
    documents: dict[str, Document] = {}
    seen = set(pending)
    lost: list[str] = []
    while pending:
        address = pending.pop()
        document = _document(files[address][1], address, files[address][0], report)
        if document is None:
            lost.append(uri.FILES + address)
            continue
        documents[document.path] = document
        fresh = {other for other in _wanted(document) if other in files} - seen
        seen |= fresh
        pending.extend(sorted(fresh, reverse=True))
    aliases = {name: source.path for name, source in files.values() if source.path in documents}
    return _shelf(documents, aliases, lost, report)


def _address(name: str) -> str:
    """A path as part of a URI: what a URI cannot hold is escaped."""
    return uri.fragment(name.split("/")).removeprefix("/")


def _shelf(documents: dict[str, Document], aliases: Mapping[str, str], lost: list[str], report: Report) -> Shelf:
    found = library(documents.values(), lost, report)
    for name, path in aliases.items():
        # A registry hands a file over under the very words that others refer to it by.
        found.resources.setdefault(name, Pointer(path))
    own = Report()
    for path in sorted(documents):
        check_references(found, documents[path], own)
    for diagnostic in own.diagnostics:
        report.add(diagnostic)
    if not (own.failed or lost):
        texts = {each.uri: (each.path, canonical(found, each)) for each in documents.values()}
        check_buildable(texts, report)
    return Shelf(found)


def _document(source: Source, address: str, name: str, report: Report) -> Document | None:
    value = json_text.parse(source, report)
    if value is None:
        return None
    value = in_known_draft(value)
    dialect = check_draft(source.path, value, report)
    full = name.removesuffix(SUFFIX).replace("/", ".")
    return Document(source.path, address, full, value, dialect) if dialect is not None else None


def _wanted(document: Document) -> Iterator[str]:
    """The paths below the folder that a document's references may mean."""
    for _, schema in document.dialect.walk(document.value):
        for keyword in _REFERENCES:
            reference = schema.get(keyword)
            if isinstance(reference, str):
                yield _address(uri.split(reference)[0])
                yield uri.split(uri.resolve(document.uri, reference))[0].removeprefix(uri.FILES)
