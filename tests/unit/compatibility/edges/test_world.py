"""Edges and the order of deployment together, against a world that is played through.

Agents of random small fleets run, are replaced step by step, write all the time, and read whatever is kept. Which
versions understand each other is drawn at random. Where an order is given, nobody may ever meet what he does not
understand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.compatibility.edges.shop import NEWER, NOW, OLD, PLACED, compiled, deployed
from tests.unit.compatibility.edges.test_rollout import Life, followed
from treatyc.compatibility.edges import Edge, Known, edges
from treatyc.compatibility.rollout import Rollout, rollouts
from treatyc.system.system import System

DAY_S = 86_400.0
CHANNELS = ("events.one", "events.two")
AGENTS = ("a", "b", "c")
KEPT_S = DAY_S + 3 * 30 + 1 + 5 + 7 * DAY_S
"""What is retained, the three attempts of the usual policy with their delays, and the usual dead letters."""

Wiring = dict[str, tuple[frozenset[str], frozenset[str]]]
"""What each agent sends to, and what it receives."""


@dataclass(frozen=True)
class Ran:
    """A release of an agent before the change: which version it speaks, and how long ago it ended."""

    agent: str
    label: str
    version: Known
    ended_s: float | None


def system_of(wiring: Wiring, ran: list[Ran]) -> System:
    channels = "".join(f"  {each}: {{kind: event, message: {PLACED}, retain: 1d}}\n" for each in CHANNELS)
    agents = "".join(
        f"  {name}: {{sends: [{', '.join(sorted(sends))}], receives: [{', '.join(sorted(receives))}]}}\n"
        for name, (sends, receives) in wiring.items()
    )
    registry = 'targets:\n  prod: {broker: kafka, url: here, production: true, registry: "${R}"}\n'
    system = compiled(f"treaty: 1\nname: shop\nchannels:\n{channels}agents:\n{agents}{registry}")
    deployments = tuple(
        deployed(
            each.agent,
            each.label,
            sends=[(channel, PLACED, each.version) for channel in sorted(wiring[each.agent][0])],
            receives=[(channel, PLACED, each.version) for channel in sorted(wiring[each.agent][1])],
            ended=None if each.ended_s is None else timedelta(seconds=each.ended_s),
        )
        for each in ran
    )
    return replace(system, deployments=deployments)


@dataclass(frozen=True)
class Presence:
    """A release that is there from one moment to another, in seconds from now."""

    agent: str
    version: str
    begins: float
    ends: float


def presences(ran: list[Ran], lives: dict[str, Life]) -> Iterator[Presence]:
    """Who was there, and who comes; an agent that no step names is replaced at the worst moment: both stay for ever."""
    ever = 10_000 * DAY_S
    for each in ran:
        life = lives.get(each.agent)
        ends = life.old_ended if life is not None else ever
        yield Presence(each.agent, each.version.version, -ever, ends if each.ended_s is None else -each.ended_s)
    for agent in AGENTS:
        life = lives.get(agent)
        yield Presence(agent, "new", life.new_began if life is not None else 0.0, ever)


def misunderstandings(wiring: Wiring, there: list[Presence], deaf: frozenset[tuple[str, str]]) -> list[str]:
    """What somebody meets and does not understand, the new version on one of the two sides."""
    return [
        f"{reader.agent} {reader.version} reads {writer.version} of {writer.agent} on {channel}"
        for writer in there
        for reader in there
        for channel in sorted(wiring[writer.agent][0] & wiring[reader.agent][1])
        if (writer.version, reader.version) in deaf
        and reader.ends > 0  # what was read before today is over
        and writer.begins < reader.ends
        and max(reader.begins, 0.0) < writer.ends + KEPT_S
    ]


SENT = st.frozensets(st.sampled_from(CHANNELS), max_size=2)
WIRINGS: st.SearchStrategy[Wiring] = st.fixed_dictionaries({agent: st.tuples(SENT, SENT) for agent in AGENTS})
RUNNING = st.tuples(*(st.sampled_from([OLD, NEWER]) for _ in AGENTS))
DAYS_AGO = st.sampled_from([0.5, 3, 7.9, 8.1, 30])
ENDED = st.lists(st.tuples(st.sampled_from(AGENTS), st.sampled_from([OLD, NEWER]), DAYS_AGO), max_size=2)
DEAF = st.frozensets(st.sampled_from([("1.0", "new"), ("1.1", "new"), ("new", "1.0"), ("new", "1.1")]), max_size=3)


@settings(max_examples=200, deadline=None)
@given(WIRINGS, RUNNING, ENDED, DEAF)
def test_who_follows_the_order_is_always_understood(
    wiring: Wiring,
    running: tuple[Known, ...],
    ended: list[tuple[str, Known, float]],
    deaf: frozenset[tuple[str, str]],
) -> None:
    ran = [Ran(agent, "now", version, None) for agent, version in zip(AGENTS, running, strict=True)]
    ran += [Ran(agent, f"was{number}", version, days * DAY_S) for number, (agent, version, days) in enumerate(ended)]
    system = system_of(wiring, ran)
    met = edges(system, {PLACED: (OLD, NEWER)}, NOW)
    broken = [edge for edge in met if _ends(edge) in deaf]
    plans: tuple[Rollout, ...] = rollouts(broken, system, NOW)

    if not any(plan.conflicts for plan in plans):
        lives = followed(step for plan in plans for step in plan.steps)
        assert [] == misunderstandings(wiring, list(presences(ran, lives)), deaf)
    # And what breaks without any order is found: nothing is broken only where nothing can be misunderstood.
    if not broken:
        assert [] == misunderstandings(wiring, list(presences(ran, {})), deaf)


def _ends(edge: Edge) -> tuple[str, str]:
    writer, reader = (
        "new" if party.standing.value == "candidate" else party.version for party in (edge.writer, edge.reader)
    )
    return writer, reader
