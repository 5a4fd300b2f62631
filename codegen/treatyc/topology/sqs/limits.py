"""What SQS and SNS would refuse, or do otherwise than declared, each with the nearest thing that would work."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from treatyc.system.channel import Kind, Order
from treatyc.system.schema import Format
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.units import duration_text, size_text
from treatyc.topology.resource import Resource, address
from treatyc.topology.semantics import Problem
from treatyc.topology.sqs import sizes
from treatyc.topology.sqs.derive import derive
from treatyc.topology.sqs.objects import DeadLetterQueue, Queue, Subscription, Topic
from treatyc.topology.sqs.routes import Reader, Route, routes

ATTRIBUTES_MAX = 10
"""Of one message."""

ENVELOPE_ATTRIBUTES = 1
"""All that the envelope has is one attribute, `cloudevents`: its own would be more than there may be."""

FILTER_KEYS_MAX = 5
FILTER_VALUES_MAX = 150
"""Of one subscription's filter: the attributes that it looks at, and the combinations of values."""


def problems(system: System, target: Target) -> tuple[Problem, ...]:
    """Everything that Amazon would not do as declared, in the order of channels."""
    there = {address(resource): resource for resource in derive(system, target)}
    return tuple(problem for route in routes(system, target) for problem in _of(route, system, there))


def _of(route: Route, system: System, there: dict[str, Resource]) -> Iterator[Problem]:
    kind = Topic.kind if route.spread else Queue.kind
    entrance = there[f"{kind}:{route.entrance}"]
    yield from _size(route, system, entrance)
    yield from _parameters(route, entrance)
    yield from _retention(route, entrance)
    for reader in route.readers:
        queue = there[f"{Queue.kind}:{reader.queue}"]
        yield from _delay(route, reader, queue)
        if reader.dead_letter is not None:
            yield from _dead_letters(reader, there[f"{DeadLetterQueue.kind}:{reader.dead_letters}"])
        if route.spread:
            yield from _filter(reader, there[f"{Subscription.kind}:{route.entrance}/{reader.queue}"])


def _size(route: Route, system: System, entrance: Resource) -> Iterator[Problem]:
    limit = sizes.TOPIC_MESSAGE_MAX if route.spread else sizes.QUEUE_MESSAGE_MAX
    wire = sizes.wire_bytes(system, route.channel)
    if wire + sizes.ENVELOPE <= limit:
        return
    room = limit - sizes.ENVELOPE
    fitting = room if wire == route.channel.max_bytes else room // 4 * 3
    binary = "" if wire == route.channel.max_bytes else " in base64, as binary messages travel there,"
    yield Problem(
        "size-over-broker",
        f"`{route.channel.address}` allows messages of {size_text(route.channel.max_bytes)}, and{binary} with their"
        f" envelope they are more than the {size_text(limit)} that {'SNS' if route.spread else 'SQS'} takes",
        f"set `max_bytes` to {size_text(fitting // 1024 * 1024)} at most, and send large content by reference",
        entrance,
    )


def _parameters(route: Route, entrance: Resource) -> Iterator[Problem]:
    count = len(route.channel.parameters)
    if count > ATTRIBUTES_MAX - ENVELOPE_ATTRIBUTES:
        yield Problem(
            "broker-attributes",
            f"`{route.channel.address}` has {count} parameters, and a message of SQS {ATTRIBUTES_MAX} attributes,"
            " of which the envelope is one",
            f"leave {ATTRIBUTES_MAX - ENVELOPE_ATTRIBUTES} parameters, and carry the others in the message",
            entrance,
        )


def _retention(route: Route, entrance: Resource) -> Iterator[Problem]:
    # A reply that is kept for longer than anybody waits for it is thrown away by who gets it.
    least = 0 if route.channel.kind is Kind.REPLY else sizes.RETENTION_MIN_S
    if not least <= route.channel.retain_s <= sizes.RETENTION_MAX_S:
        yield Problem(
            "broker-retention",
            f"`{route.channel.address}` is kept {_kept(route.channel.retain_s)}, and a queue of SQS keeps messages"
            f" {duration_text(sizes.RETENTION_MIN_S)} to {duration_text(sizes.RETENTION_MAX_S)}",
            "set `retain` to a time between, by the target's `overrides` where other brokers can do it",
            entrance,
        )


def _dead_letters(reader: Reader, resource: Resource) -> Iterator[Problem]:
    retain_s = reader.dead_letter.retain_s if reader.dead_letter is not None else sizes.RETENTION_MIN_S
    if not sizes.RETENTION_MIN_S <= retain_s <= sizes.RETENTION_MAX_S:
        yield Problem(
            "broker-retention",
            f"the dead letters of `{reader.group}` are kept {_kept(retain_s)}, and a queue of SQS keeps messages"
            f" {duration_text(sizes.RETENTION_MIN_S)} to {duration_text(sizes.RETENTION_MAX_S)}",
            f"set `retain` of `dead_letter` in the policy `{reader.policy.name}` to a time between",
            resource,
        )


