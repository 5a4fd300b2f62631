"""What is to be done at a registry, in order: modes that are set, and texts that are registered; pure."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.compatibility.mode import Mode
from treatyc.registry.protocol import VersionKey
from treatyc.system.schema import Format


@dataclass(frozen=True, slots=True)
class Earlier:
    """The version that an earlier step registers; `step` counts from 0."""

    step: int


@dataclass(frozen=True, slots=True)
class StepReference:
    """What a text calls another one, and which version that is."""

    name: str
    to: VersionKey | Earlier


@dataclass(frozen=True, slots=True)
class Step:
    """A text that becomes a version of a subject; `metadata` and `rule_set` are JSON texts."""

    subject: str
    format: Format
    text: str
    references: tuple[StepReference, ...] = ()
    metadata: str | None = None
    rule_set: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """The mode of a subject: `during` while texts are registered, `after` from then on.

    `before` is what was set, None where the subject followed the registry's own.
    """

    subject: str
    before: Mode | None
    during: Mode
    after: Mode


@dataclass(frozen=True, slots=True)
class Steps:
    """All that is to be done; `there` are the numbers of the versions that each of the subjects has before it."""

    texts: tuple[Step, ...]
    settings: tuple[Setting, ...]
    there: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not self.texts and not self.settings
