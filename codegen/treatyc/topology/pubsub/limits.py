"""What Pub/Sub would refuse, or do otherwise than declared, each with the nearest thing that would work."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.units import duration_text, size_text
from treatyc.topology.pubsub import ranges
from treatyc.topology.pubsub.derive import derive
from treatyc.topology.pubsub.objects import Permissions, Subscription, Topic
from treatyc.topology.pubsub.routes import Reader, Route, routes
from treatyc.topology.resource import Resource, address
from treatyc.topology.semantics import Problem

NAME_MAX = 255
NAME_MIN = 3
MESSAGE_MAX = 10 * 1000**2
"""Of a message with all its attributes, in bytes."""

ATTRIBUTES_MAX = 100
ENVELOPE_ATTRIBUTES = 20
"""Room for the envelope and for what a dead letter tells, beside the parameters."""

ENVELOPE = 32 * 1024
"""Room for the attributes in bytes."""

_LEGAL = re.compile(r"[A-Za-z][A-Za-z0-9._~+%-]*\Z")


def problems(system: System, target: Target) -> tuple[Problem, ...]:
    """Everything that Google would not do as declared: names first, then in the order of channels."""
    resources = derive(system, target)
    there = {address(resource): resource for resource in resources}
    named = (each for each in resources if not isinstance(each, Permissions))
    return (
        *(problem for resource in named for problem in _name(resource)),
        *(problem for route in routes(system, target) for problem in _of(route, there)),
    )


def _name(resource: Resource) -> Iterator[Problem]:
    name = resource.name
    if len(name) > NAME_MAX:
        why, cure = f"it has {len(name)} characters, and {NAME_MAX} are allowed", "shorten the address or the group"
    elif len(name) < NAME_MIN:
        why, cure = f"it has {len(name)} characters, and {NAME_MIN} are the least", "choose a longer address"
    elif name.lower().startswith("goog"):
        why, cure = "names that begin with `goog` are Google's", "choose a `prefix` for this target, or another address"
    elif not _LEGAL.match(name):
        why, cure = "it must begin with a letter", "choose a `prefix` for this target that begins with one"
    else:
        return
    yield Problem("broker-name", f"Pub/Sub takes no {resource.kind} called `{name}`: {why}", cure, resource)


def _of(route: Route, there: dict[str, Resource]) -> Iterator[Problem]:
    topic = there[f"{Topic.kind}:{route.topic}"]
    yield from _size(route, topic)
    yield from _parameters(route, topic)
    yield from _retention(route, topic)
    for reader in route.readers:
        subscription = there[f"{Subscription.kind}:{reader.subscription}"]
        yield from _delay(route, reader, subscription)
        yield from _deliveries(route, reader, subscription)
        if reader.dead_letters:
            yield from _dead_letters(reader, there[f"{Subscription.kind}:{reader.dead_letters}"])


def _size(route: Route, topic: Resource) -> Iterator[Problem]:
    if route.channel.max_bytes + ENVELOPE > MESSAGE_MAX:
        fitting = (MESSAGE_MAX - ENVELOPE) // 1024**2 * 1024**2
        yield Problem(
            "size-over-broker",
            f"`{route.channel.address}` allows messages of {size_text(route.channel.max_bytes)}, and with their"
            " envelope they are more than the 10 MB that Pub/Sub takes",
            f"set `max_bytes` to {size_text(fitting)} at most, and send large content by reference",
            topic,
        )


def _parameters(route: Route, topic: Resource) -> Iterator[Problem]:
    count, room = len(route.channel.parameters), ATTRIBUTES_MAX - ENVELOPE_ATTRIBUTES
    if count > room:
        yield Problem(
            "broker-attributes",
            f"`{route.channel.address}` has {count} parameters, and a message of Pub/Sub {ATTRIBUTES_MAX} attributes,"
            f" of which {ENVELOPE_ATTRIBUTES} are the envelope's",
            f"leave {room} parameters, and carry the others in the message",
            topic,
        )


def _retention(route: Route, topic: Resource) -> Iterator[Problem]:
    channel = route.channel
    # A reply that is kept for longer than anybody waits for it is thrown away by who gets it.
    least = 0 if channel.kind is Kind.REPLY else ranges.RETENTION_MIN_S
    if not least <= channel.retain_s <= ranges.RETENTION_MAX_S:
        yield Problem(
            "broker-retention",
            f"`{channel.address}` is kept {_kept(channel.retain_s)}, and Pub/Sub keeps messages {_range()}",
            "set `retain` to a time between, by the target's `overrides` where other brokers can do it",
            topic,
        )


def _dead_letters(reader: Reader, resource: Resource) -> Iterator[Problem]:
    retain_s = reader.policy.dead_letter.retain_s if reader.policy.dead_letter is not None else math.inf
    if not ranges.RETENTION_MIN_S <= retain_s <= ranges.RETENTION_MAX_S:
        yield Problem(
            "broker-retention",
            f"the dead letters of `{reader.group}` are kept {_kept(retain_s)}, and Pub/Sub keeps messages {_range()}",
            f"set `retain` of `dead_letter` in the policy `{reader.policy.name}` to a time between",
            resource,
        )


def _delay(route: Route, reader: Reader, subscription: Resource) -> Iterator[Problem]:
    policy = reader.policy
    if policy.ack_wait_s > ranges.ACK_DEADLINE_MAX_S:
        yield Problem(
            "broker-delay",
            f"`{reader.group}` may handle a message of `{route.channel.address}` for"
            f" {duration_text(policy.ack_wait_s)}, and Pub/Sub delivers it again after"
            f" {duration_text(ranges.ACK_DEADLINE_MAX_S)} at the latest",
            f"let `ack_wait` of the policy `{policy.name}` be {duration_text(ranges.ACK_DEADLINE_MAX_S)} at most",
            subscription,
        )
    if max(policy.backoff_s, default=0.0) > ranges.BACKOFF_MAX_S:
        yield Problem(
            "broker-delay",
            f"`{reader.group}` waits {duration_text(max(policy.backoff_s))} before it tries a message of"
            f" `{route.channel.address}` again, and Pub/Sub can wait {duration_text(ranges.BACKOFF_MAX_S)}",
            f"let no `backoff` of the policy `{policy.name}` be longer",
            subscription,
        )


def _deliveries(route: Route, reader: Reader, subscription: Resource) -> Iterator[Problem]:
    if reader.dead_letters and reader.policy.max_deliver > ranges.ATTEMPTS_MAX:
        yield Problem(
            "broker-deliveries",
            f"`{reader.group}` may get a message of `{route.channel.address}` {reader.policy.max_deliver} times, and"
            f" Pub/Sub puts it aside after {ranges.ATTEMPTS_MAX}",
            f"set `max_deliver` of the policy `{reader.policy.name}` to {ranges.ATTEMPTS_MAX} at most",
            subscription,
        )


def _range() -> str:
    return f"{duration_text(ranges.RETENTION_MIN_S)} to {duration_text(ranges.RETENTION_MAX_S)}"


def _kept(retain_s: float) -> str:
    return "for ever" if math.isinf(retain_s) else f"for {duration_text(retain_s)}"
