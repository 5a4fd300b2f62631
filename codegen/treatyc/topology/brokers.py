"""The brokers whose topology we know, each with its part. A new one is a folder and a line here."""

from __future__ import annotations

from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.kafka.semantics import SEMANTICS as KAFKA
from treatyc.topology.nats.semantics import SEMANTICS as NATS
from treatyc.topology.plan import Scope
from treatyc.topology.pubsub.semantics import SEMANTICS as PUBSUB
from treatyc.topology.rabbitmq.semantics import SEMANTICS as RABBITMQ
from treatyc.topology.redis.semantics import SEMANTICS as REDIS
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Semantics
from treatyc.topology.sqs.semantics import SEMANTICS as SQS

SEMANTICS: dict[Broker, Semantics] = {
    Broker.KAFKA: KAFKA,
    Broker.NATS: NATS,
    Broker.REDIS: REDIS,
    Broker.RABBITMQ: RABBITMQ,
    Broker.SQS: SQS,
    Broker.PUBSUB: PUBSUB,
}
"""All but `memory`, which makes what it needs by itself."""


def derive(system: System, target: Target) -> tuple[Resource, ...]:
    """What the target's broker must hold, in the order in which it is made; nothing for `memory`."""
    semantics = SEMANTICS.get(target.broker)
    return semantics.derive(system, target) if semantics is not None else ()


def scope(system: System, target: Target) -> Scope:
    """Whose things at the broker are."""
    return Scope(system.name, target.name)
