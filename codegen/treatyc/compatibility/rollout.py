"""From the edges that break to an order of deployment in which none of them is ever met, or why there is none.

Each agent goes at once from the release that runs to the candidate. A new writer that an old reader does not understand
waits for that reader. A new reader that does not understand what an old writer wrote waits for that writer to go, and
then until nothing of it is kept any more. Agents that wait for each other in a circle are changed together: all are
stopped, then all started. That is no answer where they would stand still for long: there it takes a new channel.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from treatyc.compatibility.circles import circles
from treatyc.compatibility.edges import Edge, Standing
from treatyc.compatibility.kept import left_s
from treatyc.system.system import System

STANDSTILL_MAX_S = 15 * 60.0
"""How long agents that are changed together may stand still: what is kept for longer counts as retained."""


class Order(enum.StrEnum):
    """What an order of deployment comes to, from the easiest to the one that there is not."""

    ANY = "any order"
    READERS_FIRST = "readers first"
    WRITERS_FIRST = "writers first"
    ONE_BY_ONE = "one by one"
    """Here readers first and there writers first, in the order of the steps."""
    TOGETHER = "together"
    NEW_CHANNEL = "not without a new channel"


@dataclass(frozen=True, slots=True)
class Deploy:
    """Replace what runs of these agents, in any order among them; each is whole before the next step."""

    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retire:
    """End these agents, of which the contracts know no more."""

    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time pass, until nothing is kept any more of what is named."""

    seconds: float
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Stop all of these agents, stand still so that nothing is kept of what they wrote, and start all of them."""

    agents: tuple[str, ...]
    standstill_s: float


Step = Deploy | Retire | Wait | Together


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why no order of these agents works: a sentence for each pair of versions that none keeps apart."""

    agents: tuple[str, ...]
    schemas: tuple[str, ...]
    channels: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rollout:
    """The order for one target; `steps` are empty where any order does, and where there is none.

    `schemas` say the same of each schema by itself. `unmet` are the edges that break and are never met when the steps
    are followed; with conflicts there are none.
    """

    target: str
    order: Order
    steps: tuple[Step, ...] = ()
    schemas: tuple[tuple[str, Order], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unmet: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class _After:
    """`later` may be deployed when `earlier` is, and `wait_s` has passed since; `edge` is why."""

    earlier: str
    later: str
    wait_s: float
    edge: Edge


def rollouts(broken: Iterable[Edge], system: System, now: datetime) -> tuple[Rollout, ...]:
    """The order for each target at which some edge breaks."""
    by_target: dict[str, list[Edge]] = {}
    for edge in broken:
        by_target.setdefault(edge.target, []).append(edge)
    known = frozenset(agent.name for agent in system.agents)
    return tuple(rollout(edges, known, now) for _, edges in sorted(by_target.items()))


def rollout(broken: Sequence[Edge], known: frozenset[str], now: datetime) -> Rollout:
    """The order that keeps these edges of one target apart; `known` are the agents that the contracts have."""
    afters, delays = _constraints(broken, now)
    order, conflicts = _judged(afters, delays)
    by_schema: dict[str, list[Edge]] = {}
    for edge in broken:
        by_schema.setdefault(edge.schema, []).append(edge)
    schemas = tuple((name, _judged(*_constraints(edges, now))[0]) for name, edges in sorted(by_schema.items()))
    target = broken[0].target if broken else ""
    if conflicts:
        return Rollout(target, order, (), schemas, conflicts)
    return Rollout(target, order, _steps(afters, delays, known), schemas, (), tuple(broken))


def _constraints(broken: Iterable[Edge], now: datetime) -> tuple[tuple[_After, ...], tuple[_After, ...]]:
    """What must come after what; and, with nothing to come after, what must wait for what has ended already."""
    afters: list[_After] = []
    delays: list[_After] = []
    for edge in broken:
        if edge.writer.standing is Standing.CANDIDATE:
            afters.append(_After(edge.reader.agent, edge.writer.agent, 0.0, edge))
        elif edge.writer.standing is Standing.ENDED:
            left = left_s(edge.writer.until, edge.kept_s, now)
            delays.append(_After("", edge.reader.agent, left, edge))
        else:
            afters.append(_After(edge.writer.agent, edge.reader.agent, edge.kept_s, edge))
    return tuple(afters), tuple(delays)


def _judged(afters: Sequence[_After], delays: Sequence[_After]) -> tuple[Order, tuple[Conflict, ...]]:
    """What the constraints come to."""
    within = _within(afters)
    stuck = [
        _conflict(agents, several)
        for agents, several in within.items()
        if max(each.wait_s for each in several) > STANDSTILL_MAX_S
    ]
    told = {reason for conflict in stuck for reason in conflict.reasons}
    for_good = [each for each in (*afters, *delays) if math.isinf(each.wait_s) and breaks(each.edge) not in told]
    stuck += [_conflict((each.edge.writer.agent, each.later), [each]) for each in for_good]
    if stuck:
        return Order.NEW_CHANNEL, tuple(dict.fromkeys(stuck))
    if within:
        return Order.TOGETHER, ()
    forward = any(each.edge.writer.standing is Standing.CANDIDATE for each in afters)
    backward = bool(delays) or any(each.edge.writer.standing is not Standing.CANDIDATE for each in afters)
    if forward and backward:
        return Order.ONE_BY_ONE, ()
    return (Order.READERS_FIRST if forward else Order.WRITERS_FIRST if backward else Order.ANY), ()


def _conflict(agents: Iterable[str], why: Sequence[_After]) -> Conflict:
    reasons = dict.fromkeys(breaks(each.edge) for each in why)
    return Conflict(
        tuple(sorted(set(agents))),
        tuple(sorted({each.edge.schema for each in why})),
        tuple(sorted({each.edge.channel for each in why})),
        tuple(reasons),
    )


def _groups(afters: Sequence[_After]) -> tuple[tuple[str, ...], ...]:
    """The agents in circles of waiting, each circle as one; those that wait for nobody in a circle are alone."""
    waits: dict[str, set[str]] = {}
    for each in afters:
        waits.setdefault(each.later, set()).add(each.earlier)
        waits.setdefault(each.earlier, set())
    return circles(waits)


def _within(afters: Sequence[_After]) -> dict[tuple[str, ...], list[_After]]:
    """The constraints inside each circle; agents in none have none."""
    of = {agent: agents for agents in _groups(afters) for agent in agents}
    found: dict[tuple[str, ...], list[_After]] = {}
    for each in afters:
        if of[each.earlier] == of[each.later]:
            found.setdefault(of[each.later], []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class _Turn:
    """Agents that are changed at once, what must have come before, and how long after it."""

    agents: tuple[str, ...]
    standstill_s: float | None
    waits: Mapping[tuple[str, ...], float]
    channels: tuple[str, ...]
    delay_s: float


def _steps(afters: Sequence[_After], delays: Sequence[_After], known: frozenset[str]) -> tuple[Step, ...]:
    """The turns one after the other; turns that nothing keeps apart are one step."""
    turns = _turns(afters, delays)
    done: dict[tuple[str, ...], float] = {}
    steps: list[Step] = []
    clock = 0.0
    while turns:
        ready = [(_ready_at(turn, done), turn) for turn in turns if all(agents in done for agents in turn.waits)]
        at = max(clock, min(since for since, _ in ready))
        now = [turn for since, turn in ready if since <= at]
        if at > clock:
            waited = {channel for since, turn in ready if since == at for channel in turn.channels}
            steps.append(Wait(at - clock, tuple(sorted(waited))))
        steps += _one_step(now, known)
        clock = at + max(turn.standstill_s or 0.0 for turn in now)
        done.update((turn.agents, clock) for turn in now)
        turns = [turn for turn in turns if turn.agents not in done]
    return tuple(steps)


def _ready_at(turn: _Turn, done: Mapping[tuple[str, ...], float]) -> float:
    return max([turn.delay_s, *(done[agents] + wait for agents, wait in turn.waits.items())])


def _one_step(turns: Sequence[_Turn], known: frozenset[str]) -> list[Step]:
    alone = sorted(turn.agents[0] for turn in turns if turn.standstill_s is None)
    steps: list[Step] = []
    if gone := tuple(agent for agent in alone if agent not in known):
        steps.append(Retire(gone))
    if here := tuple(agent for agent in alone if agent in known):
        steps.append(Deploy(here))
    together = sorted((turn for turn in turns if turn.standstill_s is not None), key=lambda turn: turn.agents)
    return [*steps, *(Together(turn.agents, turn.standstill_s or 0.0) for turn in together)]


def _turns(afters: Sequence[_After], delays: Sequence[_After]) -> list[_Turn]:
    """A turn for each circle and for each agent in none."""
    groups = _groups(afters)
    alone = {each.later for each in delays} - {agent for agents in groups for agent in agents}
    everybody = sorted([*groups, *((agent,) for agent in alone)])
    of = {agent: agents for agents in everybody for agent in agents}
    due: dict[tuple[str, ...], list[_After]] = {agents: [] for agents in everybody}
    for each in (*afters, *delays):
        due[of[each.later]].append(each)
    return [_turn(agents, of, several) for agents, several in due.items()]


def _turn(agents: tuple[str, ...], of: Mapping[str, tuple[str, ...]], due: Sequence[_After]) -> _Turn:
    """A turn by all that must come before it: what has ended already has no agent that could."""
    ended = [each for each in due if not each.earlier]
    within = [each for each in due if each.earlier and of[each.earlier] == agents]
    before = [each for each in due if each.earlier and of[each.earlier] != agents]
    waits: dict[tuple[str, ...], float] = {}
    for each in before:
        waits[of[each.earlier]] = max(each.wait_s, waits.get(of[each.earlier], 0.0))
    return _Turn(
        agents,
        max(each.wait_s for each in within) if within else None,
        waits,
        tuple(sorted({each.edge.channel for each in (*before, *ended) if each.wait_s})),
        max((each.wait_s for each in ended), default=0.0),
    )


def breaks(edge: Edge) -> str:
    """Who breaks at an edge, as a sentence without an end."""
    short = edge.schema.rpartition(".")[2]
    what = f"{short} {edge.writer.version}" if edge.writer.version else short
    own = f" ({short} {edge.reader.version})" if edge.reader.version else ""
    there = f" in `{edge.target}`" if edge.target else ""
    return f"{edge.reader}{own} cannot read the {what} of {edge.writer} on `{edge.channel}`{there}"
