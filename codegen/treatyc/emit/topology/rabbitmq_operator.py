"""`rabbitmq-operator`: resources of RabbitMQ's messaging topology operator for Kubernetes.

A queue and a virtual host stay when their resource is deleted. A user's password is in a secret of the user's name,
which somebody else makes, with the keys `username` and `password`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from treatyc.emit.file import File
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.places import place_text
from treatyc.emit.topology.yaml_text import Yaml, documents
from treatyc.topology.rabbitmq import bodies
from treatyc.topology.rabbitmq.objects import (
    NO_ROUTE,
    QUEUE_TYPE,
    Bindings,
    Exchange,
    Permissions,
    Policy,
    Queue,
    User,
    Vhost,
    route_parts,
)
from treatyc.topology.rabbitmq.rights import rights_of
from treatyc.topology.resource import Resource

_API = "rabbitmq.com/v1beta1"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_OTHER = re.compile(r"[^a-z0-9]+")

_FILES = {
    "vhost": "vhosts",
    "exchange": "exchanges",
    "policy": "policies",
    "queue": "queues",
    "bindings": "bindings",
    "user": "users",
    "permissions": "permissions",
}
"""The file of each kind."""

Spec = dict[str, Yaml]


def files(manifest: Manifest) -> tuple[File, ...]:
    """A file for each kind that there is, sorted by path."""
    texts: dict[str, tuple[list[Spec], list[str]]] = {}
    for resource in manifest.resources:
        written, comments = texts.setdefault(f"{_FILES[resource.kind]}.yaml", ([], []))
        for kind, name, spec in _specs(resource, manifest):
            written.append(_resource(kind, name, spec, manifest))
            comments.append(_declared(resource))
    return tuple(File(path, documents(*texts[path]).encode()) for path in sorted(texts))


def _specs(resource: Resource, manifest: Manifest) -> Iterator[tuple[str, str, Spec]]:
    """Kind, name and specification of what one resource is there."""
    here: Spec = {"vhost": manifest.target.vhost}
    match resource:
        case Vhost():
            yield "Vhost", resource.name, {"name": resource.name, "deletionPolicy": "retain"}
        case Exchange():
            kept: Spec = {"type": resource.type, "durable": resource.durable, "autoDelete": resource.auto_delete}
            yield "Exchange", resource.name, {"name": resource.name, **here, **kept}
        case Policy():
            yield "Policy", resource.name, {"name": resource.name, **here, **_policy(resource)}
        case Queue():
            yield "Queue", resource.name, {"name": resource.name, **here, **_queue(resource)}
        case Bindings():
            yield from _bindings(resource, here)
        case User():
            secret = {"name": _name(resource.name)}
            yield "User", resource.name, {"importCredentialsSecret": secret}
        case Permissions():
            yield from _permissions(resource, here)


def _policy(policy: Policy) -> Spec:
    return {
        "pattern": policy.pattern,
        "applyTo": policy.apply_to,
        "priority": policy.priority,
        "definition": {name: _plain(value) for name, value in policy.definition},
    }


def _queue(queue: Queue) -> Spec:
    others = {name: _plain(value) for name, value in bodies.queue_arguments(queue).items() if name != QUEUE_TYPE}
    return {
        "type": queue.type,
        "durable": queue.durable,
        "autoDelete": queue.auto_delete,
        "arguments": others,
        "deletionPolicy": "retain",
    }


def _bindings(bindings: Bindings, here: Spec) -> Iterator[tuple[str, str, Spec]]:
    for line in bindings.routes:
        if line != NO_ROUTE:
            exchange, key = route_parts(line)
            ends: Spec = {"source": exchange, "destination": bindings.name, "destinationType": "queue"}
            yield "Binding", f"{bindings.name} from {line}", {**here, **ends, "routingKey": key}


def _permissions(permissions: Permissions, here: Spec) -> Iterator[tuple[str, str, Spec]]:
    rights = rights_of(permissions.rights)
    user: Spec = {**here, "user": permissions.name}
    several: Spec = {"configure": rights.configure, "write": rights.write, "read": rights.read}
    # Keys first: a right to a topic exchange without them is one to every key.
    for exchange, each in rights.keys.items():
        keys: Spec = {"exchange": exchange, "write": each.write, "read": each.read}
        yield "TopicPermission", f"{permissions.name} on {exchange}", {**user, "permissions": keys}
    yield "Permission", permissions.name, {**user, "permissions": several}


def _resource(kind: str, name: str, spec: Spec, manifest: Manifest) -> Spec:
    head: Spec = {"name": _name(name)}
    cluster: Spec = {"name": manifest.cluster}
    if manifest.namespace:
        head["namespace"] = manifest.namespace
    return {
        "apiVersion": _API,
        "kind": kind,
        "metadata": head,
        "spec": {**spec, "rabbitmqClusterReference": cluster},
    }


def _declared(resource: Resource) -> str:
    place = resource.origin.place
    return f"{resource.origin.why}: {place_text(place)}" if place is not None else resource.origin.why


def _plain(value: object) -> Yaml:
    return value if isinstance(value, str | int | None) else str(value)


def _name(name: str) -> str:
    """What Kubernetes calls it: with a digest where letters are lost, so that no two are one."""
    if _NAME.match(name):
        return name
    readable = _OTHER.sub("-", name.lower()).strip("-")[:50].rstrip("-")
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")
