"""What a Kafka cannot do for a system, in sentences."""

from __future__ import annotations

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.kafka.permissions import secured
from treatyc.topology.kafka.quotas import quotas
from treatyc.topology.kafka.users import mechanism


def shortcomings(system: System, target: Target) -> tuple[str, ...]:
    """One sentence each."""
    found = []
    if not secured(target):
        found.append(
            f"target `{target.name}` has no `security` with a `protocol` that shows who agents are: no permissions are"
            " made, and everyone may do everything"
        )
    if target.agent_passwords is not None and mechanism(target) is None:
        found.append(
            "users are made for SCRAM only: set `security: {protocol: sasl_tls, mechanism: scram-sha-512}`, or make the"
            " users where your brokers look for them"
        )
    if limited := quotas(system, target):
        found.append(
            f"the quotas of {len(limited)} users are not applied, for the Python client cannot set any:"
            " `treaty generate` writes them for Strimzi and Terraform"
        )
    if any(channel.parameters for channel in target.channels):
        found.append(
            "a topic holds all addresses of its template: rights are for all of them, and who reads a part filters"
        )
    return tuple(found)
