"""From what agents declare to a Redis's users and their rights: least privilege (P40, P41).

Every pattern is one key's name, but for reply inboxes, which are made while agents run. Reading and sending stand in
selectors of their own: who reads one stream and sends to another may neither send to the first nor read the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from treatyc.system.agent import Agent
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.principals import principal
from treatyc.topology.redis.acl import line, literal
from treatyc.topology.redis.objects import Permissions, User
from treatyc.topology.resource import Origin
from treatyc.topology.version import at_least

SEND = ("+xadd",)
READ = ("+xack", "+xautoclaim", "+xclaim", "+xinfo|stream", "+xpending", "+xreadgroup")
"""What a member of a group needs. To acknowledge and to claim is to write, as Redis sees it, so that these take a key
that may be written to; without `xadd` nothing can be appended all the same."""

AWAIT = ("+pexpire", "+unlink", "+xgroup|create", "+xread")
"""What the owner of an inbox needs: to make it, which a group does without a message, to keep it while it lives, to
read it, and to take it away."""

INTRODUCE = "+client|setinfo"
INTRODUCED = (7, 2)
"""Since when clients introduce themselves so, and a server knows the word."""

SELECT = "+select"
_DATABASE = re.compile(r".*/[1-9][0-9]*\Z")


def secured(target: Target) -> bool:
    """Whether agents show who they are there: else all are the same nobody, and no right could tell them apart."""
    return target.agent_passwords is not None or bool({"username", "password"} & dict(target.security).keys())


def in_database(target: Target) -> bool:
    """Whether its contracts say that it lies in another database than the first, which a client must select."""
    return _DATABASE.match(target.url or "") is not None


def users(system: System, target: Target) -> tuple[User, ...]:
    """One for each principal, sorted by name; nothing where somebody else makes them."""
    if target.agent_passwords is None:
        return ()
    return tuple(User(who, origin=_because(f"who `{agent.name}` is", agent)) for who, agent in _principals(system))


def permissions(system: System, target: Target) -> tuple[Permissions, ...]:
    """What each principal may do, sorted by its name; nothing where agents stay anonymous."""
    if not secured(target):
        return ()
    granted: dict[str, list[Grant]] = {}
    for grant in grants(system, target):
        granted.setdefault(grant.principal, []).append(grant)
    return tuple(
        Permissions(who, _lines(granted.get(who, ()), system, target), _because(f"what `{agent.name}` declares", agent))
        for who, agent in _principals(system)
    )


def _principals(system: System) -> Iterator[tuple[str, Agent]]:
    """Each with the first of its agents."""
    found: dict[str, Agent] = {}
    for agent in system.agents:
        found.setdefault(principal(system, agent), agent)
    for who in sorted(found):
        yield who, found[who]


def _because(why: str, agent: Agent) -> Origin:
    return Origin(why, agent.place, agent=agent.name)


def _lines(granted: Iterable[Grant], system: System, target: Target) -> tuple[str, ...]:
    rights = {right for grant in granted for right in _rights(grant, system, target)}
    return tuple(sorted({line(_plain(target)), *rights}))


def _plain(target: Target) -> Iterator[str]:
    """What every client needs before it does anything."""
    yield "+ping"
    if at_least(target, *INTRODUCED):
        yield INTRODUCE
    if in_database(target):
        yield SELECT


def _rights(grant: Grant, system: System, target: Target) -> Iterator[str]:
    address = grant.channel.address
    replies = grant.channel.kind is Kind.REPLY
    match grant.right:
        case Right.SEND if not replies:
            yield line(SEND, _writing(target.prefix + names.channel(address)))
        case Right.AWAIT:
            owner = f"{system.name}.{grant.agent}"
            yield line(AWAIT, f"~{literal(target.prefix + names.inbox(address, owner))}.*")
        case Right.SEND | Right.ANSWER:
            # Whose inbox it is, is in the request: any that awaits this reply.
            yield line(SEND, f"{_writing(target.prefix + names.inboxes(address))}.*")
        case Right.READ | Right.TAP if replies:
            return  # a reply lies in its caller's inbox alone: see `shortcomings`
        case Right.READ | Right.TAP:
            yield line(READ, f"~{literal(target.prefix + names.channel(address))}")
            yield from _of_failures(grant, target)
        case _:
            assert_never(grant.right)


def _of_failures(grant: Grant, target: Target) -> Iterator[str]:
    """What fails is parked in the group's own streams and read again from there; what ends there is only written."""
    if grant.policy is None:
        return
    address = grant.channel.address
    for name in names.retries(address, grant.group, grant.policy, grant.channel.order):
        yield line(SEND, _writing(target.prefix + name))
        yield line(READ, f"~{literal(target.prefix + name)}")
    if (letters := names.dead_letters(address, grant.group, grant.policy)) is not None:
        yield line(SEND, _writing(target.prefix + letters))


def _writing(name: str) -> str:
    return f"%W~{literal(name)}"
