"""Which versions can still meet (COMPATIBILITY.md 6; issue "The system's view"; FIELD.md 1, items 7 and 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.compatibility.edges.shop import (
    CHANNEL,
    NEWER,
    NOW,
    OLD,
    PLACED,
    PROJECT,
    compiled,
    deployed,
    shown,
)
from treatyc.compatibility.edges import Edge, Known, Standing, _joined, edges, released
from treatyc.system.deployment import Deployment
from treatyc.system.system import System
from treatyc.system.version import fingerprint

HISTORY = {PLACED: (OLD, NEWER)}
LINE = (CHANNEL, PLACED, OLD)


def found(*deployments: Deployment, project: str = PROJECT) -> tuple[Edge, ...]:
    return edges(replace(compiled(project), deployments=deployments), HISTORY, NOW)


def test_what_runs_meets_the_candidate_on_both_sides() -> None:
    orders, billing = deployed("orders", "7", sends=[LINE]), deployed("billing", "3", receives=[LINE])

    assert [
        "orders 7 1.0 -> billing candidate 1.0",
        "orders candidate 1.0 -> billing 3 1.0",
    ] == shown(found(orders, billing))


def test_agents_that_nobody_recorded_run_the_last_version() -> None:
    assert [
        "orders assumed 1.1 -> billing candidate 1.0",
        "orders candidate 1.0 -> billing assumed 1.1",
    ] == shown(found())


def test_without_any_version_before_there_is_nothing_to_meet() -> None:
    assert () == edges(compiled(), {}, NOW)


def test_the_same_version_is_no_edge() -> None:
    system = compiled()
    same = Known("1.1", fingerprint(system.schema(PLACED)))

    assert () == edges(system, {PLACED: (OLD, same)}, NOW)


@pytest.mark.parametrize(
    ("ended", "counted"),
    [
        (timedelta(days=1), ["6", "7"]),
        (timedelta(days=29, hours=23), ["6", "7"]),
        (timedelta(days=36), ["6", "7"]),
        (timedelta(days=37, hours=1), ["7"]),
    ],
)
def test_a_writer_that_ended_counts_while_what_it_wrote_is_kept(ended: timedelta, counted: list[str]) -> None:
    """30 days of events, and 7 days more among the dead letters, keep a writer alive (P17, P22)."""
    old = deployed("orders", "6", sends=[LINE], ended=ended)
    new = deployed("orders", "7", sends=[(CHANNEL, PLACED, NEWER)])

    assert counted == [edge.writer.label for edge in found(old, new) if edge.writer.label]


def test_a_reader_that_ended_reads_nothing_more() -> None:
    gone = deployed("billing", "2", receives=[LINE], ended=timedelta(hours=1))
    runs = deployed("billing", "3", receives=[(CHANNEL, PLACED, NEWER)])

    assert ["orders candidate 1.0 -> billing 3 1.1"] == shown(
        edge for edge in found(gone, runs) if edge.writer.standing is Standing.CANDIDATE
    )


def test_a_target_overrides_how_long_messages_are_kept() -> None:
    """P17, and `overrides` of the target."""
    longer = PROJECT.replace("production: true", 'production: true, overrides: {"events.>": {retain: 90d}}')
    old = deployed("orders", "6", sends=[LINE], ended=timedelta(days=80))

    assert 0 == len([edge for edge in found(old) if edge.writer.label == "6"])
    assert 1 == len([edge for edge in found(old, project=longer) if edge.writer.label == "6"])


def test_a_time_that_was_longer_before_still_holds() -> None:
    """No topic keeps for less time before an apply that was allowed to lose: until then the old contracts hold."""
    old = deployed("orders", "6", sends=[LINE], ended=timedelta(days=20))
    after = replace(compiled(PROJECT.replace("retain: 30d", "retain: 1d")), deployments=(old,))

    assert [] == [edge.writer.label for edge in edges(after, HISTORY, NOW) if edge.writer.label]
    assert ["6"] == [edge.writer.label for edge in edges(after, HISTORY, NOW, compiled()) if edge.writer.label]


def test_what_is_past_its_ttl_meets_nobody() -> None:
    brief = PROJECT.replace("retain: 30d", "retain: 30d, ttl: 1h")
    old = deployed("orders", "6", sends=[LINE], ended=timedelta(hours=2))

    assert [] == [edge for edge in found(old, project=brief) if edge.writer.label == "6"]


def test_a_state_is_kept_for_good() -> None:
    state = PROJECT.replace("kind: event", "kind: state")
    old = deployed("orders", "1", sends=[LINE], ended=timedelta(days=3000))

    assert ["1"] == [edge.writer.label for edge in found(old, project=state) if edge.writer.label]


def test_an_agent_that_contracts_no_longer_know_still_reads() -> None:
    auditor = deployed("auditor", "1", receives=[LINE])

    assert ["orders candidate 1.0 -> auditor 1 1.0"] == [line for line in shown(found(auditor)) if "auditor" in line]


def test_a_release_that_does_not_know_a_message_of_the_channel_refuses_it() -> None:
    """A new message type on a channel that is read already: its readers come first."""
    billing = deployed("billing", "3", receives=[(CHANNEL, "shop.v1.OrderSent", OLD)])
    edge = next(edge for edge in found(billing) if edge.reader.label == "3")

    assert "" == edge.reader.version
    assert "`billing 3` has no decoder of `shop.v1.OrderPlaced` on this channel" == edge.refusal


def test_a_message_that_the_channel_no_longer_carries_meets_readers_without_a_decoder() -> None:
    orders = deployed("orders", "7", sends=[(CHANNEL, "shop.v1.OrderSent", OLD)])

    assert ["the new `billing` has no decoder of `shop.v1.OrderSent` on this channel"] == [
        edge.refusal for edge in found(orders) if edge.schema == "shop.v1.OrderSent"
    ]


def test_without_a_registry_an_older_reader_cannot_read_avro() -> None:
    """DECISIONS, "Without a registry": readers first. The new reader knows the releases before it."""
    bare = PROJECT.replace(', registry: "${REGISTRY}"', "")
    forward = [edge for edge in found(project=bare) if edge.writer.standing is Standing.CANDIDATE]
    backward = [edge for edge in found(project=bare) if edge.reader.standing is Standing.CANDIDATE]

    reason = "cannot get the text that the new `orders` writes by: Avro needs it, and there is no registry"
    assert [f"`billing` as it runs {reason}"] == [edge.refusal for edge in forward]
    assert [""] == [edge.refusal for edge in backward]


def test_a_version_whose_text_is_nowhere_leaves_a_doubt() -> None:
    odd = Known("1.1-dev+cccccccc", "c" * 16)
    orders = deployed("orders", "7", sends=[(CHANNEL, PLACED, odd)])
    edge = next(edge for edge in found(orders) if edge.writer.label == "7")

    assert "the text of 1.1-dev+cccccccc, which `orders 7` speaks, is not at hand" == edge.doubt


REQUESTS = """\
treaty: 1
name: shop
channels:
  commands.price.get: {kind: command, message: shop.v1.Ask, reply: replies.price}
  replies.price: {kind: reply, message: shop.v1.Answer}
