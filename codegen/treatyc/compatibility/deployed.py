"""What changes in the list of deployments when a release begins to run, or ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from treatyc.compatibility.kept import kept_s, still_kept
from treatyc.compatibility.traffic import Traffic, traffic
from treatyc.system.channel import Channel
from treatyc.system.deployment import Deployment, ordered
from treatyc.system.system import System


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


def forget(known: Sequence[Deployment], system: System, now: datetime) -> tuple[Deployment, ...]:
    """The deployments without those that ended and of which nothing is kept any more, by the contracts as they are.

    The last one of each agent at a target stays: an agent without any would be taken to run.
    """
    last = {(each.target, each.agent): each for each in ordered(known)}
    wired = traffic(system)
    channels = {(target.name, each.address): each for target in system.targets for each in target.channels}
    left = []
    for each in ordered(known):
        sent = [channels.get((each.target, carried.channel)) for carried in each.manifest.sends]
        kept = max((_longest(channel, wired) for channel in sent), default=0.0)
        if last[each.target, each.agent] is each or still_kept(each.until, kept, now):
            left.append(each)
    return tuple(left)


def _longest(channel: Channel | None, wired: Traffic) -> float:
    """How long anything sent to a channel is kept for anybody; what the contracts no longer know may be for ever."""
    if channel is None:
        return math.inf
    readers = wired.read_by(channel.address).values()
    return max((kept_s(channel, reader) for reader in readers), default=channel.retain_s)


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
