"""Released schemas: `releases/<full name>/<M.m>/` holds a schema's text as it was, `releases.lock` the files' hashes.

The lock is what `sha256sum` prints, run in the folder of releases, sorted by path: a released file that was edited is
found by anybody, with or without treaty.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from treatyc.diagnostics import Report
from treatyc.load.files import SCHEMA_ENDINGS
from treatyc.load.loaders import beneath, load_schemas
from treatyc.source import Source, SourceTree, Span
from treatyc.suggest import did_you_mean
from treatyc.system.release import Release, Version
from treatyc.system.version import major

LOCK = "releases.lock"

_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\Z")
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)\Z")
_MINIMUM_PARTS = 3


def load_releases(tree: SourceTree, folder: str, report: Report) -> tuple[Release, ...]:
    """Every release beneath the folder of releases, sorted by name and version; edited files are errors."""
    sources = beneath(tree, folder, *SCHEMA_ENDINGS)
    _check_lock(tree, folder, sources, report)
    found: dict[tuple[str, Version], str] = {}
    for source in sources:
        parts = source.path.removeprefix(f"{folder}/").split("/")
        version = _VERSION.match(parts[1]) if len(parts) >= _MINIMUM_PARTS else None
        if version is None:
            message = "a released file lies at `releases/<full name>/<major>.<minor>/`, and this one does not"
            report.error("release-path", message, at=Span(source.path), help="only `treaty release` writes here")
            continue
        numbers = Version(int(version[1]), int(version[2]))
        found.setdefault((parts[0], numbers), f"{folder}/{parts[0]}/{parts[1]}")
    releases = [_release(tree, name, version, found[name, version], report) for name, version in sorted(found)]
    return tuple(release for release in releases if release is not None)


def lock_text(folder: str, sources: Iterable[Source]) -> str:
    """The lock of these files, all beneath `folder`."""
    lines = {source.path.removeprefix(f"{folder}/"): _hash(source) for source in sources}
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(lines.items()))


def _release(tree: SourceTree, name: str, version: Version, folder: str, report: Report) -> Release | None:
    before = len(report.diagnostics)
    schemas = tuple(schema for unit in load_schemas(tree, folder, report) for schema in unit.schemas)
    if len(report.diagnostics) > before:
        return None  # what is wrong with its text has been told
    ordered = tuple(sorted(schemas, key=lambda schema: schema.name))
    root = next((schema for schema in ordered if schema.name == name), None)
    place = Span(beneath(tree, folder, *SCHEMA_ENDINGS)[0].path)
    if root is None:
        help_ = did_you_mean(name, (schema.name for schema in ordered))
        report.error("release-without-schema", f"no file beneath `{folder}` defines `{name}`", at=place, help=help_)
        return None
    if (major(root) or 0) != version.major:
        message = f"version {version} of `{name}` does not have the major of its namespace"
        report.error("release-major", message, at=place, help="the major is the `.vN` of the namespace, 0 without one")
        return None
    return Release(name, version, ordered)


def _check_lock(tree: SourceTree, folder: str, sources: tuple[Source, ...], report: Report) -> None:
    lock = tree.get(f"{folder}/{LOCK}")
    if lock is None:
        if sources:
            message = f"there are released files, and no `{LOCK}` that holds their hashes"
            report.error("release-not-locked", message, at=Span(sources[0].path), help="restore it from the repository")
        return
    locked = _locked(lock, report)
    released = {source.path.removeprefix(f"{folder}/"): source for source in sources}
    for path, (digest, place) in locked.items():
        if path not in released:
            message = f"`{path}` was released and is not there any more"
            report.error(
                "release-missing", message, at=place, help="restore it from the repository: it still has readers"
            )
        elif _hash(released[path]) != digest:
            message = "this file was edited after its release"
            report.error(
                "release-edited", message, at=Span(released[path].path), help="restore it, and release a new version"
            )
    for path in sorted(released.keys() - locked.keys()):
        message = f"this file is not in `{LOCK}`"
        report.error(
            "release-not-locked", message, at=Span(released[path].path), help="only `treaty release` adds releases"
        )


def _locked(lock: Source, report: Report) -> dict[str, tuple[str, Span]]:
    locked: dict[str, tuple[str, Span]] = {}
    for number, line in enumerate(lock.text.splitlines(), start=1):
        match = _LINE.match(line)
        place = Span(lock.path, number, 1, max(1, len(line)))
        if match is None:
            message = "a line of the lock is a SHA-256, two spaces and a path"
            report.error("release-lock-syntax", message, at=place, help="restore it from the repository")
        elif match[2] in locked:
            report.error("release-lock-syntax", f"`{match[2]}` is locked twice", at=place, help="keep one of the lines")
        else:
            locked[match[2]] = (match[1], place)
    return locked


def _hash(source: Source) -> str:
    return hashlib.sha256(source.text.encode()).hexdigest()
