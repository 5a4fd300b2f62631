"""Under which subjects the three strategies put a message, and when a subject would hold what does not belong there."""

from __future__ import annotations

import pytest

from treatyc.source import Span
from treatyc.system.channel import Channel, Kind, Name
from treatyc.system.policy import Policy
from treatyc.system.registry import KeyForm, Registry, Strategy
from treatyc.system.schema import Format, Record, Schema
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.subjects import Subject, clashes, subjects

HERE = Span("treaty.yaml")
PLACED, PAID, SENT = "shop.v1.Placed", "shop.v1.Paid", "shop.v1.Sent"
FILES = {PLACED: "orders.proto", PAID: "orders.proto", SENT: "sent.avsc"}


def channel(address: str, *messages: str, key: str | None = None) -> Channel:
    names = tuple(Name(message, HERE) for message in messages)
    policy = Policy("standard", HERE)
    return Channel(address, HERE, Kind.EVENT, names, policy, key=Name(key, HERE) if key else None)


def target(registry: Registry | None, *channels: Channel) -> Target:
    return Target("prod", HERE, Broker.KAFKA, channels, registry=registry, prefix="eu.")


def system(*channels: Channel) -> System:
    schemas = (
        Schema(name, Format.PROTOBUF, path, HERE, (Record(name, (), HERE),), name)
        for name, path in sorted(FILES.items())
    )
    return System("shop", HERE, schemas=tuple(schemas), channels=channels)


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (
            Strategy.TOPIC,
            (
                Subject("eu.orders.by-value", (SENT,), ("orders.by.{region}",)),
                Subject("eu.orders.placed-value", (PLACED,), ("orders.placed",)),
                Subject("eu.replays-value", (PLACED,), ("replays",)),
            ),
        ),
        (
            Strategy.RECORD,
            (
                Subject(PLACED, (PLACED,), ("orders.placed", "replays")),
                Subject(SENT, (SENT,), ("orders.by.{region}",)),
            ),
        ),
        (
            Strategy.TOPIC_RECORD,
            (
                Subject(f"eu.orders.by-{SENT}", (SENT,), ("orders.by.{region}",)),
                Subject(f"eu.orders.placed-{PLACED}", (PLACED,), ("orders.placed",)),
                Subject(f"eu.replays-{PLACED}", (PLACED,), ("replays",)),
            ),
        ),
    ],
)
def test_each_strategy_names_subjects_as_the_registry_world_does(
    strategy: Strategy, expected: tuple[Subject, ...]
) -> None:
    """A topic is that of the channel's template, with the target's prefix."""
    channels = (channel("orders.by.{region}", SENT), channel("orders.placed", PLACED), channel("replays", PLACED))
    assert expected == subjects(target(Registry("http://r", HERE, strategy=strategy), *channels))


def test_a_target_without_a_registry_has_no_subjects() -> None:
    assert () == subjects(target(None, channel("orders.placed", PLACED)))


@pytest.mark.parametrize("strategy", Strategy)
def test_a_keys_subject_is_named_after_the_topic(strategy: Strategy) -> None:
    registry = Registry("http://r", HERE, strategy=strategy, keys=KeyForm.AVRO)
    found = subjects(target(registry, channel("a", PLACED, key="order_id"), channel("b", PLACED)))

    assert [Subject("eu.a-key", (), ("a",))] == [each for each in found if not each.messages]


@pytest.mark.parametrize(
    ("strategy", "messages", "expected"),
    [
        (Strategy.TOPIC, (PLACED,), ()),
        (Strategy.TOPIC, (PLACED, SENT), ("eu.a-value",)),
        (Strategy.TOPIC, (PLACED, PAID), ()),  # one file, which is what is registered
        (Strategy.TOPIC_RECORD, (PLACED, SENT), ()),
    ],
)
def test_messages_of_several_files_cannot_share_a_subject(
    strategy: Strategy, messages: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """FIELD.md 1, wish 8: several types on a topic, each checked."""
    carrying = channel("a", *messages)
    found = clashes(system(carrying), target(Registry("http://r", HERE, strategy=strategy), carrying))

    assert expected == tuple(each.name for each in found)
