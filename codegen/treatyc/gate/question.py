"""What is asked of a schema: the modes of the project, of the channels that carry it, or of the command line."""

from __future__ import annotations

import enum
from collections.abc import Collection

from treatyc.compatibility.mode import MEANINGS, Meaning, Mode
from treatyc.system.system import System


class Edges(enum.Enum):
    """The mode that asks about the versions that can really meet."""

    EDGES = "edges"


Question = Mode | Edges
EDGES = Edges.EDGES.value
EDGES_AT_REGISTRY = Mode.BACKWARD_TRANSITIVE
"""What a registry is told for `edges`, of which it knows nothing: retained messages stay readable."""


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


def at_registry(asked: Collection[Question]) -> Mode:
    """The one mode that a registry's subject can have where a schema must pass several: it asks for all of them."""
    modes = {EDGES_AT_REGISTRY if each is Edges.EDGES else each for each in asked}
    meanings = [MEANINGS[mode] for mode in modes]
    directions = frozenset(direction for meaning in meanings for direction in meaning.directions)
    # Where nobody asks for more than nothing, there is no version that counts.
    last = (
        None
        if any(meaning.last is None for meaning in meanings)
        else max((meaning.last or 0 for meaning in meanings), default=0)
    )
    return next(mode for mode, meaning in MEANINGS.items() if meaning == Meaning(directions, last))
