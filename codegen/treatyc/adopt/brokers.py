"""Which module reads what is held by a broker. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from treatyc.adopt import kafka, nats, pubsub, rabbitmq, redis, sqs
from treatyc.adopt.fleet import Fleet
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.observed import Held

Reader = Callable[[Sequence[Held], System, Target], Fleet]

READERS: Mapping[Broker, Reader] = {
    Broker.KAFKA: kafka.read,
    Broker.NATS: nats.read,
    Broker.PUBSUB: pubsub.read,
    Broker.RABBITMQ: rabbitmq.read,
    Broker.REDIS: redis.read,
    Broker.SQS: sqs.read,
}
"""All but `memory`, which holds nothing."""
