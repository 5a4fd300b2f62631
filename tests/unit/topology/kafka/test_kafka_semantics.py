"""What a Kafka can change, what it would refuse, how messages pass, and what treaty notes about what it did."""

from __future__ import annotations

import dataclasses

import pytest

from tests.brokers.kafka_shop import compile_shop, shop, target
from treatyc.brokers.kafka.log import Record
from treatyc.brokers.kafka.marks import Note, notes, written
from treatyc.source import Span
from treatyc.system.agent import Agent, Match, Reading, Subscription
from treatyc.topology.kafka.flow import flow
from treatyc.topology.kafka.judge import judge
from treatyc.topology.kafka.limits import problems
from treatyc.topology.kafka.objects import Permissions, Purpose, Topic, User
from treatyc.topology.kafka.state import state_name, state_scope, state_topic
from treatyc.topology.kafka.topics import topics
from treatyc.topology.plan import Danger, Scope, Word
from treatyc.topology.planning import changes
from treatyc.topology.resource import digest
from treatyc.topology.semantics import Fixed, InPlace

WEEK = (("cleanup.policy", "delete"), ("max.message.bytes", "1048576"), ("retention.ms", "604800000"))


def topic(**keys: object) -> Topic:
    config = dict(WEEK) | {key: str(value) for key, value in keys.items() if "." in key}
    fields = {key: value for key, value in keys.items() if "." not in key}
    return Topic(**{"name": "x", "partitions": 2, "replicas": 1, "config": tuple(sorted(config.items())), **fields})  # type: ignore[arg-type]  # as the table says


CASES: dict[str, tuple[Topic, Topic, Danger, tuple[Word, ...]]] = {
    "more partitions": (topic(), topic(partitions=3), Danger.NONE, ()),
    "more partitions for keys": (topic(), topic(partitions=3, keyed=True), Danger.ORDER, (Word.REKEY,)),
    "more for replies": (topic(), topic(partitions=3, purpose=Purpose.REPLY), Danger.LOSS, (Word.LOSS,)),
    "longer": (topic(), topic(**{"retention.ms": 10**12}), Danger.NONE, ()),
    "for ever": (topic(), topic(**{"retention.ms": -1}), Danger.NONE, ()),
    "shorter": (topic(), topic(**{"retention.ms": 1000}), Danger.LOSS, (Word.LOSS,)),
    "no longer for ever": (topic(**{"retention.ms": -1}), topic(), Danger.LOSS, (Word.LOSS,)),
    "only the latest": (topic(), topic(**{"cleanup.policy": "compact"}), Danger.LOSS, (Word.LOSS,)),
    "by age again": (topic(**{"cleanup.policy": "compact"}), topic(), Danger.LOSS, (Word.LOSS,)),
    "a limit where the cluster's held": (
        Topic("x", 2, 1, (("cleanup.policy", "delete"), ("retention.ms", "604800000"))),
        topic(),
        Danger.ACCESS,
        (),
    ),
    "smaller messages": (topic(**{"max.message.bytes": 10**8}), topic(), Danger.ACCESS, ()),
    "larger messages": (topic(), topic(**{"max.message.bytes": 10**8}), Danger.NONE, ()),
    "smaller and shorter": (
        topic(**{"max.message.bytes": 10**8}),
        topic(**{"retention.ms": 1000}),
        Danger.LOSS,
        (Word.LOSS,),
    ),
    "more partitions for keys, and shorter": (
        topic(),
        topic(partitions=3, keyed=True, **{"retention.ms": 1000}),
        Danger.LOSS,
        (Word.REKEY, Word.LOSS),
    ),
    "two losses": (
        topic(),
        topic(**{"cleanup.policy": "compact", "retention.ms": 1000}),
        Danger.LOSS,
        (Word.LOSS,),
    ),
}


