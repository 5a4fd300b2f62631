"""What a JetStream must hold for a system: hand-made Systems, for the table is about single keys of the contract."""

from __future__ import annotations

import dataclasses
import math

import pytest

from treatyc.source import Span
from treatyc.system.agent import Agent, Match, Outlet, Reading, Subscription, Writing
from treatyc.system.channel import Channel, Kind, Name, Parameter
from treatyc.system.policy import DeadLetter, Policy
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.nats.derive import derive
from treatyc.topology.nats.flow import flow
from treatyc.topology.nats.objects import EVERYTHING, Consumer, Purpose, Retention, Stream
from treatyc.topology.nats.permissions import permissions
from treatyc.topology.resource import Resource

HERE = Span("treaty.yaml")
STANDARD = Policy("standard", HERE, ack_wait_s=30.0, max_deliver=3, backoff_s=(1.0, 5.0))
DAY_S = 86_400.0


def channel(address: str, **keys: object) -> Channel:
    plain = Channel(address, HERE, Kind.COMMAND, (Name("shop.v1.Order", HERE),), STANDARD)
    return dataclasses.replace(plain, **keys)  # type: ignore[arg-type]  # the table's keys are the fields' names


def reads(agent: str, *addresses: str, reading: Reading = Reading.RECEIVES, **keys: object) -> Agent:
    matches = tuple(Match(address) for address in addresses)
    subscription = Subscription(addresses[0], HERE, reading, matches, f"shop.{agent}")
    return Agent(agent, HERE, (dataclasses.replace(subscription, **keys),))  # type: ignore[arg-type]  # as above


def made(*channels: Channel, agents: tuple[Agent, ...] = (), **keys: object) -> dict[str, Resource]:
    return {each.name: each for each in derive(*shop(*channels, agents=agents, **keys))}


def shop(*channels: Channel, agents: tuple[Agent, ...] = (), **keys: object) -> tuple[System, Target]:
    target = Target("prod", HERE, Broker.NATS, channels)
    changed = dataclasses.replace(target, **keys)  # type: ignore[arg-type]  # as above
    return System("shop", HERE, channels=channels, agents=agents, targets=(changed,)), changed


def stream(*channels: Channel, agents: tuple[Agent, ...] = (), **keys: object) -> Stream:
    """The first stream of a system."""
    return next(each for each in made(*channels, agents=agents, **keys).values() if isinstance(each, Stream))


def consumer(found: dict[str, Resource], name: str) -> Consumer:
    each = found[name]
    assert isinstance(each, Consumer)
    return each


def test_a_channel_is_a_stream_and_each_group_a_consumer_with_dead_letters_of_its_own() -> None:
    """P21, P22; no retry objects: a delivery is refused with its delay."""
    found = made(channel("tools.execute.{tool}"), agents=(reads("worker", "tools.execute.{tool}"),))

    assert {
        "tools-execute": Purpose.CHANNEL,
        "tools-execute-_dead_letter-shop-worker": Purpose.DEAD_LETTER,
        "tools-execute/shop-worker": None,
    } == {name: each.purpose if isinstance(each, Stream) else None for name, each in found.items()}


@pytest.mark.parametrize(
    ("kind", "readings", "expected"),
    [
        (Kind.COMMAND, [], Retention.WORK_QUEUE),
        (Kind.COMMAND, [Reading.RECEIVES], Retention.WORK_QUEUE),
        (Kind.COMMAND, [Reading.SERVES], Retention.WORK_QUEUE),
        (Kind.COMMAND, [Reading.RECEIVES, Reading.TAPS], Retention.INTEREST),
        (Kind.EVENT, [Reading.RECEIVES], Retention.LIMITS),
        (Kind.EVENT, [Reading.RECEIVES, Reading.TAPS], Retention.LIMITS),
        (Kind.METRIC, [Reading.RECEIVES], Retention.LIMITS),
        (Kind.STATE, [Reading.RECEIVES], Retention.LIMITS),
        (Kind.DEAD_LETTER, [Reading.RECEIVES], Retention.LIMITS),
    ],
)
def test_retention_follows_from_the_kind_and_its_readers(
    kind: Kind, readings: list[Reading], expected: Retention
) -> None:
    """P17."""
    agents = tuple(reads(f"a{index}", "a.b", reading=each) for index, each in enumerate(readings))

    assert expected is stream(channel("a.b", kind=kind), agents=agents).retention


