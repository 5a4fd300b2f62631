"""How messages pass through topics and subscriptions, for pictures."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.flow import Flow, Passage, Station
from treatyc.topology.grants import Right, grants
from treatyc.topology.pubsub.objects import Subscription, Topic
from treatyc.topology.pubsub.ranges import attempts
from treatyc.topology.pubsub.routes import Route, routes


def flow(system: System, target: Target) -> Flow:
    """Sender → topic → the group's subscription → reader, and what fails to the dead letters."""
    found = routes(system, target)
    topics = {route.channel.address: Station(Topic.kind, route.topic).address for route in found}
    sending = {
        Passage(f"agent:{grant.agent}", topics[grant.channel.address])
        for grant in grants(system, target)
        if grant.right in (Right.SEND, Right.ANSWER)
    }
    stations = {station for route in found for station in _stations(route)}
    passages = sending | {passage for route in found for passage in _passages(route)}
    return Flow(
        tuple(sorted(stations, key=lambda station: station.address)),
        tuple(sorted(passages, key=lambda passage: (passage.source, passage.target, passage.label))),
    )


def _stations(route: Route) -> Iterator[Station]:
    channel = route.channel.address
    yield Station(Topic.kind, route.topic, channel)
    for reader in route.readers:
        yield Station(Subscription.kind, reader.subscription, channel)
        if reader.dead_letters:
            yield Station(Topic.kind, reader.dead_letters, channel)
            yield Station(Subscription.kind, reader.dead_letters, channel)


def _passages(route: Route) -> Iterator[Passage]:
    topic = Station(Topic.kind, route.topic)
    for reader in route.readers:
        subscription = Station(Subscription.kind, reader.subscription)
        fixed = sorted(" ".join(f"{name}={value}" for name, value in each) for each in reader.filters)
        yield Passage(topic.address, subscription.address, " or ".join(fixed) if reader.filter else "")
        for agent in reader.agents:
            yield Passage(subscription.address, f"agent:{agent}")
        if reader.dead_letters:
            letters = Station(Topic.kind, reader.dead_letters)
            times = attempts(reader.policy.max_deliver)
            yield Passage(subscription.address, letters.address, f"after {times} deliveries")
            yield Passage(letters.address, Station(Subscription.kind, reader.dead_letters).address)
