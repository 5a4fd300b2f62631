"""Users and their permissions, by what agents declare: each may do that and nothing else (P40, P41).

An agent that awaits replies declares an inbox for each instance: an exclusive queue whose name begins with the reply
channel, `_inbox` and who it is. It binds it to the addresses that it waits for, so callers of one reply channel can see
each other's answers, as on every broker where replies have an address. No other queue can be declared by an agent, and
nothing can be sent by the default exchange, which reaches every queue.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import assert_never

from treatyc.source import Place
from treatyc.system.address import parameter_name, tokens
from treatyc.system.channel import Channel
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.principals import principal
from treatyc.topology.rabbitmq import exchanges, patterns
from treatyc.topology.rabbitmq.objects import Permissions, User
from treatyc.topology.rabbitmq.rights import ENTER, lines, rights_of
from treatyc.topology.resource import Origin

_ADDRESSES_MAX = 1_000
"""How many addresses a list of values may make; beyond that any value is granted."""


def secured(target: Target) -> bool:
    """Whether agents show who they are there."""
    return target.agent_passwords is not None or bool(target.security)


def users(system: System, target: Target) -> tuple[User, ...]:
    """The users of agents, sorted by name; none where somebody else makes them."""
    if target.agent_passwords is None:
        return ()
    found: dict[str, User] = {}
    for agent in system.agents:
        who = principal(system, agent)
        origin = Origin(f"who `{agent.name}` is", agent.place, agent=agent.name)
        found.setdefault(who, User(who, origin=origin))
    return tuple(found[who] for who in sorted(found))


def permissions(system: System, target: Target) -> tuple[Permissions, ...]:
    """What each principal may do, sorted by its name; nothing where all are the same guest."""
    if not secured(target):
        return ()
    agents: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    rights: dict[str, set[str]] = {}
    for agent in system.agents:
        who = principal(system, agent)
        agents.setdefault(who, []).append(agent.name)
        places.setdefault(who, agent.place)
        rights.setdefault(who, {ENTER})
    for grant in grants(system, target):
        rights[grant.principal].update(_lines(grant, target))
    found = []
    for who in sorted(rights):
        several = agents[who]
        why = f"what {' and '.join(f'`{name}`' for name in several)} declare{'s' if len(several) == 1 else ''}"
        origin = Origin(why, places[who], agent=several[0] if len(several) == 1 else "")
        # By way of what RabbitMQ keeps of them, so that a look at the broker gives the same lines.
        found.append(Permissions(who, lines(rights_of(rights[who])), origin))
    return tuple(found)


def _lines(grant: Grant, target: Target) -> Iterator[str]:
    channel = grant.channel
    exchange = exchanges.of_channel(channel, target)
    match grant.right:
        case Right.SEND | Right.ANSWER:
            for key in _keys(channel, dict(grant.bindings)):
                yield f"write to {exchange} by {key}"
        case Right.AWAIT:
            yield from _inbox(grant, target)
            for key in _keys(channel, dict(grant.bindings)):
                yield f"read from {exchange} by {key}"
        case Right.READ | Right.TAP:
            yield f"read {_named(target, names.of_group(channel.address, grant.group))}"
            yield from _of_failures(grant, target)
        case _:
            assert_never(grant.right)


def _inbox(grant: Grant, target: Target) -> Iterator[str]:
    inbox = rf"{_named(target, names.inbox(grant.channel.address, grant.principal))}\.{patterns.ANY_TOKEN}"
    for verb in ("declare", "write", "read"):
        yield f"{verb} {inbox}"


def _of_failures(grant: Grant, target: Target) -> Iterator[str]:
    if grant.policy is None:
        return
    address = grant.channel.address
    for name in names.retries(address, grant.group, grant.policy, grant.channel.order):
        yield f"write to {exchanges.retry(target)} by {_named(target, name)}"
    if (letters := names.dead_letters(address, grant.group, grant.policy)) is not None:
        yield f"write to {exchanges.dead_letter(target)} by {_named(target, letters)}"


def _keys(channel: Channel, bound: Mapping[str, str]) -> Iterator[str]:
    """The addresses of a channel, as escaped names: a parameter is what was fixed, what its list says, or any token."""
    values = {parameter.name: parameter.values for parameter in channel.parameters}
    choices: list[tuple[str, ...]] = []
    count = 1
    for token in tokens(channel.address):
        name = parameter_name(token)
        if name is None:
            choices.append((patterns.escaped(token),))
        elif name in bound:
            choices.append((patterns.escaped(bound[name]),))
        else:
            listed = tuple(patterns.escaped(value) for value in values.get(name, ()))
            count *= max(1, len(listed))
            choices.append(listed if listed and count <= _ADDRESSES_MAX else (patterns.ANY_TOKEN,))
    return (r"\.".join(each) for each in itertools.product(*choices))


def _named(target: Target, name: str) -> str:
    return patterns.escaped(target.prefix + name)
