"""What is asked of a schema: the modes of the project, of the channels that carry it, or of the command line."""

from __future__ import annotations

import enum

from treatyc.compatibility.mode import Mode
from treatyc.system.system import System


class Edges(enum.Enum):
    """The mode that asks about the versions that can really meet."""

    EDGES = "edges"


Question = Mode | Edges
EDGES = Edges.EDGES.value


def question(word: str) -> Question:
    """The mode of a word of the contract language; raises ValueError for another."""
    return Edges.EDGES if word == Edges.EDGES.value else Mode(word)


def questions(system: System, name: str, override: Question | None = None) -> frozenset[Question]:
    """The modes that a schema must pass, each of them: the strictest wins.

    A channel's own mode counts in place of the project's for what it carries; a schema in several channels must do for
    all of them, and one in none is a part of others, for which the project's mode holds.
    """
    if override is not None:
        return frozenset({override})
    carrying = [channel for channel in system.channels if any(message.value == name for message in channel.messages)]
    words = {channel.compatibility or system.compatibility for channel in carrying} or {system.compatibility}
    return frozenset(question(word) for word in words)
