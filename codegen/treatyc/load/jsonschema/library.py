"""All JSON Schema files of a project together: their URIs, their anchors, and what a `$ref` in them names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.dialect import DIALECTS, Dialect, Schema, Tokens
from treatyc.source import Pointer
from treatyc.suggest import did_you_mean


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One file: its path below the schemas' folder, its URI there, and the full name of its schema."""

    path: str
    inner: str
    name: str
    value: JsonValue
    dialect: Dialect

    @property
    def uri(self) -> str:
        """Where the other files of the project find it."""
        return uri.FILES + self.inner

    def at(self, tokens: Tokens) -> JsonValue:
        """The node at some tokens; raises LookupError where there is none."""
        node = self.value
        for token in tokens:
            if isinstance(node, dict) and isinstance(token, str):
                node = node[token]
            elif isinstance(node, list):
                node = node[_index(token)]
            else:
                raise LookupError(token)  # noqa: TRY004 - a pointer into nothing, not a wrong argument
        return node


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference names. `place` is None for a draft's own meta-schema, which is known everywhere."""

    place: Pointer | None


@dataclass(frozen=True, slots=True)
class Library:
    """Documents by path, and their resources and anchors by URI. `lost` are URIs of files that could not be read."""

    documents: dict[str, Document]
    resources: dict[str, Pointer] = field(default_factory=dict)
    anchors: dict[tuple[str, str], Pointer] = field(default_factory=dict)
    bases: dict[str, list[tuple[Tokens, str]]] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()

    def node(self, place: Pointer) -> JsonValue:
        """The schema at a place that `target` gave."""
        return self.documents[place.path].at(place.tokens)

    def base(self, place: Pointer) -> str:
        """The URI that references at a place are relative to: that of the nearest `$id` around it."""
        for tokens, base in reversed(self.bases[place.path]):
            if place.tokens[: len(tokens)] == tokens:
                return base
        return self.documents[place.path].uri

    def find(self, place: Pointer, reference: str) -> Target | None:
        """What a reference that stands in the schema at `place` names, or None."""
        document = self.documents[place.path]
        resource, fragment = uri.split(uri.resolve(self.base(place), reference))
        if resource.rstrip("#") in DIALECTS and not fragment:
            return Target(None)
        root = self.resources.get(resource)
        if root is None:
            # A schema with an `$id` of the web still finds its neighbours on the disk.
            resource, fragment = uri.split(uri.resolve(document.uri, reference))
            root = self.resources.get(resource)
        if root is None:
            return None
        found = self._within(resource, root, fragment)
        return Target(found) if found is not None else None

    def _within(self, resource: str, root: Pointer, fragment: str) -> Pointer | None:
        if not fragment:
            return root
        if not fragment.startswith("/"):
            return self.anchors.get((resource, fragment))
        place, node = root, self.node(root)
        for token in uri.pointer(fragment):
            step: str | int = token if isinstance(node, dict) else _index(token)
            place = place.child(step)
            try:
                node = self.node(place)
            except LookupError:
                return None
        return place if isinstance(node, dict | bool) else None


def library(documents: Iterable[Document], lost: Iterable[str], report: Report) -> Library:
    """Index every `$id` and anchor; two schemas of one URI are a finding."""
    shelf = Library({document.path: document for document in documents}, lost=frozenset(lost))
    for path in sorted(shelf.documents):
        _index_document(shelf, shelf.documents[path], report)
    return shelf


def _index_document(shelf: Library, document: Document, report: Report) -> None:
    root = Pointer(document.path)
    shelf.resources[document.uri] = root
    bases: list[tuple[Tokens, str]] = [((), document.uri)]
    shelf.bases[document.path] = bases
    # A schema stands before what it holds: shorter ways first.
    for tokens, schema in sorted(document.dialect.walk(document.value), key=lambda found: len(found[0])):
        place = Pointer(document.path, tokens)
        identifier = schema.get("$id")
        if document.dialect.reference_alone and "$ref" in schema:
            continue  # draft-07: what stands beside a reference is not there
        if isinstance(identifier, str):
            _index_id(shelf, place, identifier, report)
        for keyword in ("$anchor", "$dynamicAnchor"):
            anchor = schema.get(keyword)
            if isinstance(anchor, str):
                _anchor(shelf, place, anchor)


def _index_id(shelf: Library, place: Pointer, identifier: str, report: Report) -> None:
    base = shelf.base(place)
    resource, fragment = uri.split(uri.resolve(base, identifier))
    if fragment:
        _anchor(shelf, place, fragment)  # draft-07 spells anchors so
    if resource == base and place.tokens:
        return
    known = shelf.resources.get(resource)
    if known is not None and known != place:
        at = place.child("$id")
        report.error("duplicate-id", f"another schema already has the `$id` `{resource}`", at=at)
        return
    shelf.resources[resource] = place
    shelf.bases[place.path].append((place.tokens, resource))


def _anchor(shelf: Library, place: Pointer, anchor: str) -> None:
    base = shelf.base(place)
    shelf.anchors.setdefault((base, anchor), place)
    document = shelf.documents[place.path]
    if shelf.resources.get(base) == Pointer(place.path):
        shelf.anchors.setdefault((document.uri, anchor), place)


def check_references(shelf: Library, document: Document, report: Report) -> None:
    """Report every reference that names nothing in the project."""
    for tokens, schema in document.dialect.walk(document.value):
        place = Pointer(document.path, tokens)
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            reference = schema.get(keyword)
            if isinstance(reference, str) and shelf.find(place, reference) is None:
                _report_unknown(shelf, place, reference, place.child(keyword), report)


def _report_unknown(shelf: Library, place: Pointer, reference: str, at: Pointer, report: Report) -> None:
    resource, fragment = uri.split(uri.resolve(shelf.base(place), reference))
    local, _ = uri.split(uri.resolve(shelf.documents[place.path].uri, reference))
    if resource in shelf.lost or local in shelf.lost:
        return  # that file has its own diagnostics
    if resource in shelf.resources or local in shelf.resources:
        known = _fragments(shelf, shelf.resources.get(resource) or shelf.resources[local])
        where = "this file" if local == shelf.documents[place.path].uri else f"`{local.removeprefix(uri.FILES)}`"
        message = f"`#{fragment}` is no schema of {where}"
        report.error("unknown-reference", message, at=at, help=did_you_mean(f"#{fragment}", known))
    elif local.startswith(uri.FILES):
        inner = local.removeprefix(uri.FILES)
        known = [other.inner for other in shelf.documents.values()]
        message = f"no schema file `{inner}` in the schemas folder"
        report.error("unknown-reference", message, at=at, help=did_you_mean(inner, known))
    else:
        message = f"`{resource}` is not part of the project, and treaty fetches nothing"
        hint = "put that schema under the schemas folder and refer to its file or its `$id`"
        report.error("remote-reference", message, at=at, help=hint)


def _fragments(shelf: Library, root: Pointer) -> list[str]:
    node = shelf.node(root)
    if not isinstance(node, dict):
        return []
    return [f"#/{key}/{name}" for key in ("$defs", "definitions") for name in _members(node, key)]


def _members(schema: Schema, keyword: str) -> Schema:
    held = schema.get(keyword)
    return held if isinstance(held, dict) else {}


def _index(token: str | int) -> int:
    """An array's index; raises LookupError for a token that is none."""
    if isinstance(token, int):
        return token
    if token.isascii() and token.isdigit() and len(token) < 8:
        return int(token)
    raise LookupError(token)
