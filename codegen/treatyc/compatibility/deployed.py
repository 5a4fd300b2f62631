"""What changes in the list of deployments when a release begins to run, or ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from treatyc.system.deployment import Deployment, ordered


class NotRunning(Exception):
    """A label was to be ended that does not run; the message names those that do."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The deployments as they are now, what was ended, and what else of the agent runs at the target."""

    deployments: tuple[Deployment, ...]
    ended: tuple[Deployment, ...]
    beside: tuple[Deployment, ...]


def begin(known: Sequence[Deployment], new: Deployment, replaces: Sequence[str] = ()) -> Recorded:
    """A release runs from now on; it ends what ran under its own label, and under each label that it replaces.

    The same release under the same label is no change. Raises `NotRunning`.
    """
    running = _running(known, new.target, new.agent)
    same = running.get(new.label)
    unchanged = same is not None and same.manifest == new.manifest
    ending = [*([] if same is None or unchanged else [same]), *(_find(running, label, new) for label in replaces)]
    kept = _ended(known, ending, new.since)
    beside = tuple(each for label, each in running.items() if label not in {new.label, *replaces})
    return Recorded(ordered(kept if unchanged else [*kept, new]), tuple(ending), beside)


def retire(known: Sequence[Deployment], target: str, agent: str, label: str, at: datetime) -> Recorded:
    """A release runs no more. Raises `NotRunning`."""
    running = _running(known, target, agent)
    last = running.get(label)
    if last is None:
        raise NotRunning(_not_running(agent, label, target, running))
    beside = tuple(each for each in running.values() if each is not last)
    return Recorded(ordered(_ended(known, [last], at)), (last,), beside)


def _running(known: Sequence[Deployment], target: str, agent: str) -> dict[str, Deployment]:
    return {each.label: each for each in known if (each.target, each.agent) == (target, agent) and each.until is None}


def _find(running: dict[str, Deployment], label: str, new: Deployment) -> Deployment:
    if label == new.label or label not in running:
        raise NotRunning(_not_running(new.agent, label, new.target, running))
    return running[label]


def _ended(known: Sequence[Deployment], ending: Sequence[Deployment], at: datetime) -> list[Deployment]:
    """A clock that goes backwards ends nothing before it began."""
    return [replace(each, until=max(at, each.since)) if each in ending else each for each in known]


def _not_running(agent: str, label: str, target: str, running: dict[str, Deployment]) -> str:
    others = ", ".join(sorted(running)) or "nothing of it"
    return f"`{agent}` {label} does not run in `{target}`; recorded as running: {others}"
