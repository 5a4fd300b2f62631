"""What a search for a value ends with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.load.json_text import JsonValue


@dataclass(frozen=True, slots=True)
class Found:
    """A value that satisfies the goal."""

    value: JsonValue


@dataclass(frozen=True, slots=True)
class Nothing:
    """No value does: proven."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Neither is proven. `guess` holds a value that may be one, as long as nobody knows better."""

    reason: str
    guess: tuple[JsonValue, ...] = ()


Answer = Found | Nothing | Unsure
Ask = Callable[[Goal], Answer]


class ExhaustedError(Exception):
    """The work that a comparison may take is done, and it is not decided."""


class UndecidedError(Exception):
    """Whether a formula holds of a value cannot be said."""


@dataclass(slots=True)
class Budget:
    """How many steps are left; each is a few microseconds of work."""

    left: int
    spent: int = field(default=0)

    def spend(self, steps: int) -> None:
        """Take some steps; raises ExhaustedError when there are none left."""
        self.spent += steps
        if self.spent > self.left:
            raise ExhaustedError
