"""How messages pass through a Redis: agent → stream → group → agent, and what fails → retry → its group → the agent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.flow import Flow, Passage, Station
from treatyc.topology.grants import Grant, Right, grants


def flow(system: System, target: Target) -> Flow:
    """All streams with the groups that read them, inboxes as one station for all of an agent, and who writes what."""
    stations = {
        _stream(target, names.channel(channel.address), channel.address)
        for channel in target.channels
        if channel.kind is not Kind.REPLY
    }
    passages: set[Passage] = set()
    for grant in grants(system, target):
        for part in _parts(grant, system, target):
            match part:
                case Station():
                    stations.add(part)
                case Passage():
                    passages.add(part)
                case _:
                    assert_never(part)
    by_address = sorted(stations, key=lambda station: station.address)
    return Flow(tuple(by_address), tuple(sorted(passages, key=lambda each: (each.source, each.target, each.label))))


def _parts(grant: Grant, system: System, target: Target) -> Iterator[Station | Passage]:
    agent, address = f"agent:{grant.agent}", grant.channel.address
    if grant.channel.kind is Kind.REPLY:
        yield from _replies(grant, system, target)
        return
    stream = _stream(target, names.channel(address), address)
    match grant.right:
        case Right.SEND | Right.ANSWER | Right.AWAIT:
            yield Passage(agent, stream.address)
        case Right.READ | Right.TAP:
            yield from _read(stream, grant, "")
            yield from _failing(grant, target)
        case _:
            assert_never(grant.right)


def _replies(grant: Grant, system: System, target: Target) -> Iterator[Station | Passage]:
    """From whoever answers to all inboxes, and from its own to each caller: which, is in the request."""
    address = grant.channel.address
    inboxes = _stream(target, f"{names.inboxes(address)}.*", address)
    yield inboxes
    match grant.right:
        case Right.SEND | Right.ANSWER:
            yield Passage(f"agent:{grant.agent}", inboxes.address)
        case Right.AWAIT:
            own = _stream(target, f"{names.inbox(address, f'{system.name}.{grant.agent}')}.*", address)
            yield Passage(inboxes.address, f"agent:{grant.agent}", own.name)
        case Right.READ | Right.TAP:
            return  # nobody but its caller gets a reply: see `shortcomings`
        case _:
            assert_never(grant.right)


def _failing(grant: Grant, target: Target) -> Iterator[Station | Passage]:
    if grant.policy is None:
        return
    address, agent = grant.channel.address, f"agent:{grant.agent}"
    for name in names.retries(address, grant.group, grant.policy, grant.channel.order):
        parked = _stream(target, name, address)
        yield parked
        yield Passage(agent, parked.address, "fails")
        yield from _read(parked, grant, "again")
    if (letters := names.dead_letters(address, grant.group, grant.policy)) is not None:
        buried = _stream(target, letters, address)
        yield buried
        yield Passage(agent, buried.address, "gives up")


def _read(stream: Station, grant: Grant, label: str) -> Iterator[Station | Passage]:
    group = Station("group", f"{stream.name}/{grant.group}", stream.channel)
    yield group
    yield Passage(stream.address, group.address)
    yield Passage(group.address, f"agent:{grant.agent}", label)


def _stream(target: Target, name: str, channel: str) -> Station:
    return Station("stream", target.prefix + name, channel)
