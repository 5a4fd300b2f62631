"""`terraform`: JSON for the Terraform of a target's broker, `main.tf.json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from treatyc.emit.file import File
from treatyc.emit.topology import terraform_aws, terraform_google, terraform_kafka
from treatyc.emit.topology.manifest import Manifest
from treatyc.system.target import Broker

WRITERS: Mapping[Broker, Callable[[Manifest], tuple[File, ...]]] = {
    Broker.KAFKA: terraform_kafka.files,
    Broker.PUBSUB: terraform_google.files,
    Broker.SQS: terraform_aws.files,
}
"""Who writes it for each broker; each has a provider of its own."""


def files(manifest: Manifest) -> tuple[File, ...]:
    """The files for the target's broker."""
    return WRITERS[manifest.target.broker](manifest)
