"""From a system and a target to what SQS and SNS must hold: queues, dead letters, topics, subscriptions.

There are no queues for retries: a message that waits for its next delivery stays in its queue and is hidden until then.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.source import Place
from treatyc.system.channel import Channel
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.resource import Origin, Resource, Value
from treatyc.topology.sqs import sizes
from treatyc.topology.sqs.objects import Attributes, DeadLetterQueue, Queue, SqsResource, Subscription, Topic
from treatyc.topology.sqs.policy import delivering, publishing
from treatyc.topology.sqs.routes import Reader, Route, filter_policy, routes

REDRIVE_DENIED = "denyAll"
"""That no queue's failures may end in this one."""

FILTER_SCOPE = "MessageAttributes"


def derive(system: System, target: Target) -> tuple[Resource, ...]:
    """Everything that SQS and SNS must hold, sorted by kind and name.

    What principals may do are policies of IAM, which manifests carry: see `permissions`.
    """
    found = [resource for route in routes(system, target) for resource in _of(route, system)]
    return tuple(sorted(found, key=lambda resource: (resource.kind, resource.name)))


def _of(route: Route, system: System) -> Iterator[SqsResource]:
    channel = route.channel
    taken = sizes.wire_bytes(system, channel) + sizes.ENVELOPE
    if route.spread:
        yield _topic(route)
    elif not route.readers:
        origin = _origin(channel)
        attributes = _attributes(route, taken, channel.policy.ack_wait_s, _lasting(channel), _main(None))
        yield Queue(route.entrance, attributes, route.label, origin)
    for reader in route.readers:
        # What of a group's is beside an external channel is ours; its queue alone, which all send to, is the channel.
        origin = _origin(channel) if not route.spread else _origin(channel, f"what `{reader.group}` reads", reader)
        topics = (route.entrance,) if route.spread else ()
        attributes = _attributes(route, taken, reader.policy.ack_wait_s, _lasting(channel), _main(reader, *topics))
        yield Queue(reader.queue, attributes, reader.label, origin)
        if reader.dead_letter is not None:
            yield _dead_letters(route, reader, taken)
        if route.spread:
            yield Subscription(route.entrance, reader.queue, _subscribed(reader), origin)


def _topic(route: Route) -> Topic:
    attributes: dict[str, Value] = {"Policy": (publishing(),)}
    if route.fifo:
        attributes |= {"FifoTopic": "true", "ContentBasedDeduplication": "false"}
    return Topic(route.entrance, _sorted(attributes), route.label, _origin(route.channel))


def _dead_letters(route: Route, reader: Reader, taken: int) -> DeadLetterQueue:
    retain_s = reader.dead_letter.retain_s if reader.dead_letter is not None else 0.0
    # A standard queue counts a dead letter's age from when it was first sent; one with an order, from its death.
    times = (retain_s,) if route.fifo else (_lasting(route.channel), retain_s)
    own: dict[str, Value] = {"Policy": (), "RedriveAllowPolicy": (reader.queue,), "RedrivePolicy": ""}
    attributes = _attributes(route, taken + sizes.FAILURE, reader.policy.ack_wait_s, sizes.kept_s(*times), own)
    origin = _origin(route.channel, f"what `{reader.group}` could not handle", reader)
    return DeadLetterQueue(reader.dead_letters, attributes, reader.dead_letters_label, origin)


def _main(reader: Reader | None, *topics: str) -> dict[str, Value]:
    """What a queue of work has that a queue of dead letters has not."""
    buried = reader is not None and reader.dead_letter is not None
    return {
        "Policy": tuple(sorted(delivering(topic) for topic in topics)),
        "RedriveAllowPolicy": REDRIVE_DENIED,
        "RedrivePolicy": redrive(reader.dead_letters, reader.policy.max_deliver) if reader and buried else "",
    }


def redrive(dead_letters: str, deliveries: int) -> str:
    """What a queue does with a message that was taken this often: words of ours, for Amazon has the queue's address."""
    return f"{deliveries} to {dead_letters}"


def _attributes(route: Route, taken: int, ack_wait_s: float, lasting_s: float, own: dict[str, Value]) -> Attributes:
    attributes: dict[str, Value] = {
        "DelaySeconds": "0",
        "MaximumMessageSize": str(sizes.queue_limit(taken)),
        "MessageRetentionPeriod": str(sizes.kept_s(lasting_s)),
        "ReceiveMessageWaitTimeSeconds": str(sizes.WAIT_S),
        "SqsManagedSseEnabled": "true",
        "VisibilityTimeout": str(sizes.invisible_s(ack_wait_s)),
        **own,
    }
    if route.fifo:
        # Messages of one key are one group: they wait for each other, and duplicates are looked for among them.
        attributes |= {
            "ContentBasedDeduplication": "false",
            "DeduplicationScope": "messageGroup",
            "FifoQueue": "true",
            "FifoThroughputLimit": "perMessageGroupId",
        }
    return _sorted(attributes)


def _subscribed(reader: Reader) -> Attributes:
    found: dict[str, Value] = {"FilterPolicy": filter_policy(reader), "RawMessageDelivery": "true"}
    if reader.filters:
        found["FilterPolicyScope"] = FILTER_SCOPE
    return _sorted(found)


def _lasting(channel: Channel) -> float:
    """How long a message is of use to anybody."""
    return min(channel.retain_s, channel.ttl_s) if channel.ttl_s is not None else channel.retain_s


def _origin(channel: Channel, why: str = "", reader: Reader | None = None) -> Origin:
    place: Place = reader.place if reader is not None else channel.place
    agent = reader.agents[0] if reader is not None else ""
    return Origin(why or f"channel `{channel.address}`", place, channel.address, agent)


def _sorted(attributes: dict[str, Value]) -> Attributes:
    return tuple(sorted(attributes.items()))
