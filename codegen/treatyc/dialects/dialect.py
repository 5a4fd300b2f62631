"""What the prediction of an engine's answer is."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.system.registry import Dialect


@dataclass(frozen=True, slots=True)
class Reason:
    """A difference in the engine's own words: what it calls it, and where, as the engine writes places."""

    kind: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.kind} at {self.path}" if self.path else self.kind


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an engine would answer: `compatible` is None where it would fail, and the reasons then say of what.

    It is None as well where nothing is `known`, and the reasons say why.
    """

    dialect: Dialect
    compatible: bool | None
    reasons: tuple[Reason, ...] = ()
    known: bool = True


class EngineFails(Exception):
    """The engine would end in an error on this pair; the message says of which kind."""
