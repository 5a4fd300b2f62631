"""How far a prediction goes: contracts are untrusted."""

from __future__ import annotations

from dataclasses import dataclass

STEPS_MAX = 200_000
"""Well below a second."""


class Unpredicted(Exception):
    """Nothing is predicted; the message says why."""


@dataclass(slots=True)
class Effort:
    """What a prediction has left to spend."""

    steps: int = STEPS_MAX

    def spend(self, steps: int = 1) -> None:
        """Some steps more."""
        self.steps -= steps
        if self.steps < 0:
            raise Unpredicted(f"not predicted: comparing takes more than {STEPS_MAX:,} steps")
