"""What a project's folder holds when some subjects were brought: schemas, releases, rule sets and both locks; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from treatyc.gate.baseline import Contracts
from treatyc.load import files, paths
from treatyc.load.files import SCHEMA_ENDINGS
from treatyc.load.loaders import beneath
from treatyc.load.locked import locked_text
from treatyc.load.releases import LOCK, lock_text
from treatyc.registry.contexts import plain
from treatyc.registry.held.folders import OTHERS, path_of
from treatyc.registry.held.ordinary import ordinary
from treatyc.registry.held.understanding import Understood
from treatyc.registry.lock.relocking import relocked
from treatyc.registry.pull.bringing import Candidate, Left, history_of, roots
from treatyc.registry.pull.numbering import Numbered, number
from treatyc.registry.pull.placing import settled
from treatyc.registry.pull.splitting import split
from treatyc.source import Source
from treatyc.system.lock import LockedSchema, Registration
from treatyc.system.release import Version
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint, major, releases_of


@dataclass(frozen=True, slots=True)
class Into:
    """What is brought into: a project and the target whose registry was read.

    `overwrite` are paths of the tree that may be replaced.
    """

    system: System
    target: str
    present: Contracts
    overwrite: frozenset[str] = frozenset()

    @property
    def releases(self) -> str:
        """The folder of releases."""
        return paths.inside(self.present.tree.project, files.RELEASES) or files.RELEASES

    def schema_path(self, inner: str) -> str:
        """The whole path of a schema file."""
        return f"{self.present.folder}/{inner}" if self.present.folder else inner

    def beside(self, name: str) -> str:
        """The path of a file beside the project file."""
        return paths.inside(self.present.tree.project, name) or name


@dataclass(frozen=True, slots=True)
class Contents:
    """Files that are new or differ, by path; `kept` are those that stay, with the subject that says otherwise.

    `owners` are the subjects that each path of a schema or a release is from; `numbered` the releases of each schema.
    """

    files: Mapping[str, Source]
    kept: Mapping[str, str]
    owners: Mapping[str, str]
    numbered: Mapping[str, Numbered]
    left: tuple[Left, ...] = ()


@dataclass(slots=True)
class _Contents:
    into: Into
    files: dict[str, Source] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, text: str, subject: str) -> None:
        """A file that is to be there; one that somebody wrote otherwise stays unless it was given up."""
        before = self.into.present.tree.get(path)
        self.owners.setdefault(path, subject)
        if before is None or path in self.into.overwrite:
            self.files.setdefault(path, Source(path, text))
        elif before.text != text:
            self.kept.setdefault(path, subject)


def contents(into: Into, candidates: Sequence[Candidate]) -> Contents:
    """The files of some subjects."""
    found = _Contents(into)
    owned = {each.path for each in candidates}
    apart = split(candidates, into.system)
    for each in sorted(candidates, key=lambda each: -each.last.version.id):
        _put_schemas(found, each, owned, apart.texts.get(each.subject, ordinary(_text(each.last))))
        _put_rule_set(found, each)
    for inner, (text, subject) in apart.files.items():
        found.put(into.schema_path(inner), text, subject)
    numbered = {name: _numbered(into.system, name, candidates) for name in _released(candidates)}
    for name, numbers in numbered.items():
        history = history_of(name, candidates)
        for text, version in numbers.new.items():
            _put_release(found, name, version, history[text])
    _put_releases_lock(found)
    _put_lock(found, candidates, numbered)
    changed = {path: each for path, each in found.files.items() if each != into.present.tree.get(path)}
    left = tuple(_lost(candidates, numbered))
    return Contents(changed, found.kept, found.owners, numbered, left)


def _text(understood: Understood) -> str:
    """The text of a version as it was laid out: references follow files that cannot be called as they were."""
    main = understood.laid.mains[0]
    return next(source.text for source in understood.laid.files if source.path == main)


def _put_schemas(found: _Contents, candidate: Candidate, owned: set[str], text: str) -> None:
    """The last text, and of what it refers to that which is no subject of its own."""
    last, into = candidate.last, found.into
    path = into.schema_path(candidate.path)
    if _same(into, last.schemas, path) and path not in into.overwrite:
        found.owners.setdefault(path, candidate.subject)
    else:
        found.put(path, text, candidate.subject)
    for source in last.laid.files:
        inner = source.path.removeprefix(f"{last.laid.folder}/")
        if source.path not in last.laid.mains and inner not in owned and not inner.startswith(f"{OTHERS}/"):
            found.put(into.schema_path(inner), ordinary(source.text), candidate.subject)


def _same(into: Into, schemas: Iterable[Schema], path: str) -> bool:
    """Whether a file of the project means what a registered text means."""
    own = {each.name: fingerprint(each) for each in into.system.schemas if each.path == path}
    return own == {each.name: fingerprint(each) for each in schemas}


def _put_rule_set(found: _Contents, candidate: Candidate) -> None:
    text, several = candidate.last.version.rule_set, roots(candidate.last)
    if text is None or len(several) != 1:
        return
    path = found.into.beside(f"{files.RULE_SETS}/{several[0].name}.json")
    before = found.into.present.tree.get(path)
    if before is None or not _same_value(before.text, text):
        found.put(path, json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n", candidate.subject)


def _same_value(one: str, other: str) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except (ValueError, RecursionError):
        return False


def _released(candidates: Sequence[Candidate]) -> list[str]:
    return sorted({schema.name for candidate in candidates for schema in roots(candidate.last)})


def _numbered(system: System, name: str, candidates: Sequence[Candidate]) -> Numbered:
    history = history_of(name, candidates)
    known = {fingerprint(each.schema): each.version for each in releases_of(system, name)}
    schema = next(schema for each in history.values() for schema in each.schemas if schema.name == name)
    return number(tuple(history), known, major(schema) or 0)


def _lost(candidates: Sequence[Candidate], numbered: Mapping[str, Numbered]) -> Iterator[Left]:
    for candidate in candidates:
        for each in candidate.versions:
            names = [name for name, text in each.fingerprints.items() if _is_lost(numbered.get(name), text)]
            if names:
                why = f"the releases of `{names[0]}` go on without it"
                yield Left(candidate.subject, each.version.key.version, why)


def _is_lost(numbered: Numbered | None, text: str) -> bool:
    return numbered is not None and text in numbered.lost


def _put_release(found: _Contents, name: str, version: Version, understood: Understood) -> None:
    home = f"{found.into.releases}/{name}/{version}"
    for source in understood.laid.files:
        path = f"{home}/{_inner(source.path, understood)}"
        found.put(path, ordinary(source.text), plain(understood.version.key.subject))


def _inner(path: str, understood: Understood) -> str:
    """Where a file lies in its release: Avro's are called by their schemas, for only those are referred to."""
    inner = path.removeprefix(f"{understood.laid.folder}/")
    if path in understood.laid.mains:
        return settled(understood, inner)
    schemas = understood.others.get(path, ())
    return path_of(schemas[0].name, Format.AVRO) if understood.version.format is Format.AVRO and schemas else inner


