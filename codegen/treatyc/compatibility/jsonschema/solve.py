"""Whether every document that one schema accepts is accepted by another: proven, refuted by a document, or unknown."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.compatibility.settings import Settings
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A schema: the root of a file, or any schema inside it."""

    library: Library
    place: Pointer


@dataclass(frozen=True, slots=True)
class Included:
    """Proven: the reader accepts all that the writer sends."""


@dataclass(frozen=True, slots=True)
class Refuted:
    """The writer accepts `document` and the reader refuses it; jsonschema-rs says so too."""

    document: JsonValue


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither is proven: why, in words that complete "cannot prove:"."""

    reason: str


Answer = Included | Refuted | Unknown


def solve(writer: Node, reader: Node, settings: Settings) -> Answer:
    """Whether all that the writer sends is accepted by the reader; it never raises."""
    raise NotImplementedError
