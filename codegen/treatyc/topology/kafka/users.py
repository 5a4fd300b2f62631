"""The users of agents, where a target says that treaty makes them (P40): one for each principal, by SCRAM."""

from __future__ import annotations

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.kafka.objects import User
from treatyc.topology.principals import principal
from treatyc.topology.resource import Origin

ITERATIONS = 8192
"""How often a password is hashed: what guessing costs whoever got hold of the stored one. Kafka takes 4096 to 16384."""


def mechanism(target: Target) -> str | None:
    """The SCRAM mechanism by which agents log in there, in Kafka's word; None where they do so otherwise."""
    security = dict(target.security)
    if not security.get("protocol", "").startswith("sasl"):
        return None
    chosen = security.get("mechanism", "scram-sha-512").upper()
    return chosen if chosen.startswith("SCRAM") else None


def users(system: System, target: Target) -> tuple[User, ...]:
    """The users, sorted by name; nothing where somebody else makes them."""
    how = mechanism(target)
    if target.agent_passwords is None or how is None:
        return ()
    found: dict[str, User] = {}
    for agent in system.agents:
        who = principal(system, agent)
        origin = Origin(f"who `{agent.name}` is", agent.place, agent=agent.name)
        found.setdefault(who, User(who, ((how, ITERATIONS),), origin))
    return tuple(found[who] for who in sorted(found))
