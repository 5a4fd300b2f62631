"""The safe order of deployment: whatever step is taken, no edge that breaks is met; and none is missed that exists."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.compatibility.edges.shop import NOW
from treatyc.compatibility.circles import circles
from treatyc.compatibility.edges import Edge, Party, Standing
from treatyc.compatibility.rollout import (
    STANDSTILL_MAX_S,
    Deploy,
    Order,
    Retire,
    Rollout,
    Step,
    Together,
    Wait,
    breaks,
    rollout,
)

DAY = 86_400.0
AGENTS = ("a", "b", "c", "d")
KNOWN = frozenset(AGENTS)


def forward(writer: str, reader: str, kept_s: float = 30 * DAY, schema: str = "shop.v1.Order") -> Edge:
    """The new writer is not understood by the old reader."""
    new, old = Party(writer, "", "1.1", "new", Standing.CANDIDATE), Party(reader, "1", "1.0", "old", Standing.RUNS)
    return Edge("prod", schema, f"events.{writer}", new, old, kept_s, "")


def backward(writer: str, reader: str, kept_s: float = 30 * DAY, schema: str = "shop.v1.Order") -> Edge:
    """The new reader does not understand the old writer."""
    old, new = Party(writer, "1", "1.0", "old", Standing.RUNS), Party(reader, "", "1.1", "new", Standing.CANDIDATE)
    return Edge("prod", schema, f"events.{writer}", old, new, kept_s, "")


def ended(writer: str, reader: str, kept_s: float) -> Edge:
    """The new reader does not understand a writer that went a day ago."""
    old = Party(writer, "0", "0.9", "older", Standing.ENDED, NOW - timedelta(days=1))
    new = Party(reader, "", "1.1", "new", Standing.CANDIDATE)
    return Edge("prod", "shop.v1.Order", f"events.{writer}", old, new, kept_s, "")


PLANS = [
    ("nothing breaks", [], Order.ANY, ()),
    ("the old reader", [forward("a", "b")], Order.READERS_FIRST, (Deploy(("b",)), Deploy(("a",)))),
    (
        "the new reader waits for what is kept",
        [backward("a", "b")],
        Order.WRITERS_FIRST,
        (Deploy(("a",)), Wait(30 * DAY, ("events.a",)), Deploy(("b",))),
    ),
    (
        "what a writer left that is gone already",
        [ended("a", "b", 3 * DAY)],
        Order.WRITERS_FIRST,
        (Wait(2 * DAY, ("events.a",)), Deploy(("b",))),
    ),
    (
        "a chain: b reads a and writes to c",
        [forward("a", "b"), forward("b", "c")],
        Order.READERS_FIRST,
        (Deploy(("c",)), Deploy(("b",)), Deploy(("a",))),
    ),
    (
        "two readers",
        [forward("a", "b"), forward("a", "c")],
        Order.READERS_FIRST,
        (Deploy(("b", "c")), Deploy(("a",))),
    ),
    (
        "one schema this way, another that way",
        [forward("a", "b"), backward("c", "b", DAY)],
        Order.ONE_BY_ONE,
        (Deploy(("c",)), Wait(DAY, ("events.c",)), Deploy(("b",)), Deploy(("a",))),
    ),
    (
        "both ways, and nothing is kept for long",
        [forward("a", "b", 60), backward("a", "b", 60)],
        Order.TOGETHER,
        (Together(("a", "b"), 60),),
    ),
    (
        "a loop of agents that feed each other",
        [forward("a", "b"), forward("b", "a")],
        Order.TOGETHER,
        (Together(("a", "b"), 0.0),),
    ),
    ("an agent that reads what it writes", [forward("a", "a")], Order.TOGETHER, (Together(("a",), 0.0),)),
    ("both ways, and much is kept", [forward("a", "b"), backward("a", "b")], Order.NEW_CHANNEL, ()),
    ("a state is kept for good", [backward("a", "b", math.inf)], Order.NEW_CHANNEL, ()),
    (
        "an agent of which the contracts know no more",
        [forward("a", "old")],
        Order.READERS_FIRST,
        (Retire(("old",)), Deploy(("a",))),
    ),
]


@pytest.mark.parametrize(("edges", "order", "steps"), [plan[1:] for plan in PLANS], ids=[plan[0] for plan in PLANS])
def test_the_order_of_deployment(edges: list[Edge], order: Order, steps: tuple[Step, ...]) -> None:
    found = rollout(edges, KNOWN, NOW)

    assert (order, steps) == (found.order, found.steps)
    assert (order is Order.NEW_CHANNEL) == bool(found.conflicts)


def test_a_conflict_names_the_agents_and_why() -> None:
    """Two schemas of the same two agents: the one asks for readers first, the other for writers first."""
    found = rollout([forward("a", "b"), backward("a", "b", schema="shop.v1.Price")], KNOWN, NOW)

    assert [("shop.v1.Order", Order.READERS_FIRST), ("shop.v1.Price", Order.WRITERS_FIRST)] == list(found.schemas)
    assert [("a", "b")] == [conflict.agents for conflict in found.conflicts]
    assert (
        "`b 1` (Order 1.0) cannot read the Order 1.1 of the new `a` on `events.a` in `prod`",
        "the new `b` (Price 1.1) cannot read the Price 1.0 of `a 1` on `events.a` in `prod`",
    ) == found.conflicts[0].reasons


def test_who_breaks_is_a_sentence() -> None:
    said = "`b 1` (Order 1.0) cannot read the Order 1.1 of the new `a` on `events.a` in `prod`"

    assert said == breaks(forward("a", "b"))


# What really happens when an order is followed, written down a second time and in another way.


@dataclass(frozen=True)
class Life:
    """When an agent's old release ended, and when its new one began."""

    old_ended: float
    new_began: float


