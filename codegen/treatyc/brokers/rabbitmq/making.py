"""One resource at a time: making it, changing it, and taking it away, by the management API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from treatyc.brokers.rabbitmq.inventory import line_of
from treatyc.brokers.rabbitmq.management import Answer, Management, escaped
from treatyc.brokers.rabbitmq.rows import BindingRow
from treatyc.system.target import Target
from treatyc.topology.principals import password_name
from treatyc.topology.rabbitmq import bodies
from treatyc.topology.rabbitmq.objects import (
    NO_ROUTE,
    Bindings,
    Exchange,
    Permissions,
    Policy,
    Queue,
    RabbitResource,
    User,
    Vhost,
    route_parts,
)
from treatyc.topology.rabbitmq.rights import rights_of

DONE = Answer(204)
_CONFLICT = 400


@dataclass(frozen=True, slots=True)
class Around:
    """What was there of one kind when a batch began, as far as it takes that to do the batch.

    `names` are of the resources; `bindings` by queue, `keyed` the exchanges by user with rights to their keys. `nodes`
    is how many a queue can have members on, None where that does not matter.
    """

    names: frozenset[str] = frozenset()
    bindings: Mapping[str, Sequence[BindingRow]] = field(default_factory=dict)
    keyed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nodes: int | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes things in one virtual host; passwords are by principal."""

    management: Management
    target: Target
    passwords: Mapping[str, str]

    def put(self, resource: RabbitResource, around: Around) -> Answer:
        """Make it, or make it so."""
        match resource:
            case Vhost():
                return self.management.put(escaped("vhosts", resource.name), {})
            case Exchange():
                return self.management.put(self.path(resource), bodies.exchange(resource))
            case Queue():
                if around.nodes is not None and resource.replicas > around.nodes:
                    missing = f"{resource.replicas} members need as many nodes, and {around.nodes} run"
                    return Answer(_CONFLICT, missing)
                return self.management.put(self.path(resource), bodies.queue(resource))
            case Policy():
                return self.management.put(self.path(resource), bodies.policy(resource))
            case Bindings():
                return self._bind(resource, around)
            case User():
                return self._user(resource)
            case Permissions():
                return self._permit(resource, around)
            case _:
                assert_never(resource)

    def remove(self, resource: RabbitResource, around: Around) -> Answer:
        """Take it away; what somebody still needs of it is looked at before."""
        match resource:
            case Bindings():
                return self._unbind(resource.name, resource.routes, around)
            case Permissions():
                answer = self.management.delete(self.path(resource))
                if answer.problem is not None or resource.name not in around.keyed:
                    return answer
                return self.management.delete(escaped("topic-permissions", self.target.vhost, resource.name))
            case Exchange():
                return self.management.delete(f"{self.path(resource)}?if-unused=true")
            case Vhost() | Queue() | Policy() | User():
                return self.management.delete(self.path(resource))
            case _:
                assert_never(resource)

    def path(self, resource: RabbitResource) -> str:
        """Where it is in the API."""
        match resource:
            case Vhost() | User():
                return escaped(f"{resource.kind}s", resource.name)
            case Permissions():
                return escaped("permissions", self.target.vhost, resource.name)
            case Policy():
                return escaped("policies", self.target.vhost, resource.name)
            case Exchange() | Queue():
                return escaped(f"{resource.kind}s", self.target.vhost, resource.name)
            case Bindings():
                return escaped("queues", self.target.vhost, resource.name, "bindings")
            case _:
                assert_never(resource)

    def _bind(self, resource: Bindings, around: Around) -> Answer:
        """What is new first, so that nothing is missed meanwhile."""
        there = {line_of(row): row for row in around.bindings.get(resource.name, ())}
        for line in resource.routes:
            if line in there or line == NO_ROUTE:
                continue
            exchange, key = route_parts(line)
            path = escaped("bindings", self.target.vhost, "e", exchange, "q", resource.name)
            answer = self.management.post(path, {"routing_key": key, "arguments": {}})
            if answer.problem is not None:
                return answer
        return self._unbind(resource.name, sorted(set(there) - set(resource.routes)), around)

    def _unbind(self, queue: str, routes: Sequence[str], around: Around) -> Answer:
        there = {line_of(row): row for row in around.bindings.get(queue, ())}
        for line in routes:
            row = there.get(line)
            if row is None:
                continue
            path = escaped("bindings", self.target.vhost, "e", row.source, "q", queue, row.properties_key)
            answer = self.management.delete(path)
            if answer.problem is not None:
                return answer
        return DONE

    def _user(self, user: User) -> Answer:
        password = self.passwords.get(user.name)
        if password is None:
            name = password_name(self.target, user.name)
            return Answer(_CONFLICT, f"the environment has no {name}, which is to be the password")
        return self.management.put(self.path(user), {"password": password, "tags": user.tags})

    def _permit(self, resource: Permissions, around: Around) -> Answer:
        """Keys first: a right to a topic exchange without them would be one to every key."""
        rights = rights_of(resource.rights)
        user = resource.name
        path = escaped("topic-permissions", self.target.vhost, user)
        for exchange, by_key in rights.keys.items():
            answer = self.management.put(path, {"exchange": exchange, "write": by_key.write, "read": by_key.read})
            if answer.problem is not None:
                return self._nobody(answer, user)
        several = {"configure": rights.configure, "write": rights.write, "read": rights.read}
        answer = self.management.put(self.path(resource), several)
        if answer.problem is not None:
            return self._nobody(answer, user)
        for exchange in sorted(around.keyed.get(user, frozenset()) - set(rights.keys)):
            gone = self.management.delete(escaped("topic-permissions", self.target.vhost, user, exchange))
            if gone.problem is not None:
                return gone
        return answer

    def _nobody(self, answer: Answer, user: str) -> Answer:
        if "not_found" not in answer.reason:
            return answer
        return Answer(answer.status, f"there is no user `{user}`: make it, or give the target `agent_passwords`")
