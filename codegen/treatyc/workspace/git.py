"""A revision of the repository, read as a project is read from the disk: nothing is checked out, nothing is run.

git is asked for objects alone, without a shell. The repository is not trusted: what its own configuration could have
git run or fetch is switched off, and a revision is a plain name that cannot be taken for an option or a range.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from treatyc.diagnostics import Report
from treatyc.load import files, paths
from treatyc.source import Source, SourceTree, Span
from treatyc.workspace.reading import ENTRIES_MAX, FILE_BYTES_MAX, TOTAL_BYTES_MAX

TIMEOUT_S = 60.0

_REVISION = re.compile(r"[A-Za-z0-9_@][A-Za-z0-9_@./^~{}+-]{0,255}\Z")
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_SAFE = (
    *("--no-replace-objects", "--no-pager", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
)
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


class GitFailed(Exception):
    """A revision cannot be read; `advice` says what would help."""

    def __init__(self, message: str, advice: str) -> None:
        self.advice = advice
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the repository that holds `root`; `prefix` is the root's own path in it, `` or `folder/`."""

    name: str
    root: Path
    tree: str
    prefix: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of a revision; `path` is relative to the root."""

    path: str
    mode: str
    object: str
    size: int


def find_revision(root: Path, name: str) -> Revision:
    """The revision called `name` in the repository that holds `root`; raises `GitFailed`."""
    if not _REVISION.match(name) or ".." in name:
        raise GitFailed(f"`{name}` is no name of a revision", "name a branch, a tag or a commit, such as `git:main`")
    prefix = _prefix(root)
    shown = _git(root, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{tree}}"))
    tree = shown.stdout.decode(errors="replace").strip()
    if shown.returncode or not _OBJECT.match(tree):
        advice = "fetch it first, or see `git branch --all`; a shallow clone holds few revisions (`fetch-depth: 0`)"
        raise GitFailed(f"the repository has no revision `{name}`", advice)
    return Revision(name, root, tree, prefix)


def read_revision(revision: Revision, project: str, report: Report) -> SourceTree | None:
    """What the project file at `project` and the files it includes ask for; None when it is not there."""
    reading = _Reading(revision, report)
    found = [entry for entry in _entries(revision, project) if entry.path == project]
    reading.read(found)
    if project not in reading.sources:
        return None
    asked: set[files.Wanted] = set()
    while True:
        tree = SourceTree(project, dict(sorted(reading.sources.items())))
        new = [wanted for wanted in files.wanted(tree) if wanted not in asked]
        if not new:
            return tree
        asked.update(new)
        by_folder: dict[str, list[str]] = {}
        for wanted in new:
            by_folder.setdefault(wanted.folder, []).append(wanted.pattern)
        for folder, patterns in sorted(by_folder.items()):
            entries = {entry.path: entry for entry in _entries(revision, folder) if not _hidden(entry.path, folder)}
            matched = sorted({path for pattern in patterns for path in paths.matching(pattern, entries)})
            reading.read([entries[path] for path in matched])


class _Reading:
    """What was read of one revision, and how much of it."""

    def __init__(self, revision: Revision, report: Report) -> None:
        self.sources: dict[str, Source] = {}
        self._revision = revision
        self._report = report
        self._bytes = 0

    def read(self, entries: Sequence[_Entry]) -> None:
        """Read files, or say why not."""
        wanted = [entry for entry in entries if entry.path not in self.sources and self._takes(entry)]
        for entry, content in zip(wanted, _contents(self._revision.root, wanted), strict=True):
            try:
                self.sources[entry.path] = Source(entry.path, content.decode())
            except UnicodeDecodeError:
                self._refuse("not-utf-8", "this file is not UTF-8", entry, "name a revision in which it is")

    def _takes(self, entry: _Entry) -> bool:
        if entry.mode not in ("100644", "100755"):
            message = "this is a symbolic link, and those are not followed"
            self._refuse("symbolic-link", message, entry, "name a revision in which it is a file")
            return False
        if entry.size > FILE_BYTES_MAX:
            message = "this file is larger than 1 MiB"
            self._refuse("file-too-large", message, entry, "name a revision with smaller files")
            return False
        self._bytes += entry.size
        if self._bytes > TOTAL_BYTES_MAX:
            message = "all files together are larger than 32 MiB"
            self._report.error("project-too-large", message, at=Span(self._revision.prefix), help="split the project")
            return False
        return True

    def _refuse(self, rule: str, message: str, entry: _Entry, help_: str) -> None:
        self._report.error(rule, message, at=Span(entry.path), help=help_)


def _prefix(root: Path) -> str:
    """The root's path in the repository that holds it, empty or with a slash at its end."""
    asked = _git(root, ("rev-parse", "--is-inside-work-tree", "--show-prefix"))
    lines = asked.stdout.decode(errors="surrogateescape").split("\n")
    if asked.returncode or lines[0] != "true":
        said = asked.stderr.decode(errors="replace").strip().split("\n")[0].removeprefix("fatal: ")
        advice = "compare with `releases` or with a folder instead"
        if "dubious ownership" in said:
            advice = "the repository belongs to another user: `git config --global --add safe.directory FOLDER`"
            said = "git does not trust the repository"
        raise GitFailed(f"there is no repository to read: {said or 'git says nothing'}", advice)
    return lines[1]


def _entries(revision: Revision, folder: str) -> Iterator[_Entry]:
    """The files of a revision at or beneath a path of the root, sorted."""
    where = f"{revision.prefix}{folder}".rstrip("/")
    command = ("ls-tree", "-r", "-l", "-z", "--full-tree", revision.tree, *(("--", where) if where else ()))
    listed = _good(_git(revision.root, command)).stdout.split(b"\0")
    if len(listed) > ENTRIES_MAX:
        raise GitFailed(f"more than {ENTRIES_MAX} files lie beneath `{where}`", "give contracts a folder of their own")
    for line in listed:
        facts, _, path = line.partition(b"\t")
        if path:
            mode, kind, object_, size = facts.decode().split()
            name = path.decode(errors="replace").removeprefix(revision.prefix)
            yield _Entry(name, mode if kind == "blob" else kind, object_, int(size) if size.isdigit() else 0)


def _contents(root: Path, entries: Sequence[_Entry]) -> Iterator[bytes]:
    """The bytes of files, in their order, by one run of git."""
    if not entries:
        return
    asked = "".join(f"{entry.object}\n" for entry in entries).encode()
    answered = _good(_git(root, ("cat-file", "--batch"), asked)).stdout
    at = 0
    for entry in entries:
        end = answered.find(b"\n", at)
        head = answered[at:end].split()
        if len(head) != 3 or head[1] != b"blob" or int(head[2]) != entry.size:
            raise GitFailed(f"`{entry.path}` is not at hand", "the clone is partial: fetch what it lacks")
        at = end + 1 + entry.size
        yield answered[end + 1 : at]
        at += 1


def _hidden(path: str, folder: str) -> bool:
    """Whether a file lies in a folder that begins with a dot, which holds no contracts."""
    inner = path.removeprefix(f"{folder}/") if folder else path
    return any(part.startswith(".") for part in inner.split("/")[:-1])


def _good(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[bytes]:
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise GitFailed(f"git cannot read it: {said}", "see that the clone is whole: `git fsck`")
    return done


def _git(root: Path, arguments: Sequence[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise GitFailed("git is not installed here", "install it, or compare with `releases` or with a folder")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(
            [git, *_SAFE, *arguments],
            cwd=root,
            env={**kept, **_ENVIRONMENT},
            input=given,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise GitFailed("git did not come to an end", "see what holds it up") from late
