"""What is compared: a part of a folder of schema files that was read as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class WholeFile:
    """All that the file at `path` says: the one schema of an `.avsc` or `.schema.json`, every message of a `.proto`."""

    path: str


@dataclass(frozen=True, slots=True)
class Named:
    """The schema of this full name, and what it reaches."""

    name: str


@dataclass(frozen=True, slots=True)
class Everything:
    """Every schema of the folder, each with its namesake."""


Root = WholeFile | Named | Everything


@dataclass(frozen=True, slots=True)
class Subject(Generic[L]):
    """One side of a comparison; `library` is what the format's engine read out of a folder."""

    library: L
    root: Root