def test_a_reply_has_no_object() -> None:
    assert {} == made(channel("replies.{id}", kind=Kind.REPLY), agents=(reads("audit", "replies.{id}"),))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, {"max_age": "7d", "storage": "file", "duplicate_window": "10m", "discard": "old"}),
        ({"retain_s": 1.5}, {"max_age": "1500ms", "duplicate_window": "1500ms"}),
        ({"retain_s": math.inf}, {"max_age": "0s", "duplicate_window": "10m"}),
        ({"retain_s": 0.01}, {"max_age": "100ms"}),
        ({"max_bytes": 1000}, {"max_msg_size": 1000 + 64 * 1024}),
        ({"policy": dataclasses.replace(STANDARD, deduplicate_s=0.0)}, {"duplicate_window": "100ms"}),
        (
            {"kind": Kind.STATE, "key": Name("id", HERE), "parameters": (Parameter("id", HERE),)},
            {"max_msgs_per_subject": 1, "max_age": "0s"},
        ),
        (
            {"kind": Kind.STATE, "key": Name("other", HERE), "parameters": (Parameter("id", HERE),)},
            {"max_msgs_per_subject": -1, "max_age": "7d"},
        ),
        ({"kind": Kind.STATE, "key": None}, {"max_msgs_per_subject": -1, "max_age": "7d"}),
    ],
)
def test_what_a_stream_is_by_its_channel(keys: dict[str, object], expected: dict[str, object]) -> None:
    found = stream(channel("a.b.{id}", **keys))

    assert expected == {name: getattr(found, name) for name in expected}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, {"num_replicas": 1, "name": "a-b", "subjects": ("a.b.*",)}),
        ({"replicas": 3}, {"num_replicas": 3}),
        ({"prefix": "dev."}, {"name": "dev-a-b", "subjects": ("dev.a.b.*",)}),
        ({"prefix": "dev-"}, {"name": "dev--a-b", "subjects": ("dev-a.b.*",)}),
    ],
)
def test_what_a_stream_is_by_its_target(keys: dict[str, object], expected: dict[str, object]) -> None:
    found = stream(channel("a.b.{id}"), **keys)

    assert expected == {name: getattr(found, name) for name in expected}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            {},
            {"deliver_policy": "all", "ack_wait": "30s", "max_deliver": -1, "max_ack_pending": 256},
        ),
        ({"start": "latest"}, {"deliver_policy": "new"}),
        (
            {"start": "2026-01-31T02:00:00.500+02:00"},
            {"deliver_policy": "by_start_time", "opt_start_time": "2026-01-31T00:00:00.5Z"},
        ),
        ({"policy": dataclasses.replace(STANDARD, dead_letter=None)}, {"max_deliver": 3}),
        (
            {"policy": dataclasses.replace(STANDARD, in_flight=7, ack_wait_s=90.0)},
            {"max_ack_pending": 7, "ack_wait": "90s"},
        ),
        ({"matches": (Match("a.b.{id}", (("id", "X1"),)),)}, {"filter_subjects": ("a.b.X1",)}),
    ],
)
def test_what_a_consumer_is_by_its_subscription(keys: dict[str, object], expected: dict[str, object]) -> None:
    found = consumer(made(channel("a.b.{id}"), agents=(reads("w", "a.b.{id}", **keys),)), "a-b/shop-w")

    assert expected == {name: getattr(found, name) for name in expected}


