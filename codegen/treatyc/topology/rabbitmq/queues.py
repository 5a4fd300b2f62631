"""From what groups read to their queues, each with the one policy that is in force on it and with its bindings.

A group has a queue for each channel; a tap is a group of its own, so it takes no work away. Where order matters what
fails waits in place; else in retry queues, whose messages grow too old after the delay, which sends them back. RabbitMQ
4.3 could delay a retry by itself, but only in equal steps: the same queues are made for every version, and wait for
exactly what was declared. What ends there lies in the group's dead-letter queue.

Only the type of a queue, its first members and whether it has a single reader are arguments, for those cannot be
changed: all else is the policy's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.system.address import parameter_name, tokens
from treatyc.system.agent import Match, Subscription
from treatyc.system.channel import Channel, Kind, Order
from treatyc.system.policy import DeadLetter, Policy
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.rabbitmq import exchanges, patterns
from treatyc.topology.rabbitmq.objects import Bindings, Pairs, Purpose, Queue, route
from treatyc.topology.rabbitmq.objects import Policy as QueuePolicy
from treatyc.topology.resource import Origin, Value
from treatyc.topology.version import at_least

PRIORITY = 10
"""Of our policies: above what people set for all queues, which is 0 by default."""

CONSUMER_TIMEOUT_S = 1800.0
"""How long RabbitMQ waits for a message to be settled, unless a policy says otherwise, which 4.3 understands."""

_UNROUTABLE_S = DeadLetter().retain_s


@dataclass(frozen=True, slots=True)
class Laid:
    """A queue with what belongs to it."""

    queue: Queue
    policy: QueuePolicy
    bindings: Bindings


def queues(system: System, target: Target) -> tuple[Laid, ...]:
    """All queues, sorted by name."""
    channels = {channel.address: channel for channel in target.channels}
    found: dict[str, Laid] = {}
    for agent in system.agents:
        for subscription in agent.subscriptions:
            for match in subscription.matches:
                channel = channels[match.channel]
                for laid in _of_group(agent.name, channel, subscription, match, target):
                    # Two readings of one group share these; the one that keeps longer keeps for both.
                    name = laid.queue.name
                    found[name] = _both(laid, found[name]) if name in found else laid
    if any(channel.kind is Kind.EVENT for channel in target.channels):
        lost = _unroutable(system, target)
        found[lost.queue.name] = lost
    return tuple(found[name] for name in sorted(found))


def exchange_policies(target: Target) -> tuple[QueuePolicy, ...]:
    """What an exchange of events does with those that no queue takes."""
    names_of = {exchanges.of_channel(channel, target) for channel in target.channels if channel.kind is Kind.EVENT}
    why = Origin("an event that nobody reads is kept, so that it is seen", target.place)
    return tuple(
        _policy(name, "exchanges", {"alternate-exchange": exchanges.unroutable(target)}, why)
        for name in sorted(names_of)
    )


def binding_key(channel: Channel, match: Match) -> str:
    """What selects a channel's messages, or the part of them whose parameters a reading fixes."""
    bound = dict(match.bindings)
    return ".".join(
        token if (name := parameter_name(token)) is None else bound.get(name, "*") for token in tokens(channel.address)
    )


def _of_group(agent: str, channel: Channel, subscription: Subscription, match: Match, target: Target) -> Iterator[Laid]:
    policy = subscription.policy or channel.policy
    group = subscription.group
    main = target.prefix + names.of_group(channel.address, group)
    letters = names.dead_letters(channel.address, group, policy)
    why = Origin(f"`{group}` reads `{channel.address}`", subscription.place, channel.address, agent)
    yield _laid(
        Queue(main, replicas=_replicas(target), single_reader=channel.order is not Order.NONE, origin=why),
        _of_work(channel, policy, target.prefix + letters if letters is not None else None, target),
        route(exchanges.of_channel(channel, target), binding_key(channel, match)),
    )
    retries = names.retries(channel.address, group, policy, channel.order)
    for name, delay_s in zip(retries, policy.backoff_s, strict=False):
        # At its end it goes back to its own group by the default exchange, whose keys are names of queues.
        settings = {**_aged(delay_s), **_dead_lettered("", main)}
        why = Origin(f"what `{group}` tries again", subscription.place, channel.address, agent)
        parked = Queue(target.prefix + name, replicas=_replicas(target), purpose=Purpose.RETRY, origin=why)
        yield _laid(parked, settings, route(exchanges.retry(target), parked.name))
    if letters is not None and policy.dead_letter is not None:
        why = Origin(f"what `{group}` could not handle", subscription.place, channel.address, agent)
        name = target.prefix + letters
        buried = Queue(name, replicas=_replicas(target), purpose=Purpose.DEAD_LETTER, origin=why)
        yield _laid(buried, _aged(policy.dead_letter.retain_s), route(exchanges.dead_letter(target), name))


def _of_work(channel: Channel, policy: Policy, letters: str | None, target: Target) -> dict[str, Value]:
    """What is too old or came back too often is dead-lettered, and only dropped where dead letters are off."""
    settings: dict[str, Value] = {"delivery-limit": policy.max_deliver - 1, **_aged(channel.retain_s)}
    if letters is not None:
        settings |= _dead_lettered(exchanges.dead_letter(target), letters)
    if policy.ack_wait_s > CONSUMER_TIMEOUT_S and at_least(target, 4, 3):
        settings["consumer-timeout"] = round(policy.ack_wait_s * 1000)
    return settings


def _unroutable(system: System, target: Target) -> Laid:
    name = exchanges.unroutable_queue(system, target)
    why = Origin("an event that nobody reads is kept, so that it is seen", target.place)
    queue = Queue(name, replicas=_replicas(target), purpose=Purpose.UNROUTABLE, origin=why)
    return _laid(queue, _aged(_UNROUTABLE_S), route(exchanges.unroutable(target), name))


def _laid(queue: Queue, settings: dict[str, Value], line: str) -> Laid:
    policy = _policy(queue.name, "queues", settings, queue.origin)
    return Laid(queue, policy, Bindings(queue.name, (line,), queue.origin))


def _policy(name: str, apply_to: str, settings: dict[str, Value], origin: Origin) -> QueuePolicy:
    pattern = patterns.whole([patterns.escaped(name)])
    return QueuePolicy(name, pattern, apply_to, PRIORITY, _pairs(settings), origin=origin)


def _dead_lettered(exchange: str, key: str) -> dict[str, Value]:
    """At least once: a message leaves when its next queue has it. That takes a queue that refuses rather than drops."""
    return {
        "dead-letter-exchange": exchange,
        "dead-letter-routing-key": key,
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
    }


def _aged(retain_s: float) -> dict[str, Value]:
    return {} if math.isinf(retain_s) else {"message-ttl": round(retain_s * 1000)}


def _both(one: Laid, other: Laid) -> Laid:
    """Two readings of one group: the routes of both, and the policy that keeps longer."""
    kept = max(one, other, key=lambda laid: _kept_ms(laid.policy))
    routes = tuple(sorted({*one.bindings.routes, *other.bindings.routes}))
    return Laid(other.queue, kept.policy, Bindings(other.queue.name, routes, other.queue.origin))


def _kept_ms(policy: QueuePolicy) -> float:
    kept = dict(policy.definition).get("message-ttl")
    return kept if isinstance(kept, int) else math.inf


def _replicas(target: Target) -> int:
    return target.replicas or 1


def _pairs(settings: dict[str, Value]) -> Pairs:
    return tuple(sorted(settings.items()))
