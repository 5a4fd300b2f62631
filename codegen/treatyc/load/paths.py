"""Paths that a contract names: relative to the file that names them, kept inside the root, with `*`, `?` and `**`."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterable


def inside(base: str, path: str) -> str | None:
    """`path`, as a file at `base` means it, relative to the root; None when it would leave the root.

    The root itself is the empty path.
    """
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    if joined.startswith(("/", "../")) or joined == "..":
        return None
    return "" if joined == "." else joined


def is_glob(path: str) -> bool:
    """Whether a path stands for several files."""
    return "*" in path or "?" in path


def fixed_folder(pattern: str) -> str:
    """The folder above a pattern's first wildcard: all that it can match lies beneath."""
    parts = pattern.split("/")
    fixed = next((index for index, part in enumerate(parts) if is_glob(part)), len(parts) - 1)
    return "/".join(parts[:fixed])


def matching(pattern: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that a pattern matches, sorted; `**` stands for any folders, none included."""
    # Brackets are plain characters here, and special ones to fnmatch.
    parts = [part.replace("[", "[[]") for part in pattern.split("/")]
    return tuple(sorted(path for path in paths if _matches(parts, path.split("/"))))


def _matches(pattern: list[str], parts: list[str]) -> bool:
    """Walk both, keeping every position of the pattern that may hold: linear however many `**` there are."""
    positions = _skip({0}, pattern)
    for part in parts:
        following = set()
        for position in positions:
            if position == len(pattern):
                continue
            if pattern[position] == "**":
                following.add(position)
            elif fnmatch.fnmatchcase(part, pattern[position]):
                following.add(position + 1)
        positions = _skip(following, pattern)
    return len(pattern) in positions


def _skip(positions: set[int], pattern: list[str]) -> set[int]:
    """`**` may stand for no folder at all."""
    reached = set()
    for position in positions:
        at = position
        reached.add(at)
        while at < len(pattern) and pattern[at] == "**":
            at += 1
            reached.add(at)
    return reached
