"""The topics that a Kafka must hold: from hand-made Systems, for the table is about single keys of the contract."""

from __future__ import annotations

import dataclasses
import math

import pytest

from treatyc.source import Span
from treatyc.system.agent import Agent, Match, Reading, Subscription
from treatyc.system.channel import Channel, Kind, Name, Order
from treatyc.system.policy import DeadLetter, Policy
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.kafka.objects import Purpose, Topic
from treatyc.topology.kafka.topics import topics

HERE = Span("treaty.yaml")
STANDARD = Policy("standard", HERE, backoff_s=(1.0, 5.0))
DAY_S = 86_400.0


def channel(address: str, **keys: object) -> Channel:
    plain = Channel(address, HERE, Kind.COMMAND, (Name("shop.v1.Order", HERE),), STANDARD)
    return dataclasses.replace(plain, **keys)  # type: ignore[arg-type]  # the table's keys are the fields' names


def reads(agent: str, *addresses: str, policy: Policy | None = None) -> Agent:
    matches = tuple(Match(address) for address in addresses)
    subscription = Subscription(addresses[0], HERE, Reading.RECEIVES, matches, f"shop.{agent}", policy=policy)
    return Agent(agent, HERE, (subscription,))


def topology(*channels: Channel, agents: tuple[Agent, ...] = (), **keys: object) -> tuple[Topic, ...]:
    target = Target("prod", HERE, Broker.KAFKA, channels)
    return topics(
        System("shop", HERE, channels=channels, agents=agents),
        dataclasses.replace(target, **keys),  # type: ignore[arg-type]  # as above
    )


def named(found: tuple[Topic, ...], name: str) -> Topic:
    [topic] = [each for each in found if each.name == name]
    return topic


def config(found: Topic) -> dict[str, str]:
    return dict(found.config)


def names(found: tuple[Topic, ...]) -> list[str]:
    return [topic.name for topic in found]


def test_each_channel_has_one_topic_and_each_group_its_own_retries_and_dead_letters() -> None:
    """P21, P22; no topic is shared by two groups, so a redrive reaches only who failed."""
    found = topology(channel("tools.execute.{tool}"), agents=(reads("worker", "tools.execute.{tool}"),))

    assert [(topic.name, topic.purpose) for topic in found] == [
        ("tools.execute", Purpose.CHANNEL),
        ("tools.execute._dead_letter.shop.worker", Purpose.DEAD_LETTER),
        ("tools.execute._retry.shop.worker.1", Purpose.RETRY),
        ("tools.execute._retry.shop.worker.2", Purpose.RETRY),
    ]


def test_where_order_is_by_key_failed_work_waits_in_place() -> None:
    ordered = channel("orders.placed", key=Name("order_id", HERE), order=Order.KEY)

    found = topology(ordered, agents=(reads("billing", "orders.placed"),))

    assert names(found) == ["orders.placed", "orders.placed._dead_letter.shop.billing"]


def test_without_dead_letters_no_topic_is_made_for_them() -> None:
    lossy = dataclasses.replace(STANDARD, dead_letter=None, backoff_s=())

    found = topology(channel("metrics.cpu", policy=lossy), agents=(reads("monitor", "metrics.cpu"),))

    assert names(found) == ["metrics.cpu"]


def test_a_subscriptions_own_policy_decides_over_the_channels() -> None:
    once = dataclasses.replace(STANDARD, backoff_s=(1.0,), dead_letter=DeadLetter(30 * DAY_S))

    found = topology(channel("orders.paid"), agents=(reads("audit", "orders.paid", policy=once),))

    letters = named(found, "orders.paid._dead_letter.shop.audit")
    assert config(letters)["retention.ms"] == str(30 * 86_400_000)
    assert len(found) == 3


def test_two_readings_of_one_group_share_topics_that_keep_for_the_longer_one() -> None:
    long = dataclasses.replace(STANDARD, dead_letter=DeadLetter(30 * DAY_S))
    agents = (reads("audit", "orders.paid", policy=long), reads("audit", "orders.paid"))

    for order in (agents, agents[::-1]):
        letters = named(topology(channel("orders.paid"), agents=order), "orders.paid._dead_letter.shop.audit")
        assert config(letters)["retention.ms"] == str(30 * 86_400_000)


