"""JetStream's part of the topology."""

from __future__ import annotations

from treatyc.topology.nats.derive import derive
from treatyc.topology.nats.flow import flow
from treatyc.topology.nats.judge import judge
from treatyc.topology.nats.limits import problems, shortcomings
from treatyc.topology.nats.objects import Consumer, Stream
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Semantics


def _rests_on(resource: Resource) -> tuple[str, ...]:
    return (f"{Stream.kind}:{resource.stream}",) if isinstance(resource, Consumer) else ()


SEMANTICS = Semantics(
    kinds=(Stream.kind, Consumer.kind),
    derive=derive,
    judge=judge,
    problems=problems,
    shortcomings=shortcomings,
    flow=flow,
    # A consumer holds no messages, but what its group has yet to read is lost with it.
    holding=frozenset({Stream.kind, Consumer.kind}),
    rests_on=_rests_on,
)
