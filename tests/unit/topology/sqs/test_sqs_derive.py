"""What SQS and SNS must hold, by single keys of the contract."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.brokers.sqs_fleet import (
    AGENTS,
    EXECUTE,
    HERE,
    PLACED,
    PRICE,
    QUOTE,
    SHIP,
    STANDARD,
    USED,
    channel,
    fleet,
    reads,
    target_of,
    writes,
)
from treatyc.system.agent import Agent, Reading, Writing
from treatyc.system.channel import Channel, Kind, Name, Order
from treatyc.system.system import System
from treatyc.topology.flow import Passage
from treatyc.topology.resource import Resource, address, digest, facts
from treatyc.topology.sqs.derive import derive
from treatyc.topology.sqs.flow import flow
from treatyc.topology.sqs.objects import DeadLetterQueue, Queue, Subscription, Topic
from treatyc.topology.sqs.semantics import SEMANTICS


def made(*channels: Channel, agents: tuple[Agent, ...] = (), **keys: Any) -> dict[str, Resource]:
    target = target_of(channels, **keys)
    system = System("shop", HERE, channels=channels, agents=agents, targets=(target,))
    return {address(each): each for each in derive(system, target)}


def worker(*agents: str, at: str = SHIP) -> tuple[Agent, ...]:
    return tuple(Agent(name, HERE, (reads(name, at),)) for name in agents)


LETTERS = "dead-letter-queue:commands-parcel-ship-_dead_letter-shop-"

SHAPES: dict[str, tuple[Channel, tuple[Agent, ...], set[str]]] = {
    "a command nobody reads yet waits": (channel(SHIP), (), {"queue:commands-parcel-ship"}),
    "a command of one group is one queue": (
        channel(SHIP),
        worker("a"),
        {"queue:commands-parcel-ship", f"{LETTERS}a"},
    ),
    "instances of one group share its queue": (
        channel(SHIP),
        (*worker("a"), Agent("b", HERE, (dataclasses.replace(reads("b", SHIP), group="shop.a"),))),
        {"queue:commands-parcel-ship", f"{LETTERS}a"},
    ),
    "a command of two groups is spread": (
        channel(SHIP),
        worker("a", "b"),
        {
            "topic:commands-parcel-ship",
            "queue:commands-parcel-ship-_group-shop-a",
            "queue:commands-parcel-ship-_group-shop-b",
            f"{LETTERS}a",
            f"{LETTERS}b",
            "subscription:commands-parcel-ship/commands-parcel-ship-_group-shop-a",
            "subscription:commands-parcel-ship/commands-parcel-ship-_group-shop-b",
        },
    ),
    "an event is a topic even without readers": (channel(USED, Kind.EVENT), (), {"topic:events-tool"}),
    "a tap alone takes no work": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, dead_letter=None)),
        (Agent("t", HERE, (reads("t", SHIP, Reading.TAPS),)),),
        {
            "topic:commands-parcel-ship",
            "queue:commands-parcel-ship-_group-shop-t",
            "subscription:commands-parcel-ship/commands-parcel-ship-_group-shop-t",
        },
    ),
}


@pytest.mark.parametrize(("of", "agents", "expected"), SHAPES.values(), ids=SHAPES)
def test_shape(of: Channel, agents: tuple[Agent, ...], expected: set[str]) -> None:
    assert expected == made(of, agents=agents).keys()


def test_a_reply_of_one_caller_is_a_queue_and_of_several_a_topic() -> None:
    price, quote = channel(PRICE, Kind.REPLY), channel(QUOTE, reply=Name(PRICE, HERE))
    callers = [Agent(name, HERE, (), (writes(QUOTE, Writing.CALLS),)) for name in ("a", "b")]

    assert {"queue:commands-price-quote", "queue:replies-price"} == made(price, quote, agents=(callers[0],)).keys()
    assert {
        "queue:commands-price-quote",
        "topic:replies-price",
        "queue:replies-price-_group-shop-a",
        "queue:replies-price-_group-shop-b",
        "subscription:replies-price/replies-price-_group-shop-a",
        "subscription:replies-price/replies-price-_group-shop-b",
    } == made(price, quote, agents=tuple(callers)).keys()


def test_a_target_with_a_prefix_has_it_before_every_name() -> None:
    found = made(channel(SHIP), agents=worker("a", "b"), prefix="dev.")

    assert {True} == {part.startswith("dev-") for each in found.values() for part in each.name.split("/")}


KEYS: dict[str, tuple[Channel, dict[str, object]]] = {
    "the plain one": (
        channel(SHIP),
        {
            "DelaySeconds": "0",
            "MaximumMessageSize": str(4 * -(-64 * 1024 // 3) + 16 * 1024),
            "MessageRetentionPeriod": "604800",
            "ReceiveMessageWaitTimeSeconds": "20",
            "RedriveAllowPolicy": "denyAll",
            "RedrivePolicy": "3 to commands-parcel-ship-_dead_letter-shop-a",
            "SqsManagedSseEnabled": "true",
            "VisibilityTimeout": "30",
            "Policy": (),
        },
    ),
    "part of a second": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, ack_wait_s=0.5)),
        {"VisibilityTimeout": "1"},
    ),
    "more than Amazon keeps": (channel(SHIP, retain_s=90 * 86_400.0), {"MessageRetentionPeriod": "1209600"}),
    "less than Amazon keeps": (channel(SHIP, ttl_s=5.0), {"MessageRetentionPeriod": "60"}),
    "of use for an hour": (channel(SHIP, ttl_s=3600.0), {"MessageRetentionPeriod": "3600"}),
    "the largest": (channel(SHIP, max_bytes=1024 * 1024), {"MaximumMessageSize": "1048576"}),
}


@pytest.mark.parametrize(("of", "expected"), KEYS.values(), ids=KEYS)
def test_key(of: Channel, expected: dict[str, object]) -> None:
    found = facts(made(of, agents=worker("a"))["queue:commands-parcel-ship"])

    assert expected == {name: found[name] for name in expected}


def test_an_order_is_kept_for_each_key() -> None:
    ordered = channel(SHIP, key=Name("id", HERE), order=Order.KEY)

    found = made(ordered, agents=worker("a"))

    assert {"queue:commands-parcel-ship.fifo", f"{LETTERS}a.fifo"} == found.keys()
    assert {
        "ContentBasedDeduplication": "false",
        "DeduplicationScope": "messageGroup",
        "FifoQueue": "true",
        "FifoThroughputLimit": "perMessageGroupId",
    }.items() <= facts(found["queue:commands-parcel-ship.fifo"]).items()


def test_only_its_own_queue_may_bury_in_dead_letters_and_only_its_topic_may_send_to_a_queue() -> None:
    found = made(channel(USED, Kind.EVENT), agents=worker("a", at=USED))

    letters = facts(found["dead-letter-queue:events-tool-_dead_letter-shop-a"])
    assert ("events-tool-_group-shop-a",) == letters["RedriveAllowPolicy"]
    assert ("topic events-tool sends",) == facts(found["queue:events-tool-_group-shop-a"])["Policy"]


FILTERS = {
    "all": ((), {"FilterPolicy": ""}),
    "one value": (
        ((("tool", "search"),),),
        {"FilterPolicy": '{"parameter.tool":["search"]}', "FilterPolicyScope": "MessageAttributes"},
    ),
    "two values": (
        ((("tool", "search"),), (("tool", "browse"),)),
        {
            "FilterPolicy": '{"$or":[{"parameter.tool":["browse"]},{"parameter.tool":["search"]}]}',
            "FilterPolicyScope": "MessageAttributes",
        },
    ),
    "one value and all": (((("tool", "search"),), ()), {"FilterPolicy": ""}),
}


@pytest.mark.parametrize(("bindings", "expected"), FILTERS.values(), ids=FILTERS)
def test_filter(bindings: tuple[tuple[tuple[str, str], ...], ...], expected: dict[str, str]) -> None:
    subscriptions = tuple(reads("a", USED, **dict(each)) for each in bindings) or (reads("a", USED),)

    found = made(channel(USED, Kind.EVENT), agents=(Agent("a", HERE, subscriptions),))

    assert {**expected, "RawMessageDelivery": "true"} == facts(
        found["subscription:events-tool/events-tool-_group-shop-a"]
    )


def test_what_a_group_needs_beside_an_external_channel_is_ours() -> None:
    found = made(channel(USED, Kind.EVENT, external=True), agents=worker("a", at=USED))

    assert {"topic:events-tool": ""} == {
        name: each.origin.agent for name, each in found.items() if not each.origin.agent
    }


def test_every_resource_says_why_it_is_wanted_and_where() -> None:
    system = fleet()

    found = derive(system, system.targets[0])

    assert {True} == {
        bool(each.origin.why) and each.origin.place == HERE and bool(each.origin.channel) for each in found
    }
    assert tuple(sorted(found, key=lambda each: (each.kind, each.name))) == found
    assert {Queue, DeadLetterQueue, Topic, Subscription} == {type(each) for each in found}
    assert set(SEMANTICS.kinds) == {each.kind for each in found}
    assert len(found) == len({digest(each) + address(each) for each in found})


def test_flow_goes_from_senders_to_readers_and_to_dead_letters() -> None:
    system = fleet()

    found = flow(system, system.targets[0])

    assert {
        Passage("agent:worker", "topic:events-tool"),
        Passage("topic:events-tool", "queue:events-tool-_group-shop-searching", "tool=search"),
        Passage("queue:events-tool-_group-shop-searching", "agent:searching"),
        Passage(
            "queue:events-tool-_group-shop-searching",
            "dead-letter-queue:events-tool-_dead_letter-shop-searching",
            "after 3 deliveries",
        ),
        Passage("agent:billing", "queue:commands-price-quote"),
        Passage("queue:commands-price-quote", "agent:pricing"),
        Passage("agent:pricing", "queue:replies-price"),
        Passage("queue:replies-price", "agent:billing"),
    } <= set(found.passages)
    stations = {station.address for station in found.stations}
    ends = {end for each in found.passages for end in (each.source, each.target) if not end.startswith("agent:")}
    assert ends <= stations
    assert stations == {address(each) for each in derive(system, system.targets[0]) if each.kind != "subscription"}
    assert {EXECUTE, PLACED} <= {station.channel for station in found.stations}
    assert len(AGENTS) == 7
