"""A registry's subjects as ordinary files of a project: what can be brought, proven in memory, and what cannot.

What is brought is loaded and linked together with all that the project has before anything of it is written. A subject
that does not fit in is left out, and said; the others are tried again without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from treaty.registry.problem import said
from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.pipeline import compile_tree
from treatyc.registry.contexts import plain
from treatyc.registry.held.survey import Survey
from treatyc.registry.held.understanding import Compile, understand
from treatyc.registry.pull.bringing import Candidate, Left, Own, roots, sort
from treatyc.registry.pull.contents import Contents, Into, contents
from treatyc.registry.pull.placing import place
from treatyc.source import Source, SourceTree
from treatyc.system.release import Version
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.version import fingerprint
from treatyc.topology.subjects import subjects

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")

Whole = Callable[[SourceTree, Report], SourceTree]
"""What adds the descriptors of all Protobuf files of a project."""


class NotPullable(Exception):
    """What was read does not fit into the project, and no subject can be named that is to blame."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A subject that is there now: the file of its last text, its schemas, and the releases that are new.

    `owner` is who answers for it by the registry's metadata.
    """

    subject: str
    path: str
    schemas: tuple[str, ...]
    messages: tuple[str, ...]
    versions: int
    releases: tuple[tuple[str, Version], ...]
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull comes to. `files` are to be written, `kept` are files that say something else than their subject.

    `unregistered` are schemas whose present text, with what it refers to now, is not the registered one.
    """

    files: tuple[Source, ...]
    brought: tuple[Brought, ...]
    left: tuple[Left, ...]
    kept: Mapping[str, str]
    unregistered: tuple[str, ...]


def pull(survey: Survey, into: Into, target: Target, compile: Compile, whole: Whole) -> Pulled:
    """All that can be brought of what was read; raises `NotPullable`."""
    paths = place(survey, _known(into, target))
    understanding = understand(paths, survey.versions, compile)
    sorted_ = sort(survey, understanding, paths, _own(into))
    candidates, left = sorted_.candidates, list(sorted_.left)
    while True:
        found = contents(into, candidates)
        report = Report()
        system = compile_tree(whole(_after(into, found), report), report)
        if system is not None:
            # What a rule calls an error would stand in the way of every verb that comes after this one.
            for each in check(system, RULES):
                report.add(each)
        refused = _refused(report, found) or _changed(system, found, candidates)
        if not refused and system is not None:
            unregistered = tuple(_unregistered(system, candidates, found))
            brought = tuple(_brought(each, into, found) for each in candidates)
            ordered = sorted({*left, *found.left}, key=lambda each: (each.subject, each.version or 0, each.why))
            return Pulled(_in_order(found), brought, tuple(ordered), found.kept, unregistered)
        if not refused:
            raise NotPullable(_first_error(report))
        left += [Left(subject, None, why) for subject, why in refused.items()]
        candidates = tuple(each for each in candidates if each.subject not in refused)


def _in_order(found: Contents) -> tuple[Source, ...]:
    """The files as they are written: what others speak of comes before them."""
    return tuple(sorted(found.files.values(), key=lambda each: (each.path.endswith(".lock"), each.path)))


def _known(into: Into, target: Target) -> Mapping[str, str]:
    """Where the project has the text of a subject: by its channels, by the lock, under the registry's plain names."""
    system, inner = into.system, _inner(into)
    found: dict[str, str] = {}
    for locked in system.locked:
        for each in locked.registrations:
            if each.target == target.name and locked.name in inner:
                found[each.subject] = inner[locked.name]
    for subject in subjects(target):
        ways = {inner[name] for name in subject.messages}
        if len(ways) == 1:
            found[subject.name] = ways.pop()
    return found


def _inner(into: Into) -> dict[str, str]:
    prefix = f"{into.present.folder}/" if into.present.folder else ""
    return {schema.name: schema.path.removeprefix(prefix) for schema in into.system.schemas}


def _own(into: Into) -> Own:
    inner = _inner(into)
    return {(schema.name, schema.format): inner[schema.name] for schema in into.system.schemas}


def _after(into: Into, found: Contents) -> SourceTree:
    tree = into.present.tree
    return replace(tree, files=dict(sorted({**tree.files, **found.files}.items())), descriptors={})


def _refused(report: Report, found: Contents) -> dict[str, str]:
    """The subjects whose files do not fit in, each with the first thing that is wrong with it."""
    refused: dict[str, str] = {}
    for each in report.diagnostics:
        owner = _owner(each, found)
        if each.severity is Severity.ERROR and owner is not None:
            refused.setdefault(owner, said(each.message))
    return refused


def _owner(diagnostic: Diagnostic, found: Contents) -> str | None:
    """The subject that a file which is new is from: of the place itself, or of the other half of a conflict."""
    paths = [diagnostic.place.path, *(each.place.path for each in diagnostic.related)]
    return next((found.owners[path] for path in paths if path in found.owners and path in found.files), None)


def _changed(system: System | None, found: Contents, candidates: Sequence[Candidate]) -> dict[str, str]:
    """Subjects whose releases do not say what is registered: a release that is wrong could never be mended."""
    if system is None:
        return {}
    released = {(each.name, each.version): fingerprint(each.schema) for each in system.releases}
    refused: dict[str, str] = {}
    for name, numbers in found.numbered.items():
        if any(released.get((name, version)) != text for text, version in numbers.new.items()):
            for each in candidates:
                if name in each.last.fingerprints:
                    refused[each.subject] = f"`{name}` beside what it refers to is not the schema that is registered"
    return refused


def _unregistered(system: System, candidates: Sequence[Candidate], found: Contents) -> list[str]:
    """Schemas that refer to an older version of something than the last one."""
    texts: dict[str, set[str]] = {}
    for each in candidates:
        for name, text in each.last.fingerprints.items():
            texts.setdefault(name, set()).add(text)
    present = {schema.name: schema for schema in system.schemas}
    return sorted(
        name
        for name, several in texts.items()
        if name in present and present[name].path not in found.kept and fingerprint(present[name]) not in several
    )


def _brought(candidate: Candidate, into: Into, found: Contents) -> Brought:
    names = tuple(schema.name for schema in candidate.last.schemas)
    new = [
        (name, version)
        for name in names
        if name in found.numbered
        for text, version in found.numbered[name].new.items()
        if any(text in each.fingerprints.values() for each in candidate.versions)
    ]
    messages = tuple(schema.name for schema in roots(candidate.last))
    path = into.schema_path(candidate.path)
    owner = _owner_by(candidate.last.version.metadata)
    return Brought(plain(candidate.subject), path, names, messages, len(candidate.versions), tuple(new), owner)


def _owner_by(metadata: str | None) -> str | None:
    """Who answers for a subject, where that is one word."""
    value = json.loads(metadata) if metadata is not None else {}
    properties = value.get("properties") if isinstance(value, dict) else None
    owner = properties.get("owner") if isinstance(properties, dict) else None
    return owner if isinstance(owner, str) and _WORD.match(owner) else None


def _first_error(report: Report) -> str:
    first = next((each for each in report.diagnostics if each.severity is Severity.ERROR), None)
    return f"{first.place.path}: {first.message}" if first is not None else "the project cannot be read any more"
