"""What an emitter returns: files as values. Only the workspace writes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class File:
    """One generated file; `path` is posix, relative to the output's folder."""

    path: str
    content: bytes
