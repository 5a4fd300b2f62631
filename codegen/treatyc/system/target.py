"""A target: an environment with its broker, and what differs there."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from treatyc.source import Place
from treatyc.system.channel import Channel
from treatyc.system.registry import Registry


class Broker(enum.Enum):
    """The brokers of the contract language; agents run on `kafka` and `memory` today, and all can be provisioned."""

    MEMORY = "memory"
    KAFKA = "kafka"
    RABBITMQ = "rabbitmq"
    NATS = "nats"
    REDIS = "redis"
    SQS = "sqs"
    PUBSUB = "pubsub"


@dataclass(frozen=True, slots=True)
class Target:
    """One environment. `url` and `security` keep `${NAME}` references: they are resolved at run time only.

    `channels` are the project's channels with this target's overrides applied. `cluster` is what the broker must call
    itself; `vhost` is of a RabbitMQ alone. `agent_passwords` is a reference with `*` for an agent's principal; without
    one the users of the agents are made by somebody else.
    """

    name: str
    place: Place
    broker: Broker
    channels: tuple[Channel, ...]
    url: str | None = None
    registry: Registry | None = None
    replicas: int | None = None
    partitions: int | None = None
    security: tuple[tuple[str, str], ...] = ()
    production: bool = False
    prefix: str = ""
    broker_version: str | None = None
    admin_url: str | None = None
    cluster: str | None = None
    vhost: str = "/"
    agent_passwords: str | None = None
