"""The part of a system that some channels are: as if nobody had declared any other.

What a broker would hold for the part is what it holds because of these channels, on any broker and by no rule of ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from treatyc.system.agent import Agent, Outlet, Subscription
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System
from treatyc.system.target import Target

_R = TypeVar("_R", Subscription, Outlet)


def part(system: System, target: Target, addresses: Collection[str]) -> tuple[System, Target]:
    """The same of a system and of one of its targets, whose channels are its own."""
    return only(system, addresses), replace(target, channels=tuple(_channels(target.channels, addresses)))


def only(system: System, addresses: Collection[str]) -> System:
    """The channels of these addresses and the agents that use them; nothing is answered on a channel that is left out.

    Targets stay as they are.
    """
    agents = tuple(agent for each in system.agents if (agent := _agent(each, addresses)).subscriptions or agent.outlets)
    return replace(system, channels=tuple(_channels(system.channels, addresses)), agents=agents)


def conversation(channels: Iterable[Channel], addresses: Collection[str]) -> frozenset[str]:
    """The addresses, what is answered on, and what is asked where these are the answers."""
    found = set(addresses)
    for channel in channels:
        if channel.reply is not None and (channel.address in addresses or channel.reply.value in addresses):
            found |= {channel.address, channel.reply.value}
    return frozenset(found)


def questions(channels: Iterable[Channel], reply: Channel) -> frozenset[str]:
    """The addresses of the channels that are answered on this one."""
    if reply.kind is not Kind.REPLY:
        return frozenset()
    return frozenset(each.address for each in channels if each.reply is not None and each.reply.value == reply.address)


def _channels(channels: Iterable[Channel], addresses: Collection[str]) -> Iterator[Channel]:
    for channel in channels:
        if channel.address in addresses:
            answered = channel.reply is not None and channel.reply.value in addresses
            yield channel if answered else replace(channel, reply=None)


def _agent(agent: Agent, addresses: Collection[str]) -> Agent:
    return replace(
        agent,
        subscriptions=tuple(_covering(agent.subscriptions, addresses)),
        outlets=tuple(_covering(agent.outlets, addresses)),
    )


def _covering(references: Iterable[_R], addresses: Collection[str]) -> Iterator[_R]:
    for reference in references:
        matches = tuple(match for match in reference.matches if match.channel in addresses)
        if matches:
            yield replace(reference, matches=matches)
