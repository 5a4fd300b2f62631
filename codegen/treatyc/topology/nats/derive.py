"""From a system and a target to what a JetStream must hold: a stream a channel, a consumer a group, dead letters.

- Work that one group takes is a `workqueue`. Where it is tapped too it is `interest`, with a durable for the workers
  and one for the tap: a mirror of a work queue would take the work away (FIELD.md 3, fault 2). All else is kept by
  `limits` (P17).
- Replies are messages without a stream: whoever called listens while it waits, and nobody reads them later.
- Failed work needs no object to wait in: a delivery is refused with the delay after which it comes again. A consumer's
  own `backoff` is not used: it would take the place of `ack_wait`, so that slow work came a second time.
- With dead letters `max_deliver` stays open: the agent counts, and buries what failed too often. A consumer that
  counted itself would skip the message when its worker died, and it would lie there until it is too old (fault 9).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from treatyc.system.agent import Match, Subscription
from treatyc.system.channel import Channel, Kind
from treatyc.system.policy import Policy
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.nats import durations, subjects
from treatyc.topology.nats.objects import EVERYTHING, Consumer, Purpose, Retention, Stream, consumer_name
from treatyc.topology.resource import Origin, Resource
from treatyc.topology.version import at_least

HEADERS_MAX = 64 * 1024
"""Room for the envelope beside a channel's `max_bytes`: JetStream counts headers in."""

MARKS_MAX = 64 * 1024
"""Room for what a dead letter tells of its failure: whatever its channel took must be buried too."""

_AGE_MIN_S = 0.1
"""The shortest age and the shortest window that JetStream takes."""


def derive(system: System, target: Target) -> tuple[Resource, ...]:
    """Everything that a JetStream must hold to make the contracts work there, sorted by kind and name."""
    stored = [channel for channel in target.channels if channel.kind is not Kind.REPLY]
    streams = {stream.name: stream for stream in (_stream(system, channel, target) for channel in stored)}
    consumers: dict[str, Consumer] = {}
    for agent, channel, subscription, match in _readings(system, target):
        consumer = _consumer(agent, channel, subscription, match, target)
        earlier = consumers.get(consumer.name)
        consumers[consumer.name] = consumer if earlier is None else _joined(earlier, consumer)
        letters = _dead_letters(agent, channel, subscription, target)
        if letters is not None:
            # Two readings of one group share these; the one that keeps longer keeps for both.
            streams[letters.name] = _longer(letters, streams.get(letters.name, letters))
    return (*(streams[name] for name in sorted(streams)), *(consumers[name] for name in sorted(consumers)))


def stream_name(channel: Channel, target: Target) -> str:
    """The stream that holds a channel."""
    return names.dashed(target.prefix + names.channel(channel.address))


def dead_letters_name(channel: Channel, group: str, policy: Policy, target: Target) -> str | None:
    """The stream of a group's dead letters, or None where they were switched off."""
    name = names.dead_letters(channel.address, group, policy)
    return None if name is None else names.dashed(target.prefix + name)


def latest_only(channel: Channel) -> bool:
    """Whether only the latest message of each subject is kept: a state whose key is a parameter of its address."""
    named = {parameter.name for parameter in channel.parameters}
    return channel.kind is Kind.STATE and channel.key is not None and channel.key.value in named


def groups(system: System, channel: Channel) -> tuple[str, ...]:
    """The groups that read a channel, sorted."""
    return tuple(sorted({subscription.group for _, subscription, _ in system.readings(channel.address)}))


def _readings(system: System, target: Target) -> Iterator[tuple[str, Channel, Subscription, Match]]:
    channels = {channel.address: channel for channel in target.channels}
    for agent in system.agents:
        for subscription in agent.subscriptions:
            for match in subscription.matches:
                if channels[match.channel].kind is not Kind.REPLY:
                    yield agent.name, channels[match.channel], subscription, match


def _stream(system: System, channel: Channel, target: Target) -> Stream:
    kept_s = math.inf if latest_only(channel) else channel.retain_s
    return Stream(
        name=stream_name(channel, target),
        subjects=subjects.of_channel(channel, target),
        retention=_retention(system, channel),
        num_replicas=target.replicas or 1,
        max_age=_age(kept_s),
        max_msg_size=channel.max_bytes + HEADERS_MAX,
        max_msgs_per_subject=1 if latest_only(channel) else -1,
        duplicate_window=_window(channel.policy.deduplicate_s, kept_s),
        origin=Origin(f"channel `{channel.address}`", channel.place, channel.address),
    )


