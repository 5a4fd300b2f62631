"""Every format of manifests. A new one is a module and a line here."""

from __future__ import annotations

from treatyc.emit.topology import (
    cloudformation,
    compose,
    nack,
    nats_json,
    nats_server,
    rabbitmq_definitions,
    rabbitmq_operator,
    redis_acl,
    redis_setup,
    strimzi,
    terraform,
)
from treatyc.emit.topology.manifest import Format
from treatyc.system.manifest import ManifestFormat

FORMATS: dict[ManifestFormat, Format] = {
    ManifestFormat.STRIMZI: strimzi.FORMAT,
    ManifestFormat.RABBITMQ_DEFINITIONS: rabbitmq_definitions.FORMAT,
    ManifestFormat.RABBITMQ_OPERATOR: rabbitmq_operator.FORMAT,
    ManifestFormat.NACK: nack.FORMAT,
    ManifestFormat.NATS_JSON: nats_json.FORMAT,
    ManifestFormat.NATS_SERVER: nats_server.FORMAT,
    ManifestFormat.REDIS_ACL: redis_acl.FORMAT,
    ManifestFormat.REDIS_SETUP: redis_setup.FORMAT,
    ManifestFormat.TERRAFORM: terraform.FORMAT,
    ManifestFormat.CLOUDFORMATION: cloudformation.FORMAT,
    ManifestFormat.COMPOSE: compose.FORMAT,
}
"""The formats in the order of the language."""
