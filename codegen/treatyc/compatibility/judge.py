"""One comparison for each version and direction that a mode asks about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from treatyc.compatibility.engine import Engine
from treatyc.compatibility.finding import Direction, Finding, Scope
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.compatibility.report import CompatibilityReport
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject

L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Past(Generic[L]):
    """A version that was there before; `version` is its label, empty where there is one alone."""

    version: str
    subject: Subject[L]


def judge(
    engine: Engine[L], history: Sequence[Past[L]], candidate: Subject[L], mode: Mode, settings: Settings
) -> CompatibilityReport:
    """What a mode finds between the versions before, oldest first, and a new one."""
    meaning = MEANINGS[mode]
    versions = meaning.of(history)
    found: dict[Finding, None] = {}
    for number, past in enumerate(versions, start=1):
        # What changed is news against the version before alone; what breaks an edge is told of every version.
        news = settings if number == len(versions) else _only(settings, Scope.EDGE)
        for direction in sorted(meaning.directions):
            found.update((finding, None) for finding in one_way(engine, past, candidate, direction, news))
        if meaning.directions and Direction.BACKWARD not in meaning.directions:
            found.update((finding, None) for finding in _changes(engine, past, candidate, news))
    last = history[-1].subject if history else None
    same = last is not None and _same(engine, last, candidate)
    return CompatibilityReport(tuple(found), same)


def _same(engine: Engine[L], last: Subject[L], candidate: Subject[L]) -> bool:
    """Whether no new version is needed; of two texts that are read alike the quicker of the two questions is enough."""
    alike = engine.fingerprint(last) == engine.fingerprint(candidate)
    return alike or engine.meaning(last) == engine.meaning(candidate)


def one_way(
    engine: Engine[L], past: Past[L], candidate: Subject[L], direction: Direction, settings: Settings
) -> Iterator[Finding]:
    """What is found in one direction; rules about a change run backward alone, where the writer is the older."""
    if direction is Direction.BACKWARD:
        found = engine.compare(past.subject, candidate, settings)
    else:
        found = engine.compare(candidate, past.subject, _only(settings, Scope.EDGE))
    for finding in found:
        yield replace(finding, direction=direction, version=past.version)


def _changes(engine: Engine[L], past: Past[L], candidate: Subject[L], settings: Settings) -> Iterator[Finding]:
    for finding in engine.compare(past.subject, candidate, _only(settings, Scope.CHANGE)):
        yield replace(finding, version=past.version)


def _only(settings: Settings, scope: Scope) -> Settings:
    return replace(settings, scopes=settings.scopes & {scope})