@pytest.mark.parametrize(
    ("keys", "target", "expected"),
    [
        ({}, {}, 6),
        ({}, {"partitions": 12}, 12),
        ({"partitions": 3}, {"partitions": 12}, 3),
    ],
)
def test_partitions_come_from_the_channel_then_the_target(
    keys: dict[str, object], target: dict[str, object], expected: int
) -> None:
    found = topology(channel("orders.paid", **keys), agents=(reads("audit", "orders.paid"),), **target)

    assert {topic.purpose: topic.partitions for topic in found} == {
        Purpose.CHANNEL: expected,
        Purpose.RETRY: expected,
        Purpose.DEAD_LETTER: 1,
    }


@pytest.mark.parametrize(("replicas", "in_sync"), [(None, "1"), (1, "1"), (2, "1"), (3, "2"), (5, "4")])
def test_one_replica_may_be_away(replicas: int | None, in_sync: str) -> None:
    """P16, P18."""
    [found] = topology(channel("orders.paid"), replicas=replicas)

    assert (found.replicas, config(found)["min.insync.replicas"]) == (replicas or 1, in_sync)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, {"cleanup.policy": "delete", "retention.ms": "604800000", "segment.ms": "86400000"}),
        ({"retain_s": 3600.0}, {"cleanup.policy": "delete", "retention.ms": "3600000", "segment.ms": "900000"}),
        (
            {"kind": Kind.REPLY, "retain_s": 30.0},
            {"cleanup.policy": "delete", "retention.ms": "30000", "segment.ms": "600000"},
        ),
        ({"retain_s": math.inf}, {"cleanup.policy": "delete", "retention.ms": "-1"}),
        ({"kind": Kind.STATE, "key": Name("id", HERE)}, {"cleanup.policy": "compact"}),
        (
            {"kind": Kind.STATE},
            {"cleanup.policy": "delete", "retention.ms": "604800000", "segment.ms": "86400000"},
        ),
    ],
)
def test_a_topic_keeps_what_its_channel_says(keys: dict[str, object], expected: dict[str, str]) -> None:
    """P17; durations carry units in the contract, and are milliseconds here (FIELD.md 3, fault 1)."""
    [found] = topology(channel("orders.paid", **keys))

    assert expected == {
        name: value for name, value in found.config if name in ("cleanup.policy", "retention.ms", "segment.ms")
    }


@pytest.mark.parametrize(
    ("max_bytes", "expected"), [(256 * 1024, 1024 * 1024), (4 * 1024 * 1024, 4 * 1024 * 1024 + 64 * 1024)]
)
def test_a_topic_takes_the_largest_message_with_its_envelope(max_bytes: int, expected: int) -> None:
    """P5."""
    [found] = topology(channel("orders.paid", max_bytes=max_bytes))

    assert config(found)["max.message.bytes"] == str(expected)


def test_whatever_a_topic_takes_its_dead_letters_and_retries_take_with_their_marks() -> None:
    """P22: else a stranger's largest message could never be buried, and would block its key for ever."""
    main, *own = topology(channel("tools.execute"), agents=(reads("worker", "tools.execute"),))

    assert [Purpose.DEAD_LETTER, Purpose.RETRY, Purpose.RETRY] == [topic.purpose for topic in own]
    largest = int(config(main)["max.message.bytes"])
    assert [str(largest + 64 * 1024)] * 3 == [config(topic)["max.message.bytes"] for topic in own]


def test_a_targets_own_keys_and_prefix_hold_there() -> None:
    declared = channel("orders.paid")
    here = channel("orders.paid", retain_s=90 * DAY_S)
    system = System("shop", HERE, channels=(declared,), agents=(reads("audit", "orders.paid"),))

    found = topics(system, Target("prod", HERE, Broker.KAFKA, (here,), prefix="eu."))

    kept = {topic.name: config(topic)["retention.ms"] for topic in found}
    assert kept["eu.orders.paid"] == str(90 * 86_400_000)
    assert all(topic.name.startswith("eu.") for topic in found)


def test_the_order_of_declarations_changes_nothing() -> None:
    channels = channel("orders.paid"), channel("orders.placed"), channel("tools.execute.{tool}")
    agents = reads("audit", "orders.paid", "orders.placed"), reads("worker", "tools.execute.{tool}")

    assert topology(*channels, agents=agents) == topology(*channels[::-1], agents=agents[::-1])