def test_two_readings_of_one_group_share_what_gives_each_what_it_needs() -> None:
    slow = dataclasses.replace(STANDARD, ack_wait_s=120.0, dead_letter=DeadLetter(30 * DAY_S))
    one = Subscription("a.b.x", HERE, Reading.RECEIVES, (Match("a.b.{id}", (("id", "x"),)),), "shop.w", start="latest")
    other = Subscription("a.b.y", HERE, Reading.RECEIVES, (Match("a.b.{id}", (("id", "y"),)),), "shop.w", policy=slow)
    found = made(channel("a.b.{id}"), agents=(Agent("w", HERE, (one, other)),))

    shared = consumer(found, "a-b/shop-w")
    letters = found["a-b-_dead_letter-shop-w"]
    assert isinstance(letters, Stream)
    assert (("a.b.x", "a.b.y"), "all") == (shared.filter_subjects, shared.deliver_policy)
    assert ("2m", "30d") == (shared.ack_wait, letters.max_age)


@pytest.mark.parametrize(
    ("version", "expected"),
    [("2.9.10", EVERYTHING), ("2.10", ("a.x.1", "a.x.2")), (None, ("a.x.1", "a.x.2"))],
)
def test_an_old_server_takes_one_filter_so_the_agent_filters(version: str | None, expected: tuple[str, ...]) -> None:
    listed = channel("a.{b}.{c}", parameters=(Parameter("b", HERE, ("x", "y")), Parameter("c", HERE, ("1", "2"))))
    reader = reads("w", "a.{b}.{c}", matches=(Match("a.{b}.{c}", (("b", "x"),)),))
    found = made(listed, agents=(reader,), broker_version=version)

    assert ("a.x.1", "a.x.2", "a.y.1", "a.y.2") == stream(listed).subjects
    assert expected == consumer(found, "a/shop-w").filter_subjects


def test_a_parameter_of_very_many_values_is_a_wildcard() -> None:
    many = Parameter("id", HERE, tuple(f"v{number}" for number in range(300)))

    assert ("a.b.*",) == stream(channel("a.b.{id}", parameters=(many,))).subjects


@pytest.mark.parametrize("principal", ["*", ">", "a.*", "x y*>", "*.>", "ключ"])
def test_no_principal_becomes_a_wildcard(principal: str) -> None:
    """Who is called `*` must not listen to everybody's replies."""
    call = Outlet("a.b", HERE, Writing.CALLS, (Match("a.b"),))
    agent = Agent("web", HERE, (), (call,), principal=principal)
    reply = channel("replies.x", kind=Kind.REPLY)
    [found] = permissions(*shop(channel("a.b", reply=Name("replies.x", HERE)), reply, agents=(agent,)))

    for subject in found.subscribe:
        *fixed, last = subject.split(".")
        assert ">" == last
        assert not {"*", ">"} & set("".join(fixed))
    assert ("a.b",) == found.publish


def test_messages_flow_from_agent_to_stream_to_consumer_to_agent() -> None:
    call = Outlet("a.b", HERE, Writing.CALLS, (Match("a.b"),))
    agents = (Agent("web", HERE, (), (call,)), reads("w", "a.b", reading=Reading.SERVES))
    drawn = flow(
        *shop(channel("a.b", reply=Name("replies.x", HERE)), channel("replies.x", kind=Kind.REPLY), agents=agents)
    )

    assert ["stream:a-b", "stream:a-b-_dead_letter-shop-w", "consumer:a-b/shop-w", "subject:_inbox.replies-x.*.>"] == [
        station.address for station in drawn.stations
    ]
    assert [
        ("agent:w", "stream:a-b-_dead_letter-shop-w", "dead letters"),
        ("agent:w", "subject:_inbox.replies-x.*.>", ""),
        ("agent:web", "stream:a-b", "a.b"),
        ("consumer:a-b/shop-w", "agent:w", ""),
        ("stream:a-b", "consumer:a-b/shop-w", ""),
        ("subject:_inbox.replies-x.*.>", "agent:web", ""),
    ] == [(each.source, each.target, each.label) for each in drawn.passages]
