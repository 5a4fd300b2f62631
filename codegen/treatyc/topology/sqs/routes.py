"""How the messages of each channel come to its readers at Amazon: by one queue, or by a topic and a queue a reader.

A command that one group works on, and a reply that one caller awaits, is a queue that everybody sends to. What several
groups read, or somebody taps, and every event is a topic, which copies each message to the queue of each group: SQS
itself gives a message to one reader only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from treatyc.source import Place
from treatyc.system.channel import Channel, Kind, Order
from treatyc.system.policy import DeadLetter, Policy
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.sqs.naming import object_name

PARAMETER = "parameter."
"""What the name of a message attribute begins with that holds a parameter's value, for subscriptions to filter by."""

Bindings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """A group that reads a channel, or an agent that awaits replies: its queue, and where that queue's failures end.

    `filters` are the parameters that each of its readings fixes; empty where it reads everything. `labels` are names
    with dots.
    """

    group: str
    agents: tuple[str, ...]
    place: Place
    policy: Policy
    filters: tuple[Bindings, ...]
    label: str
    queue: str
    dead_letter: DeadLetter | None = None
    dead_letters_label: str = ""
    dead_letters: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A channel at Amazon. `entrance` is what senders send to: the topic when it is `spread`, else the only queue."""

    channel: Channel
    fifo: bool
    spread: bool
    label: str
    entrance: str
    readers: tuple[Reader, ...]


def routes(system: System, target: Target) -> tuple[Route, ...]:
    """Every channel of the target, in their order."""
    reading: dict[str, dict[str, list[Grant]]] = {}
    for grant in grants(system, target):
        if grant.right in (Right.READ, Right.TAP, Right.AWAIT):
            group = grant.group or f"{system.name}.{grant.agent}"
            reading.setdefault(grant.channel.address, {}).setdefault(group, []).append(grant)
    return tuple(_route(channel, target, reading.get(channel.address, {})) for channel in target.channels)


def filter_policy(reader: Reader) -> str:
    """The filter of its subscription as SNS takes it, canonical; empty where everything comes through."""
    if not reader.filters:
        return ""
    found = [{PARAMETER + name: [value] for name, value in bindings} for bindings in reader.filters]
    whole = found[0] if len(found) == 1 else {"$or": found}
    return json.dumps(whole, sort_keys=True, separators=(",", ":"))


def _route(channel: Channel, target: Target, groups: dict[str, list[Grant]]) -> Route:
    fifo = channel.order is not Order.NONE
    spread = _spread(channel, groups)
    label = target.prefix + names.channel(channel.address)
    readers = tuple(
        _reader(channel, target, group, groups[group], fifo=fifo, spread=spread) for group in sorted(groups)
    )
    return Route(channel, fifo, spread, label, object_name(label, fifo=fifo), readers)


def _spread(channel: Channel, groups: dict[str, list[Grant]]) -> bool:
    match channel.kind:
        case Kind.COMMAND | Kind.REPLY:
            return len(groups) > 1 or any(grant.right is Right.TAP for found in groups.values() for grant in found)
        case Kind.EVENT | Kind.METRIC | Kind.STATE | Kind.DEAD_LETTER:
            return True


def _reader(
    channel: Channel, target: Target, group: str, found: Sequence[Grant], *, fifo: bool, spread: bool
) -> Reader:
    first = found[0]
    policy = first.policy or channel.policy
    label = names.of_group(channel.address, group) if spread else names.channel(channel.address)
    # A reply that its caller cannot read is late or lost to it either way: nobody digs for it.
    letters = names.dead_letters(channel.address, group, policy) if first.right is not Right.AWAIT else None
    filters = tuple(sorted({grant.bindings for grant in found}))
    return Reader(
        group,
        tuple(sorted({grant.agent for grant in found})),
        first.place,
        policy,
        () if () in filters else filters,
        target.prefix + label,
        object_name(target.prefix + label, fifo=fifo),
        policy.dead_letter if letters is not None else None,
        target.prefix + letters if letters is not None else "",
        object_name(target.prefix + letters, fifo=fifo) if letters is not None else "",
    )
