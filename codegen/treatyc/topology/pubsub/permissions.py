"""Who may publish to a topic and read from a subscription: policies with exactly what agents declare (P40, P41).

IAM sees no attributes of a message, so a parameter that a declaration fixes is no part of a right. Google's own account
moves what is put aside, and needs the rights for that; without them a message that fails is delivered for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.channel import Channel
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.pubsub.accounts import SERVICE_AGENT, account
from treatyc.topology.pubsub.objects import Permissions, permissions_of
from treatyc.topology.pubsub.routes import Reader, group_of, routes
from treatyc.topology.resource import Origin

PUBLISHER = "roles/pubsub.publisher"
SUBSCRIBER = "roles/pubsub.subscriber"

TOPICS = "topics/"
SUBSCRIPTIONS = "subscriptions/"


def permissions(system: System, target: Target) -> tuple[Permissions, ...]:
    """The policies of all topics and subscriptions that somebody may use, sorted by name.

    What is put aside may be read by nobody: who looks into it is no agent, and is given that right by hand.
    """
    found: dict[str, tuple[Origin, set[str]]] = {}
    known = {route.channel.address: route for route in routes(system, target)}
    for grant in grants(system, target):
        route = known[grant.channel.address]
        readers = {reader.group: reader for reader in route.readers}
        for name, who, reader in _needs(grant, route.topic, readers.get(group_of(grant, system))):
            _, members = found.setdefault(name, (_origin(grant.channel, reader), set()))
            members.add(who)
    return tuple(permissions_of(name, tuple(members), origin) for name, (origin, members) in sorted(found.items()))


def _needs(grant: Grant, topic: str, reader: Reader | None) -> Iterator[tuple[str, str, Reader | None]]:
    """The policies that must let somebody in, with whom, and for which reader; None for what is the channel's own."""
    who = account(grant.principal)
    match grant.right:
        case Right.SEND | Right.ANSWER:
            yield TOPICS + topic, f"{PUBLISHER} {who}", None
        case Right.READ | Right.TAP | Right.AWAIT:
            if reader is None:
                raise AssertionError("a reading without a reader")
            yield SUBSCRIPTIONS + reader.subscription, f"{SUBSCRIBER} {who}", reader
            if reader.dead_letters:
                yield SUBSCRIPTIONS + reader.subscription, f"{SUBSCRIBER} {SERVICE_AGENT}", reader
                yield TOPICS + reader.dead_letters, f"{PUBLISHER} {who}", reader
                yield TOPICS + reader.dead_letters, f"{PUBLISHER} {SERVICE_AGENT}", reader


def _origin(channel: Channel, reader: Reader | None) -> Origin:
    if reader is None:
        return Origin(f"who sends to `{channel.address}`", channel.place, channel.address)
    return Origin(f"what `{reader.group}` reads", reader.place, channel.address, reader.agents[0])
