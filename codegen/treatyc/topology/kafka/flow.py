"""How messages pass through a Kafka: agent → topic → group → agent, and what fails → retry → the group again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.flow import Flow, Passage, Station
from treatyc.topology.grants import Grant, Right, grants


def flow(system: System, target: Target) -> Flow:
    """All topics with the groups that read them, and who writes what."""
    stations = {_topic(target, names.channel(channel.address), channel.address) for channel in target.channels}
    passages: set[Passage] = set()
    for grant in grants(system, target):
        for part in _parts(grant, target):
            match part:
                case Station():
                    stations.add(part)
                case Passage():
                    passages.add(part)
                case _:
                    assert_never(part)
    by_address = sorted(stations, key=lambda station: station.address)
    return Flow(tuple(by_address), tuple(sorted(passages, key=lambda each: (each.source, each.target, each.label))))


def _parts(grant: Grant, target: Target) -> Iterator[Station | Passage]:
    agent = f"agent:{grant.agent}"
    topic = _topic(target, names.channel(grant.channel.address), grant.channel.address)
    match grant.right:
        case Right.SEND | Right.ANSWER:
            yield Passage(agent, topic.address)
        case Right.AWAIT:
            yield Passage(topic.address, agent)
        case Right.READ | Right.TAP:
            group = Station("group", grant.group)
            yield group
            yield Passage(topic.address, group.address)
            yield Passage(group.address, agent)
            yield from _failing(grant, group, target)
        case _:
            assert_never(grant.right)


def _failing(grant: Grant, group: Station, target: Target) -> Iterator[Station | Passage]:
    if grant.policy is None:
        return
    address = grant.channel.address
    for name in names.retries(address, grant.group, grant.policy, grant.channel.order):
        parked = _topic(target, name, address)
        yield parked
        yield Passage(group.address, parked.address, "fails")
        yield Passage(parked.address, group.address, "again")
    if (letters := names.dead_letters(address, grant.group, grant.policy)) is not None:
        buried = _topic(target, letters, address)
        yield buried
        yield Passage(group.address, buried.address, "gives up")


def _topic(target: Target, name: str, channel: str) -> Station:
    return Station("topic", target.prefix + name, channel)
