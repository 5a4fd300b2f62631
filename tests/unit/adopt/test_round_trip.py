"""What treaty made at a broker, read back by an import, is the fleet that it was made for."""

from __future__ import annotations

import dataclasses

import pytest

from tests.shop import compiled, tree_of
from treatyc.adopt.brokers import READERS
from treatyc.adopt.fleet import Gravity
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.diagnostics import Report
from treatyc.system.address import stem
from treatyc.system.system import System
from treatyc.system.target import Broker
from treatyc.topology.brokers import derive
from treatyc.topology.observed import Held
from treatyc.topology.redis.objects import Group, Stream
from treatyc.topology.resource import Resource

PROJECT = """
policies:
  standard: {max_deliver: 3, backoff: [1s, 5s], dead_letter: {retain: 7d}}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 3d, policy: standard}
  events.order.paid: {kind: event, message: shop.v1.OrderPlaced, retain: 3d, policy: standard}
  commands.order.pack: {kind: command, message: shop.v1.OrderPlaced, retain: 2d, policy: standard}
agents:
  web: {sends: [events.order.placed, events.order.paid, commands.order.pack]}
  billing: {receives: [events.order.placed, events.order.paid]}
  audit: {receives: [events.order.placed]}
  tool_worker: {receives: [commands.order.pack]}
targets:
"""
SECURED = 'agent_passwords: "${P_*}", security: {username: "${U}", password: "${P}"}'
TARGETS = {
    "kafka": 'kafka: {broker: kafka, url: "${U}", partitions: 3, agent_passwords: "${P_*}", security: '
    '{protocol: sasl_plaintext, mechanism: scram-sha-512, username: "${U}", password: "${P}"}}',
    "rabbitmq": f'rabbitmq: {{broker: rabbitmq, url: "${{U}}", admin_url: "${{A}}", {SECURED}}}',
    "nats": 'nats: {broker: nats, url: "${U}"}',
    "redis": f'redis: {{broker: redis, url: "${{U}}", {SECURED}}}',
    "sqs": 'sqs: {broker: sqs, url: "https://sqs.eu-central-1.amazonaws.com"}',
    "pubsub": 'pubsub: {broker: pubsub, url: "pubsub://${G}"}',
}
SENDERS = {"kafka", "pubsub", "rabbitmq", "redis"}
"""Where rights say who sends, and are at the broker."""


def system_of(broker: str, prefix: str = "", project: str = PROJECT) -> System:
    named = f"broker: {broker}"
    line = TARGETS[broker].replace(named, f'{named}, prefix: "{prefix}"' if prefix else named)
    report = Report()
    system = compiled(tree_of([ExampleFile(PROJECT_FILE, f"{project}  {line}\n")]), report)
    assert system is not None, report.diagnostics
    return system


def held(resources: tuple[Resource, ...]) -> tuple[Held, ...]:
    return tuple(Held(each) for each in resources)


@pytest.mark.parametrize("prefix", ["", "test-"])
@pytest.mark.parametrize("broker", sorted(TARGETS))
def test_what_was_derived_is_read_back(broker: str, prefix: str) -> None:
    system = system_of(broker, prefix)
    [target] = system.targets
    nobody = dataclasses.replace(system, channels=(), agents=())

    fleet = READERS[target.broker](held(derive(system, target)), nobody, target)

    assert [each.address for each in system.channels] == [each.address for each in fleet.channels]
    kinds = {each.address: each.kind for each in fleet.channels}
    assert {each.address: each.kind for each in system.channels} == kinds
    read = {each.name: {one.pattern for one in each.receives} for each in fleet.agents if each.receives}
    declared = {
        each.name: {match.channel for one in each.subscriptions for match in one.matches}
        for each in system.agents
        if each.subscriptions
    }
    if broker == "sqs":
        del declared["tool_worker"]  # one queue is the channel and what its only group reads: nobody says which group
    assert declared == read
    assert [] == [each for each in fleet.remarks if each.gravity is Gravity.TO_DO]
    assert [""] == sorted({each.principal for each in fleet.agents})
    if broker in SENDERS:
        assert {"web"} == {each.name for each in fleet.agents if each.sends}
        sent = {each for agent in fleet.agents for each in agent.sends}
        assert {stem(each.address) for each in system.channels} == sent


@pytest.mark.parametrize("broker", sorted(TARGETS))
def test_what_is_declared_already_is_not_new(broker: str) -> None:
    """Also where an object is for a template: its parameters are nowhere at the broker."""
    text = PROJECT.replace("commands.order.pack:", "commands.order.pack.{kind}:")
    text = text.replace("commands.order.pack]", '"commands.order.pack.{kind}"]')
    system = system_of(broker, project=text)
    [target] = system.targets

    fleet = READERS[target.broker](held(derive(system, target)), system, target)

    assert ((), ()) == (fleet.channels, fleet.agents)
    assert [] == [each for each in fleet.remarks if each.gravity is Gravity.TO_DO]


def test_what_a_declared_agent_does_besides_is_said() -> None:
    system = system_of("redis")
    more = (Stream("events.order.lost"), Group("events.order.lost", "shop.billing"))

    fleet = READERS[Broker.REDIS](held(more), system, system.targets[0])

    assert ["events.order.lost"] == [each.address for each in fleet.channels]
    assert ["agent `billing` is declared already, and here it also uses `events.order.lost`"] == [
        each.message for each in fleet.remarks
    ]
