"""Where the text of a subject lies among a project's schema files, as the loader of its format wants it.

Where it lay before, where others import it from, or, for a text that says of itself what it is called, by that name.
A JSON Schema is called after its path, so that its path has to be found before it can be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.naming import type_token
from treatyc.registry.contexts import plain
from treatyc.registry.held.folders import is_import_path, is_schema_path, path_of
from treatyc.registry.held.json_references import beside
from treatyc.registry.held.survey import Survey
from treatyc.registry.held.understanding import Understood
from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.system.schema import Format

UNKNOWN = "registry_subject/text.proto"
"""Where a Protobuf text lies until its package is known."""

_FULL_NAME = re.compile(r"(?:[a-z][a-z0-9_]*\.)+[A-Za-z][A-Za-z0-9_]*\Z")
_ROLE = re.compile(r"-(?:value|key)\Z")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_IN_FOLDERS = re.compile(r"[^a-z0-9_]+")

Paths = Mapping[str, str]
"""The path of a subject's text below the folder of schemas."""


def place(survey: Survey, known: Paths) -> Mapping[VersionKey, str]:
    """A path for each version, before any of them is loaded; `known` are those that the project has already."""
    paths = dict(known) | _imported(survey, known) | _documents(survey, known)
    found = {}
    for subject, keys in survey.keys.items():
        for key in keys:
            if (version := survey.versions.get(key)) is not None:
                found[key] = paths.get(subject) or _provisional(version)
    return found


def settled(understood: Understood, path: str) -> str:
    """Where a version's text lies once its schemas are known."""
    first = understood.schemas[0]
    match first.format:
        case Format.PROTOBUF if path == UNKNOWN:
            words = _CAPITAL.sub("_", first.short_name).lower()
            return "/".join([*(part for part in first.namespace.split(".") if part), f"{words}.proto"])
        case Format.AVRO:
            return path_of(first.name, Format.AVRO)
        case _:
            return path


_AVRO = "registry_subject/text.avsc"


def _provisional(version: RegisteredVersion) -> str:
    return UNKNOWN if version.format is Format.PROTOBUF else _AVRO


def _imported(survey: Survey, known: Paths) -> dict[str, str]:
    """The path by which others import each Protobuf text; where they differ, the first."""
    found: dict[str, str] = {}
    for version in survey.versions.values():
        for reference in version.references if version.format is Format.PROTOBUF else ():
            if reference.key.subject not in known and is_import_path(reference.name):
                path = found.get(reference.key.subject, reference.name)
                found[reference.key.subject] = min(path, reference.name)
    return found


def _documents(survey: Survey, known: Paths) -> dict[str, str]:
    """A path for each JSON Schema: what others refer to lies where they look for it."""
    last = {subject: _last(survey, keys) for subject, keys in survey.keys.items()}
    documents = {
        subject: version for subject, version in last.items() if version and version.format is Format.JSONSCHEMA
    }
    referred = {each.key.subject for version in documents.values() for each in version.references}
    found = {subject: known[subject] for subject in documents if subject in known}
    roots = [subject for subject in documents if subject in found or subject not in referred]
    for subject in (*roots, *documents):
        if subject not in found:
            name = json_name(plain(subject), documents[subject].text, _beside(documents[subject], documents))
            found[subject] = path_of(name, Format.JSONSCHEMA)
        _follow(subject, documents, found)
    return found


def _follow(subject: str, documents: Mapping[str, RegisteredVersion], found: dict[str, str]) -> None:
    """Put what a document refers to by a relative path where it will be looked for."""
    pending = [(subject, uri.FILES + found[subject])]
    for each, at in pending:
        for reference in documents[each].references if each in documents else ():
            name = uri.split(uri.resolve(at, reference.name))[0]
            inner = name.removeprefix(uri.FILES)
            referred = documents.get(reference.key.subject)
            if reference.key.subject in found or referred is None or not name.startswith(uri.FILES):
                continue
            where = inner if is_schema_path(inner) else beside(inner, referred.text)
            if is_schema_path(where):
                found[reference.key.subject] = where
                pending.append((reference.key.subject, name))


def _beside(document: RegisteredVersion, documents: Mapping[str, RegisteredVersion]) -> str:
    """The namespace of what lies beside a document, where that says it of itself; empty where nothing does."""
    for reference in document.references:
        referred = documents.get(reference.key.subject)
        certain = _certain(plain(reference.key.subject), referred.text) if referred is not None else None
        if certain is not None and path_of(certain, Format.JSONSCHEMA).endswith(f"/{reference.name}"):
            return path_of(certain, Format.JSONSCHEMA).removesuffix(f"/{reference.name}").replace("/", ".")
    return ""


def json_name(subject: str, text: str, namespace: str = "") -> str:
    """The full name of a JSON Schema, from its title and from the subject that it is under.

    A name that is made of a topic's lies in the namespace that is given, where one is.
    """
    if (certain := _certain(subject, text)) is not None:
        return certain
    title = _title(text)
    tokens = [token for token in _ROLE.sub("", subject).split(".") if token]
    folders = [word for token in tokens if (word := _folder(token))]
    above = [namespace] if namespace else folders if len(folders) == 1 else folders[:-1]
    return ".".join([*above, type_token(title or (tokens[-1] if tokens else ""))])


def _certain(subject: str, text: str) -> str | None:
    """A full name that a title is, or that a subject is or ends with."""
    title = _title(text)
    if title is not None and _FULL_NAME.match(title):
        return title
    for candidate in (subject, subject.partition("-")[2]):
        if _FULL_NAME.match(candidate) and not _ROLE.search(candidate):
            above, _, short = candidate.rpartition(".")
            return f"{above}.{type_token(title) if title is not None else short}"
    return None


def _folder(token: str) -> str:
    word = _NOT_IN_FOLDERS.sub("_", token.lower()).strip("_")
    return word if not word[:1].isdigit() else f"n{word}"


def _title(text: str) -> str | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    title = value.get("title") if isinstance(value, dict) else None
    return title if isinstance(title, str) and title.strip() else None


def _last(survey: Survey, keys: Iterable[VersionKey]) -> RegisteredVersion | None:
    there = [survey.versions[key] for key in keys if key in survey.versions]
    return there[-1] if there else None
