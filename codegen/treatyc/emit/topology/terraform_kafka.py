"""`terraform` for a Kafka: topics, rights and quotas, by the provider `Mongey/kafka`, which the environment connects.

Topics are never destroyed by a plan: that provider would delete one to take partitions away. Users are not here, for
Terraform keeps passwords in its state: `treaty apply` makes them.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.emit.file import File
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.places import place_text
from treatyc.emit.topology.terraform_text import Json, label, literal, literals, text
from treatyc.topology.kafka.objects import Permissions, Quota, Topic
from treatyc.topology.kafka.quotas import quotas
from treatyc.topology.kafka.rights import read
from treatyc.topology.resource import Resource

_KINDS = {"topic": "Topic", "group": "Group", "cluster": "Cluster", "transactional_id": "TransactionalID"}

Block = tuple[str, str, dict[str, Json]]
"""The type, the label, and what it holds."""


def files(manifest: Manifest) -> tuple[File, ...]:
    """`main.tf.json`."""
    resources: dict[str, dict[str, Json]] = {}
    for kind, name, block in _blocks(manifest):
        resources.setdefault(kind, {})[name] = block
    whole: dict[str, Json] = {
        "//": "Written by treaty; a change here is lost.",
        "terraform": {"required_providers": {"kafka": {"source": "Mongey/kafka", "version": ">= 0.7.0"}}},
        "resource": {**resources},
    }
    return (File("main.tf.json", text(whole)),)


def _blocks(manifest: Manifest) -> Iterator[Block]:
    for resource in manifest.resources:
        match resource:
            case Topic():
                yield "kafka_topic", label(resource.name), _topic(resource)
            case Permissions():
                yield from _rights(resource)
            case _:
                continue  # users: see above
    for quota in quotas(manifest.system, manifest.target):
        yield "kafka_quota", label(quota.name), _quota(quota)


def _topic(topic: Topic) -> dict[str, Json]:
    return {
        "//": _declared(topic),
        "name": literal(topic.name),
        "partitions": topic.partitions,
        "replication_factor": topic.replicas,
        "config": literals(dict(topic.config)),
        "lifecycle": {"prevent_destroy": True},
    }


def _rights(permissions: Permissions) -> Iterator[Block]:
    for line in permissions.rights:
        right = read(line)
        yield (
            "kafka_acl",
            label(f"{permissions.name} {line}"),
            {
                "//": _declared(permissions),
                "acl_principal": literal(f"User:{permissions.name}"),
                "acl_host": right.host,
                "acl_operation": right.operation,
                "acl_permission_type": "Allow" if right.allowed else "Deny",
                "resource_name": literal(right.name),
                "resource_type": _KINDS[right.kind],
                "resource_pattern_type_filter": "Prefixed" if right.prefixed else "Literal",
            },
        )


def _quota(quota: Quota) -> dict[str, Json]:
    return {
        "//": _declared(quota),
        "entity_type": "user",
        "entity_name": literal(quota.name),
        "config": {"producer_byte_rate": str(quota.producer_byte_rate)},
    }


def _declared(resource: Resource) -> str:
    place = resource.origin.place
    return literal(f"{resource.origin.why}: {place_text(place)}" if place is not None else resource.origin.why)
