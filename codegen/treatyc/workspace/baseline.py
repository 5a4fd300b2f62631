"""The baseline that a person named, read: the releases, a revision of the repository, a folder, a file or a registry.

Whatever it is, it is read into a tree of its own, so that nothing old can be taken for something present.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from treatyc.diagnostics import Diagnostic, Related, Report
from treatyc.gate.baseline import Baseline, Contracts, Histories, followed_by, of_units, released
from treatyc.gate.pairs import spelled_place
from treatyc.load import files, paths
from treatyc.load.loaders import load_schemas
from treatyc.pipeline import compile_tree
from treatyc.source import Source, SourceTree
from treatyc.system.system import System
from treatyc.workspace import stamp
from treatyc.workspace.git import GitFailed, Revision, find_revision, read_revision
from treatyc.workspace.opening import protobuf_folders
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.reading import USUAL_PLACES, Workspace, read, read_alone, read_folder

_GIT, _REGISTRY, _RELEASES = "git:", "registry:", "releases"
_BASELINES = "a baseline is `releases`, `git:REVISION`, `registry:TARGET`, or the path of a project or of schemas"


@dataclass(frozen=True, slots=True)
class Releases:
    """The frozen versions in the repository."""


@dataclass(frozen=True, slots=True)
class AtRevision:
    """The project as git has it at a revision."""

    revision: Revision


@dataclass(frozen=True, slots=True)
class AtPath:
    """A project, a folder of schema files, or one of them, elsewhere on disk."""

    path: Path
    workspace: Workspace
    spelling: str


@dataclass(frozen=True, slots=True)
class AtRegistry:
    """What a target's registry has."""

    target: str


AtHand = Releases | AtRevision | AtPath
"""What can be read without a network."""

Against = AtHand | AtRegistry


class BaselineUnknown(Exception):
    """There is no such baseline; `advice` says what would help."""

    def __init__(self, message: str, advice: str) -> None:
        self.advice = advice
        super().__init__(message)


def find_baseline(written: str, workspace: Workspace, report: Report) -> Against:
    """What a person means by `--against`, found but not compiled; raises `BaselineUnknown`."""
    if written == _RELEASES:
        return Releases()
    if written.startswith(_REGISTRY):
        return AtRegistry(written.removeprefix(_REGISTRY))
    if written.startswith(_GIT):
        try:
            return AtRevision(find_revision(workspace.root, written.removeprefix(_GIT)))
        except GitFailed as failed:
            raise BaselineUnknown(str(failed), failed.advice) from failed
    if not written:
        raise BaselineUnknown("no baseline is named", _BASELINES)
    return _at_path(Path(written), report)


def digest(against: AtHand) -> str:
    """What tells this baseline from another one of the same name; what lies in the project is in its own digest."""
    match against:
        case Releases():
            return ""
        case AtRevision(revision):
            return revision.tree
        case AtPath(workspace=workspace, spelling=spelling):
            return f"{spelling}:{stamp.inputs_digest(workspace.tree)}"


def open_baseline(against: AtHand, title: str, present: Contracts, system: System, report: Report) -> Baseline | None:
    """The baseline, compiled; None where the report says what is wrong with it, at places spelled as a person would."""
    match against:
        case Releases():
            return Baseline(title, own_releases(present, system))
        case AtRevision(revision):
            return _revision(revision, title, present.tree.project, report)
        case AtPath(workspace=workspace, spelling=spelling):
            folder = _Old(workspace.tree, spelling, title, report)
            return (
                folder.project() if workspace.tree.project else folder.schemas(present, own_releases(present, system))
            )


def own_releases(present: Contracts, system: System) -> Histories:
    """The histories that the project itself keeps."""
    return _releases(present.tree, system, "")


def present_contracts(tree: SourceTree, system: System) -> Contracts:
    """The contracts at hand."""
    return Contracts(tree, _folder(tree), {schema.name: schema for schema in system.schemas}, system)


def shown(tree: SourceTree, baseline: Baseline) -> SourceTree:
    """The tree for printing: what is present, and what was before under the paths that a person knows."""
    formers = [former for several in baseline.histories.values() for former in several if former.spelling]
    old = {id(former.tree): (former.tree, former.spelling) for former in formers}
    if baseline.before is not None:
        old[id(baseline.before.tree)] = (baseline.before.tree, baseline.before.spelling)
    files = dict(tree.files)
    for before, spelling in old.values():
        there = ((f"{spelling}{source.path}", source.text) for source in before)
        files.update((path, Source(path, text)) for path, text in there)
    return replace(tree, files=files)


def _at_path(path: Path, report: Report) -> AtPath:
    inner = Report()
    workspace = _read_path(path, inner)
    spelling = _spelling(workspace.root)
    _pass_on(inner, spelling, report)
    return AtPath(path, workspace, spelling)