@pytest.mark.parametrize(("found", "wanted", "danger", "words"), CASES.values(), ids=CASES)
def test_what_may_break_is_said_and_takes_a_word(
    found: Topic, wanted: Topic, danger: Danger, words: tuple[Word, ...]
) -> None:
    judged = judge(wanted, found, changes(wanted, found))

    assert isinstance(judged, InPlace)
    assert (danger, words) == (judged.risk.danger, judged.needs)
    assert bool(judged.risk.sentence) == (danger is not Danger.NONE)


@pytest.mark.parametrize("purpose", Purpose)
def test_fewer_partitions_and_other_replicas_have_a_recipe(purpose: Purpose) -> None:
    wanted = topic(purpose=purpose)
    for found in (topic(partitions=3), topic(replicas=3)):
        judged = judge(wanted, found, changes(wanted, found))
        assert isinstance(judged, Fixed)
        assert all(judged.recipe)


def test_only_what_is_taken_away_from_somebody_is_worth_a_word() -> None:
    more, fewer = Permissions("me", ("a", "b")), Permissions("me", ("a",))

    assert InPlace() == judge(more, fewer, changes(more, fewer))
    taken = judge(fewer, more, changes(fewer, more))
    assert isinstance(taken, InPlace)
    assert (Danger.ACCESS, ()) == (taken.risk.danger, taken.needs)
    old, new = User("me", (("SCRAM-SHA-512", 4096),)), User("me", (("SCRAM-SHA-512", 8192),))
    assert InPlace() == judge(new, old, changes(new, old))


LIMITS = {
    "broker-name": ({}, {"prefix": "x" * 230}),
    "broker-retention": ({"retain_s": 1e17}, {}),
    "size-over-broker": ({"max_bytes": 2**31}, {}),
}


@pytest.mark.parametrize(("rule", "channel", "where"), [(rule, *keys) for rule, keys in LIMITS.items()])
def test_what_a_kafka_would_refuse(rule: str, channel: dict[str, object], where: dict[str, object]) -> None:
    system = shop("s")
    at = target(system)
    channels = tuple(dataclasses.replace(each, **channel) for each in at.channels)  # type: ignore[arg-type]  # fields' names
    at = dataclasses.replace(at, channels=channels, **where)  # type: ignore[arg-type]  # likewise

    found = problems(system, at)

    assert {rule} == {problem.rule for problem in found}
    assert all(problem.message and problem.help and problem.resource.origin.place for problem in found)
    assert () == problems(system, target(system))


def test_names_that_we_add_are_held_against_channels_too() -> None:
    """`x._retry.s.one.1` and a channel `x__retry.s.one.1` are one to Kafka's metrics."""
    system = compile_shop(
        "treaty: 1\nname: s\nchannels:\n  x: {kind: command, message: shop.v1.OrderPlaced}\n"
        "  x__retry.s.one.1: {kind: command, message: shop.v1.OrderPlaced}\n"
        'agents:\n  one: {receives: [x]}\ntargets:\n  local: {broker: kafka, url: "${URL}"}\n'
    )

    assert ["kafka-metric-collision"] == [problem.rule for problem in problems(system, target(system))]


def test_messages_pass_from_agents_through_topics_and_groups_and_again() -> None:
    system = shop("s")
    found = flow(system, target(system))
    ways = {(each.source, each.target, each.label) for each in found.passages}
    ask, retry = "topic:s.commands.prices.ask", "topic:s.commands.prices.ask._retry.s.pricing.1"

    assert {
        ("agent:web", ask, ""),
        (ask, "group:s.pricing", ""),
        ("group:s.pricing", "agent:pricing", ""),
        ("group:s.pricing", retry, "fails"),
        (retry, "group:s.pricing", "again"),
        ("group:s.pricing", "topic:s.commands.prices.ask._dead_letter.s.pricing", "gives up"),
        ("agent:pricing", "topic:s.replies.price", ""),
        ("topic:s.replies.price", "agent:web", ""),
    } <= ways
    known = {station.address for station in found.stations} | {f"agent:{agent.name}" for agent in system.agents}
    assert {end for each in found.passages for end in (each.source, each.target)} <= known


