"""The formats of manifests: what other tools read to make a broker hold what the contracts need."""

from __future__ import annotations

import enum


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
