"""The compatibility modes of the registry world: a table over direction and history."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from treatyc.compatibility.finding import Direction

T = TypeVar("T")

_BACKWARD = frozenset({Direction.BACKWARD})
_FORWARD = frozenset({Direction.FORWARD})


class Mode(enum.StrEnum):
    """What a new version must be able to do; the value is the word of the contract language."""

    NONE = "none"
    BACKWARD = "backward"
    BACKWARD_TRANSITIVE = "backward_transitive"
    FORWARD = "forward"
    FORWARD_TRANSITIVE = "forward_transitive"
    FULL = "full"
    FULL_TRANSITIVE = "full_transitive"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which of the two writes, and against how many of the versions before: the last one, or all."""

    directions: frozenset[Direction]
    last: int | None

    def of(self, history: Sequence[T]) -> Sequence[T]:
        """The versions that count, oldest first."""
        return history if self.last is None else history[len(history) - min(self.last, len(history)) :]


MEANINGS = {
    Mode.NONE: Meaning(frozenset(), 0),
    Mode.BACKWARD: Meaning(_BACKWARD, 1),
    Mode.BACKWARD_TRANSITIVE: Meaning(_BACKWARD, None),
    Mode.FORWARD: Meaning(_FORWARD, 1),
    Mode.FORWARD_TRANSITIVE: Meaning(_FORWARD, None),
    Mode.FULL: Meaning(_BACKWARD | _FORWARD, 1),
    Mode.FULL_TRANSITIVE: Meaning(_BACKWARD | _FORWARD, None),
}
