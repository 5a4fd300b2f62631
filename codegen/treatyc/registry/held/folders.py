"""A registered version as files in memory, laid out as its format's loader wants them.

The folder is `SUBJECT/VERSION/`. A registry is not trusted: a subject becomes one harmless segment, and
a reference's name a path only where each of its segments is plain; files of Protobuf are laid out on a disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from treaty.registry.problem import WrongAnswer, said
from treatyc.load.jsonschema import uri
from treatyc.registry.held.confluent import built_in
from treatyc.registry.held.json_references import beside, file_name, following
from treatyc.registry.protocol import REFERENCES_MAX, RegisteredVersion, VersionKey
from treatyc.source import Source
from treatyc.system.schema import Format

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,200}\Z")
_JSON_FOLDER = re.compile(r"[a-z][a-z0-9_]*\Z")
_JSON_FILE = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_ENDINGS = {Format.AVRO: ".avsc", Format.PROTOBUF: ".proto", Format.JSONSCHEMA: uri.SUFFIX}
_WELL_KNOWN = "google/protobuf/"
_DEPTH_MAX = 32
OTHERS = "registry_references"
"""The folder of what is referred to by a name that is no path."""
_MOVED = f"{OTHERS}/main.proto"
"""Where a text lies whose place is taken by one that it imports."""

Versions = Mapping[VersionKey, RegisteredVersion]


@dataclass(frozen=True, slots=True)
class Referred:
    """A version that is referred to; `name` is what it is called: for JSON Schema the URI, seen from the main text."""

    name: str
    version: RegisteredVersion


@dataclass(frozen=True, slots=True)
class Laid:
    """The files of one version; the texts at `mains` are the version itself, all others what it needs."""

    folder: str
    files: tuple[Source, ...]
    mains: tuple[str, ...]


def folder_of(key: VersionKey) -> str:
    """The folder of a version: every subject has another one."""
    return f"{_segment(key.subject)}/{key.version}"


def lay_out(folder: str, path: str, version: RegisteredVersion, versions: Versions) -> Laid:
    """A version's files beneath `folder`, its own text at `path`; raises `WrongAnswer` for a name that is no path."""
    files = {path: version.text}
    mains: tuple[str, ...] = (path,)
    match version.format:
        case Format.AVRO:
            found = _referred(version, versions, "")
            added = {each.name: (f"{OTHERS}/{number}.avsc", each.version.text) for number, each in enumerate(found)}
            listed = _names_alone(version.text)
            if listed is not None and listed <= added.keys():
                # A union of references is how several types share a subject: they are the version, it says no more.
                files, mains = {}, tuple(sorted(added[name][0] for name in listed))
            files |= dict(added.values())
        case Format.PROTOBUF:
            found = tuple(each for each in _referred(version, versions, "") if not each.name.startswith(_WELL_KNOWN))
            others = {_import_path(each): each.version.text for each in found}
            if path in others:
                files, mains = {_MOVED: version.text}, (_MOVED,)
            files |= others
            files = built_in(files.values()) | files
        case Format.JSONSCHEMA:
            files = dict(_documents(_referred(version, versions, uri.FILES + path), path, version.text))
    sources = tuple(Source(f"{folder}/{inner}", text) for inner, text in sorted(files.items()))
    return Laid(folder, sources, tuple(f"{folder}/{main}" for main in mains))


def _referred(version: RegisteredVersion, versions: Versions, base: str) -> tuple[Referred, ...]:
    """All that a version refers to, and what that does; of two things of one name the nearer and first counts.

    `base` is the URI of a JSON Schema, whose references are relative to the text that they stand in.
    """
    found: dict[str, Referred] = {}
    pending = [(version, base)]
    for each, at in pending:
        for reference in each.references:
            name = uri.split(uri.resolve(at, reference.name))[0] if base else reference.name
            if name not in found and name != base:
                found[name] = Referred(name, versions[reference.key])
                pending.append((versions[reference.key], name))
            if len(found) > REFERENCES_MAX:
                raise WrongAnswer(f"{version.key} refers to more than {REFERENCES_MAX} others")
    return tuple(found.values())


def path_of(name: str, format: Format) -> str:
    """Where the text of the schema of a full name lies in its folder."""
    return name.replace(".", "/") + _ENDINGS[format]


def _names_alone(text: str) -> set[str] | None:
    """The names that an Avro text lists, where it does nothing else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not listed:
        return None
    return {name for name in listed if isinstance(name, str)} if all(isinstance(name, str) for name in listed) else None


def is_import_path(name: str) -> bool:
    """Whether a name is a harmless path of a `.proto` file."""
    parts = name.split("/")
    return len(parts) <= _DEPTH_MAX and all(_PLAIN.match(part) for part in parts) and parts[-1].endswith(".proto")


def _import_path(referred: Referred) -> str:
    if not is_import_path(referred.name):
        raise WrongAnswer(f"{referred.version.key} is imported as `{said(referred.name)}`, which is no path")
    return referred.name


def _documents(referred: Iterable[Referred], path: str, text: str) -> Iterator[tuple[str, str]]:
    """The path and text of a document at `path` and of each one that a `$ref` names.

    What does not lie beside the schemas of a project is found by its `$id`, which the registry does without.
    """
    several = tuple(referred)
    moved = {each.name: file_name(_inner(each), each.version.text) for each in several if _is_misnamed(each)}
    yield path, following(text, uri.FILES + path, moved)
    for number, each in enumerate(several):
        own = following(each.version.text, each.name, moved)
        if each.name in moved:
            yield beside(_inner(each), each.version.text), own
        elif each.name.startswith(uri.FILES) and is_schema_path(_inner(each)):
            yield _inner(each), own
        else:
            yield f"{OTHERS}/Reference{number}{uri.SUFFIX}", _with_id(own, each.name)


def _inner(referred: Referred) -> str:
    return referred.name.removeprefix(uri.FILES)


def _is_misnamed(referred: Referred) -> bool:
    """Whether only the name of a file keeps a document from lying where it is looked for."""
    inner = _inner(referred)
    if not referred.name.startswith(uri.FILES) or is_schema_path(inner):
        return False
    return is_schema_path(beside(inner, referred.version.text)) and not _says_where(referred.version.text)


def _says_where(text: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "$id" in value


def is_schema_path(path: str) -> bool:
    """Whether a path gives a JSON Schema a full name."""
    *folders, file = path.removesuffix(uri.SUFFIX).split("/")
    return (
        path.endswith(uri.SUFFIX)
        and len(folders) < _DEPTH_MAX
        and all(_JSON_FOLDER.match(part) for part in folders)
        and _JSON_FILE.match(file) is not None
    )


def _with_id(text: str, place: str) -> str:
    """A document that says where it is; whatever else is wrong with it, its loader tells."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(value, dict) or "$id" in value:
        return text
    inside = text.index("{") + 1
    comma = "," if value else ""
    return f'{text[:inside]}"$id": {json.dumps(place)}{comma}{text[inside:]}'


def _segment(subject: str) -> str:
    """A subject as one segment of a path, each as another one: what is not plain is escaped as in an address."""
    plain = _UNSAFE.sub(
        lambda found: "".join(f"%{octet:02X}" for octet in found[0].encode(errors="surrogatepass")), subject
    )
    return plain.replace(".", "%2E") if plain.strip(".") == "" else plain
