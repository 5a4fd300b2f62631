"""What Google would refuse or do otherwise, and what a change does, each with the nearest thing that works."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from tests.brokers.pubsub_fleet import AGENTS, HERE, at_google, channel, fleet, reads
from tests.brokers.sqs_fleet import SHIP, STANDARD, USED
from treatyc.system.agent import Agent
from treatyc.system.channel import Kind, Parameter
from treatyc.system.policy import DeadLetter
from treatyc.system.system import System
from treatyc.topology.plan import Change, Danger, Word
from treatyc.topology.planning import changes
from treatyc.topology.pubsub.judge import judge
from treatyc.topology.pubsub.limits import problems
from treatyc.topology.pubsub.objects import Subscription, Topic, TopicSchema, permissions_of
from treatyc.topology.pubsub.shortcomings import shortcomings
from treatyc.topology.resource import Origin, Resource
from treatyc.topology.semantics import Fixed, InPlace

DAY_S = 86_400.0
MANY = tuple(Parameter(f"p{number}", HERE) for number in range(81))


def found(system: System) -> list[tuple[str, str]]:
    return [(each.rule, each.message) for each in problems(system, system.targets[0])]


def policy(**keys: Any) -> Any:
    return dataclasses.replace(STANDARD, **keys)


def test_the_fleet_has_none() -> None:
    assert [] == found(fleet())


WRONG: dict[str, tuple[System, str, str]] = {
    "kept for ever": (
        fleet(channel(SHIP, retain_s=math.inf)),
        "broker-retention",
        f"`{SHIP}` is kept for ever, and Pub/Sub keeps messages 10m to 31d",
    ),
    "kept for a minute": (
        fleet(channel(SHIP, retain_s=60.0)),
        "broker-retention",
        f"`{SHIP}` is kept for 1m, and Pub/Sub keeps messages 10m to 31d",
    ),
    "dead letters for a quarter": (
        fleet(channel(SHIP, policy=policy(dead_letter=DeadLetter(90 * DAY_S)))),
        "broker-retention",
        "the dead letters of `shop.shipping` are kept for 90d, and Pub/Sub keeps messages 10m to 31d",
    ),
    "a quarter of an hour to handle it": (
        fleet(channel(SHIP, policy=policy(ack_wait_s=900.0))),
        "broker-delay",
        (
            f"`shop.shipping` may handle a message of `{SHIP}` for 15m, and Pub/Sub delivers it again after 10m at the"
            " latest"
        ),
    ),
    "a long wait": (
        fleet(channel(SHIP, policy=policy(backoff_s=(1.0, 601.0)))),
        "broker-delay",
        f"`shop.shipping` waits 601s before it tries a message of `{SHIP}` again, and Pub/Sub can wait 10m",
    ),
    "many deliveries": (
        fleet(channel(SHIP, policy=policy(max_deliver=101))),
        "broker-deliveries",
        f"`shop.shipping` may get a message of `{SHIP}` 101 times, and Pub/Sub puts it aside after 100",
    ),
    "large": (
        fleet(channel(SHIP, max_bytes=10 * 1000**2)),
        "size-over-broker",
        (
            f"`{SHIP}` allows messages of 10000000B, and with their envelope they are more than the 10 MB that Pub/Sub"
            " takes"
        ),
    ),
    "many parameters": (
        fleet(channel("events.many", Kind.EVENT, parameters=MANY)),
        "broker-attributes",
        "`events.many` has 81 parameters, and a message of Pub/Sub 100 attributes, of which 20 are the envelope's",
    ),
    "a short name": (
        fleet(channel("ab", Kind.EVENT)),
        "broker-name",
        "Pub/Sub takes no topic called `ab`: it has 2 characters, and 3 are the least",
    ),
    "a name of Google's": (
        fleet(channel("google.orders", Kind.EVENT)),
        "broker-name",
        "Pub/Sub takes no topic called `google.orders`: names that begin with `goog` are Google's",
    ),
    "a name that begins with a figure": (
        fleet(channel("24h.orders", Kind.EVENT)),
        "broker-name",
        "Pub/Sub takes no topic called `24h.orders`: it must begin with a letter",
    ),
    "a long name": (
        fleet(channel("events." + "x" * 249, Kind.EVENT)),
        "broker-name",
        f"Pub/Sub takes no topic called `events.{'x' * 249}`: it has 256 characters, and 255 are allowed",
    ),
}


@pytest.mark.parametrize(("system", "rule", "message"), WRONG.values(), ids=WRONG)
def test_what_google_would_not_do_is_told(system: System, rule: str, message: str) -> None:
    assert [(rule, message)] == found(system)


RIGHT = {
    "the longest time": fleet(channel(SHIP, retain_s=31 * DAY_S)),
    "the shortest time": fleet(channel(SHIP, retain_s=600.0)),
    "a reply that is kept for less": fleet(channel("replies.price", Kind.REPLY, retain_s=30.0, ttl_s=30.0)),
    "the longest waits": fleet(channel(SHIP, policy=policy(ack_wait_s=600.0, backoff_s=(600.0,)))),
    "the most deliveries": fleet(channel(SHIP, policy=policy(max_deliver=100))),
    "any number of deliveries of what is never put aside": fleet(
        channel(SHIP, policy=policy(max_deliver=101, dead_letter=None))
    ),
    "80 parameters": fleet(channel("events.many", Kind.EVENT, parameters=MANY[:80])),
    "the longest name": fleet(channel("events." + "x" * 248, Kind.EVENT)),
    "a name that a prefix mends": at_google(fleet(channel("24h.orders", Kind.EVENT)), prefix="shop-"),
}


@pytest.mark.parametrize("system", RIGHT.values(), ids=RIGHT)
def test_what_google_does_is_no_problem(system: System) -> None:
    assert [] == found(system)


SUBSCRIPTION = Subscription("orders", "orders")
TOPIC = Topic("orders", "86400s")

JUDGED: dict[str, tuple[Resource, Resource, InPlace]] = {
    "a subscription that keeps longer": (
        dataclasses.replace(SUBSCRIPTION, message_retention_duration="864000s"),
        SUBSCRIPTION,
        InPlace(),
    ),
    "another schema": (TopicSchema("orders", '"long"'), TopicSchema("orders", '"int"'), InPlace()),
    "more who may": (
        permissions_of("topics/orders", ("roles/pubsub.publisher a", "roles/pubsub.publisher b"), Origin()),
        permissions_of("topics/orders", ("roles/pubsub.publisher a",), Origin()),
        InPlace(),
    ),
}


@pytest.mark.parametrize(("wanted", "there", "expected"), JUDGED.values(), ids=JUDGED)
def test_a_change_that_hurts_nobody_is_made(wanted: Resource, there: Resource, expected: InPlace) -> None:
    assert expected == judge(wanted, there, changes(wanted, there))


LOSSES = {
    "a subscription": (
        dataclasses.replace(SUBSCRIPTION, message_retention_duration="3600s"),
        SUBSCRIPTION,
        "what is older than 1h is dropped",
    ),
    "a topic": (Topic("orders", "3600s"), TOPIC, "what is older than 1h can be replayed no more"),
    "a topic that keeps nothing": (Topic("orders"), TOPIC, "what everybody has read can be replayed no more"),
}


@pytest.mark.parametrize(("wanted", "there", "sentence"), LOSSES.values(), ids=LOSSES)
def test_to_keep_for_less_needs_a_word(wanted: Resource, there: Resource, sentence: str) -> None:
    judged = judge(wanted, there, changes(wanted, there))

    assert isinstance(judged, InPlace)
    assert (Danger.LOSS, sentence, (Word.LOSS,)) == (judged.risk.danger, judged.risk.sentence, judged.needs)


def test_who_is_no_longer_let_in_is_told() -> None:
    one, none = (permissions_of("topics/orders", who, Origin()) for who in (("roles/pubsub.publisher a",), ()))

    judged = judge(none, one, changes(none, one))

    assert isinstance(judged, InPlace)
    assert Danger.ACCESS == judged.risk.danger


FIXED = {
    "filter": dataclasses.replace(SUBSCRIPTION, filter='attributes."parameter.tool" = "a"'),
    "enable_message_ordering": dataclasses.replace(SUBSCRIPTION, enable_message_ordering=True),
    "topic": dataclasses.replace(SUBSCRIPTION, topic="orders.v2"),
}


@pytest.mark.parametrize(("name", "wanted"), FIXED.items(), ids=FIXED)
def test_what_is_chosen_once_is_fixed_with_a_recipe(name: str, wanted: Subscription) -> None:
    judged = judge(wanted, SUBSCRIPTION, (Change(name, None, None),))

    assert isinstance(judged, Fixed)
    applying = "apply with --allow-destroy subscription:orders --allow-loss subscription:orders"
    assert applying in judged.recipe
    # A snapshot holds what its topic sends, and of another topic it is of no use.
    assert (name != "topic") == any("snapshots create orders.before --subscription=orders" in x for x in judged.recipe)


def _searching() -> System:
    readings = tuple(reads("searching", USED, tool=f"tool_{each}") for each in range(8))
    others = tuple(each for each in AGENTS if each.name != "searching")
    return fleet(agents=(*others, Agent("searching", HERE, readings)))


SHORT = {
    "few deliveries": (fleet(), "Google puts a message aside after 5 deliveries at the earliest"),
    "its own account": (fleet(), "pubsub://PROJECT?number=NUMBER"),
    "a new group": (fleet(), "a new subscription begins with what is published from then on"),
    "parameters": (fleet(), "IAM sees no parameters"),
    "nobody reads": (fleet(), "nobody here reads `metrics.shelf.seen`"),
    "a short ack_wait": (
        fleet(channel(SHIP, policy=policy(ack_wait_s=2.0))),
        "a message whose reader died comes again after 10 s at the earliest, though `standard` would not wait so long",
    ),
    "three waits": (fleet(channel(SHIP, policy=policy(backoff_s=(1.0, 2.0, 9.0)))), "by Google's own steps"),
    "a long filter": (_searching(), "a filter has 256 bytes: `shop.searching` gets what it does not read too"),
}


@pytest.mark.parametrize(("system", "part"), SHORT.values(), ids=SHORT)
def test_what_google_cannot_do_is_said(system: System, part: str) -> None:
    assert 1 == sum(part in each for each in shortcomings(system, system.targets[0]))


def test_nothing_is_said_of_what_does_not_occur() -> None:
    system = dataclasses.replace(fleet(), agents=(), schemas=())

    assert () == shortcomings(system, dataclasses.replace(fleet().targets[0], channels=()))