DEPLOYING_S = 1.0
"""Old and new run beside each other while an agent is replaced, and nobody knows which of a step's is faster."""


def followed(steps: Iterable[Step]) -> dict[str, Life]:
    lives: dict[str, Life] = {}
    clock = 0.0
    for step in steps:
        match step:
            case Wait(seconds, _):
                clock += seconds
            case Deploy(agents) | Retire(agents):
                lives.update((agent, Life(clock + DEPLOYING_S, clock)) for agent in agents)
                clock += DEPLOYING_S
            case Together(agents, standstill_s):
                lives.update((agent, Life(clock, clock + standstill_s)) for agent in agents)
                clock += standstill_s
            case _:
                assert_never(step)
    return lives


def meets(edge: Edge, lives: dict[str, Life]) -> bool:
    """Whether a message of this edge arrives: an agent that no step names may be deployed at any time."""
    writer, reader = lives.get(edge.writer.agent), lives.get(edge.reader.agent)
    if edge.writer.standing is Standing.ENDED:
        assert edge.writer.until is not None
        left = edge.kept_s - (NOW - edge.writer.until).total_seconds()
        return (reader.new_began if reader else 0.0) < left
    if writer is None or reader is None:
        return True
    if edge.writer.standing is Standing.CANDIDATE:
        return writer.new_began < reader.old_ended
    return reader.new_began < writer.old_ended + edge.kept_s


def partitions(agents: Sequence[str]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Every order of every way to change some agents together."""
    for order in itertools.permutations(agents):
        for cuts in itertools.product((False, True), repeat=max(0, len(order) - 1)):
            parts: list[list[str]] = [[order[0]]] if order else []
            for agent, cut in zip(order[1:], cuts, strict=True):
                if cut:
                    parts.append([])
                parts[-1].append(agent)
            yield tuple(tuple(part) for part in parts)


def best(edges: Sequence[Edge]) -> str:
    """What trying everything finds: `one by one`, `together` or nothing."""
    agents = sorted({party.agent for edge in edges for party in (edge.writer, edge.reader)})
    long = 400 * DAY
    for parts in sorted(set(partitions(agents)), key=lambda parts: -len(parts)):
        alone = len(parts) == len(agents)
        for together in itertools.product((False, True), repeat=len(parts)):
            if any(len(part) > 1 and not stops for part, stops in zip(parts, together, strict=True)):
                continue
            steps: list[Step] = [Wait(long, ())]
            for part, stops in zip(parts, together, strict=True):
                steps += [Together(part, STANDSTILL_MAX_S) if stops else Deploy(part), Wait(long, ())]
            lives = followed(steps)
            if not any(meets(edge, lives) for edge in edges):
                return "one by one" if alone and not any(together) else "together"
    return "nothing"


KEPT = st.sampled_from([30.0, 600.0, DAY, 30 * DAY, math.inf])
EDGES = st.one_of(
    st.builds(forward, st.sampled_from(AGENTS[:3]), st.sampled_from(AGENTS[:3]), KEPT),
    st.builds(backward, st.sampled_from(AGENTS[:3]), st.sampled_from(AGENTS[:3]), KEPT),
    st.builds(ended, st.just("gone"), st.sampled_from(AGENTS[:3]), KEPT),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(EDGES, max_size=7))
def test_no_edge_that_breaks_is_met_and_no_order_is_missed(edges: list[Edge]) -> None:
    found = rollout(edges, KNOWN, NOW)
    expected = {"one by one": True, "together": True, "nothing": False}

    assert expected[best(edges)] == (not found.conflicts), found
    if not found.conflicts:
        assert [] == [breaks(edge) for edge in edges if meets(edge, followed(found.steps))]
        assert (best(edges) == "together") == any(isinstance(step, Together) for step in found.steps)
        assert all(step.standstill_s <= STANDSTILL_MAX_S for step in found.steps if isinstance(step, Together))


LARGE = st.sampled_from([f"agent{number}" for number in range(12)])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(st.builds(forward, LARGE, LARGE, KEPT), st.builds(backward, LARGE, LARGE, KEPT)), max_size=25)
)
def test_the_steps_of_large_changes_are_safe(edges: list[Edge]) -> None:
    found: Rollout = rollout(edges, KNOWN, NOW)

    if not found.conflicts:
        assert [] == [breaks(edge) for edge in edges if meets(edge, followed(found.steps))]


def test_a_long_chain_of_agents_has_an_order() -> None:
    chain = [forward(f"agent{number}", f"agent{number + 1}") for number in range(400)]

    assert 401 == len(rollout(chain, KNOWN, NOW).steps)


@given(st.dictionaries(LARGE, st.sets(LARGE, max_size=3), max_size=12))
def test_circles_hold_each_name_once_after_what_it_waits_for(waits: dict[str, set[str]]) -> None:
    whole = {**{name: set[str]() for others in waits.values() for name in others}, **waits}
    parts = circles(whole)
    position = {name: index for index, part in enumerate(parts) for name in part}

    assert sorted(whole) == sorted(name for part in parts for name in part)
    assert all(position[other] <= position[name] for name, others in whole.items() for other in others)
