"""FIELD.md section 3 at Pub/Sub: what the plain set-up does there, beside what treaty refuses or makes instead.

Each test first shows the fault with Google's own client on Google's own fake, then that it cannot be declared, or is
not derived. What the fake does not do is said where it matters, with what Google says of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from google.api_core.exceptions import GoogleAPICallError

from tests.brokers.pubsub_fleet import channel, fleet
from tests.brokers.pubsub_hand import ByHand, by_hand
from tests.brokers.sqs_fleet import EXECUTE, SHIP, STANDARD, USED
from tools.pubsub.fake import PubSub
from treatyc.system.channel import Channel, Kind
from treatyc.topology.planning import changes
from treatyc.topology.pubsub.objects import NEVER, Subscription, Topic
from treatyc.topology.pubsub.semantics import SEMANTICS
from treatyc.topology.resource import address
from treatyc.topology.semantics import Fixed, Problem

pytestmark = pytest.mark.pubsub


@pytest.fixture
def plain(pubsub: PubSub, pubsub_project: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ByHand]:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", pubsub.host)
    with by_hand(pubsub_project, pubsub.host) as found:
        yield found


def problems(*channels: Channel) -> list[Problem]:
    system = fleet(*channels)
    return list(SEMANTICS.problems(system, system.targets[0]))


def derived(kind: type[Subscription | Topic]) -> dict[str, Subscription | Topic]:
    system = fleet()
    return {each.name: each for each in SEMANTICS.derive(system, system.targets[0]) if isinstance(each, kind)}


def test_2_a_tap_on_the_workers_subscription_takes_the_work(plain: ByHand) -> None:
    topic = plain.make_topic("tools.execute")
    shared = plain.make_subscription("tools.execute", topic)
    plain.publish(topic, "work")
    assert ["work"] == plain.pulled(shared)  # the tap
    assert [] == plain.pulled(shared)  # the worker

    found = {name for name, each in derived(Subscription).items() if each.origin.channel == EXECUTE}
    assert {f"tools.execute._group.shop.{who}" for who in ("audit", "worker")} <= found


def test_9_without_a_dead_letter_policy_a_message_comes_back_for_ever(plain: ByHand) -> None:
    topic = plain.make_topic("ship")
    subscription = plain.make_subscription("ship", topic)
    plain.publish(topic, "poison")
    plain.fail(subscription, 20)
    assert ["poison"] == plain.pulled(subscription)

    work = {name: each for name, each in derived(Subscription).items() if "._group." in name}
    replies = "replies.price._group.shop.billing"  # which nobody digs for: its caller has given up
    unlimited = {
        name for name, each in work.items() if isinstance(each, Subscription) and not each.max_delivery_attempts
    }
    assert {replies} == unlimited


def test_9_dead_letters_whose_topic_has_no_subscription_are_lost(plain: ByHand) -> None:
    """BROKERS.md 1.3."""
    topic, letters = plain.make_topic("ship"), plain.make_topic("ship.failed")
    policy = {"dead_letter_topic": plain.topic(letters), "max_delivery_attempts": 5}
    subscription = plain.make_subscription("ship", topic, dead_letter_policy=policy)
    plain.publish(topic, "poison")
    plain.fail(subscription, 5)
    assert [] == plain.pulled(subscription)
    assert [] == plain.pulled(plain.make_subscription("ship.failed", letters))  # too late

    topics, kept = derived(Topic), derived(Subscription)
    buried = {each.dead_letter_topic for each in kept.values() if isinstance(each, Subscription)} - {""}
    assert buried <= topics.keys()
    assert buried <= {each.topic for each in kept.values() if isinstance(each, Subscription)}


def test_12_what_a_topic_has_no_subscription_for_is_dropped(plain: ByHand) -> None:
    topic = plain.make_topic("results")
    plain.publish(topic, "early")
    late = plain.make_subscription("late", topic)
    assert [] == plain.pulled(late)

    # Every group that is declared has its subscription with the topic, before any agent runs; the rest is told.
    system = fleet()
    told = SEMANTICS.shortcomings(system, system.targets[0])
    assert any("nobody here reads `metrics.shelf.seen`, and a topic keeps nothing" in each for each in told)


def test_17_a_wait_for_an_answer_beyond_ten_minutes_is_refused(plain: ByHand) -> None:
    topic = plain.make_topic("slow")
    with pytest.raises(GoogleAPICallError, match="bad ack_deadline_seconds: 900"):
        plain.make_subscription("slow", topic, ack_deadline_seconds=900)

    (problem,) = problems(channel(SHIP, policy=dataclasses.replace(STANDARD, ack_wait_s=900.0)))
    assert "broker-delay" == problem.rule


def test_what_is_kept_for_a_quarter_is_refused(plain: ByHand) -> None:
    with pytest.raises(GoogleAPICallError, match="bad message_retention_duration"):
        plain.make_topic("history", message_retention_duration={"seconds": 90 * 86_400})

    (problem,) = problems(channel(USED, Kind.EVENT, retain_s=90 * 86_400.0))
    assert "broker-retention" == problem.rule


def test_an_order_cannot_be_had_later(plain: ByHand) -> None:
    subscription = plain.make_subscription("orders", plain.make_topic("orders"))
    with pytest.raises(GoogleAPICallError, match="enable_message_ordering"):
        plain.change_subscription(subscription, "enable_message_ordering", enable_message_ordering=True)

    there = Subscription("orders", "orders")
    wanted = dataclasses.replace(there, enable_message_ordering=True)
    assert isinstance(SEMANTICS.judge(wanted, there, changes(wanted, there)), Fixed)


def test_a_subscription_that_says_nothing_of_its_end_is_left_to_googles_default_of_31_days(plain: ByHand) -> None:
    """Google deletes it when nobody read it for so long, with all that waits in it. The fake deletes none."""
    idle = plain.make_subscription("idle", plain.make_topic("idle"))
    found = plain.subscriber.get_subscription(subscription=plain.subscription(idle))
    assert "expiration_policy" not in found

    assert {NEVER} == {each.expiration for each in derived(Subscription).values() if isinstance(each, Subscription)}


def test_11_names_with_dots_and_underscores_stay_apart(plain: ByHand) -> None:
    """Both are in a name as they were declared, so no two channels come to one topic."""
    for name in ("tools.execute_x", "tools_execute.x"):
        plain.make_topic(name)

    system = fleet(channel("tools.execute_x"), channel("tools_execute.x"))
    names = [address(each) for each in SEMANTICS.derive(system, system.targets[0])]
    assert len(names) == len(set(names))
    assert {"topic:tools.execute_x", "topic:tools_execute.x"} <= set(names)