def test_every_scope_has_a_log_of_its_own() -> None:
    scope = Scope("shop", "prod_eu")

    assert "_treaty.shop.prod_eu" == state_name(scope)
    assert scope == state_scope(state_name(scope))
    assert [None, None, None] == [state_scope(name) for name in ("_treaty.shop", "orders.placed", "_treaty.a.b.c")]


@pytest.mark.parametrize(("replicas", "in_sync"), [(None, "1"), (1, "1"), (2, "1"), (3, "2"), (5, "3")])
def test_the_log_is_as_safe_as_the_target(replicas: int | None, in_sync: str) -> None:
    """P16."""
    made = state_topic(Scope("s", "local"), dataclasses.replace(target(shop("s")), replicas=replicas))

    assert (1, replicas or 1, in_sync) == (made.partitions, made.replicas, dict(made.config)["min.insync.replicas"])
    assert "compact" == dict(made.config)["cleanup.policy"]


@pytest.mark.parametrize(
    ("note", "mark_of_old", "mark_of_new", "gone", "dead"),
    [
        (Note("old"), "old", "old", True, False),
        (Note("", "new"), "", "new", False, True),
        (Note("old", "new"), "old", "new", True, False),
        (Note("old", ""), "old", "old", False, True),
    ],
    ids=["done", "about to be made", "about to be changed", "about to be deleted"],
)
def test_what_a_note_says_of_what_is_there_and_of_what_is_not(
    note: Note, mark_of_old: str, mark_of_new: str, *, gone: bool, dead: bool
) -> None:
    assert (mark_of_old, mark_of_new, gone, dead) == (note.mark("old"), note.mark("new"), note.gone, note.dead)


ONE, TWO = Permissions("me", ("a",)), Permissions("me", ("a", "b"))


@pytest.mark.parametrize(
    ("note", "found", "wanted", "expected"),
    [
        (Note("made"), topic(partitions=9), topic(), True),
        (Note("made", "changed"), topic(partitions=9), topic(), True),
        (Note("", digest(topic())), topic(), topic(partitions=3), True),
        (Note("", digest(topic())), topic(partitions=9), topic(), False),
        (Note("", digest(topic())), topic(partitions=9), None, False),
        (Note("", digest(TWO)), ONE, TWO, True),
        (Note("", digest(ONE)), TWO, ONE, False),
    ],
    ids=["made", "changed by hand", "just made", "quicker", "quicker, and not wanted", "half made", "more rights"],
)
def test_what_was_only_meant_is_ours_where_it_is_what_was_meant(
    note: Note, found: Topic | Permissions, wanted: Topic | Permissions | None, *, expected: bool
) -> None:
    assert expected == note.owns(found, wanted)


def test_notes_are_read_as_they_are_written_and_leases_are_none() -> None:
    kept = {"topic:a": Note("x"), "topic:b": Note("", "y"), "user:c": Note("z", "")}
    records = {key: Record(key, value or {}, 0, 0) for key, value in written(kept)}

    assert kept == notes({**records, "lease/1": Record("lease/1", {"first": 3}, 3, 0)})
    assert [("topic:a", None)] == list(written({"topic:a": None}))
    assert {"odd": Note("7", "None")} == notes({"odd": Record("odd", {"applied": 7, "intended": "None"}, 0, 0)})


def test_what_a_group_needs_beside_anothers_channel_is_its_own() -> None:
    """The planner leaves external channels alone by `origin.agent`, which what groups need therefore bears."""
    system = shop("s")
    here = Span("treaty.yaml")
    reader = Agent("r", here, (Subscription("x", here, Reading.RECEIVES, (Match("s.events.orders.placed"),), "s.r"),))
    found = {
        each.name: each.origin.agent for each in topics(dataclasses.replace(system, agents=(reader,)), target(system))
    }

    assert "" == found["s.events.orders.placed"]
    assert "r" == found["s.events.orders.placed._dead_letter.s.r"]
