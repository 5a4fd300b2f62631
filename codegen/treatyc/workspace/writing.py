"""Generated files to disk: what differs, what is left over from earlier runs, and writing all of it or nothing half.

Each output folder holds a list of the files that treaty wrote there with their digests, so that a later run removes
what is no longer generated and never touches what somebody else put beside it.
"""

from __future__ import annotations

import enum
import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from treatyc.emit.file import File

LIST = ".treaty-files.json"


class Change(enum.Enum):
    """How a file on disk differs from what treaty generates."""

    NEW = "new"
    CHANGED = "changed"
    STALE = "stale"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One file that is not as it should be; `path` is relative to the output's folder."""

    path: str
    change: Change


class UnsafePath(Exception):
    """An output that would leave its folder or go through a symbolic link; nothing was written."""


def differences(out: Path, files: Sequence[File]) -> tuple[Difference, ...]:
    """What a run would change in `out`, sorted by path; empty when the folder is fresh."""
    wanted = _with_list(files)
    found = []
    for file in wanted:
        path = _inside(out, file.path)
        if not path.is_file():
            found.append(Difference(file.path, Change.NEW))
        elif path.read_bytes() != file.content:
            found.append(Difference(file.path, Change.CHANGED))
    stale = written_before(out) - {file.path for file in wanted}
    found += [Difference(path, Change.STALE) for path in stale if _inside(out, path).is_file()]
    return tuple(sorted(found, key=lambda difference: difference.path))


def write(out: Path, files: Sequence[File]) -> tuple[Difference, ...]:
    """Make `out` hold `files`; returns what was changed. Each file is replaced as a whole, the list of files last."""
    changed = differences(out, files)
    content = {file.path: file.content for file in _with_list(files)}
    for difference in sorted(changed, key=lambda difference: difference.path == LIST):
        path = _inside(out, difference.path)
        if difference.change is Change.STALE:
            path.unlink()
            _remove_empty(path.parent, out)
        else:
            replace(path, content[difference.path])
    return changed


def replace(path: Path, content: bytes) -> None:
    """Write a file atomically: readers see the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as stream:
            stream.write(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def digests(files: Iterable[File]) -> dict[str, str]:
    """The SHA-256 of each file by its path."""
    return {file.path: hashlib.sha256(file.content).hexdigest() for file in files}


def written_before(out: Path) -> frozenset[str]:
    """The files that an earlier run listed; none where the list is missing or no longer readable as one."""
    path = out / LIST
    if not path.is_file():
        return frozenset()
    try:
        listed = json.loads(path.read_bytes())
    except ValueError:
        return frozenset()
    return frozenset(listed) if isinstance(listed, dict) else frozenset()


def _with_list(files: Sequence[File]) -> tuple[File, ...]:
    listed = json.dumps(dict(sorted(digests(files).items())), indent=0).encode() + b"\n"
    return (*files, File(LIST, listed))


def _inside(out: Path, relative: str) -> Path:
    """The path of an output; raises `UnsafePath` where it is not really below `out`."""
    parts = PurePosixPath(relative).parts
    if not parts or relative.startswith("/") or ".." in parts or "\\" in relative:
        raise UnsafePath(f"`{relative}` would leave {out}")
    path = out
    for part in parts:
        path = path / part
        if path.is_symlink():
            raise UnsafePath(f"{path} is a symbolic link, and treaty does not write through those")
    return path


def _remove_empty(folder: Path, out: Path) -> None:
    while folder != out and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
