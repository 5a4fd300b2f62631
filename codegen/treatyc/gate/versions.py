"""The smallest next version of each schema that changed, in the words that end a report."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from treatyc.compatibility.diagnose import fails
from treatyc.compatibility.finding import Category, Finding
from treatyc.gate.gate import Gated, Outcome
from treatyc.system.release import Version
from treatyc.system.system import System
from treatyc.system.version import fingerprint, major, releases_of


class Step(enum.Enum):
    """What kind of version comes next."""

    FIRST = "first"
    RELEASED = "released"
    MINOR = "minor"
    ACCEPTED = "accepted"
    """A minor version with a break that somebody accepted."""
    UNASKED = "unasked"
    """The next number of a schema whose mode is `none`: it may be anything."""
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class Next:
    """`last` is the release before; a new major's `version` is the first of its namespace."""

    name: str
    step: Step
    last: Version | None
    version: Version

    def __str__(self) -> str:
        match self.step:
            case Step.FIRST:
                return f"{self.version}, its first release"
            case Step.RELEASED:
                return f"{self.version}, released"
            case Step.MINOR:
                return f"{self.last} -> {self.version}"
            case Step.ACCEPTED:
                return f"{self.last} -> {self.version}, with an accepted break"
            case Step.UNASKED:
                return f"{self.last} -> {self.version}, not asked whether it is compatible"
            case Step.MAJOR:
                return f"needs a new major: v{self.version.major}"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The findings that stop the gate, those that were let through, and the categories that count."""

    failing: Collection[Finding]
    accepted: Collection[Finding]
    categories: frozenset[Category]


def versions(system: System, gated: Gated, verdicts: Verdicts) -> Iterator[Next]:
    """The next version of each schema that changed, of those that have versions: what travels, or has travelled."""
    carried = {message.value for channel in system.channels for message in channel.messages}
    for outcome in gated.outcomes:
        step = next_version(system, outcome, verdicts)
        if outcome.changed and (step.name in carried or step.last is not None or step.step is Step.MAJOR):
            yield step


def next_version(system: System, outcome: Outcome, verdicts: Verdicts) -> Next:
    """The next version of one schema."""
    schema = outcome.schema
    number, known = major(schema) or 0, releases_of(system, schema.name)
    last = known[-1].version if known else None
    if any(finding in verdicts.failing for finding in outcome.findings):
        return Next(schema.name, Step.MAJOR, last, Version(number + 1, 0))
    if last is None:
        return Next(schema.name, Step.FIRST, None, Version(number, 0))
    if fingerprint(known[-1].schema) == fingerprint(schema):
        return Next(schema.name, Step.RELEASED, last, last)
    if outcome.unasked:
        return Next(schema.name, Step.UNASKED, last, Version(number, last.minor + 1))
    broken = any(fails(each, verdicts.categories) and each in verdicts.accepted for each in outcome.findings)
    return Next(schema.name, Step.ACCEPTED if broken else Step.MINOR, last, Version(number, last.minor + 1))
