"""The engines whose answers are predicted, and what a prediction is."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Dialect(enum.StrEnum):
    """A registry as it decides; Confluent's has two policies for JSON Schema."""

    CONFLUENT = "confluent"
    CONFLUENT_LENIENT = "confluent-lenient"
    KARAPACE = "karapace"
    APICURIO = "apicurio"


@dataclass(frozen=True, slots=True)
class Reason:
    """A difference in the engine's own words: what it calls it, and where, as the engine writes places."""

    kind: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.kind} at {self.path}" if self.path else self.kind


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an engine would answer: `compatible` is None where it would fail, and the reasons then say of what."""

    dialect: Dialect
    compatible: bool | None
    reasons: tuple[Reason, ...] = ()


class EngineFails(Exception):
    """The engine would end in an error on this pair; the message says of which kind."""
