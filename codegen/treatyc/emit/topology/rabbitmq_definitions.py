"""`rabbitmq-definitions`: what a RabbitMQ reads when it boots, or by `rabbitmqctl import_definitions`.

Two files, for they may not be read equally often. `definitions.json` has exchanges, policies, queues, bindings, and the
marks by which a plan takes what was made of them for what it is; it may be read at each start. `access.json` has users
and permissions, and is read once: a file holds no secrets, so its users have no password and cannot log in until
`treaty apply`, or `rabbitmqctl change_password`, gives them one, and reading it again would take that away.

To read a file deletes nothing, and changes nothing of a queue or an exchange that is there with other arguments,
without a word. For a broker that lives there is `treaty apply`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from treatyc.emit.file import File
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.places import place_text
from treatyc.topology.brokers import scope
from treatyc.topology.rabbitmq import bodies
from treatyc.topology.rabbitmq.objects import (
    NO_ROUTE,
    Bindings,
    Exchange,
    Permissions,
    Policy,
    Queue,
    User,
    route_parts,
)
from treatyc.topology.rabbitmq.rights import rights_of
from treatyc.topology.resource import Resource, address, digest

_HASHING = "rabbit_password_hashing_sha256"
_SOURCES = "treaty_sources"
"""A key that RabbitMQ passes over: where each object was declared."""

Entry = dict[str, object]


def files(manifest: Manifest) -> tuple[File, ...]:
    """`access.json` where there are users or permissions, and `definitions.json`."""
    access = [each for each in manifest.resources if isinstance(each, User | Permissions)]
    others = [each for each in manifest.resources if not isinstance(each, User | Permissions)]
    found = [_file("definitions.json", _definitions(manifest, others), others)]
    if access:
        found.append(_file("access.json", _access(manifest, access), access))
    return tuple(sorted(found))


def _definitions(manifest: Manifest, resources: Sequence[Resource]) -> Entry:
    vhost = manifest.target.vhost
    here: Mapping[str, object] = {"vhost": vhost}
    whole: dict[str, list[Entry]] = {"exchanges": [], "policies": [], "queues": [], "bindings": []}
    for resource in resources:
        match resource:
            case Exchange():
                whole["exchanges"].append({"name": resource.name, **here, **bodies.exchange(resource)})
            case Policy():
                whole["policies"].append({"name": resource.name, **here, **bodies.policy(resource)})
            case Queue():
                whole["queues"].append({"name": resource.name, **here, **bodies.queue(resource)})
            case Bindings():
                whole["bindings"] += [{**here, **each} for each in _bindings(resource)]
    # Of everything, users and permissions included: what is missing is made by the next apply, as ours.
    applied = {address(resource): digest(resource) for resource in manifest.resources}
    parameter = bodies.marks_name(scope(manifest.system, manifest.target), vhost)
    return {
        "vhosts": [{"name": vhost}],
        **whole,
        "global_parameters": [{"name": parameter, "value": bodies.marks(applied)}],
    }


def _bindings(resource: Bindings) -> Iterable[Entry]:
    for line in resource.routes:
        if line != NO_ROUTE:
            exchange, key = route_parts(line)
            yield {
                "source": exchange,
                "destination": resource.name,
                "destination_type": "queue",
                "routing_key": key,
                "arguments": {},
            }


def _access(manifest: Manifest, resources: Sequence[Resource]) -> Entry:
    vhost = manifest.target.vhost
    users: list[Entry] = []
    permissions: list[Entry] = []
    keys: list[Entry] = []
    for resource in resources:
        match resource:
            case User():
                secret = {"password_hash": "", "hashing_algorithm": _HASHING}
                users.append({"name": resource.name, **secret, "tags": resource.tags})
            case Permissions():
                rights = rights_of(resource.rights)
                user = {"user": resource.name, "vhost": vhost}
                several = {"configure": rights.configure, "write": rights.write, "read": rights.read}
                permissions.append({**user, **several})
                keys += [
                    {**user, "exchange": exchange, "write": each.write, "read": each.read}
                    for exchange, each in rights.keys.items()
                ]
    return {
        "vhosts": [{"name": vhost}],
        "users": users,
        "permissions": permissions,
        "topic_permissions": keys,
    }


def _file(path: str, whole: Entry, resources: Sequence[Resource]) -> File:
    sources = {
        address(each): f"{each.origin.why}: {place_text(each.origin.place)}"
        for each in resources
        if each.origin.place is not None
    }
    text = json.dumps({**whole, _SOURCES: sources}, indent=2, ensure_ascii=False) + "\n"
    return File(path, text.encode())
