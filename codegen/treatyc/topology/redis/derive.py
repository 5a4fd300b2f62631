"""From a system and a target to all that a Redis must hold."""

from __future__ import annotations

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.redis.permissions import permissions, users
from treatyc.topology.redis.streams import groups, streams
from treatyc.topology.resource import Resource

KINDS = ("stream", "group", "user", "permissions")


def derive(system: System, target: Target) -> tuple[Resource, ...]:
    """Everything that a Redis must hold to make the contracts work there, in the order in which it is made."""
    return (
        *streams(system, target),
        *groups(system, target),
        *users(system, target),
        *permissions(system, target),
    )
