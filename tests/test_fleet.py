"""The example fleet in `contracts/` is what it says it is: clean, complete, and an example of each pattern."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.system.agent import Reading
from treatyc.system.channel import Kind, Order
from treatyc.system.schema import Format
from treatyc.system.system import System
from treatyc.system.target import Broker
from treatyc.system.version import releases_of, version_of
from treatyc.topology.brokers import SEMANTICS
from treatyc.workspace.opening import open_project

_RELEASES_LEAST = 3
_HISTORIES_LEAST = 4
PROJECT = Path(__file__).parent.parent / "contracts" / "treaty.yaml"


@cache
def fleet() -> System:
    """The linked fleet; nothing may be wrong with it."""
    report = Report()
    workspace = open_project(PROJECT, report)
    assert workspace is not None
    system = compile_tree(workspace.tree, report)
    assert report.diagnostics == ()
    assert system is not None
    return system


def test_the_fleet_is_clean() -> None:
    assert check(fleet(), RULES) == ()


def test_every_broker_can_do_what_the_fleet_declares() -> None:
    problems = [
        (target.name, problem.rule, problem.message)
        for target in fleet().targets
        if target.broker in SEMANTICS
        for problem in SEMANTICS[target.broker].problems(fleet(), target)
    ]

    assert problems == []


def test_the_fleet_ignores_no_rule() -> None:
    ignores = [*fleet().rules.ignore]
    ignores += [ignore for channel in fleet().channels for ignore in channel.ignores]
    ignores += [ignore for agent in fleet().agents for ignore in agent.ignores]

    assert ignores == []


def test_every_agent_of_the_field_guides_is_there() -> None:
    e_commerce = {"recommendation", "pricing", "inventory", "customer_service", "fraud", "logistics"}
    order_flow = {"orders", "inventory", "payment", "logistics"}
    conversation = {"triage", "billing", "support", "scheduling", "tool_worker", "notification"}
    sensors = {"sensor", "processor", "logger"}

    assert e_commerce | order_flow | conversation | sensors | {"audit"} <= {agent.name for agent in fleet().agents}


def test_the_fleet_is_large_enough_to_be_an_example() -> None:
    messages = {message.value for channel in fleet().channels for message in channel.messages}
    formats = {fleet().schema(name).format for name in messages}

    assert len(messages) >= 25
    assert len(fleet().channels) >= 20
    assert set(Format) == formats


def test_everything_is_described_and_owned() -> None:
    undescribed = [channel.address for channel in fleet().channels if not (channel.description and channel.owner)]
    undescribed += [agent.name for agent in fleet().agents if not (agent.description and agent.owner)]
    undescribed += [schema.name for schema in fleet().schemas if not schema.doc]

    assert undescribed == []


def _reads(system: System, agent_name: str, reading: Reading) -> set[str]:
    agent = next(agent for agent in system.agents if agent.name == agent_name)
    return {reading_.pattern for reading_ in agent.subscriptions if reading_.reading is reading}


def _woken_by(system: System, address: str) -> set[str]:
    return {agent.name for agent in system.agents if address in _reads(system, agent.name, Reading.RECEIVES)}


PATTERNS: dict[str, Callable[[System], bool]] = {
    "P5 small messages": lambda fleet: fleet.channel("metrics.agent.{agent_name}").max_bytes == 16 * 1024,
    "P10 facts": lambda fleet: fleet.channel("events.customer.pageview").kind is Kind.EVENT,
    "P10 instructions": lambda fleet: fleet.channel("commands.agent.pricing.recalculate").kind is Kind.COMMAND,
    "P10 telemetry": lambda fleet: fleet.channel("metrics.agent.{agent_name}").kind is Kind.METRIC,
    "P10 further roots": lambda fleet: (
        {
            "tools.execute.{tool_name}",
            "tools.result.{conversation_id}",
            "agents.{agent_name}.events",
            "conversations.{id}.messages",
        }
        <= {channel.address for channel in fleet.channels}
    ),
    "P11 one token": lambda fleet: "events.customer.*" in _reads(fleet, "recommendation", Reading.RECEIVES),
    "P11 in the middle": lambda fleet: "agents.*.events" in _reads(fleet, "supervisor", Reading.RECEIVES),
    "P11 the rest": lambda fleet: "tools.execute.>" in _reads(fleet, "audit", Reading.TAPS),
    "P12 every subscriber gets it": lambda fleet: (
        {"logger", "processor"} <= {agent.name for agent in fleet.readers("metrics.warehouse.{warehouse_id}.climate")}
    ),
    "P13 a pool of workers": lambda fleet: next(a for a in fleet.agents if a.name == "tool_worker").instances > 1,
    "P14 an intent wakes one": lambda fleet: _woken_by(fleet, "events.intent.identified.billing") == {"billing"},
    "P14 a result wakes two": lambda fleet: (
        _woken_by(fleet, "events.tool.result.payment_processed") == {"billing", "notification"}
    ),
    "P16 durable in production": lambda fleet: [t.replicas for t in fleet.targets if t.production] == [3],
    "P21 bounded retries": lambda fleet: fleet.channel("tools.execute.{tool_name}").policy.max_deliver == 3,
    "P22 dead letters for 7 days": lambda fleet: any(
        policy.dead_letter is not None and policy.dead_letter.retain_s == 7 * 86400 for policy in fleet.policies
    ),
    "P25 order within a key": lambda fleet: fleet.channel("conversations.{id}.messages").order is Order.KEY,
    "P26 a rate": lambda fleet: fleet.channel("commands.agent.pricing.recalculate").rate is not None,
    "P27 a time to live": lambda fleet: fleet.channel("tools.execute.{tool_name}").ttl_s == 300,
    "P31 tools": lambda fleet: any(
        reply is not None and reply.value == "tools.result.{conversation_id}"
        for reply in [fleet.channel("tools.execute.{tool_name}").reply]
    ),
    "P42 personal data": lambda fleet: any(channel.personal for channel in fleet.channels),
    "several messages on one channel": lambda fleet: len(fleet.channel("events.shipment.progress").messages) == 3,
    "targets": lambda fleet: (
        {t.broker for t in fleet.targets} == set(Broker)
        and {(t.name, t.broker) for t in fleet.targets}
        >= {("dev", Broker.MEMORY), ("local", Broker.KAFKA), ("prod", Broker.KAFKA)}
    ),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_fleet_shows_the_pattern(pattern: str) -> None:
    assert PATTERNS[pattern](fleet())


def test_the_present_text_of_everything_that_travels_is_its_last_release() -> None:
    """What production refuses, an unreleased text, is nowhere in the fleet."""
    carried = {message.value for channel in fleet().channels for message in channel.messages}
    last = {name: str(releases_of(fleet(), name)[-1].version) for name in carried}

    assert last == {name: version_of(fleet(), fleet().schema(name)) for name in carried}


def test_three_releases_or_more_are_kept_of_schemas_in_each_format() -> None:
    """Issue 4, Done when: each of them says something else than the one before."""
    histories = {release.name: releases_of(fleet(), release.name) for release in fleet().releases}
    long = {name: releases for name, releases in histories.items() if len(releases) >= _RELEASES_LEAST}

    assert len(long) >= _HISTORIES_LEAST
    assert set(Format) == {fleet().schema(name).format for name in long}
    for name, releases in long.items():
        assert [f"1.{minor}" for minor in range(len(releases))] == [str(release.version) for release in releases]
        for older, newer in pairwise(releases):
            assert older.schema.canonical != newer.schema.canonical, name
