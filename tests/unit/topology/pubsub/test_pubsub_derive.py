"""What Pub/Sub must hold for a fleet, who may use it, and how its messages pass: by values alone."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brokers.pubsub_fleet import AGENTS, HERE, SEEN, SEEN_SCHEMA, at_google, channel, fleet, reads
from tests.brokers.sqs_fleet import EXECUTE, PLACED, QUOTE, SHIP, STANDARD, USED
from treatyc.system.agent import Agent
from treatyc.system.channel import Kind, Name, Order
from treatyc.system.policy import DeadLetter
from treatyc.system.registry import Frame, Registry
from treatyc.system.system import System
from treatyc.topology.flow import Passage
from treatyc.topology.plan import Scope
from treatyc.topology.pubsub import accounts, marks, ranges
from treatyc.topology.pubsub.derive import derive
from treatyc.topology.pubsub.flow import flow
from treatyc.topology.pubsub.objects import Subscription, Topic, TopicSchema, permissions_of
from treatyc.topology.pubsub.routes import whole_filter
from treatyc.topology.resource import Origin, Resource, address, facts

SHIPPING = f"{SHIP}._group.shop.shipping"


def derived(system: System) -> dict[str, Resource]:
    return {address(each): each for each in derive(system, system.targets[0])}


def test_a_command_is_a_topic_with_a_subscription_for_its_group_and_dead_letters_that_are_kept() -> None:
    """BROKERS.md 1.3: dead letters without a subscription are lost, and a subscription unread ends by itself."""
    found = derived(fleet())

    assert {
        f"permissions:subscriptions/{SHIPPING}",
        f"permissions:topics/{SHIP}",
        f"permissions:topics/{SHIP}._dead_letter.shop.shipping",
        f"subscription:{SHIPPING}",
        f"subscription:{SHIP}._dead_letter.shop.shipping",
        f"topic:{SHIP}",
        f"topic:{SHIP}._dead_letter.shop.shipping",
    } == {name for name in found if SHIP in name}
    assert {
        "topic": SHIP,
        "ack_deadline_seconds": 30,
        "message_retention_duration": "604800s",
        "retain_acked_messages": False,
        "enable_message_ordering": False,
        "filter": "",
        "expiration": "never",
        "minimum_backoff": "1s",
        "maximum_backoff": "5s",
        "dead_letter_topic": f"{SHIP}._dead_letter.shop.shipping",
        "max_delivery_attempts": 5,
        "enable_exactly_once_delivery": False,
        "delivers_to": "pull",
    } == facts(found[f"subscription:{SHIPPING}"])


DERIVED: dict[str, tuple[Any, str, dict[str, object]]] = {
    "an order": (channel(SHIP, order=Order.KEY), f"subscription:{SHIPPING}", {"enable_message_ordering": True}),
    "a reply lives as long as somebody waits, at the least that Google allows": (
        channel("replies.price", Kind.REPLY, ttl_s=30.0),
        "subscription:replies.price._group.shop.billing",
        {"message_retention_duration": "600s", "dead_letter_topic": "", "max_delivery_attempts": 0},
    ),
    "an event is kept for who comes later": (
        channel(USED, Kind.EVENT, retain_s=86_400.0),
        "topic:events.tool",
        {"message_retention_duration": "86400s"},
    ),
    "work is not": (channel(SHIP), f"topic:{SHIP}", {"message_retention_duration": ""}),
    "no waits": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, backoff_s=())),
        f"subscription:{SHIPPING}",
        {"minimum_backoff": "", "maximum_backoff": ""},
    ),
    "a short wait for an answer": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, ack_wait_s=2.5, backoff_s=(0.5,))),
        f"subscription:{SHIPPING}",
        {"ack_deadline_seconds": 10, "minimum_backoff": "0.5s", "maximum_backoff": "0.5s"},
    ),
    "many deliveries": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, max_deliver=12)),
        f"subscription:{SHIPPING}",
        {"max_delivery_attempts": 12},
    ),
    "no dead letters": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, dead_letter=None)),
        f"subscription:{SHIPPING}",
        {"dead_letter_topic": "", "max_delivery_attempts": 0},
    ),
    "dead letters for a month": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, dead_letter=DeadLetter(30 * 86_400.0))),
        f"subscription:{SHIP}._dead_letter.shop.shipping",
        {"message_retention_duration": "2592000s"},
    ),
}


@pytest.mark.parametrize(("now", "name", "expected"), DERIVED.values(), ids=DERIVED)
def test_what_is_declared_is_derived(now: Any, name: str, expected: dict[str, object]) -> None:
    found = facts(derived(fleet(now))[name])

    assert expected.items() <= found.items()


def test_a_prefix_stands_before_every_name() -> None:
    plain, prefixed = derived(fleet()), derived(at_google(fleet(), prefix="staging-"))

    def with_prefix(name: str) -> str:
        return re.sub(r"(topics/|subscriptions/|^topic:|^subscription:|^schema:)", r"\1staging-", name)

    assert {with_prefix(name) for name in plain} == prefixed.keys()


FILTERS = {
    "everything": ((), ""),
    "one": (((("tool", "search"),),), 'attributes."parameter.tool" = "search"'),
    "two parameters": (
        ((("shop", "b"), ("tool", "a")),),
        'attributes."parameter.shop" = "b" AND attributes."parameter.tool" = "a"',
    ),
    "either": (
        ((("tool", "a"),), (("shop", "b"), ("tool", "c"))),
        (
            'attributes."parameter.tool" = "a"'
            ' OR (attributes."parameter.shop" = "b" AND attributes."parameter.tool" = "c")'
        ),
    ),
}


@pytest.mark.parametrize(("filters", "expected"), FILTERS.values(), ids=FILTERS)
def test_a_filter_is_in_googles_language(filters: Any, expected: str) -> None:
    assert expected == whole_filter(filters)


def test_a_filter_that_is_too_long_is_left_to_the_agent() -> None:
    """DECISIONS.md: where the broker cannot filter, the runtime filters and acknowledges."""
    searching = Agent("searching", HERE, tuple(reads("searching", USED, tool=f"tool_{each}") for each in range(8)))
    system = fleet(agents=(*(each for each in AGENTS if each.name != "searching"), searching))

    found = derived(system)["subscription:events.tool._group.shop.searching"]

    assert isinstance(found, Subscription)
    assert "" == found.filter


def test_a_topic_checks_messages_of_one_avro_schema() -> None:
    found = derived(fleet())

    assert {"definition": SEEN_SCHEMA, "type": "AVRO", "encoding": "BINARY"} == facts(found[f"schema:{SEEN}"])
    assert [f"schema:{SEEN}"] == [name for name in found if name.startswith("schema:")]


UNCHECKED = {
    "several messages": fleet(
        channel(SEEN, Kind.METRIC, messages=(Name("shop.v1.Seen", HERE), Name("shop.v1.Order", HERE)))
    ),
    "a registry, whose number stands before each message": at_google(
        fleet(), registry=Registry("http://registry.example", HERE)
    ),
    "somebody else's channel": fleet(channel(SEEN, Kind.METRIC, messages=(Name("shop.v1.Seen", HERE),), external=True)),
}


@pytest.mark.parametrize("system", UNCHECKED.values(), ids=UNCHECKED)
def test_a_topic_checks_nothing_else(system: System) -> None:
    assert [] == [each for each in derived(system).values() if isinstance(each, TopicSchema)]


def test_a_registry_that_stands_in_headers_leaves_the_message_as_it_is() -> None:
    registry = Registry("http://registry.example", HERE, frame=Frame.HEADERS)

    assert f"schema:{SEEN}" in derived(at_google(fleet(), registry=registry))


def test_a_message_passes_from_a_sender_to_a_reader_and_what_fails_to_where_it_is_kept() -> None:
    system = fleet()
    letters = f"{SHIP}._dead_letter.shop.shipping"

    found = {each for each in flow(system, system.targets[0]).passages if SHIP in each.source + each.target}

    assert {
        Passage("agent:orders", f"topic:{SHIP}"),
        Passage(f"topic:{SHIP}", f"subscription:{SHIPPING}"),
        Passage(f"subscription:{SHIPPING}", "agent:shipping"),
        Passage(f"subscription:{SHIPPING}", f"topic:{letters}", "after 5 deliveries"),
        Passage(f"topic:{letters}", f"subscription:{letters}"),
    } == found


def test_a_passage_says_what_its_filter_lets_through() -> None:
    system = fleet()

    found = flow(system, system.targets[0]).passages

    assert Passage("topic:events.tool", "subscription:events.tool._group.shop.searching", "tool=search") in found


def test_every_station_of_a_picture_is_an_object() -> None:
    system = fleet()

    stations = {each.address for each in flow(system, system.targets[0]).stations}

    assert {name for name in derived(system) if name.split(":")[0] in ("topic", "subscription")} == stations


ACCOUNTS = {
    "shop.orders": "shop-orders",
    "storefront.tool-worker": "storefront-tool--worker",
    "Anna": "anna-bf4fccd6",
    "x": "x-2d711642",
    "7up": "a-7up-be39b1e7",
    "orders@other.iam.gserviceaccount.com": "serviceAccount:orders@other.iam.gserviceaccount.com",
    "group:agents@example.com": "group:agents@example.com",
}


@pytest.mark.parametrize(("who", "expected"), ACCOUNTS.items())
def test_an_agent_is_a_service_account(who: str, expected: str) -> None:
    """P40."""
    assert expected == accounts.account(who)


_principals = st.from_regex(r"[a-z][a-z0-9-]{0,63}\.[a-z][a-z0-9-]{0,63}", fullmatch=True)


@given(st.lists(_principals, unique=True, max_size=10))
def test_accounts_are_legal_and_stay_apart(principals: list[str]) -> None:
    found = [accounts.account(each) for each in principals]

    assert [] == [each for each in found if not re.fullmatch(r"[a-z]([a-z0-9-]{4,28}[a-z0-9])", each)]
    assert len(principals) == len(set(found))


@given(_principals | st.just(accounts.SERVICE_AGENT) | st.just("user:anna@example.com"))
def test_an_account_is_read_back_from_what_google_has(who: str) -> None:
    word = who if who == accounts.SERVICE_AGENT else accounts.account(who)

    member = accounts.member(word, "shop-prod", "42")

    assert word == accounts.word(member, "shop-prod", "42")
    assert member == accounts.word(member, "shop-staging", "43")


@given(st.floats(0.0, 10_000_000.0))
def test_a_duration_is_read_back(time_s: float) -> None:
    assert ranges.seconds(ranges.written(time_s)) == pytest.approx(time_s, abs=1e-9)


_names = st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True)


@given(_names, _names)
def test_a_mark_is_read_back_and_is_one_that_google_takes(project: str, target: str) -> None:
    scope = Scope(project, target)
    found = marks.labels(Topic("orders"), scope)

    assert [] == [each for each in (*found, *found.values()) if not re.fullmatch("[a-z0-9_-]{1,63}", each)]
    mark = marks.mark(found, Topic.kind, scope)
    assert mark is not None
    assert scope == mark.scope
    assert marks.mark(found, TopicSchema.kind, scope) is None


def test_another_scope_is_not_ours_though_its_name_is_as_long() -> None:
    mine, other = Scope("p" * 64, "prod"), Scope("p" * 63 + "q", "prod")

    assert mine != marks.owner(marks.labels(Topic("orders"), other), mine)
    assert mine == marks.owner(marks.labels(Topic("orders"), mine), mine)


def test_a_policy_without_members_is_a_fact() -> None:
    """So somebody who was let in by hand is shown, where nobody should be."""
    assert {"members": ()} == facts(permissions_of("topics/orders", (), Origin()))


def test_everything_has_a_place_and_a_reason() -> None:
    assert [] == [name for name, each in derived(fleet()).items() if not each.origin.why or each.origin.place is None]


def test_each_reading_of_a_command_has_a_subscription_of_its_own() -> None:
    """FIELD.md 3, fault 2; DECISIONS.md, taps."""
    found = derived(fleet())

    groups = [name for name in found if name.startswith("subscription:tools.execute._group")]
    assert ["subscription:tools.execute._group.shop.audit", "subscription:tools.execute._group.shop.worker"] == groups
    assert {EXECUTE, PLACED, QUOTE} <= {each.origin.channel for each in found.values()}
