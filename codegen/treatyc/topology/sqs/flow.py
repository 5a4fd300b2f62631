"""How messages pass through queues and topics, for pictures."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.flow import Flow, Passage, Station
from treatyc.topology.grants import Right, grants
from treatyc.topology.sqs.objects import DeadLetterQueue, Queue, Topic
from treatyc.topology.sqs.routes import Route, routes


def flow(system: System, target: Target) -> Flow:
    """Sender → topic or queue → the group's queue → reader, and what fails to the dead letters."""
    found = routes(system, target)
    entrances = {route.channel.address: _entrance(route).address for route in found}
    sending = {
        Passage(f"agent:{grant.agent}", entrances[grant.channel.address])
        for grant in grants(system, target)
        if grant.right in (Right.SEND, Right.ANSWER)
    }
    stations = {station for route in found for station in _stations(route)}
    passages = sending | {passage for route in found for passage in _passages(route)}
    return Flow(
        tuple(sorted(stations, key=lambda station: station.address)),
        tuple(sorted(passages, key=lambda passage: (passage.source, passage.target, passage.label))),
    )


def _entrance(route: Route) -> Station:
    return Station(Topic.kind if route.spread else Queue.kind, route.entrance, route.channel.address)


def _stations(route: Route) -> Iterator[Station]:
    yield _entrance(route)
    for reader in route.readers:
        yield Station(Queue.kind, reader.queue, route.channel.address)
        if reader.dead_letter is not None:
            yield Station(DeadLetterQueue.kind, reader.dead_letters, route.channel.address)


def _passages(route: Route) -> Iterator[Passage]:
    entrance = _entrance(route)
    for reader in route.readers:
        queue = Station(Queue.kind, reader.queue)
        if route.spread:
            fixed = sorted(" ".join(f"{name}={value}" for name, value in bindings) for bindings in reader.filters)
            yield Passage(entrance.address, queue.address, " or ".join(fixed))
        for agent in reader.agents:
            yield Passage(queue.address, f"agent:{agent}")
        if reader.dead_letter is not None:
            letters = Station(DeadLetterQueue.kind, reader.dead_letters)
            yield Passage(queue.address, letters.address, f"after {reader.policy.max_deliver} deliveries")
