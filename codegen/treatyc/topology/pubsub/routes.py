"""How the messages of each channel come to its readers at Google: one topic, and a subscription for each group.

Every subscription of a topic gets every message, and the members of a group share one: so a tap takes nothing away
from the workers. What a group fixes of a channel's parameters is a filter, where it fits into one.
"""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.source import Place
from treatyc.system.channel import Channel
from treatyc.system.policy import Policy
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.pubsub.ranges import FILTER_MAX

PARAMETER = "parameter."
"""What the name of an attribute begins with that holds a parameter's value, for subscriptions to filter by."""

Bindings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """A group that reads a channel, or an agent that awaits replies.

    `filters` are the parameters that each of its readings fixes, empty where it reads everything. `dead_letters` is
    both a topic and the subscription that keeps what comes there; empty where nothing is put aside.
    """

    group: str
    agents: tuple[str, ...]
    place: Place
    policy: Policy
    subscription: str
    filters: tuple[Bindings, ...] = ()
    dead_letters: str = ""

    @property
    def filter(self) -> str:
        """In Google's language; empty where there is nothing to filter, and where it is too long for that."""
        text = whole_filter(self.filters)
        return text if len(text.encode()) <= FILTER_MAX else ""


@dataclass(frozen=True, slots=True)
class Route:
    """A channel at Google."""

    channel: Channel
    topic: str
    readers: tuple[Reader, ...]


def routes(system: System, target: Target) -> tuple[Route, ...]:
    """Every channel of the target, in their order."""
    reading: dict[str, dict[str, list[Grant]]] = {}
    for grant in grants(system, target):
        if grant.right in (Right.READ, Right.TAP, Right.AWAIT):
            found = reading.setdefault(grant.channel.address, {})
            found.setdefault(group_of(grant, system), []).append(grant)
    return tuple(
        Route(
            channel,
            target.prefix + names.channel(channel.address),
            tuple(
                _reader(channel, target, group, found)
                for group, found in sorted(reading.get(channel.address, {}).items())
            ),
        )
        for channel in target.channels
    )


def group_of(grant: Grant, system: System) -> str:
    """The group of a reading; a caller's is its agent's own, in which its instances share the replies."""
    return grant.group or f"{system.name}.{grant.agent}"


def whole_filter(filters: tuple[Bindings, ...]) -> str:
    """A filter of any length. Names and values have no character that would have to be escaped."""
    terms = [" AND ".join(f'attributes."{PARAMETER}{name}" = "{value}"' for name, value in each) for each in filters]
    if len(terms) < 2:
        return "".join(terms)
    return " OR ".join(f"({term})" if " AND " in term else term for term in terms)


def _reader(channel: Channel, target: Target, group: str, found: list[Grant]) -> Reader:
    first = found[0]
    policy = first.policy or channel.policy
    # A reply that its caller cannot read is late or lost to it either way: nobody digs for it.
    letters = names.dead_letters(channel.address, group, policy) if first.right is not Right.AWAIT else None
    filters = tuple(sorted({grant.bindings for grant in found}))
    return Reader(
        group,
        tuple(sorted({grant.agent for grant in found})),
        first.place,
        policy,
        target.prefix + names.of_group(channel.address, group),
        () if () in filters else filters,
        target.prefix + letters if letters is not None else "",
    )
