"""From a system and a target to all that a RabbitMQ must hold to make the contracts work there."""

from __future__ import annotations

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.rabbitmq.exchanges import exchanges
from treatyc.topology.rabbitmq.objects import KINDS, Purpose, RabbitResource, Vhost
from treatyc.topology.rabbitmq.queues import exchange_policies, queues
from treatyc.topology.rabbitmq.users import permissions, users
from treatyc.topology.resource import Origin

_DEFAULT_VHOST = "/"


def derive(system: System, target: Target) -> tuple[RabbitResource, ...]:
    """Everything, in the order in which it is made."""
    laid = queues(system, target)
    purposes = {each.queue.purpose for each in laid}
    wanted: list[RabbitResource] = []
    if target.vhost != _DEFAULT_VHOST:
        wanted.append(Vhost(target.vhost, Origin(f"target `{target.name}` lies in it", target.place)))
    wanted += exchanges(target, parks=Purpose.RETRY in purposes, buries=Purpose.DEAD_LETTER in purposes)
    wanted += exchange_policies(target)
    for each in laid:
        wanted += (each.policy, each.queue, each.bindings)
    wanted += users(system, target)
    wanted += permissions(system, target)
    return tuple(sorted(wanted, key=lambda resource: (KINDS.index(resource.kind), resource.name)))
