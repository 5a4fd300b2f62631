"""The exchanges of a target: one a kind of channel, and those through which failed work passes.

All are topic exchanges, also those of retries and dead letters, whose keys are names of queues: RabbitMQ checks the key
of what is sent for topic exchanges alone, so elsewhere whoever may bury its own dead letters could write into those of
any other group. For the same reason nothing is sent by way of the default exchange.
"""

from __future__ import annotations

from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.rabbitmq.objects import Exchange
from treatyc.topology.resource import Origin


def of_channel(channel: Channel, target: Target) -> str:
    """Where a channel's messages are sent, with its address as the key."""
    return f"{target.prefix}{channel.kind.value}"


def retry(target: Target) -> str:
    """Where a group parks failed work, with the name of its retry queue as the key."""
    return f"{target.prefix}retry"


def dead_letter(target: Target) -> str:
    """Where a group's failed work ends, with the name of its dead-letter queue as the key."""
    return f"{target.prefix}{Kind.DEAD_LETTER.value}"


def unroutable(target: Target) -> str:
    """Where an event goes that no queue takes (P23); who sends a command that none takes is told by the broker."""
    return f"{target.prefix}unroutable"


def unroutable_queue(system: System, target: Target) -> str:
    """What keeps them: one a project, for several may share the exchange."""
    return f"{target.prefix}_unroutable.{system.name}"


def exchanges(target: Target, *, parks: bool, buries: bool) -> tuple[Exchange, ...]:
    """All that are needed, sorted by name; `parks` and `buries`: whether some group has retries and dead letters."""
    found: dict[str, Exchange] = {}
    for channel in target.channels:
        name = of_channel(channel, target)
        origin = Origin(f"it takes what is sent to channels of the kind `{channel.kind.value}`", target.place)
        found.setdefault(name, Exchange(name, origin=origin))
        if channel.kind is Kind.EVENT:
            lost = unroutable(target)
            origin = Origin("it takes events that no queue takes", target.place)
            found.setdefault(lost, Exchange(lost, type="fanout", origin=origin))
    if parks:
        origin = Origin("failed work waits behind it until it is tried again", target.place)
        found.setdefault(retry(target), Exchange(retry(target), origin=origin))
    if buries:
        origin = Origin("work that failed for good ends behind it", target.place)
        found.setdefault(dead_letter(target), Exchange(dead_letter(target), origin=origin))
    return tuple(found[name] for name in sorted(found))
