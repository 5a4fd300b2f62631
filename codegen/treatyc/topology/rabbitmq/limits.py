"""What a RabbitMQ would refuse, or do otherwise than declared: known before anything is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from treatyc.system.address import parameters, tokens
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.units import duration_text, size_text
from treatyc.topology.grants import Right, grants
from treatyc.topology.rabbitmq.derive import derive
from treatyc.topology.rabbitmq.exchanges import of_channel
from treatyc.topology.rabbitmq.objects import Bindings, Exchange, Policy, Purpose, Queue, RabbitResource, route_parts
from treatyc.topology.rabbitmq.queues import CONSUMER_TIMEOUT_S
from treatyc.topology.resource import Origin
from treatyc.topology.semantics import Problem
from treatyc.topology.version import at_least

NAME_MAX = 255
"""How many bytes the name of a queue or an exchange has at most, and a routing key."""

AGE_MAX_MS = 3650 * 86_400_000
"""The longest that a message can be kept by age. A queue's own argument is refused beyond it (tried, 3.10.8); a policy
is taken."""

BYTES_MAX = 16 * 1024**2
BYTES_MAX_BEFORE_4 = 128 * 1024**2
"""The largest message, unless the server's `max_message_size` says otherwise."""

OLDEST = (3, 10)
"""Since when quorum queues drop what is too old, and hand dead letters over at least once."""

_RESERVED = "amq."
_DELAY = "broker-delay"
_NAME = "broker-name"
_RETENTION = "broker-retention"


def problems(system: System, target: Target) -> tuple[Problem, ...]:
    """Everything, in the order of what is derived."""
    made = derive(system, target)
    policies = {resource.name: resource for resource in made if isinstance(resource, Policy)}
    queues = [resource for resource in made if isinstance(resource, Queue)]
    return (
        *(problem for resource in made for problem in _name(resource)),
        *(problem for queue in queues for problem in _age(queue, policies[queue.name])),
        *(problem for resource in made if isinstance(resource, Bindings) for problem in _key(resource)),
        *_too_old(target, queues),
        *_unsettled(system, target, queues),
        *_sizes(target, {resource.name: resource for resource in made if isinstance(resource, Exchange)}),
    )


def _name(resource: RabbitResource) -> Iterator[Problem]:
    if not isinstance(resource, Queue | Exchange):
        return
    size = len(resource.name.encode())
    if size > NAME_MAX:
        message = f"the {resource.kind} `{resource.name}` has a name of {size} bytes, and RabbitMQ takes {NAME_MAX}"
        yield Problem(_NAME, message, "shorten the address, the prefix or the name of the group", resource)
    if resource.name.startswith(_RESERVED):
        message = f"RabbitMQ keeps names that begin with `{_RESERVED}` for itself, such as `{resource.name}`"
        yield Problem(_NAME, message, "choose another prefix or another first token", resource)


def _key(bindings: Bindings) -> Iterator[Problem]:
    """A key is an address: each parameter is at least one character of it."""
    for line in bindings.routes:
        _, key = route_parts(line)
        if len(key.encode()) > NAME_MAX:
            message = f"the address `{key}` has {len(key.encode())} bytes, and a routing key at most {NAME_MAX}"
            yield Problem(_NAME, message, "shorten the address", bindings)


def _age(queue: Queue, policy: Policy) -> Iterator[Problem]:
    age = dict(policy.definition).get("message-ttl")
    if not isinstance(age, int) or age <= AGE_MAX_MS:
        return
    longest = duration_text(AGE_MAX_MS // 86_400_000 * 86_400)
    if queue.purpose is Purpose.RETRY:
        message = f"a wait of {duration_text(age / 1000)} before a retry is longer than RabbitMQ can wait"
        yield Problem(_DELAY, message, f"wait {longest} at most", queue)
    else:
        message = f"RabbitMQ keeps messages by age for {longest} at most, not for {duration_text(age / 1000)}"
        help_ = f"write {longest} or less; what is older than that belongs into a store"
        yield Problem(_RETENTION, message, help_, queue)


def _too_old(target: Target, queues: list[Queue]) -> Iterator[Problem]:
    if at_least(target, *OLDEST):
        return
    for queue in queues:
        rule = _DELAY if queue.purpose is Purpose.RETRY else _RETENTION
        message = f"the messages of `{queue.name}` must age, and in quorum queues of {target.broker_version} none does"
        yield Problem(rule, message, "RabbitMQ 3.10 has them, and every later version", queue)


def _unsettled(system: System, target: Target, queues: list[Queue]) -> Iterator[Problem]:
    """Before 4.3 a queue has no say in how long a message may be handled."""
    if at_least(target, 4, 3):
        return
    work = {(queue.origin.channel, queue.origin.agent): queue for queue in queues if queue.purpose is Purpose.GROUP}
    for grant in grants(system, target):
        queue = work.get((grant.channel.address, grant.agent))
        if grant.right not in (Right.READ, Right.TAP) or grant.policy is None or queue is None:
            continue
        if grant.policy.ack_wait_s > CONSUMER_TIMEOUT_S:
            message = (
                f"RabbitMQ {target.broker_version} closes the channel of a reader that keeps a message for longer than"
                f" {duration_text(CONSUMER_TIMEOUT_S)}, and `{grant.policy.name}` has an `ack_wait` of"
                f" {duration_text(grant.policy.ack_wait_s)}"
            )
            yield Problem(_DELAY, message, "shorten it, or use RabbitMQ 4.3, where each queue has its own", queue)


def _sizes(target: Target, exchanges: dict[str, Exchange]) -> Iterator[Problem]:
    most = BYTES_MAX if at_least(target, 4, 0) else BYTES_MAX_BEFORE_4
    for channel in target.channels:
        if channel.max_bytes > most:
            why = Origin(f"it takes what is sent to `{channel.address}`", channel.place, channel.address)
            yield Problem(
                "size-over-broker",
                f"`{channel.address}` allows messages of {size_text(channel.max_bytes)}, and RabbitMQ takes"
                f" {size_text(most)}",
                "lower `max_bytes`, and send large content by reference",
                replace(exchanges[of_channel(channel, target)], origin=why),
            )


def longest_key(address: str) -> int:
    """How long an address may become: a value of a parameter has 128 characters at most."""
    return len(address) + sum(128 - len(name) - 2 for name in parameters(address)) if tokens(address) else 0
