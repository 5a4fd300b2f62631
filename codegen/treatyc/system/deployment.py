"""A deployment: a release of an agent that runs, or ran, at a target, and the versions that it speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from treatyc.source import Place

SHORT = 16
"""How many hexadecimal digits of a fingerprint tell one text from another here."""


@dataclass(frozen=True, slots=True, order=True)
class Carried:
    """A message on a channel, in the version in which an agent writes or reads it."""

    channel: str
    message: str
    version: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generated package says of itself; `digest` names its text, as the package's own contract does."""

    agent: str
    digest: str
    receives: tuple[Carried, ...]
    sends: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class Deployment:
    """What ran at a target under a label from `since` until `until`, or still runs; times are in UTC."""

    target: str
    label: str
    manifest: Manifest
    since: datetime
    until: datetime | None
    place: Place

    @property
    def agent(self) -> str:
        """The name of the agent."""
        return self.manifest.agent


def ordered(deployments: Iterable[Deployment]) -> tuple[Deployment, ...]:
    """By target and agent, the older first: what belongs together stands together, and branches merge."""
    return tuple(sorted(deployments, key=lambda each: (each.target, each.agent, each.since, each.label)))
