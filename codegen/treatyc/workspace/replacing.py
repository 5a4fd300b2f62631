"""Several files of people's to disk, all of them or none: new ones, and those whose replacement was agreed to."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from treatyc.emit.file import File
from treatyc.source import Source, SourceTree
from treatyc.workspace.starting import occupied


class NotWritable(Exception):
    """A file cannot be put where it belongs, or is not as it was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class _Move:
    """A file that is written beside its place, and what it replaces."""

    draft: Path
    path: Path
    before: bytes | None


def write_all(root: Path, tree: SourceTree, sources: Sequence[Source]) -> None:
    """Write files of a tree that was read at `root`, in their order; raises `NotWritable` or OSError.

    Each is written beside its place first: what follows is to rename, which a full disk does not end in the middle.
    """
    for source in sources:
        _prove(root, tree, source)
    moves: list[_Move] = []
    done: list[_Move] = []
    made: list[Path] = []
    try:
        for source in sources:
            path = root / source.path
            made += _make(path.parent, root)
            before = path.read_bytes() if path.is_file() else None
            move = _Move(path.with_name(f".{path.name}.{secrets.token_hex(4)}"), path, before)
            moves.append(move)
            with move.draft.open("xb") as stream:
                stream.write(source.text.encode())
        for move in moves:
            move.draft.replace(move.path)
            done.append(move)
    except BaseException:
        _take_back(moves, done, made)
        raise


def _prove(root: Path, tree: SourceTree, source: Source) -> None:
    """The place is free, or holds what was read from it; and it is inside the root."""
    parts = PurePosixPath(source.path).parts
    if source.path.startswith("/") or ".." in parts or "\\" in source.path:
        raise NotWritable(f"`{source.path}` would leave the root")
    before, path = tree.get(source.path), root / source.path
    if before is None and occupied(root, [File(source.path, b"")]):
        raise NotWritable(f"`{source.path}` is in the way")
    if before is not None and (path.is_symlink() or not path.is_file() or path.read_bytes() != before.text.encode()):
        raise NotWritable(f"`{source.path}` was changed meanwhile")


def _make(folder: Path, root: Path) -> list[Path]:
    """The folders that had to be made, the outermost first."""
    lacking = [each for each in (folder, *folder.parents) if each.is_relative_to(root) and not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return lacking[::-1]


def _take_back(moves: Sequence[_Move], done: Sequence[_Move], made: Sequence[Path]) -> None:
    for move in done:
        with suppress(OSError):
            if move.before is None:
                move.path.unlink()
            else:
                move.path.write_bytes(move.before)
    for move in moves:
        with suppress(OSError):
            move.draft.unlink(missing_ok=True)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()