def _read_path(path: Path, report: Report) -> Workspace:
    project = _project(path)
    if project is not None:
        workspace = read(project, report)
        if workspace is None:
            raise BaselineUnknown(f"`{path}` cannot be read", "name a project, or a folder of schemas")
        return workspace
    if path.is_dir():
        found = read_folder(path, report)
        if not found and not report.failed:
            raise BaselineUnknown(f"no schema lies beneath `{path}`", f"the endings are {_ENDINGS}")
        return Workspace(path, SourceTree("", dict(found)))
    if path.is_file() and path.name.endswith(files.SCHEMA_ENDINGS):
        source = read_alone(path, report)
        return Workspace(path.parent, SourceTree("", {source.path: source} if source is not None else {}))
    if path.exists():
        raise BaselineUnknown(f"`{path}` is neither a project nor schemas", f"the endings are {_ENDINGS}")
    raise BaselineUnknown(f"there is no baseline `{path}`", _BASELINES)


_ENDINGS = ", ".join(files.SCHEMA_ENDINGS)


def _project(path: Path) -> Path | None:
    """The project file that a path means."""
    if path.is_file() and path.suffix in (".yaml", ".yml"):
        return path
    return next((path / place for place in USUAL_PLACES if (path / place).is_file()), None)


def _spelling(root: Path) -> str:
    """How a person here writes a path beneath `root`; never as one in the checkout is written."""
    there = Path(os.path.relpath(root)).as_posix()
    return f"{there}/" if there.startswith("../") or there == ".." else f"./{there}/" if there != "." else "./"


def _revision(revision: Revision, title: str, project: str, report: Report) -> Baseline | None:
    inner, spelling = Report(), f"{revision.name}:{revision.prefix}"
    try:
        tree = read_revision(revision, project, inner)
    except GitFailed as failed:
        raise BaselineUnknown(str(failed), failed.advice) from failed
    _pass_on(inner, spelling, report)
    if tree is None:
        message = f"there is no project file `{project}` at `{revision.name}`"
        raise BaselineUnknown(message, "name a revision that has it, or the path of a folder of schemas")
    return _Old(tree, spelling, title, report).project()


@dataclass(frozen=True, slots=True)
class _Old:
    """A tree that was read, and how its paths are spelled."""

    tree: SourceTree
    spelling: str
    title: str
    report: Report

    def project(self) -> Baseline | None:
        """A whole project as the baseline: its releases, and after them its text."""
        inner = Report()
        tree = compile_protobuf(self.tree, protobuf_folders(self.tree), inner)
        system = compile_tree(tree, inner)
        _pass_on(inner, self.spelling, self.report)
        if system is None:
            return None
        schemas = {schema.name: schema for schema in system.schemas}
        before = Contracts(tree, _folder(tree), schemas, system, self.spelling)
        histories = followed_by(_releases(tree, system, self.spelling), before, self._label())
        return Baseline(self.title, histories, before)

    def schemas(self, present: Contracts, histories: Histories) -> Baseline | None:
        """A folder of schema files as the baseline, after the project's own releases."""
        inner = Report()
        tree = compile_protobuf(self.tree, ("",), inner)
        before = Contracts(tree, "", of_units(load_schemas(tree, "", inner)), None, self.spelling)
        _pass_on(inner, self.spelling, self.report)
        if inner.failed:
            return None
        if not before.schemas.keys() & present.schemas.keys():
            advice = "a JSON Schema is named by its path: name the folder that paths begin in"
            raise BaselineUnknown(f"no schema of `{self.title}` has the name of one of the project's", advice)
        return Baseline(self.title, followed_by(histories, before, self._label()), before)

    def _label(self) -> str:
        return self.title.removeprefix(_GIT)


def _releases(tree: SourceTree, system: System, spelling: str) -> Histories:
    folder = paths.inside(tree.project, files.RELEASES) or files.RELEASES
    return released(system.releases, tree, folder, spelling)


def _folder(tree: SourceTree) -> str:
    """The folder of a project's schemas; the project was linked, so that it has one inside the root."""
    partial = files.partial(tree)
    return (files.schemas_folder(partial, Report()) or "") if partial is not None else ""


def _pass_on(inner: Report, spelling: str, report: Report) -> None:
    for each in inner.diagnostics:
        report.add(_spelled(each, spelling))


def _spelled(diagnostic: Diagnostic, spelling: str) -> Diagnostic:
    related = tuple(Related(each.message, spelled_place(each.place, spelling)) for each in diagnostic.related)
    return replace(diagnostic, place=spelled_place(diagnostic.place, spelling), related=related)