def _retention(system: System, channel: Channel) -> Retention:
    if channel.kind is not Kind.COMMAND:
        return Retention.LIMITS
    return Retention.WORK_QUEUE if len(groups(system, channel)) < 2 else Retention.INTEREST


def _dead_letters(agent: str, channel: Channel, subscription: Subscription, target: Target) -> Stream | None:
    policy = subscription.policy or channel.policy
    name = dead_letters_name(channel, subscription.group, policy, target)
    if name is None or policy.dead_letter is None:
        return None
    kept_s = policy.dead_letter.retain_s
    why = f"what `{subscription.group}` could not handle"
    return Stream(
        name=name,
        subjects=(subjects.of_dead_letters(channel, subscription.group, target),),
        retention=Retention.LIMITS,
        num_replicas=target.replicas or 1,
        max_age=_age(kept_s),
        max_msg_size=channel.max_bytes + HEADERS_MAX + MARKS_MAX,
        duplicate_window=_window(policy.deduplicate_s, kept_s),
        purpose=Purpose.DEAD_LETTER,
        origin=Origin(why, subscription.place, channel.address, agent),
    )


def _consumer(agent: str, channel: Channel, subscription: Subscription, match: Match, target: Target) -> Consumer:
    policy = subscription.policy or channel.policy
    why = f"`{subscription.group}` reads `{channel.address}`"
    deliver, since = _start(subscription.start)
    return Consumer(
        name=consumer_name(stream_name(channel, target), names.dashed(subscription.group)),
        filter_subjects=_filters(channel, match, target),
        deliver_policy=deliver,
        opt_start_time=since,
        ack_wait=durations.of_seconds(policy.ack_wait_s),
        max_deliver=policy.max_deliver if policy.dead_letter is None else -1,
        max_ack_pending=policy.in_flight,
        group=subscription.group,
        origin=Origin(why, subscription.place, channel.address, agent),
    )


def _filters(channel: Channel, match: Match, target: Target) -> tuple[str, ...]:
    """What of the stream a reading wants: all of it too where an old server takes no more than one filter."""
    wanted = subjects.of_channel(channel, target, match.bindings)
    if wanted == subjects.of_channel(channel, target) or (len(wanted) > 1 and not at_least(target, 2, 10)):
        return EVERYTHING
    return wanted


def _joined(one: Consumer, other: Consumer) -> Consumer:
    """Two readings of one group share its consumer: it takes what either takes, and gives each the time it needs."""
    wanted = {*one.filter_subjects, *other.filter_subjects}
    first = min(one, other, key=_begins)
    return replace(
        one,
        deliver_policy=first.deliver_policy,
        opt_start_time=first.opt_start_time,
        filter_subjects=tuple(sorted(wanted)) if wanted.isdisjoint(EVERYTHING) else EVERYTHING,
        ack_wait=max(one.ack_wait, other.ack_wait, key=durations.nanoseconds),
        max_deliver=-1 if -1 in (one.max_deliver, other.max_deliver) else max(one.max_deliver, other.max_deliver),
        max_ack_pending=max(one.max_ack_pending, other.max_ack_pending),
    )


def _begins(consumer: Consumer) -> tuple[bool, str]:
    """What begins earlier comes first: nothing is skipped that one of two readings asked for."""
    return consumer.deliver_policy == "new", consumer.opt_start_time


def _start(start: str) -> tuple[str, str]:
    match start:
        case "earliest":
            return "all", ""
        case "latest":
            return "new", ""
        case since:
            return "by_start_time", durations.moment(since)


def _age(kept_s: float) -> str:
    return "0s" if math.isinf(kept_s) else durations.of_seconds(max(kept_s, _AGE_MIN_S))


def _window(deduplicate_s: float, kept_s: float) -> str:
    """The window in which a message counts as sent before: JetStream takes none that is longer than the age (10052)."""
    return durations.of_seconds(max(min(deduplicate_s, kept_s), _AGE_MIN_S))


def _longer(one: Stream, other: Stream) -> Stream:
    return max(one, other, key=lambda stream: durations.nanoseconds(stream.max_age) or math.inf)
