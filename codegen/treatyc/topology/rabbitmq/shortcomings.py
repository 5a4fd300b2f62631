"""What a RabbitMQ cannot do for a system, in sentences."""

from __future__ import annotations

from treatyc.system.channel import Kind, Order
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.rabbitmq.limits import NAME_MAX, longest_key
from treatyc.topology.rabbitmq.queues import queues
from treatyc.topology.rabbitmq.users import secured

_MANY = 1_000
"""How many policies it takes before a change of one is felt: 1,000 on 1,000 queues took 5 s of one core of 3.10.8."""


def shortcomings(system: System, target: Target) -> tuple[str, ...]:
    """One sentence each."""
    reads = [
        (channel, subscription)
        for channel in target.channels
        for _, subscription, _ in system.readings(channel.address)
    ]
    found = []
    if any(subscription.start != "latest" for _, subscription in reads):
        found.append("a queue has what was sent since it was made: a new group does not see anything earlier")
    if any(channel.kind is Kind.STATE for channel in target.channels):
        found.append("nothing keeps the latest value of each key: a state is read as it changes, and not before")
    if any(channel.order is not Order.NONE for channel, _ in reads):
        found.append("where order matters one instance of a group works at a time, and the others stand by")
    if any((subscription.policy or channel.policy).deduplicate_s for channel, subscription in reads):
        found.append("duplicates are not recognised by the broker: who handles messages recognises them")
    if not secured(target):
        found.append(
            f"target `{target.name}` has neither `security` nor `agent_passwords`: no permissions are made, and"
            " everyone may do everything"
        )
    if any(longest_key(channel.address) > NAME_MAX for channel in target.channels):
        found.append(f"an address with its parameters may have {NAME_MAX} bytes at most; what is longer is not sent")
    count = len(queues(system, target))
    if count > _MANY:
        found.append(
            f"RabbitMQ matches all {count:,} policies with all queues at each change of one, which keeps it busy for"
            " seconds: change many of them when there is little to do"
        )
    return tuple(found)