def _put_releases_lock(found: _Contents) -> None:
    folder = found.into.releases
    there = beneath(found.into.present.tree, folder, *SCHEMA_ENDINGS)
    added = [each for path, each in found.files.items() if path.startswith(f"{folder}/")]
    if added:
        path = f"{folder}/{LOCK}"
        found.files[path] = Source(path, lock_text(folder, (*there, *added)))


def _put_lock(found: _Contents, candidates: Sequence[Candidate], numbered: Mapping[str, Numbered]) -> None:
    into = found.into
    path = into.beside(files.LOCKED)
    subjects = {each.subject for each in candidates}
    lines = list(_lines(into.target, candidates, numbered))
    locked = relocked(into.system.locked, into.target, subjects, lines)
    if locked != into.system.locked:
        found.files[path] = Source(path, locked_text(locked))


def _lines(target: str, candidates: Sequence[Candidate], numbered: Mapping[str, Numbered]) -> Iterator[LockedSchema]:
    registrations: dict[tuple[str, str, str], list[Registration]] = {}
    for candidate in candidates:
        for each in candidate.versions:
            version = each.version
            at = Registration(target, candidate.subject, version.key.version, version.id, version.guid)
            for schema in each.schemas:
                text = fingerprint(schema)
                registrations.setdefault((schema.name, _word(schema, text, numbered), text), []).append(at)
    for (name, word, text), several in sorted(registrations.items()):
        yield LockedSchema(name, word, text, tuple(sorted(several)))


def _word(schema: Schema, text: str, numbered: Mapping[str, Numbered]) -> str:
    """The version that a text travels as; what was never released counts as what comes first."""
    found = numbered[schema.name].version(text) if schema.name in numbered else None
    return str(found) if found is not None else f"{Version(major(schema) or 0, 0)}-dev+{text[:8]}"
