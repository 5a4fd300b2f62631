"""What a comparison of two schemas says: one value a change, with both places and a message that proves it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from treatyc.source import Place


class Category(enum.StrEnum):
    """What a change breaks, from what travels to what it means."""

    WIRE = "wire"
    """The bytes (or the JSON document, where JSON is what travels): a reader refuses or misplaces them."""
    JSON = "json"
    """The JSON form of a format that has a binary one."""
    SOURCE = "source"
    """Code that was written against the generated types."""
    SEMANTIC = "semantic"
    """What is read is well formed and does not mean what was written, or will not in the next release."""


class Scope(enum.StrEnum):
    """Which pairs a rule has something to say about."""

    EDGE = "edge"
    """Any writer and any reader, whichever of the two is the older."""
    CHANGE = "change"
    """An old and a new schema: the writer is the old one."""


class Effect(enum.StrEnum):
    """How much a finding matters in its category."""

    BREAKS = "breaks"
    UNPROVEN = "unproven"
    """The structure says that it breaks, and no message was found that shows it: `unproven` says why."""
    WARNS = "warns"
    NOTES = "notes"


class Direction(enum.StrEnum):
    """Which of the two versions writes."""

    BACKWARD = "backward"
    """The old one writes, the new one reads."""
    FORWARD = "forward"
    """The new one writes, the old one reads."""


class Verdict(enum.StrEnum):
    """Whether every message of the writer is read as what it is."""

    COMPATIBLE = "compatible"
    BREAKING = "breaking"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Witness:
    """A message that the writer can produce, made by real codecs.

    `message` is JSON text; `hex` the bytes that travelled, empty where the JSON did; `reader` what the reader said:
    its refusal, or the value that it read instead.
    """

    message: str
    reader: str
    hex: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between a writer and a reader that matters.

    `schema` is the full name of the schema that it belongs to, and `path` the way to it from there, such as
    `lines[].sku`; it is empty for the schema itself. A place is None where that side has nothing to point at. A finding
    that breaks has a `witness`; one without says in `unproven` why no message shows it. `version` is the version before
    that the new one was held against, where there are several. `sides` are the words beside the two places.
    """

    rule: str
    category: Category
    effect: Effect
    message: str
    schema: str
    path: str
    writer: Place | None
    reader: Place | None
    help: str = ""
    witness: Witness | None = None
    unproven: str = ""
    direction: Direction = Direction.BACKWARD
    version: str = ""
    sides: tuple[str, str] = ("the writer says", "the reader says")

    @property
    def key(self) -> str:
        """The name by which a person accepts this finding; it outlives changes of layout."""
        return ":".join(part for part in (self.rule, self.schema, self.path) if part)
