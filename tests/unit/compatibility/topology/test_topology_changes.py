"""What a change of the topology does to those who run by the old one; each rule's page shows its plain case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.check.test_engine import PROJECTS, system_of
from tests.unit.compatibility.topology.projects import between, changed
from treatyc.checks.page import ExampleFile
from treatyc.compatibility.finding import Effect, Finding
from treatyc.compatibility.topology.changes import topology_changes
from treatyc.compatibility.topology.partitioner import moved, murmur2, parted, partition
from treatyc.compatibility.topology.rules import RULES
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.source import Span
from treatyc.system.system import System
from treatyc.workspace.opening import open_project

ROOT = Path(__file__).parents[4]

SHOP = """\
policies:
  standard: {max_deliver: 3}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id, policy: standard, retain: 30d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
  audit: {receives: ["events.>"]}
targets:
  prod: {broker: kafka, url: here, partitions: 12}
"""

NEW_YEAR = "2026-01-01T00:00:00Z"
SHORTER = "`events.order.placed` was kept for 30d and is kept for 1d in target `prod`"
TRIED = "tried 3 times and is tried once"
NARROWED = (
    "topology-permission-narrowed: `audit` no longer receives `events.order.placed`, "
    "and a release of it that does may be running"
)

CHANGES = [
    ("nothing", "", "", []),
    ("a comment", "policies:", "# Later more.\npolicies:", []),
    (
        "a target's own number of partitions",
        "partitions: 12",
        "partitions: 6",
        ["topology-partitions-changed: `events.order.placed` had 12 partitions and has 6 in target `prod`"],
    ),
    (
        "a number of the channel that the target's had been",
        "retain: 30d}",
        "retain: 30d, partitions: 12}",
        [],
    ),
    (
        "a shorter time at one target alone",
        "partitions: 12}",
        'partitions: 12, overrides: {"events.>": {retain: 1d}}}',
        [f"topology-retention-shortened: {SHORTER}; `audit` and `billing` may stand still for longer"],
    ),
    (
        "another beginning",
        "billing: {receives: [events.order.placed]}",
        f'billing: {{receives: [{{channel: events.order.placed, start: "{NEW_YEAR}"}}]}}',
        [f"topology-start-changed: `billing` began `events.order.placed` at earliest and begins at {NEW_YEAR}"],
    ),
    ("an agent that comes", "  orders: {sends", "  stock: {receives: [events.order.placed]}\n  orders: {sends", []),
    (
        "a permission by a wildcard goes",
        'audit: {receives: ["events.>"]}',
        "audit: {}",
        [NARROWED],
    ),
    (
        "receiving becomes tapping",
        'audit: {receives: ["events.>"]}',
        'audit: {taps: ["events.>"]}',
        [NARROWED],
    ),
    (
        "a policy of the subscription in place of the channel's",
        "billing: {receives: [events.order.placed]}",
        "billing: {receives: [{channel: events.order.placed, policy: hasty}]}",
        [f"topology-attempts-lowered: what fails in `billing` from `events.order.placed` was {TRIED}"],
    ),
]


def said(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.rule}: {finding.message}" for finding in findings]


@pytest.mark.parametrize(("old", "new", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_what_is_found(old: str, new: str, expected: list[str]) -> None:
    before = SHOP.replace("standard: {max_deliver: 3}", "standard: {max_deliver: 3}\n  hasty: {max_deliver: 1}")
    assert old in before

    assert expected == said(between(before, before.replace(old, new, 1)))


def test_every_rule_is_registered_in_the_order_of_its_id() -> None:
    folder = ROOT / "codegen" / "treatyc" / "compatibility" / "topology" / "rules"
    files = {f"topology-{path.stem.replace('_', '-')}" for path in folder.glob("*.py")} - {"topology---init--"}
    ids = [rule.id for rule in RULES]

    assert sorted(files) == ids


def test_a_channel_is_renamed_where_the_same_agents_say_the_same_on_another() -> None:
    after = SHOP.replace("events.order.placed", "events.order.taken")

    assert ["topology-channel-renamed"] == [finding.rule for finding in between(SHOP, after)]


def test_a_channel_that_went_while_another_came_for_others_is_gone() -> None:
    after = SHOP.replace("events.order.placed", "events.order.taken").replace("billing: {", "accounts: {")

    assert ["topology-agent-removed", "topology-channel-removed"] == [finding.rule for finding in between(SHOP, after)]


@pytest.mark.parametrize(
    ("shorter", "reason"),
    [
        ("retain: 30s", "`audit` tries again for 96s"),
        ("retain: 1d, ttl: 2d", "a message is alive for 2d"),
    ],
)
def test_a_time_that_is_shorter_than_a_reader_asks_for_breaks(shorter: str, reason: str) -> None:
    (finding,) = (
        each for each in between(SHOP, SHOP.replace("retain: 30d", shorter)) if each.rule.startswith("topology-ret")
    )

    assert Effect.BREAKS is finding.effect
    assert finding.message.endswith(f", and {reason}")


RUNNING = """\
deployment prod billing 7 0123456789abcdef 2026-11-20T11:02:00Z {until}
manifest 0123456789abcdef billing
  receives {channel} shop.v1.OrderPlaced 1.0 0123456789abcdef
