"""The disk to a `SourceTree`: the project file, what it includes, its schemas and releases, and nothing else.

Contracts are not trusted: only plain files beneath the root are read, never through a symbolic link, each and all
together bounded in size.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from treatyc.diagnostics import Report
from treatyc.load import files, paths
from treatyc.source import Source, SourceTree, Span

FILE_BYTES_MAX = 1024 * 1024
TOTAL_BYTES_MAX = 32 * 1024 * 1024
ENTRIES_MAX = 200_000
PROJECT_FILE = "treaty.yaml"
CONTRACTS = "contracts"
USUAL_PLACES = (PROJECT_FILE, f"{CONTRACTS}/{PROJECT_FILE}")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A project as it was read; the tree's paths are relative to `root`."""

    root: Path
    tree: SourceTree


def find_project(start: Path) -> Path | None:
    """The project file that a folder is about: in it, in its `contracts/`, or the same in a folder above it."""
    for folder in (start, *start.parents):
        for place in USUAL_PLACES:
            if (folder / place).is_file():
                return folder / place
        if (folder / ".git").exists():
            break
    return None


def read(project: Path, report: Report, root: Path | None = None) -> Workspace | None:
    """Read a project; `root`, or else the git top level, is what nothing leaves. None when there is no project file."""
    project = Path(os.path.abspath(project))  # noqa: PTH100 - `resolve` would follow links, which are to be refused
    top = Path(os.path.abspath(root)) if root else _top(project)  # noqa: PTH100 - likewise
    if not project.is_file():
        message = f"there is no project file `{project.name}`"
        report.error("no-project", message, at=Span(project.name), help="`treaty init` makes one")
        return None
    if not project.is_relative_to(top):
        message = f"`{project.name}` does not lie inside the root"
        report.error("path-outside-root", message, at=Span(project.name), help="name another `--root`, or none")
        return None
    reading = _Reading(top, report)
    name = project.relative_to(top).as_posix()
    if not reading.read_file(name):
        return None
    return Workspace(top, reading.all_wanted(name))


def read_folder(folder: Path, report: Report) -> Mapping[str, Source]:
    """Every schema file beneath a folder, by its path from there."""
    reading = _Reading(Path(os.path.abspath(folder)), report)  # noqa: PTH100 - likewise
    reading.read_matching("", [f"**/*{ending}" for ending in files.SCHEMA_ENDINGS])
    return reading.sources


def read_alone(file: Path, report: Report) -> Source | None:
    """One file, whatever lies beside it; its path is its name. None when the report says why it cannot be read."""
    whole = Path(os.path.abspath(file))  # noqa: PTH100 - likewise
    reading = _Reading(whole.parent, report)
    reading.read_file(whole.name)
    return reading.sources.get(whole.name)


def home(project: Path) -> Path:
    """The folder that a project file is about: its own, or the one above where that is called `contracts`."""
    folder = Path(os.path.abspath(project)).parent  # noqa: PTH100 - likewise
    return folder.parent if folder.name == CONTRACTS else folder


def _top(project: Path) -> Path:
    """The nearest folder above that git keeps; the project's home where there is none."""
    return next((each for each in project.parents if (each / ".git").exists()), home(project))


