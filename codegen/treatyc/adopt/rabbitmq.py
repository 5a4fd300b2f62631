"""A RabbitMQ's queues and bindings as channels and agents: a channel is what a routing key says, not the queue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from treatyc.adopt.conventions import beside, named
from treatyc.adopt.fleet import Fleet, FoundChannel, FoundReading, Gravity
from treatyc.adopt.gathering import Gathering
from treatyc.adopt.naming import address_problem, kind_of
from treatyc.adopt.patterns import covers, of_key, template
from treatyc.system.address import has_wildcard, stem
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.names import Role
from treatyc.topology.observed import Held
from treatyc.topology.rabbitmq import patterns
from treatyc.topology.rabbitmq.objects import (
    NO_ROUTE,
    Bindings,
    Exchange,
    Permissions,
    Policy,
    Queue,
    route_parts,
)
from treatyc.topology.resource import address

_DEAD_LETTER_KEYS = ("dead-letter-exchange", "x-dead-letter-exchange")
_ESCAPE = re.compile(r"\\(.)")
_WITH = " with {"


@dataclass(slots=True)
class _Host:
    """What a virtual host holds, by name."""

    queues: dict[str, Queue]
    exchanges: dict[str, Exchange]
    routes: dict[str, tuple[str, ...]]
    policies: list[Policy]
    buried: set[str] = field(default_factory=set)
    """The exchanges by which dead letters go."""


@dataclass(slots=True)
class FoundBy:
    """Who reads a queue, as far as its name and users' rights say, and what; `wide` with the exchanges of patterns."""

    queue: Queue
    group: str
    user: str
    channels: set[str] = field(default_factory=set)
    wide: list[tuple[str, str]] = field(default_factory=list)


def read(held: Sequence[Held], system: System, target: Target) -> Fleet:
    """All that is declared of it."""
    host = _host([each.resource for each in held])
    permissions = [each.resource for each in held if isinstance(each.resource, Permissions)]
    gathering = Gathering(system, target)
    readers = _readers(permissions)
    agents: list[FoundBy] = []
    for queue in host.queues.values():
        if (what := _is_beside(queue, host)) is not None:
            gathering.leave(address(queue), f"it is {what}", Gravity.EXPECTED)
            continue
        ours = named(queue.name)
        agent = FoundBy(queue, ours.group if ours.role is Role.GROUP else "", readers.get(queue.name, ""))
        _queue(gathering, host, agent)
        agents.append(agent)
    for agent in agents:
        _widen(gathering, host, agent)
        _reads(gathering, agent)
    for each in permissions:
        _sends(gathering, each)
    for name in sorted(host.exchanges.keys() - _bound(host) - host.buried):
        gathering.leave(f"exchange:{name}", "no queue is bound to it, so that nobody says its keys", Gravity.EXPECTED)
    return gathering.fleet()


def _host(resources: Sequence[object]) -> _Host:
    host = _Host(
        {each.name: each for each in resources if isinstance(each, Queue)},
        {each.name: each for each in resources if isinstance(each, Exchange)},
        {each.name: each.routes for each in resources if isinstance(each, Bindings)},
        [each for each in resources if isinstance(each, Policy)],
    )
    settings = [dict(each.definition) for each in host.policies] + [
        dict(each.arguments) for each in host.queues.values()
    ]
    host.buried = {str(each[key]) for each in settings for key in _DEAD_LETTER_KEYS if each.get(key)}
    host.buried |= {str(each["alternate-exchange"]) for each in settings if each.get("alternate-exchange")}
    return host


def _is_beside(queue: Queue, host: _Host) -> str | None:
    """What a queue is that nobody's work is in."""
    routes = _routes(queue, host)
    if routes and all(exchange in host.buried for exchange, _ in routes):
        return "bound to where dead letters go, or what nobody took"
    what = beside(queue.name, host.queues)
    return None if what is not None and named(queue.name).role is Role.GROUP else what


def _routes(queue: Queue, host: _Host) -> list[tuple[str, str]]:
    lines = host.routes.get(queue.name, ())
    return [route_parts(line) for line in lines if line != NO_ROUTE and _WITH not in line]


def _queue(gathering: Gathering, host: _Host, agent: FoundBy) -> None:
    """The channels of a queue; patterns that may be wider than one channel wait until all channels are known."""
    queue, source, lines = agent.queue, address(agent.queue), host.routes.get(agent.queue.name, ())
    for line in lines:
        if _WITH in line:
            gathering.leave(source, f"it is bound by headers: `{line}`, and a channel is told by its key alone")
    if not lines:
        # Whoever sends names the queue itself: work, of which each message is for one.
        legal = gathering.address(queue.name, source, host.queues)
        if legal is not None:
            _put(gathering, legal, Kind.COMMAND, queue, host)
            agent.channels.add(legal)
    for exchange, key in _routes(queue, host):
        there = host.exchanges.get(exchange)
        word = exchange if there is not None and there.type == "fanout" else key
        pattern = of_key(word) if there is None or there.type == "topic" else word
        if pattern is None:
            gathering.leave(source, f"it is bound by `{key}`, which no pattern says", help="name the channels it reads")
        elif has_wildcard(pattern):
            agent.wide.append((exchange, pattern))
        else:
            _bound_by(gathering, host, agent, exchange, pattern)


