"""The streams that a Redis must hold, and the groups that read them: channels, retries, dead letters.

Replies are not among them: each instance that calls makes an inbox of its own, which ends with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from treatyc.system.agent import Agent, Subscription
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.redis.objects import Group, Purpose, Stream
from treatyc.topology.redis.starts import order
from treatyc.topology.resource import Origin


@dataclass(frozen=True, slots=True)
class Reading:
    """One agent's reading of one channel."""

    agent: Agent
    subscription: Subscription
    channel: Channel


def readings(system: System, target: Target) -> Iterator[Reading]:
    """Every reading of a channel that lies in a stream, with the channel as it is on the target."""
    channels = {channel.address: channel for channel in target.channels}
    for agent in system.agents:
        for subscription in agent.subscriptions:
            for match in subscription.matches:
                channel = channels[match.channel]
                if channel.kind is not Kind.REPLY:
                    yield Reading(agent, subscription, channel)


def streams(system: System, target: Target) -> tuple[Stream, ...]:
    """All streams, sorted by name; what two readings share is kept for the one that keeps it longer."""
    found: dict[str, Stream] = {}
    for channel in target.channels:
        if channel.kind is not Kind.REPLY:
            origin = Origin(f"channel `{channel.address}`", channel.place, channel.address)
            name = target.prefix + names.channel(channel.address)
            found[name] = Stream(name, keeps_s=channel.retain_s, origin=origin)
    for reading in readings(system, target):
        for stream in _of_failures(reading, target):
            found[stream.name] = max(stream, found.get(stream.name, stream), key=lambda each: each.keeps_s)
    return tuple(found[name] for name in sorted(found))


def groups(system: System, target: Target) -> tuple[Group, ...]:
    """All groups, sorted by name. Of two starts of one group the earlier holds: it loses nothing."""
    found: dict[str, Group] = {}
    for reading in readings(system, target):
        for group in _groups(reading, target):
            found[group.name] = min(group, found.get(group.name, group), key=lambda each: order(each.start))
    return tuple(found[name] for name in sorted(found))


def parked(reading: Reading, target: Target) -> tuple[str, ...]:
    """The streams in which a reading's failed work waits."""
    channel, subscription = reading.channel, reading.subscription
    policy = subscription.policy or channel.policy
    waiting = names.retries(channel.address, subscription.group, policy, channel.order)
    return tuple(target.prefix + name for name in waiting)


def buried(reading: Reading, target: Target) -> str | None:
    """The stream in which a reading's failed work ends."""
    policy = reading.subscription.policy or reading.channel.policy
    name = names.dead_letters(reading.channel.address, reading.subscription.group, policy)
    return None if name is None else target.prefix + name


def _of_failures(reading: Reading, target: Target) -> Iterable[Stream]:
    subscription, channel = reading.subscription, reading.channel
    policy = subscription.policy or channel.policy
    origin = _origin(reading, f"what `{subscription.group}` tries again")
    for name in parked(reading, target):
        # Work that waits is work of the channel: kept as long.
        yield Stream(name, purpose=Purpose.RETRY, keeps_s=channel.retain_s, origin=origin)
    letters = buried(reading, target)
    if letters is not None and policy.dead_letter is not None:
        origin = _origin(reading, f"what `{subscription.group}` could not handle")
        kept = policy.dead_letter.retain_s
        yield Stream(letters, purpose=Purpose.DEAD_LETTER, keeps_s=kept, origin=origin)


def _groups(reading: Reading, target: Target) -> Iterable[Group]:
    group, start = reading.subscription.group, reading.subscription.start
    main = target.prefix + names.channel(reading.channel.address)
    yield Group(main, group, start, _origin(reading, f"how `{reading.agent.name}` reads, from the {_words(start)}"))
    for name in parked(reading, target):
        yield Group(name, group, origin=_origin(reading, f"how `{reading.agent.name}` tries again"))


def _origin(reading: Reading, why: str) -> Origin:
    return Origin(why, reading.subscription.place, reading.channel.address, reading.agent.name)


def _words(start: str) -> str:
    match start:
        case "earliest":
            return "first message that is there"
        case "latest":
            return "next message on"
        case _:
            return f"messages of {start} on"
