"""From a system and a target to what Pub/Sub must hold: topics, schemas, subscriptions, and who may use them.

There are no objects for retries: a message that waits for its next delivery stays in its subscription.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.channel import Channel, Kind, Order
from treatyc.system.registry import Frame
from treatyc.system.schema import Format, Record
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.pubsub import ranges
from treatyc.topology.pubsub.objects import Subscription, Topic, TopicSchema
from treatyc.topology.pubsub.permissions import permissions
from treatyc.topology.pubsub.routes import Reader, Route, routes
from treatyc.topology.resource import Origin, Resource

_LOGS = (Kind.EVENT, Kind.METRIC, Kind.STATE)
"""What is worth to be read again by those who come later; to replay work would be to do it twice."""


def derive(system: System, target: Target) -> tuple[Resource, ...]:
    """Everything that the project must hold, sorted by kind and name."""
    found = [resource for route in routes(system, target) for resource in _of(route, system, target)]
    return tuple(sorted((*found, *permissions(system, target)), key=lambda resource: (resource.kind, resource.name)))


def schema(system: System, target: Target, channel: Channel) -> str:
    """The Avro schema that a channel's topic checks messages by; empty where it checks none.

    What a registry puts before a message, Google's check would take for a part of it.
    Several messages are several schemas, and a topic has one. A schema of Protobuf may have no imports there.
    """
    framed = target.registry is not None and target.registry.frame is Frame.PAYLOAD
    if channel.external or framed or len(channel.messages) != 1:
        return ""
    found = system.find_schema(channel.messages[0].value)
    if found is None or found.format is not Format.AVRO or not isinstance(found.definitions[0], Record):
        return ""
    return found.canonical


def _of(route: Route, system: System, target: Target) -> Iterator[Topic | TopicSchema | Subscription]:
    channel = route.channel
    origin = Origin(f"channel `{channel.address}`", channel.place, channel.address)
    yield Topic(route.topic, ranges.kept(channel.retain_s) if channel.kind in _LOGS else "", origin=origin)
    if definition := schema(system, target, channel):
        yield TopicSchema(route.topic, definition, origin=origin)
    for reader in route.readers:
        yield _subscription(route, reader)
        if reader.dead_letters:
            yield from _dead_letters(route, reader)


def _subscription(route: Route, reader: Reader) -> Subscription:
    channel, policy = route.channel, reader.policy
    return Subscription(
        reader.subscription,
        route.topic,
        ack_deadline_seconds=ranges.ack_deadline(policy.ack_wait_s),
        message_retention_duration=ranges.kept(_lasting(channel)),
        enable_message_ordering=channel.order is not Order.NONE,
        filter=reader.filter,
        minimum_backoff=ranges.backoff(min(policy.backoff_s)) if policy.backoff_s else "",
        maximum_backoff=ranges.backoff(max(policy.backoff_s)) if policy.backoff_s else "",
        dead_letter_topic=reader.dead_letters,
        max_delivery_attempts=ranges.attempts(policy.max_deliver) if reader.dead_letters else 0,
        origin=_origin(channel, reader, f"what `{reader.group}` reads"),
    )


def _dead_letters(route: Route, reader: Reader) -> Iterator[Topic | Subscription]:
    """A topic keeps nothing that no subscription asked for: so what is put aside has one from the beginning."""
    origin = _origin(route.channel, reader, f"what `{reader.group}` could not handle")
    retain_s = reader.policy.dead_letter.retain_s if reader.policy.dead_letter is not None else 0.0
    yield Topic(reader.dead_letters, origin=origin)
    yield Subscription(
        reader.dead_letters,
        reader.dead_letters,
        ack_deadline_seconds=ranges.ack_deadline(reader.policy.ack_wait_s),
        message_retention_duration=ranges.kept(retain_s),
        origin=origin,
    )


def _lasting(channel: Channel) -> float:
    """How long a message is of use to anybody."""
    return min(channel.retain_s, channel.ttl_s) if channel.ttl_s is not None else channel.retain_s


def _origin(channel: Channel, reader: Reader, why: str) -> Origin:
    return Origin(why, reader.place, channel.address, reader.agents[0])
