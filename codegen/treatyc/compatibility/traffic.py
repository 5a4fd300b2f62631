"""Who writes and who reads a channel, one entry for each agent, replies included.

A reply is written by who serves a request, and read by who calls it; neither names the reply's channel itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from treatyc.system.agent import Agent, Match, Reading, Subscription, Writing
from treatyc.system.channel import Channel
from treatyc.system.policy import Policy
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class Reader:
    """An agent that reads a channel; `subscriptions` are none where it awaits a reply there."""

    agent: Agent
    matches: tuple[Match, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()

    def policies(self, channel: Channel) -> tuple[Policy, ...]:
        """The policies by which it handles what it reads; none for a reply, which is awaited once."""
        return tuple(subscription.policy or channel.policy for subscription in self.subscriptions)


@dataclass(frozen=True, slots=True)
class Writer:
    """An agent that writes to a channel."""

    agent: Agent
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Traffic:
    """The readers and writers of each channel by the names of the agents."""

    readers: Mapping[str, Mapping[str, Reader]]
    writers: Mapping[str, Mapping[str, Writer]]

    def read_by(self, channel: str) -> Mapping[str, Reader]:
        """Who reads a channel."""
        return self.readers.get(channel, {})

    def written_by(self, channel: str) -> Mapping[str, Writer]:
        """Who writes to a channel."""
        return self.writers.get(channel, {})


def traffic(system: System) -> Traffic:
    """All reading and writing that a system declares."""
    readers: dict[str, dict[str, Reader]] = {}
    writers: dict[str, dict[str, Writer]] = {}
    for agent in system.agents:
        for subscription in agent.subscriptions:
            for match in subscription.matches:
                at = readers.setdefault(match.channel, {})
                before = at.get(agent.name, Reader(agent))
                at[agent.name] = Reader(agent, (*before.matches, match), (*before.subscriptions, subscription))
                reply = system.channel(match.channel).reply
                if subscription.reading is Reading.SERVES and reply is not None:
                    writers.setdefault(reply.value, {}).setdefault(agent.name, Writer(agent))
        for outlet in agent.outlets:
            for match in outlet.matches:
                to = writers.setdefault(match.channel, {})
                to[agent.name] = Writer(agent, (*to.get(agent.name, Writer(agent)).matches, match))
                reply = system.channel(match.channel).reply
                if outlet.writing is Writing.CALLS and reply is not None:
                    readers.setdefault(reply.value, {}).setdefault(agent.name, Reader(agent))
    return Traffic(readers, writers)


def overlap(one: Iterable[Match], others: Iterable[Match]) -> bool:
    """Whether some message is for both; who has no matches, as with a reply, fixes nothing."""
    mine, theirs = tuple(one), tuple(others)
    return not mine or not theirs or any(_agree(left, right) for left in mine for right in theirs)


def _agree(one: Match, other: Match) -> bool:
    fixed = dict(one.bindings)
    return all(fixed.get(name, value) == value for name, value in other.bindings)