def _bound_by(gathering: Gathering, host: _Host, agent: FoundBy, exchange: str, found: str) -> None:
    """One channel that a queue gets from an exchange."""
    queue = agent.queue
    if (why := address_problem(found)) is not None:
        gathering.leave(address(queue), f"it is bound by `{found}`: {why}")
        return
    kind = next((each for each in Kind if f"{gathering.target.prefix}{each.value}" == exchange), kind_of(found))
    _put(gathering, found, kind, queue, host)
    if gathering.is_new(found):
        _sent_by(gathering, exchange, kind)
    agent.channels.add(found)


def _widen(gathering: Gathering, host: _Host, agent: FoundBy) -> None:
    """Who reads by `#` or `*` reads the channels that other bindings name; where none does, `*` is a parameter."""
    for exchange, pattern in agent.wide:
        source = address(agent.queue)
        if any(covers(pattern, each) for each in gathering.channels):
            agent.channels.add(pattern)
        elif (found := template(pattern)) is not None:
            _bound_by(gathering, host, agent, exchange, found)
        else:
            why = f"it is bound by `{pattern[:-1]}#`, and nobody says which keys these are"
            gathering.leave(source, why, help="declare a channel for each key that is sent with")


def _reads(gathering: Gathering, agent: FoundBy) -> None:
    """The agent of a queue: the user who alone may read it, the group it is named after, or it itself."""
    queue = agent.queue
    name = f"group:{agent.group}" if agent.group else address(queue)
    reader = gathering.owner(agent.user) if agent.user else gathering.agent(agent.group or queue.name, name)
    if agent.group:
        gathering.reads(reader, agent.group, agent.channels, what="group")
        return
    reader.receives |= {FoundReading(each) for each in agent.channels}
    for each in sorted(agent.channels):
        if not has_wildcard(each):
            usual = gathering.target.prefix + names.of_group(each, f"{gathering.system.name}.{reader.name}")
            gathering.moves(reader, "from the queue", usual, queue.name)


def _put(gathering: Gathering, found: str, kind: Kind, queue: Queue, host: _Host) -> None:
    gathering.put(FoundChannel(found, kind, address(queue), retain_ms=_retain_ms(queue, host)))


def _sent_by(gathering: Gathering, exchange: str, kind: Kind) -> None:
    usual = f"{gathering.target.prefix}{kind.value}"
    if exchange != usual:
        gathering.differ(
            f"exchange:{exchange}",
            f"agents send to the exchange `{usual}`, and there it is `{exchange}`",
            f"bind `{usual}` to `{exchange}` until those who read from it have moved",
        )


def _retain_ms(queue: Queue, host: _Host) -> int | None:
    """How long messages are kept, by an argument or by the policy that is for this queue alone."""
    value = dict(queue.arguments).get("x-message-ttl")
    for policy in host.policies:
        if patterns.alternatives(policy.pattern) == (patterns.escaped(queue.name),):
            value = dict(policy.definition).get("message-ttl", value)
    return value if isinstance(value, int) and value > 0 else None


def _bound(host: _Host) -> set[str]:
    return {exchange for queue in host.queues.values() for exchange, _ in _routes(queue, host)}


def _readers(permissions: Sequence[Permissions]) -> dict[str, str]:
    """The one user of each queue that some user alone may read by name."""
    found: dict[str, set[str]] = {}
    for each in permissions:
        for line in each.rights:
            verb, _, name = line.partition(" ")
            if verb == "read" and " " not in name:
                found.setdefault(_ESCAPE.sub(r"\1", name), set()).add(each.name)
    return {queue: next(iter(users)) for queue, users in found.items() if len(users) == 1}


def _sends(gathering: Gathering, permissions: Permissions) -> None:
    """Who may send by a key sends to its channel."""
    by_stem = {stem(each): each for each in gathering.channels}
    for line in permissions.rights:
        before, by, key = line.partition(" by ")
        if by and before.startswith("write to "):
            found = template(_ESCAPE.sub(r"\1", key.replace(patterns.ANY_TOKEN, "*"))) or ""
            channel = found if found in gathering.channels else by_stem.get(stem(found))
            if channel is not None:
                gathering.owner(permissions.name).sends.add(channel)