class _Reading:
    """One reading of the disk: what was read, and how much of it."""

    def __init__(self, root: Path, report: Report) -> None:
        self._root = root
        self._report = report
        self._bytes = 0
        self._entries = 0
        self._full = False
        self.sources: dict[str, Source] = {}
        self._seen: set[str] = set()

    def all_wanted(self, project: str) -> SourceTree:
        """Read what the files ask for until they ask for nothing new."""
        asked: set[files.Wanted] = set()
        while True:
            tree = SourceTree(project, dict(sorted(self.sources.items())))
            new = [wanted for wanted in files.wanted(tree) if wanted not in asked]
            if not new:
                return tree
            asked.update(new)
            by_folder: dict[str, list[str]] = {}
            for wanted in new:
                by_folder.setdefault(wanted.folder, []).append(wanted.pattern)
            for folder, patterns in sorted(by_folder.items()):
                self.read_matching(folder, patterns)

    def read_file(self, path: str) -> bool:
        """Read one file, or say why not; whether it is there now."""
        if path not in self._seen:
            self._seen.add(path)
            if self._is_named_badly(path):
                return False
            self._decode(path, self._content(path))
        return path in self.sources

    def _is_named_badly(self, path: str) -> bool:
        """Whether a name is no text, which is reported: nothing could print it, nor find it again."""
        shown = os.fsencode(path).decode(errors="replace")
        if shown != path:
            message = "the name of this file is not UTF-8"
            self._report.error("not-utf-8", message, at=Span(shown), help="rename it, in letters that UTF-8 has")
        return shown != path

    def _decode(self, path: str, content: bytes | None) -> None:
        if content is None:
            return
        try:
            self.sources[path] = Source(path, content.decode())
        except UnicodeDecodeError as error:
            before = content[: error.start].decode()
            line = before.count("\n") + 1
            at = Span(path, line, len(before) - (before.rfind("\n") + 1) + 1)
            self._report.error("not-utf-8", "this byte is not UTF-8", at=at, help="save the file as UTF-8")

    def _content(self, path: str) -> bytes | None:
        if self._refuses(path):
            return None
        try:
            content = _beginning(self._root / path)
        except OSError as error:
            self._report_unreadable(path, error)
            return None
        if len(content) > FILE_BYTES_MAX:
            message = "this file is larger than 1 MiB"
            self._report.error("file-too-large", message, at=Span(path), help="split it into several files")
            return None
        self._bytes += len(content)
        if self._bytes > TOTAL_BYTES_MAX:
            if not self._full:
                message = "all files together are larger than 32 MiB; what comes after this one is not read"
                self._report.error("project-too-large", message, at=Span(path), help="split the project")
            self._full = True
            return None
        return content

    def read_matching(self, folder: str, patterns: list[str]) -> None:
        """Read the files beneath a folder that some patterns match."""
        if not (self._root / folder).is_dir() or self._refuses(folder):
            return
        deepest = max(_depth(pattern) for pattern in patterns) - _depth(folder)
        beneath = list(self._walk(folder, deepest))
        for path in sorted({path for pattern in patterns for path in paths.matching(pattern, beneath)}):
            self.read_file(path)

    def _walk(self, folder: str, depth: int) -> Iterator[str]:
        """The files beneath a folder, as deep as is asked; folders that begin with a dot hold no contracts."""
        pending = [(folder, depth)]
        while pending:
            here, left = pending.pop()
            for entry in self._entries_of(here):
                path = f"{here}/{entry.name}" if here else entry.name
                if not entry.is_dir():
                    yield path
                elif left > 1 and not entry.name.startswith(".") and not self._refuses(path):
                    pending.append((path, left - 1))

    def _entries_of(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._root / folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._report_unreadable(folder, error)
            return []
        self._entries += len(found)
        if self._entries > ENTRIES_MAX:
            message = f"more than {ENTRIES_MAX} files lie where contracts are looked for"
            self._report.error(
                "project-too-large", message, at=Span(folder), help="give contracts a folder of their own"
            )
            return []
        return found

    def _refuses(self, path: str) -> bool:
        """Whether a path is a link or lies behind one, which is reported."""
        file = self._root
        for part in PurePosixPath(path).parts:
            file = file / part
            if file.is_symlink():
                message = "this is a symbolic link or lies behind one, and those are not followed"
                self._report.error("symbolic-link", message, at=Span(path), help="put what it points to here")
                return True
        return False

    def _report_unreadable(self, path: str, error: OSError) -> None:
        message = f"this cannot be read: {(error.strerror or 'an error of the disk').lower()}"
        self._report.error("unreadable-file", message, at=Span(path), help="see who may read it")


def _beginning(file: Path) -> bytes:
    """What a plain file holds, up to what is too much; a pipe or a device has no end and is no contract."""
    if not file.is_file():
        raise OSError(errno.EINVAL, "not a plain file")
    with file.open("rb") as stream:
        return stream.read(FILE_BYTES_MAX + 1)


def _depth(path: str) -> int:
    parts = [part for part in path.split("/") if part]
    return 64 if "**" in parts else len(parts)
