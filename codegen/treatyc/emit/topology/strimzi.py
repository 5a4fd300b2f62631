"""`strimzi`: topics and users as resources of Strimzi, Kafka's operator for Kubernetes, for its version `v1`.

A `KafkaUser` is called what its principal is, so a principal that Kubernetes takes for no name is told in a comment.
Passwords are made by the operator, in a secret of the user's name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from treatyc.emit.file import File
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.places import place_text
from treatyc.emit.topology.yaml_text import Yaml, comment, documents
from treatyc.topology.kafka.objects import Permissions, Quota, Topic
from treatyc.topology.kafka.quotas import quotas
from treatyc.topology.kafka.rights import Right, read
from treatyc.topology.kafka.users import mechanism
from treatyc.topology.resource import Resource

_API = "kafka.strimzi.io/v1"
_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\Z")
_NAME_MAX = 253
_OTHER = re.compile(r"[^a-z0-9]+")
_CERTIFICATE = "CN="
_KINDS = {"transactional_id": "transactionalId"}


def files(manifest: Manifest) -> tuple[File, ...]:
    """`topics.yaml`, and `users.yaml` where agents show who they are."""
    topics = [each for each in manifest.resources if isinstance(each, Topic)]
    principals = [each for each in manifest.resources if isinstance(each, Permissions)]
    named = [each for each in principals if _named(_user_name(each))]
    limits = {quota.name: quota for quota in quotas(manifest.system, manifest.target)}
    users = documents([_user(each, limits.get(each.name), manifest) for each in named], [*map(declared, named)])
    texts = {
        "topics.yaml": documents([_topic(each, manifest) for each in topics], [*map(declared, topics)]),
        "users.yaml": "".join([*(f"{line}\n" for line in _untold(principals)), users]),
    }
    return tuple(File(path, text.encode()) for path, text in texts.items() if text)


def declared(resource: Resource) -> str:
    """Why it is wanted, and where that stands."""
    place = resource.origin.place
    return f"{resource.origin.why}: {place_text(place)}" if place is not None else resource.origin.why


def _topic(topic: Topic, manifest: Manifest) -> dict[str, Yaml]:
    spec: dict[str, Yaml] = {
        "topicName": topic.name,
        "partitions": topic.partitions,
        "replicas": topic.replicas,
        "config": {key: _plain(value) for key, value in topic.config},
    }
    name = topic.name if _named(topic.name) else _readable(topic.name)
    return _resource("KafkaTopic", name, spec, manifest)


def _readable(name: str) -> str:
    """With a digest, for letters are lost, so that no two are one."""
    letters = _OTHER.sub("-", name.lower()).strip("-")[:200].rstrip("-")
    return f"{letters}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _plain(value: str) -> Yaml:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.removeprefix("-").isdecimal() else value


def _user(permissions: Permissions, quota: Quota | None, manifest: Manifest) -> dict[str, Yaml]:
    spec: dict[str, Yaml] = {}
    if permissions.name.startswith(_CERTIFICATE):
        spec["authentication"] = {"type": "tls"}
    elif mechanism(manifest.target) == "SCRAM-SHA-512":
        spec["authentication"] = {"type": "scram-sha-512"}
    spec["authorization"] = {"type": "simple", "acls": [*_acls(permissions)]}
    if quota is not None:
        spec["quotas"] = {"producerByteRate": quota.producer_byte_rate}
    return _resource("KafkaUser", _user_name(permissions), spec, manifest)


def _user_name(permissions: Permissions) -> str:
    """The operator puts `CN=` before the name of a user with a certificate by itself."""
    return permissions.name.removeprefix(_CERTIFICATE)


def _acls(permissions: Permissions) -> Iterator[dict[str, Yaml]]:
    """One entry for each thing, with all that may be done with it."""
    operations: dict[tuple[str, str, bool, str], list[str]] = {}
    for line in permissions.rights:
        right = read(line)
        operations.setdefault((right.kind, right.name, right.prefixed, right.host), []).append(right.operation)
    for (kind, name, prefixed, host), allowed in sorted(operations.items()):
        yield {
            "type": "allow",
            "resource": _thing(Right(kind, name, "", prefixed=prefixed)),
            "operations": sorted(allowed),
            "host": host,
        }


def _thing(right: Right) -> dict[str, Yaml]:
    if right.kind == "cluster":
        return {"type": "cluster"}
    pattern = "prefix" if right.prefixed else "literal"
    return {"type": _KINDS.get(right.kind, right.kind), "name": right.name, "patternType": pattern}


def _untold(principals: Sequence[Permissions]) -> Iterator[str]:
    for each in principals:
        if not _named(_user_name(each)):
            yield comment(
                f"{each.name} can be no KafkaUser, for it is no name in Kubernetes: give it its rights by hand"
            )


def _named(name: str) -> bool:
    return len(name) <= _NAME_MAX and _NAME.match(name) is not None


def _resource(kind: str, name: str, spec: dict[str, Yaml], manifest: Manifest) -> dict[str, Yaml]:
    head: dict[str, Yaml] = {"name": name, "labels": {"strimzi.io/cluster": manifest.cluster}}
    if manifest.namespace:
        head["namespace"] = manifest.namespace
    return {"apiVersion": _API, "kind": kind, "metadata": head, "spec": spec}
