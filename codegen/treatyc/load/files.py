"""The project's YAML files: the project file and all that it includes, read and told apart from what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.diagnostics import Related, Report
from treatyc.load import paths, yaml_tree
from treatyc.load.language import FRAGMENT, PROJECT, FragmentKeys, ProjectKeys
from treatyc.load.shape import Declared
from treatyc.source import Place, Source, SourceTree, Span

SCHEMAS = "schemas/"
RELEASES = "releases"
DEPLOYED = "deployed.lock"
ACCEPTED = "accepted.yaml"
LOCKED = "treaty.lock"
RULE_SETS = "rulesets"
"""The folder beside the project file whose `<full name>.json` is the rule set of a message's schema in registries."""

MAX_FILES = 10_000
SCHEMA_ENDINGS = (".proto", ".avsc", ".schema.json")


@dataclass(frozen=True, slots=True)
class Files:
    """The project file's keys, and those of each file that was included, by path."""

    path: str
    project: ProjectKeys
    fragments: tuple[tuple[str, FragmentKeys], ...]

    @property
    def all(self) -> tuple[FragmentKeys, ...]:
        """Every file's keys, the project file's first."""
        return (self.project, *(fragment for _, fragment in self.fragments))


@dataclass(frozen=True, slots=True, order=True)
class Wanted:
    """Files that the shell shall read into the tree: those beneath `folder` that `pattern` matches, a whole path."""

    folder: str
    pattern: str


def wanted(tree: SourceTree) -> tuple[Wanted, ...]:
    """What the files that are in the tree ask for; the shell reads it and asks again until nothing is new."""
    files = partial(tree)
    if files is None:
        return ()
    asked = {_wanted(pattern) for path, keys in _with_paths(files) for pattern in _included(path, keys, Report())}
    schemas = schemas_folder(files, Report())
    releases = paths.inside(tree.project, RELEASES)
    for folder, endings in ((schemas, SCHEMA_ENDINGS), (releases, (*SCHEMA_ENDINGS, ".lock"))):
        if folder is not None:
            asked |= {Wanted(folder, "/".join(part for part in (folder, "**", "*" + end) if part)) for end in endings}
    beside = [paths.inside(tree.project, name) for name in (DEPLOYED, ACCEPTED, LOCKED, f"{RULE_SETS}/*.json")]
    asked |= {_wanted(path) for path in beside if path is not None}
    return tuple(sorted(asked))


def read(tree: SourceTree, report: Report) -> Files | None:
    """The project file and all that it includes; None when the report says what is wrong with one of them."""
    before = len(report.diagnostics)
    files = _read(tree, report)
    return files if len(report.diagnostics) == before else None


def partial(tree: SourceTree) -> Files | None:
    """What can be read of the project file and of what it includes, whatever else is wrong with them."""
    return _read(tree, Report())


def schemas_folder(files: Files, report: Report) -> str | None:
    """The folder of schema files, relative to the root."""
    written = files.project.schemas
    folder = paths.inside(files.path, written.value if written else SCHEMAS)
    if folder is None and written is not None:
        _report_outside(written, report)
    return folder


def _read(tree: SourceTree, report: Report) -> Files | None:
    source = tree.get(tree.project)
    node = yaml_tree.parse(source, report) if source else None
    project = PROJECT.read(node, report) if node else None
    if project is None:
        return None
    found: dict[str, tuple[FragmentKeys | None, Place]] = {tree.project: (project, Span(tree.project))}
    _Walk(tree, report, found).include(tree.project, project, (tree.project,))
    fragments = [(path, keys) for path, (keys, _) in found.items() if keys is not None and path != tree.project]
    return Files(tree.project, project, tuple(sorted(fragments, key=lambda fragment: fragment[0])))


@dataclass(frozen=True, slots=True)
class _Walk:
    """One reading of a project's files; `found` holds each file's keys and the place that included it."""

    tree: SourceTree
    report: Report
    found: dict[str, tuple[FragmentKeys | None, Place]]

    def include(self, path: str, keys: FragmentKeys, trail: tuple[str, ...]) -> None:
        """Read what one file includes, and what that includes; `trail` is the way from the project file to it."""
        if len(trail) > yaml_tree.MAX_DEPTH:
            message = f"files include each other more than {yaml_tree.MAX_DEPTH} deep"
            self.report.error("include-too-deep", message, at=Span(path), help="include them from fewer files")
            return
        for pattern, at in _included(path, keys, self.report).items():
            # A pattern that covers the file it stands in does not mean that file, nor the list of what was accepted.
            own = {path, paths.inside(self.tree.project, ACCEPTED)} if paths.is_glob(pattern) else set()
            matched = [each for each in paths.matching(pattern, self.tree.files) if each not in own]
            if not matched:
                self._report_missing(pattern, at)
            for each in matched:
                self._file(self.tree.files[each], at, trail)

    def _file(self, source: Source, at: Place, trail: tuple[str, ...]) -> None:
        if source.path in trail:
            way = " includes ".join(f"`{each}`" for each in (*trail[trail.index(source.path) :], source.path))
            self.report.error("include-cycle", way, at=at, help="remove one of these includes")
            return
        if source.path in self.found:
            first = Related("it is included here already", self.found[source.path][1])
            message = f"`{source.path}` is included twice"
            self.report.error("duplicate-include", message, at=at, help="remove one of the two", related=(first,))
            return
        if len(self.found) >= MAX_FILES:
            message = f"more than {MAX_FILES} files are included"
            self.report.error("include-too-many", message, at=at, help="join some of them")
            return
        node = yaml_tree.parse(source, self.report)
        keys = FRAGMENT.read(node, self.report) if node else None
        self.found[source.path] = (keys, at)
        if keys is not None:
            self.include(source.path, keys, (*trail, source.path))

    def _report_missing(self, pattern: str, at: Place) -> None:
        help_ = "a path is relative to the file that it stands in"
        self.report.error("include-not-found", f"no file matches `{pattern}`", at=at, help=help_)


def _included(path: str, keys: FragmentKeys, report: Report) -> dict[str, Place]:
    """What a file includes, relative to the root, each with its place."""
    included: dict[str, Place] = {}
    for written in keys.include.value if keys.include else ():
        pattern = paths.inside(path, written.value)
        if pattern is None:
            _report_outside(written, report)
        else:
            included[pattern] = written.place
    return included


def _with_paths(files: Files) -> tuple[tuple[str, FragmentKeys], ...]:
    return ((files.path, files.project), *files.fragments)


def _wanted(pattern: str) -> Wanted:
    return Wanted(paths.fixed_folder(pattern), pattern)


def _report_outside(written: Declared[str], report: Report) -> None:
    message = f"`{written.value}` leaves the repository"
    help_ = "everything that a project reads and writes lies inside it; `--root` names another folder"
    report.error("path-outside-root", message, at=written.place, help=help_)
