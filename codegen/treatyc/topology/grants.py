"""Who may do what: what each principal needs of each channel, by what its agent declares, and no more (P40, P41).

The brokers' own permissions are made from these. A right that is not here is one that nobody declared.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.source import Place
from treatyc.system.agent import Agent, Reading, Writing
from treatyc.system.channel import Channel
from treatyc.system.policy import Policy
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.principals import principal


class Right(enum.Enum):
    """What is done with a channel; the value is the word for it to people."""

    SEND = "send to"
    READ = "read"
    TAP = "tap"
    AWAIT = "await replies on"
    ANSWER = "answer on"


@dataclass(frozen=True, slots=True)
class Grant:
    """One agent's right to one channel, with what was declared; `channel` is as it is on the target.

    `bindings` are parameters that the declaration fixes: a broker that can tell addresses apart grants no others.
    `group` and `policy` are those of a reading (`READ`, `TAP`): with them come the right to park and to bury what
    fails, in the objects of that group. `AWAIT` is a caller's on a reply, `ANSWER` a server's.
    """

    agent: str
    principal: str
    right: Right
    channel: Channel
    place: Place
    bindings: tuple[tuple[str, str], ...] = ()
    group: str = ""
    policy: Policy | None = None


def grants(system: System, target: Target) -> tuple[Grant, ...]:
    """Every right that follows from what agents declare, in the order of agents and of what they declare; each once."""
    channels = {channel.address: channel for channel in target.channels}
    found: dict[tuple[object, ...], Grant] = {}
    for agent in system.agents:
        who = principal(system, agent)
        for grant in (*_writes(agent, who, channels), *_reads(agent, who, channels)):
            identity = (grant.agent, grant.right, grant.channel.address, grant.bindings, grant.group)
            found.setdefault(identity, grant)
    return tuple(found.values())


def _writes(agent: Agent, who: str, channels: dict[str, Channel]) -> Iterator[Grant]:
    for outlet in agent.outlets:
        for match in outlet.matches:
            channel = channels[match.channel]
            yield Grant(agent.name, who, Right.SEND, channel, outlet.place, match.bindings)
            if outlet.writing is Writing.CALLS and channel.reply is not None:
                yield Grant(agent.name, who, Right.AWAIT, channels[channel.reply.value], outlet.place)


def _reads(agent: Agent, who: str, channels: dict[str, Channel]) -> Iterator[Grant]:
    for read in agent.subscriptions:
        for match in read.matches:
            channel = channels[match.channel]
            right = Right.TAP if read.reading is Reading.TAPS else Right.READ
            policy = read.policy or channel.policy
            yield Grant(agent.name, who, right, channel, read.place, match.bindings, read.group, policy)
            if read.reading is Reading.SERVES and channel.reply is not None:
                yield Grant(agent.name, who, Right.ANSWER, channels[channel.reply.value], read.place)
