"""Who reads and who writes a channel, one entry for each reference of an agent to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from treatyc.source import Place
from treatyc.system.agent import Agent, Match, Outlet, Reading, Subscription, Writing
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class Reader:
    """One subscription's reading of one channel."""

    agent: Agent
    subscription: Subscription
    match: Match

    @property
    def place(self) -> Place:
        """Where the subscription stands."""
        return self.subscription.place


@dataclass(frozen=True, slots=True)
class Writer:
    """One outlet's writing to one channel."""

    agent: Agent
    outlet: Outlet
    match: Match

    @property
    def place(self) -> Place:
        """Where the outlet stands."""
        return self.outlet.place


P = TypeVar("P", Reader, Writer)


def readers(system: System, channel: Channel, *readings: Reading) -> tuple[Reader, ...]:
    """Who reads a channel in one of these ways; in any way when none is given."""
    return tuple(
        Reader(agent, subscription, match)
        for agent, subscription, match in system.readings(channel.address)
        if not readings or subscription.reading in readings
    )


def writers(system: System, channel: Channel, *writings: Writing) -> tuple[Writer, ...]:
    """Who writes to a channel in one of these ways; in any way when none is given."""
    return tuple(
        Writer(agent, outlet, match)
        for agent, outlet, match in system.writings(channel.address)
        if not writings or outlet.writing in writings
    )


def overlap(one: Match, other: Match) -> bool:
    """Whether some message is for both: no parameter is fixed to two values."""
    fixed = dict(one.bindings)
    return one.channel == other.channel and all(fixed.get(name, value) == value for name, value in other.bindings)


def unmet(parties: Sequence[P], others: Sequence[Reader | Writer]) -> tuple[P, ...]:
    """The parties whose messages none of the others shares, because each fixes a parameter to another value."""
    return tuple(one for one in parties if not any(overlap(one.match, other.match) for other in others))


def told_by_value(channel: Channel, match: Match) -> bool:
    """Whether a reference fixes a parameter whose values are listed: `value-unread` says which of them nobody reads."""
    listed = {parameter.name for parameter in channel.parameters if parameter.values}
    return any(name in listed for name, _ in match.bindings)


def fixed(match: Match) -> str:
    """The values to which a reference fixes parameters: `intent` is `billing`."""
    return " and ".join(f"`{name}` is `{value}`" for name, value in match.bindings)


def is_work(channel: Channel) -> bool:
    """Whether exactly one of a pool takes each message."""
    return channel.kind is Kind.COMMAND


def quoted(names: Iterable[str]) -> str:
    """The names as a reader sees them: `a`, `b` and `c`."""
    marked = [f"`{name}`" for name in names]
    if len(marked) < 2:
        return "".join(marked)
    return f"{', '.join(marked[:-1])} and {marked[-1]}"


def agents(parties: Iterable[Reader | Writer]) -> Iterator[str]:
    """The names of the agents, each once, sorted."""
    yield from sorted({party.agent.name for party in parties})
