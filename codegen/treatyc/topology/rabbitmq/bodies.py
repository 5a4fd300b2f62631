"""Resources as the management API takes them, which is also how a file of definitions has them."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.topology.plan import Scope
from treatyc.topology.rabbitmq.objects import MEMBERS, QUEUE_TYPE, SINGLE_READER, Exchange, Policy, Queue
from treatyc.topology.resource import Value

MARKS = "treaty."
"""What the names of global parameters begin with that are ours."""


def exchange(resource: Exchange) -> dict[str, object]:
    """All but its name."""
    return {
        "type": resource.type,
        "durable": resource.durable,
        "auto_delete": resource.auto_delete,
        "internal": resource.internal,
        "arguments": dict(resource.arguments),
    }


def queue(resource: Queue) -> dict[str, object]:
    """All but its name."""
    return {"durable": resource.durable, "auto_delete": resource.auto_delete, "arguments": queue_arguments(resource)}


def queue_arguments(resource: Queue) -> dict[str, Value]:
    """What cannot be changed any more."""
    arguments: dict[str, Value] = {**dict(resource.arguments), QUEUE_TYPE: resource.type, MEMBERS: resource.replicas}
    if resource.single_reader:
        arguments[SINGLE_READER] = True
    return arguments


def policy(resource: Policy) -> dict[str, object]:
    """All but its name."""
    return {
        "pattern": resource.pattern,
        "apply-to": resource.apply_to,
        "priority": resource.priority,
        "definition": dict(resource.definition),
    }


def marks_name(scope: Scope, vhost: str) -> str:
    """The global parameter of a scope's marks; names of projects and targets have no dots."""
    return f"{MARKS}{scope.project}.{scope.target}.{vhost}"


def marks(applied: Mapping[str, str]) -> dict[str, object]:
    """Its value: the digest of what was applied, by address."""
    return {"applied": dict(sorted(applied.items()))}
