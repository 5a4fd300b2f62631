"""The formats of manifests: what other tools read to make a broker hold what the contracts need."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from treatyc.system.target import Broker


class ManifestFormat(enum.Enum):
    """A format that `generate: - topology` writes; the value is its folder too."""

    STRIMZI = "strimzi"
    RABBITMQ_DEFINITIONS = "rabbitmq-definitions"
    RABBITMQ_OPERATOR = "rabbitmq-operator"
    NACK = "nack"
    NATS_JSON = "nats-json"
    NATS_SERVER = "nats-server"
    REDIS_ACL = "redis-acl"
    REDIS_SETUP = "redis-setup"
    TERRAFORM = "terraform"
    CLOUDFORMATION = "cloudformation"
    COMPOSE = "compose"


BROKERS: Mapping[ManifestFormat, frozenset[Broker]] = {
    ManifestFormat.STRIMZI: frozenset({Broker.KAFKA}),
    ManifestFormat.RABBITMQ_DEFINITIONS: frozenset({Broker.RABBITMQ}),
    ManifestFormat.RABBITMQ_OPERATOR: frozenset({Broker.RABBITMQ}),
    ManifestFormat.NACK: frozenset({Broker.NATS}),
    ManifestFormat.NATS_JSON: frozenset({Broker.NATS}),
    ManifestFormat.NATS_SERVER: frozenset({Broker.NATS}),
    ManifestFormat.REDIS_ACL: frozenset({Broker.REDIS}),
    ManifestFormat.REDIS_SETUP: frozenset({Broker.REDIS}),
    ManifestFormat.TERRAFORM: frozenset({Broker.KAFKA, Broker.SQS, Broker.PUBSUB}),
    ManifestFormat.CLOUDFORMATION: frozenset({Broker.SQS}),
    ManifestFormat.COMPOSE: frozenset(Broker) - {Broker.MEMORY},
}
"""The brokers that each format is for."""