def _delay(route: Route, reader: Reader, queue: Resource) -> Iterator[Problem]:
    longest = max(reader.policy.backoff_s, default=0.0)
    if reader.policy.ack_wait_s + longest > sizes.INVISIBLE_MAX_S:
        yield Problem(
            "broker-delay",
            f"`{reader.group}` may handle a message of `{route.channel.address}` for"
            f" {duration_text(reader.policy.ack_wait_s)} and wait {duration_text(longest)} before it tries again, and"
            f" SQS hides a message that was taken for {duration_text(sizes.INVISIBLE_MAX_S)} at most",
            f"let `ack_wait` and the longest `backoff` of the policy `{reader.policy.name}` be"
            f" {duration_text(sizes.INVISIBLE_MAX_S)} together",
            queue,
        )


def _filter(reader: Reader, subscription: Resource) -> Iterator[Problem]:
    keys = {name for bindings in reader.filters for name, _ in bindings}
    values = sum(len(bindings) for bindings in reader.filters)
    if len(keys) > FILTER_KEYS_MAX or values > FILTER_VALUES_MAX:
        yield Problem(
            "broker-attributes",
            f"`{reader.group}` fixes {len(keys)} parameters in {values} places, and a filter of SNS may look at"
            f" {FILTER_KEYS_MAX} attributes and {FILTER_VALUES_MAX} values",
            "fix fewer parameters: what comes too much is passed over by the agent",
            subscription,
        )


def _kept(retain_s: float) -> str:
    return "for ever" if math.isinf(retain_s) else duration_text(retain_s)


def shortcomings(system: System, target: Target) -> tuple[str, ...]:
    """What SQS and SNS cannot do for this system, in sentences."""
    found = routes(system, target)
    return tuple(itertools.chain(_always(found), _kinds(found), _orders(found), _readers(system, found)))


def _always(found: tuple[Route, ...]) -> Iterator[str]:
    if not found:
        return
    yield "what agents may do are policies of IAM, which the manifests hold and `apply` does not make"
    yield (
        f"a message has {ATTRIBUTES_MAX} attributes at most: the envelope travels as one, `cloudevents`, and parameters"
        " as one each"
    )


def _kinds(found: tuple[Route, ...]) -> Iterator[str]:
    if any(route.spread for route in found):
        yield (
            "a topic of SNS keeps nothing: a group sees what is sent after its queue is subscribed, whatever its"
            " `start` says, and what nobody reads is dropped"
        )
    if any(route.channel.kind is Kind.STATE for route in found):
        yield "no latest value is kept of a state: a reader sees the changes since its queue was made"
    if any(reader.filters and not route.spread for route in found for reader in route.readers):
        yield "a queue filters nothing: an agent passes over what its parameters leave out, where it reads one alone"


def _orders(found: tuple[Route, ...]) -> Iterator[str]:
    if any(route.channel.order is not Order.NONE for route in found):
        yield (
            "a queue with an order looks for duplicates for 5 minutes, whatever `deduplicate` says; agents look further"
            " themselves. A key of more than 128 characters is sent as its digest"
        )
    late = [reader for route in found if not route.fifo for reader in route.readers if _ages(route, reader)]
    if late:
        yield (
            "the age of a dead letter counts from when it was first sent, and ends after 14 days: those of"
            f" {_listed(sorted({reader.group for reader in late}))} may be kept for less than declared"
        )


def _ages(route: Route, reader: Reader) -> bool:
    if reader.dead_letter is None:
        return False
    return reader.dead_letter.retain_s + min(route.channel.retain_s, sizes.RETENTION_MAX_S) > sizes.RETENTION_MAX_S


def _readers(system: System, found: tuple[Route, ...]) -> Iterator[str]:
    instances = {agent.name: agent.instances for agent in system.agents}
    sharing = sorted(
        {
            agent
            for route in found
            if route.channel.kind is Kind.REPLY
            for reader in route.readers
            for agent in reader.agents
            if instances[agent] > 1
        }
    )
    if sharing:
        yield f"the instances of {_listed(sharing)} share one queue of replies, and put back what is for another"
    if any(bindings for _, bindings in _fixed(system)):
        yield "IAM sees no parameters: who may send to a channel may send with every value of them"
    binary = {schema.name for schema in system.schemas if schema.format is not Format.JSONSCHEMA}
    if any(message.value in binary for route in found for message in route.channel.messages):
        yield "a message is text there: Avro and Protobuf travel in base64, which makes them a third larger"


def _fixed(system: System) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for agent in system.agents:
        for outlet in agent.outlets:
            for match in outlet.matches:
                yield match.channel, match.bindings


def _listed(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
