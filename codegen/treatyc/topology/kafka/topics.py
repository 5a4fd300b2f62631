"""The topics that a Kafka must hold: channels, retries, dead letters, replies. How safely they do is P16 to P18."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from treatyc.system.agent import Subscription
from treatyc.system.channel import Channel, Kind, Order
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.kafka.objects import Purpose, Topic
from treatyc.topology.resource import Origin

PARTITIONS = 6
"""How many partitions a topic has where neither channel nor target says: work for six instances."""

HEADERS_MAX = 64 * 1024
"""Room for the envelope beside a channel's `max_bytes`."""

MARKS_MAX = 64 * 1024
"""Room for what a dead letter or a copy tells of its failure: whatever its channel took, its own topic takes too. Else
a stranger's largest message could be neither handled nor buried, and would stand in its key's way for ever."""

_BATCH_MAX = 1024 * 1024
"""A topic's limit bounds a batch, not a message: less than a producer's batches would refuse many small ones."""

_SEGMENT_MIN_S = 600.0
_SEGMENT_MAX_S = 86_400.0
"""How long a segment is written to: what is past its time goes away only when its whole segment is."""


def topics(system: System, target: Target) -> tuple[Topic, ...]:
    """Every topic, sorted by name."""
    topics: dict[str, Topic] = {}
    channels = {channel.address: channel for channel in target.channels}
    for channel in target.channels:
        topic = _channel_topic(channel, target)
        topics[topic.name] = topic
    for agent in system.agents:
        for subscription in agent.subscriptions:
            for match in subscription.matches:
                for topic in _group_topics(channels[match.channel], subscription, agent.name, target):
                    # Two readings of one group share these objects; the one that keeps longer keeps for both.
                    topics[topic.name] = _longer(topic, topics.get(topic.name, topic))
    return tuple(topics[name] for name in sorted(topics))


def _channel_topic(channel: Channel, target: Target) -> Topic:
    return Topic(
        name=target.prefix + names.channel(channel.address),
        partitions=_partitions(channel, target),
        replicas=_replicas(target),
        config=_config(_limit(channel), target, _kept(channel)),
        purpose=Purpose.REPLY if channel.kind is Kind.REPLY else Purpose.CHANNEL,
        keyed=channel.order is Order.KEY or _compacted(channel),
        origin=Origin(f"channel `{channel.address}`", channel.place, channel.address),
    )


def _group_topics(channel: Channel, subscription: Subscription, agent: str, target: Target) -> Iterator[Topic]:
    """What a group needs for itself beside a channel: where its failed work waits, and where it ends."""
    policy = subscription.policy or channel.policy
    main = _channel_topic(channel, target)
    # Work that waits is work of the channel: kept as long, and shared by as many.
    config = _config(_limit(channel) + MARKS_MAX, target, _retention(channel.retain_s))
    for name in names.retries(channel.address, subscription.group, policy, channel.order):
        origin = Origin(f"what `{subscription.group}` tries again", subscription.place, channel.address, agent)
        yield replace(main, name=target.prefix + name, purpose=Purpose.RETRY, config=config, origin=origin)
    name_of_letters = names.dead_letters(channel.address, subscription.group, policy)
    if name_of_letters is not None and policy.dead_letter is not None:
        config = _config(_limit(channel) + MARKS_MAX, target, _retention(policy.dead_letter.retain_s))
        name = target.prefix + name_of_letters
        origin = Origin(f"what `{subscription.group}` could not handle", subscription.place, channel.address, agent)
        yield replace(main, name=name, partitions=1, purpose=Purpose.DEAD_LETTER, config=config, origin=origin)


def _partitions(channel: Channel, target: Target) -> int:
    # `per-value` is 0: until it has objects of its own, one topic holds all values.
    return channel.partitions or target.partitions or PARTITIONS


def _replicas(target: Target) -> int:
    return target.replicas or 1


def _limit(channel: Channel) -> int:
    return max(_BATCH_MAX, channel.max_bytes + HEADERS_MAX)


def _config(limit: int, target: Target, kept: dict[str, str]) -> tuple[tuple[str, str], ...]:
    config = {
        "max.message.bytes": str(limit),
        # One replica may be away, and what was confirmed still lies on all others (P16).
        "min.insync.replicas": str(max(1, _replicas(target) - 1)),
        # No replica that was behind may become the leader: it would drop what was confirmed (P16). Kafka's own default,
        # and said here all the same, for a cluster's can be set otherwise.
        "unclean.leader.election.enable": "false",
        # The broker's clock: a sender's wrong one neither ages messages out early nor keeps them for ever.
        "message.timestamp.type": "LogAppendTime",
        **kept,
    }
    return tuple(sorted(config.items()))


def _kept(channel: Channel) -> dict[str, str]:
    """A state's latest value by key is kept for good; without a key nothing can be compacted."""
    return {"cleanup.policy": "compact"} if _compacted(channel) else _retention(channel.retain_s)


def _compacted(channel: Channel) -> bool:
    return channel.kind is Kind.STATE and channel.key is not None


def _retention(retain_s: float) -> dict[str, str]:
    if math.isinf(retain_s):
        return {"cleanup.policy": "delete", "retention.ms": "-1"}
    segment_s = min(_SEGMENT_MAX_S, max(_SEGMENT_MIN_S, retain_s / 4))
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(round(retain_s * 1000)),
        "segment.ms": str(round(segment_s * 1000)),
    }


def _longer(one: Topic, other: Topic) -> Topic:
    return max(one, other, key=_kept_ms)


def _kept_ms(topic: Topic) -> float:
    kept = int(dict(topic.config)["retention.ms"])
    return math.inf if kept < 0 else kept
