"""What a broker lets each principal do, as lines in the broker's own words, wherever that broker keeps them."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology import brokers
from treatyc.topology.nats import permissions as nats
from treatyc.topology.principals import principal
from treatyc.topology.pubsub import permissions as pubsub
from treatyc.topology.pubsub.accounts import account
from treatyc.topology.resource import facts
from treatyc.topology.sqs import permissions as sqs

Rights = Mapping[str, tuple[str, ...]]
"""Lines by principal; nothing where a target shows no broker who agents are."""


def rights(system: System, target: Target) -> Rights:
    """Those of all principals: resources of kind `permissions`, or what is only in manifests."""
    match target.broker:
        case Broker.NATS:
            return {each.principal: _of_nats(each) for each in nats.permissions(system, target)}
        case Broker.SQS:
            return _of_amazon(sqs.permissions(system, target))
        case Broker.PUBSUB:
            return _of_google(system, target)
        case _:
            return _of_resources(system, target)


def _of_nats(user: nats.Permissions) -> tuple[str, ...]:
    published = (f"publish {subject}" for subject in user.publish)
    return (*published, *(f"subscribe {subject}" for subject in user.subscribe))


def _of_amazon(policies: tuple[sqs.Rights, ...]) -> Rights:
    found: dict[str, tuple[str, ...]] = {}
    for policy in policies:
        lines = (f"{', '.join(each.actions)} on {name}" for each in policy.allowances for name in each.objects)
        found[policy.principal] = (*found.get(policy.principal, ()), *lines)
    return found


def _of_google(system: System, target: Target) -> Rights:
    """A policy lies on what it is for, and names accounts: here it is turned round."""
    principals = {account(principal(system, agent)): principal(system, agent) for agent in system.agents}
    found: dict[str, tuple[str, ...]] = {}
    for policy in pubsub.permissions(system, target):
        for member in policy.members:
            role, _, who = member.partition(" ")
            if who in principals:
                found[principals[who]] = (*found.get(principals[who], ()), f"{role} on {policy.name}")
    return found


def _of_resources(system: System, target: Target) -> Rights:
    found: dict[str, tuple[str, ...]] = {}
    for resource in brokers.derive(system, target):
        lines = facts(resource).get("rights") if resource.kind == "permissions" else None
        if isinstance(lines, tuple):
            found[resource.name] = lines
    return found
