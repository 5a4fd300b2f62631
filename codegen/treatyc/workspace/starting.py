"""Files that are written once: into folders that people own, where nothing of theirs is ever replaced."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from treatyc.emit.file import File


def occupied(folder: Path, files: Sequence[File]) -> tuple[str, ...]:
    """Which of the files are there already, or cannot be because something else is in their way."""
    return tuple(file.path for file in files if _is_taken(folder, file.path))


def write_new(folder: Path, files: Sequence[File]) -> None:
    """Write files of which none is there; raises FileExistsError where one came to be meanwhile."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(file.content)


def _is_taken(folder: Path, relative: str) -> bool:
    path = folder / relative
    if path.exists() or path.is_symlink():
        return True
    parents = [parent for parent in path.parents if parent != folder and parent.is_relative_to(folder)]
    return any((parent.exists() and not parent.is_dir()) or parent.is_symlink() for parent in parents)
