"""From what agents declare to their entries in Kafka's access control list: least privilege (P40, P41).

Every right is for one name, literally: a prefix `orders` would grant `orders2` as well. Nobody may make, change or
delete anything, and nobody has a right to the cluster, except that brokers before 2.8 ask whoever sends with
idempotence for `IdempotentWrite` there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.grants import Grant, grants
from treatyc.topology.grants import Right as Granted
from treatyc.topology.kafka.objects import Permissions
from treatyc.topology.kafka.rights import CLUSTER, Right
from treatyc.topology.resource import Origin
from treatyc.topology.version import at_least

_IMPLIED = (2, 8)
"""Since when the right to write to any topic includes idempotence."""

_SEE = ("Describe", "Read")
_SAY = ("Describe", "Write")


def secured(target: Target) -> bool:
    """Whether agents show who they are there: else all are the same nobody, and no right could tell them apart."""
    return dict(target.security).get("protocol", "plaintext") != "plaintext"


def permissions(system: System, target: Target) -> tuple[Permissions, ...]:
    """What each principal may do, sorted by its name; nothing where agents stay anonymous."""
    if not secured(target):
        return ()
    by_principal: dict[str, list[Grant]] = {}
    for grant in grants(system, target):
        by_principal.setdefault(grant.principal, []).append(grant)
    return tuple(_of_principal(who, by_principal[who], system, target) for who in sorted(by_principal))


def _of_principal(who: str, granted: list[Grant], system: System, target: Target) -> Permissions:
    rights = {right for grant in granted for right in _rights(grant, system, target)}
    if not at_least(target, *_IMPLIED) and any(right.operation == "Write" for right in rights):
        rights.add(Right("cluster", CLUSTER, "IdempotentWrite"))
    agents = sorted({grant.agent for grant in granted})
    places = {agent.name: agent.place for agent in system.agents}
    why = f"what {' and '.join(f'`{agent}`' for agent in agents)} declare{'s' if len(agents) == 1 else ''}"
    origin = Origin(why, places[agents[0]], agent=agents[0] if len(agents) == 1 else "")
    return Permissions(who, tuple(sorted(str(right) for right in rights)), origin)


def _rights(grant: Grant, system: System, target: Target) -> Iterator[Right]:
    topic = target.prefix + names.channel(grant.channel.address)
    match grant.right:
        case Granted.SEND | Granted.ANSWER:
            yield from _all(_SAY, "topic", topic)
        case Granted.AWAIT:
            yield from _all(_SEE, "topic", topic)
            # An inbox joins no group, and yet its client looks for the coordinator of the one that it is configured
            # with, and gives up when it may not.
            yield Right("group", inbox_group(system, grant.agent), "Describe")
        case Granted.READ | Granted.TAP:
            yield from _all(_SEE, "topic", topic)
            yield from _all(_SEE, "group", grant.group)
            yield from _of_failures(grant, target)
        case _:
            assert_never(grant.right)


def _of_failures(grant: Grant, target: Target) -> Iterator[Right]:
    """What fails is parked in the group's own objects and read again from there; what ends there is only written."""
    if grant.policy is None:
        return
    address = grant.channel.address
    for name in names.retries(address, grant.group, grant.policy, grant.channel.order):
        yield from _all((*_SAY, "Read"), "topic", target.prefix + name)
    if (letters := names.dead_letters(address, grant.group, grant.policy)) is not None:
        yield from _all(_SAY, "topic", target.prefix + letters)


def inbox_group(system: System, agent: str) -> str:
    """What the inbox of an agent calls the group that it never joins."""
    return f"{system.name}.{agent}.inbox"


def _all(operations: Iterable[str], kind: str, name: str) -> Iterator[Right]:
    for operation in operations:
        yield Right(kind, name, operation)
