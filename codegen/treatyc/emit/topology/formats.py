"""Every format of manifests. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Mapping

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
from treatyc.emit.topology.manifest import Emit
from treatyc.system.manifest import ManifestFormat

FORMATS: Mapping[ManifestFormat, Emit] = {
    ManifestFormat.STRIMZI: strimzi.files,
    ManifestFormat.RABBITMQ_DEFINITIONS: rabbitmq_definitions.files,
    ManifestFormat.RABBITMQ_OPERATOR: rabbitmq_operator.files,
    ManifestFormat.NACK: nack.files,
    ManifestFormat.NATS_JSON: nats_json.files,
    ManifestFormat.NATS_SERVER: nats_server.files,
    ManifestFormat.REDIS_ACL: redis_acl.files,
    ManifestFormat.REDIS_SETUP: redis_setup.files,
    ManifestFormat.TERRAFORM: terraform.files,
    ManifestFormat.CLOUDFORMATION: cloudformation.files,
    ManifestFormat.COMPOSE: compose.files,
}
"""Who writes each format, in the order of the language."""
