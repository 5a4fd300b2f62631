"""From a system and a target to everything that a Kafka must hold to make the contracts work there."""

from __future__ import annotations

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.kafka.permissions import permissions
from treatyc.topology.kafka.topics import topics
from treatyc.topology.kafka.users import users
from treatyc.topology.resource import Resource

KINDS = ("topic", "user", "permissions")
"""In the order in which they are made. Quotas are in manifests only: `shortcomings` says why."""


def derive(system: System, target: Target) -> tuple[Resource, ...]:
    """All of it, in the order of kinds and sorted by name."""
    return (*topics(system, target), *users(system, target), *permissions(system, target))