"""


@pytest.mark.parametrize(
    ("channel", "until", "expected"),
    [
        ("events.order.placed", "-", ["topology-permission-narrowed"]),
        ("events.order.taken", "-", []),
        ("events.order.placed", "2026-11-21T11:02:00Z", []),
    ],
)
def test_a_permission_may_go_when_no_release_that_runs_needs_it(channel: str, until: str, expected: list[str]) -> None:
    lock = RUNNING.format(channel=channel, until=until)
    after = SHOP.replace("billing: {receives: [events.order.placed]}", "billing: {}")
    files = [("old/treaty.yaml", SHOP), ("new/treaty.yaml", after), ("new/deployed.lock", lock)]

    assert expected == [each.rule for each in changed([ExampleFile(path, text) for path, text in files])]


def test_what_is_found_is_at_both_places_and_has_a_key_of_its_own() -> None:
    (finding,) = between(SHOP, SHOP.replace("key: order_id", "key: customer_id"))
    assert isinstance(finding.writer, Span)
    assert isinstance(finding.reader, Span)

    assert "topology-key-changed:events.order.placed" == finding.key
    assert (6, 6) == (finding.writer.line, finding.reader.line)
    assert finding.witness is not None


@given(st.integers(1, 40), st.integers(1, 40))
def test_a_key_that_moves_really_moves(before: int, after: int) -> None:
    witness = moved("order_id", before, after)

    assert (before == after) == (witness is None)
    if witness is not None:
        key = witness.message.split('"')[3]
        places = partition(key, before), partition(key, after)
        assert f"in partition {places[0]}, what comes after in {places[1]}" in witness.reader


def test_messages_of_one_old_key_really_part() -> None:
    witness = parted("customer_id", "order_id", 6)

    assert witness is not None
    assert '[{"customer_id": "1", "order_id": "1"}, {"customer_id": "1", "order_id": "2"}]' == witness.message
    places = partition("1", 6), partition("2", 6)
    assert f"by `order_id` in {places[0]} and {places[1]}" in witness.reader


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("a-little-bit-longer-string", -1486304829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        ("abc", 479470107),
    ],
)
def test_the_hash_is_that_of_kafkas_clients(text: str, signed: int) -> None:
    """The values that the tests of Apache Kafka's own client state."""
    assert signed & 0xFFFFFFFF == murmur2(text.encode())


@pytest.fixture(scope="module")
def fleet() -> System:
    report = Report()
    workspace = open_project(ROOT / "contracts" / "treaty.yaml", report, ROOT)
    assert workspace is not None
    system = compile_tree(workspace.tree, report)
    assert system is not None
    return system


def test_the_fleet_is_what_it_is(fleet: System) -> None:
    assert () == topology_changes(fleet, fleet)


def test_taking_the_whole_fleet_away_tells_of_every_agent_and_every_channel_that_was_read(fleet: System) -> None:
    found = topology_changes(fleet, replace(fleet, channels=(), agents=(), targets=()))
    read = {match.channel for agent in fleet.agents for each in agent.subscriptions for match in each.matches}
    replies = {channel.reply.value for channel in fleet.channels if channel.reply is not None}
    gone = {each.path for each in found if each.rule == "topology-agent-removed"}

    assert {agent.name for agent in fleet.agents} == gone
    assert read | replies == {each.path for each in found if each.rule == "topology-channel-removed"}


@settings(max_examples=60, deadline=None)
@given(PROJECTS, PROJECTS)
def test_no_two_projects_make_a_rule_raise(old: dict[str, object], new: dict[str, object]) -> None:
    """And what breaks is proven, or it is said why not."""
    before, after = (system_of(project) for project in (old, new))
    if before is None or after is None:
        return
    found = topology_changes(before, after)

    assert found == topology_changes(before, after)
    assert () == topology_changes(before, before)
    for finding in found:
        if finding.effect.value == "breaks":
            assert (finding.witness is not None) != bool(finding.unproven)
