"""RabbitMQ's part of the topology."""

from __future__ import annotations

from treatyc.topology.rabbitmq.derive import derive
from treatyc.topology.rabbitmq.flow import flow
from treatyc.topology.rabbitmq.judge import judge
from treatyc.topology.rabbitmq.limits import problems
from treatyc.topology.rabbitmq.objects import KINDS, Bindings, Policy, Queue
from treatyc.topology.rabbitmq.shortcomings import shortcomings
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Semantics


def _rests_on(resource: Resource) -> tuple[str, ...]:
    """Bindings are their queue's, and its policy would change it."""
    return (f"{Queue.kind}:{resource.name}",) if isinstance(resource, Bindings | Policy) else ()


SEMANTICS = Semantics(
    kinds=KINDS,
    derive=derive,
    judge=judge,
    problems=problems,
    shortcomings=shortcomings,
    flow=flow,
    # Several projects may meet in one virtual host, and send to the same exchanges.
    shared=frozenset({"vhost", "exchange", "policy", "user"}),
    holding=frozenset({"vhost", "queue"}),
    secret=frozenset({"user"}),
    rests_on=_rests_on,
)