agents:
  shop: {calls: [commands.price.get]}
  pricing: {serves: [commands.price.get]}
"""


def test_replies_go_the_other_way() -> None:
    """P30: who serves a request writes its reply, and who calls it reads it."""
    system = compiled(REQUESTS, avro=("Ask", "Answer"))
    history = {"shop.v1.Ask": (OLD,), "shop.v1.Answer": (OLD,)}

    assert [
        ("commands.price.get", "shop", "pricing"),
        ("commands.price.get", "shop", "pricing"),
        ("replies.price", "pricing", "shop"),
        ("replies.price", "pricing", "shop"),
    ] == [(edge.channel, edge.writer.agent, edge.reader.agent) for edge in edges(system, history, NOW)]


VALUES = """\
treaty: 1
name: shop
channels:
  events.intent.{intent}: {kind: event, message: shop.v1.Intent, parameters: {intent: [billing, support]}}
agents:
  triage: {sends: [events.intent.billing]}
  billing: {receives: [events.intent.billing]}
  support: {receives: [events.intent.support]}
  audit: {receives: ["events.>"]}
"""


def test_values_and_wildcards_say_who_meets_whom() -> None:
    """P11, P14."""
    system = compiled(VALUES, avro=("Intent",))
    met = {edge.reader.agent for edge in edges(system, {"shop.v1.Intent": (OLD,)}, NOW)}

    assert {"billing", "audit"} == met


@pytest.mark.parametrize(
    ("targets", "named"),
    [
        ("  dev: {broker: memory}\n", {""}),
        ("  dev: {broker: memory}\n  local: {broker: kafka, url: here}\n", {"local"}),
        ("  local: {broker: kafka, url: here}\n  prod: {broker: kafka, url: there, production: true}\n", {"prod"}),
    ],
)
def test_targets_that_are_for_production_count_before_others(targets: str, named: set[str]) -> None:
    project = PROJECT[: PROJECT.index("targets:")] + "targets:\n" + targets

    assert named == {edge.target for edge in found(project=project)}


def test_the_releases_of_a_project_are_its_history() -> None:
    system: System = compiled()

    assert {} == released(system)


@pytest.mark.parametrize(
    ("history", "later", "expected"),
    [
        ("abc", "", "abc"),
        ("", "abc", "abc"),
        ("c", "abc", "abc"),  # the last release was pushed, and no other
        ("ac", "abc", "abc"),
        ("ab", "abc", "abc"),
        ("axc", "abc", "axbc"),  # what was never released stays where it is
        ("cx", "abc", "abcx"),
    ],
)
def test_releases_that_a_registry_never_got_keep_their_place(history: str, later: str, expected: str) -> None:
    """A registry that has the last release alone has nothing younger for that."""
    joined = _joined([Known(each, each) for each in history], [Known(each, each) for each in later])

    assert expected == "".join(known.version for known in joined)
