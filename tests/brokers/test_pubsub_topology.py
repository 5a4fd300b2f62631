"""Plan, apply and drift at Google Pub/Sub, as Google's fake has it, by hand with the plain client where others act."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.brokers.pubsub_fleet import AGENTS, CHANNELS, SEEN, applied, channel, fleet, opened, reads, wish
from tests.brokers.pubsub_hand import ByHand, by_hand
from tests.brokers.sqs_fleet import EXECUTE, SHIP, STANDARD, USED, without
from tools.pubsub.fake import PubSub
from treatyc.brokers.applying import Wish, look
from treatyc.brokers.pubsub.live import PubSubBroker
from treatyc.system.agent import Agent
from treatyc.system.channel import Kind, Name, Order
from treatyc.topology.drift import drift
from treatyc.topology.plan import Action, Plan, Scope, Step
from treatyc.topology.resource import address

pytestmark = pytest.mark.pubsub

SCOPE = Scope("shop", "prod")
SHIPPING = f"{SHIP}._group.shop.shipping"
LETTERS = f"{SHIP}._dead_letter.shop.shipping"
SEARCHING = "events.tool._group.shop.searching"


@pytest.fixture(autouse=True)
def _environment(pubsub: PubSub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", pubsub.host)


@pytest.fixture
def broker(pubsub_project: str) -> Iterator[PubSubBroker]:
    broker = opened(pubsub_project)
    yield broker
    broker.close()


@pytest.fixture
def hand(pubsub: PubSub, pubsub_project: str) -> Iterator[ByHand]:
    with by_hand(pubsub_project, pubsub.host) as found:
        yield found


def told(steps: Sequence[Step]) -> list[tuple[str, str]]:
    return [(step.action.value, step.address) for step in steps]


def drifted(broker: PubSubBroker, wanted: Wish) -> list[str]:
    return [each.address for each in drift(wanted.wanted, broker.observe(wanted.wanted, SCOPE), SCOPE)]


def words(plan: Plan) -> list[str]:
    return [str(word) for step in plan.blocked for word in step.needs]


def test_an_empty_project_gets_everything_and_a_second_plan_is_empty(broker: PubSubBroker) -> None:
    wanted = wish(fleet())

    run = applied(broker, wanted)

    assert sorted(address(each) for each in wanted.wanted) == sorted(step.address for step in run.done)
    assert [] == [outcome.problem for outcome in run.failed]
    assert run.left is not None
    assert run.left.empty, told(run.left.todo)
    assert () == run.left.unmanaged
    assert [] == drifted(broker, wanted)


def test_a_command_comes_to_its_worker_and_to_its_tap_and_an_event_to_whom_it_concerns(
    broker: PubSubBroker, hand: ByHand
) -> None:
    """FIELD.md 3, fault 2: a tap takes no work away. A filter looks at the attributes of parameters."""
    applied(broker, wish(fleet()))

    hand.publish("tools.execute", "work")
    hand.publish("events.tool", "used", **{"parameter.tool": "calculator"})
    hand.publish("events.tool", "searched", **{"parameter.tool": "search"})

    assert ["work"] == hand.pulled("tools.execute._group.shop.worker")
    assert ["work"] == hand.pulled("tools.execute._group.shop.audit")
    assert ["searched", "used"] == hand.pulled("events.tool._group.shop.audit")
    assert ["searched"] == hand.pulled(SEARCHING)


def test_what_fails_too_often_ends_in_the_dead_letters_of_its_group(broker: PubSubBroker, hand: ByHand) -> None:
    """FIELD.md 3, fault 9: retries end somewhere, and what ends there is kept: the topic has a subscription."""
    applied(broker, wish(fleet()))
    hand.publish(SHIP, "parcel")

    hand.fail(SHIPPING, 5)
    assert [] == hand.pulled(SHIPPING)  # it is put aside when it is asked for once more

    assert ["parcel"] == hand.pulled(LETTERS)


CHANGES = {
    "a longer wait": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, ack_wait_s=90.0)),
        {f"subscription:{SHIPPING}", f"subscription:{LETTERS}"},
        {"ack_deadline_seconds": 90},
    ),
    "more deliveries": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, max_deliver=7)),
        {f"subscription:{SHIPPING}"},
        {"max_delivery_attempts": 7},
    ),
    "other waits": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, backoff_s=(0.5, 30.0))),
        {f"subscription:{SHIPPING}"},
        {"minimum_backoff": "0.5s", "maximum_backoff": "30s"},
    ),
    "no waits": (
        channel(SHIP, policy=dataclasses.replace(STANDARD, backoff_s=())),
        {f"subscription:{SHIPPING}"},
        {"minimum_backoff": "", "maximum_backoff": ""},
    ),
}


@pytest.mark.parametrize(("now", "touched", "shown"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_made_in_place(broker: PubSubBroker, now: Any, touched: set[str], shown: dict[str, object]) -> None:
    applied(broker, wish(fleet()))

    run = applied(broker, wish(fleet(now)))

    done = {step.address: step for step in run.done}
    assert touched == done.keys()
    assert {Action.UPDATE} == {step.action for step in run.done}
    changes = {each.name: each.wanted for step in run.done for each in step.changes}
    assert shown.items() <= changes.items()
    assert run.left is not None
    assert [] == told(run.left.todo)
    assert [] == drifted(broker, wish(fleet(now)))


def test_what_is_kept_for_less_waits_for_a_word(broker: PubSubBroker) -> None:
    applied(broker, wish(fleet()))
    shorter = fleet(channel(USED, Kind.EVENT, retain_s=3600.0))
    names = [f"subscription:events.tool._group.shop.{who}" for who in ("audit", "searching")]

    plan = look(broker, wish(shorter))

    assert [f"--allow-loss {name}" for name in ("topic:events.tool", *names)] == words(plan)
    assert () == plan.todo
    run = applied(broker, wish(shorter, *words(plan)))
    assert run.left is not None
    assert run.left.empty
    longer = applied(broker, wish(fleet()))
    assert ["topic:events.tool", *names] == [step.address for step in longer.done]


def test_a_filter_that_changes_is_blocked_with_a_recipe_and_made_anew_with_its_policy_where_that_is_allowed(
    broker: PubSubBroker, hand: ByHand
) -> None:
    applied(broker, wish(fleet()))
    other = Agent("searching", CHANNELS[0].place, (reads("searching", USED, tool="browse"),))
    system = fleet(agents=tuple(other if agent.name == "searching" else agent for agent in AGENTS))

    (blocked,) = look(broker, wish(system)).blocked

    assert f"subscription:{SEARCHING}" == blocked.address
    assert "cannot be changed: a subscription's filter is chosen when it is made" == blocked.what
    assert [f"--allow-{word} subscription:{SEARCHING}" for word in ("destroy", "loss")] == [*map(str, blocked.needs)]
    assert any(line.startswith("keep what it holds: gcloud pubsub snapshots create") for line in blocked.recipe)

    run = applied(broker, wish(system, *map(str, blocked.needs)))
    assert [("replace", f"subscription:{SEARCHING}")] == told(run.done)
    assert run.left is not None
    assert run.left.empty, told(run.left.todo)
    hand.publish("events.tool", "browsed", **{"parameter.tool": "browse"})
    assert ["browsed"] == hand.pulled(SEARCHING)


def test_a_channel_that_becomes_ordered_is_blocked_as_a_subscription_cannot(broker: PubSubBroker) -> None:
    applied(broker, wish(fleet()))
    ordered = fleet(channel(SHIP, order=Order.KEY, key=Name("parcel_id", CHANNELS[0].place)))

    plan = look(broker, wish(ordered))

    assert [f"subscription:{SHIPPING}"] == [step.address for step in plan.blocked]
    assert () == plan.todo


def test_what_nobody_wants_any_more_goes_by_its_address_alone(broker: PubSubBroker, hand: ByHand) -> None:
    applied(broker, wish(fleet()))
    less = without(fleet(), EXECUTE, SEEN)
    plan = look(broker, wish(less))
    assert () == plan.todo

    run = applied(broker, wish(less, *words(plan)))

    kinds = [step.resource.kind for step in run.done]
    assert sorted(kinds, key=["permissions", "subscription", "schema", "topic"].index) == kinds
    assert "schema" in kinds
    assert run.left is not None
    assert run.left.empty
    assert not [name for name in hand.topics() if "tools.execute" in name or SEEN in name]
    assert not [each for each in hand.schemas.list_schemas(parent=hand.project) if each.name.startswith(hand.project)]


def test_a_schema_that_is_no_longer_wanted_leaves_a_topic_that_takes_everything(
    broker: PubSubBroker, hand: ByHand
) -> None:
    """A topic whose schema is gone takes nothing any more: it is detached first."""
    applied(broker, wish(fleet()))
    several = fleet(channel(SEEN, Kind.METRIC, messages=CHANNELS[0].messages * 2, retain_s=86_400.0))
    plan = look(broker, wish(several))
    assert [f"--allow-destroy schema:{SEEN}"] == words(plan)

    run = applied(broker, wish(several, *words(plan)))

    assert [("delete", f"schema:{SEEN}")] == told(run.done)
    assert "schema_settings" not in hand.publisher.get_topic(topic=hand.topic(SEEN))
    assert "treaty-schema" not in hand.labels(SEEN)
    assert run.left is not None
    assert run.left.empty


def test_what_may_hold_messages_is_not_deleted_without_a_word_for_their_loss(
    broker: PubSubBroker, hand: ByHand
) -> None:
    """Nobody can ask how many there are, so that the step itself must carry the word."""
    applied(broker, wish(fleet()))
    less = without(fleet(), SHIP)
    allowed = look(broker, wish(less, *words(look(broker, wish(less))))).todo
    step = next(step for step in allowed if step.address == f"subscription:{SHIPPING}")

    (outcome,) = broker.perform([dataclasses.replace(step, given=())], SCOPE)

    assert outcome.problem is not None
    assert "their loss was not allowed" in outcome.problem
    assert [] == hand.pulled(SHIPPING)  # it is still there


DRIFTS = {
    "how long a message is left alone": (
        lambda hand: hand.change_subscription(SHIPPING, "ack_deadline_seconds", ack_deadline_seconds=20),
        f"subscription:{SHIPPING}",
    ),
    "when a subscription ends": (
        lambda hand: hand.change_subscription(
            SHIPPING, "expiration_policy", expiration_policy={"ttl": {"seconds": 86_400}}
        ),
        f"subscription:{SHIPPING}",
    ),
    "when a subscription ends, by Google's default": (
        lambda hand: hand.change_subscription(SHIPPING, "expiration_policy"),
        f"subscription:{SHIPPING}",
    ),
    "where what fails ends": (
        lambda hand: hand.change_subscription(SHIPPING, "dead_letter_policy"),
        f"subscription:{SHIPPING}",
    ),
    "where messages go": (
        lambda hand: hand.change_subscription(
            SHIPPING, "push_config", push_config={"push_endpoint": "https://example.com/x"}
        ),
        f"subscription:{SHIPPING}",
    ),
    "a subscription that is gone": (
        lambda hand: hand.subscriber.delete_subscription(subscription=hand.subscription(SEARCHING)),
        f"subscription:{SEARCHING}",
    ),
    "how long a topic keeps what was read": (
        lambda hand: hand.change_topic("events.tool", "message_retention_duration"),
        "topic:events.tool",
    ),
    "that a topic checks nothing any more": (
        lambda hand: hand.change_topic(SEEN, "schema_settings"),
        f"schema:{SEEN}",
    ),
    "what a topic checks by": (
        lambda hand: hand.schemas.commit_schema(
            name=f"{hand.project}/schemas/{SEEN}", schema={"type_": 2, "definition": '{"type":"string"}'}
        ),
        f"schema:{SEEN}",
    ),
    "a schema that is gone": (
        lambda hand: hand.schemas.delete_schema(name=f"{hand.project}/schemas/{SEEN}"),
        f"schema:{SEEN}",
    ),
    "who may publish": (
        lambda hand: hand.let_in(hand.topic(SHIP), "roles/pubsub.publisher", "user:eve@example.com"),
        f"permissions:topics/{SHIP}",
    ),
    "who may read": (
        lambda hand: hand.let_in(hand.subscription(SHIPPING), "roles/pubsub.subscriber", "allUsers"),
        f"permissions:subscriptions/{SHIPPING}",
    ),
}


@pytest.mark.parametrize(("act", "name"), DRIFTS.values(), ids=DRIFTS)
def test_what_somebody_changed_by_hand_is_seen_and_set_back(
    broker: PubSubBroker, hand: ByHand, act: Any, name: str
) -> None:
    wanted = wish(fleet())
    applied(broker, wanted)

    act(hand)

    assert name in {step.address for step in look(broker, wanted).todo}
    if "a subscription that is gone" not in name and not name.endswith(SEARCHING):
        assert [name] == drifted(broker, wanted)
    run = applied(broker, wanted)
    assert name in {step.address for step in run.done}
    assert run.left is not None
    assert run.left.empty
    assert [] == drifted(broker, wanted)


def test_what_is_not_ours_is_not_touched(broker: PubSubBroker, hand: ByHand) -> None:
    hand.make_topic("of-somebody")
    hand.make_subscription("of-somebody", "of-somebody")
    hand.make_topic(SHIP, labels={"team": "other"})
    hand.let_in(hand.topic(SHIP), "roles/pubsub.publisher", "user:anna@example.com")
    wanted = wish(fleet())

    run = applied(broker, wanted)

    theirs = (f"permissions:topics/{SHIP}", f"topic:{SHIP}")
    assert run.left is not None
    assert theirs == tuple(sorted(step.address for step in run.left.blocked if "waits" not in step.what))
    assert [] == hand.subscriptions_of(SHIP)
    assert ("subscription:of-somebody", "topic:of-somebody") == run.left.unmanaged
    assert {"team": "other"} == hand.labels(SHIP)

    adopted = applied(broker, wish(fleet(), adopt=theirs))
    assert ("adopt", f"topic:{SHIP}") == told(adopted.done)[0]
    assert {("adopt", f"permissions:topics/{SHIP}"), ("create", f"subscription:{SHIPPING}")} <= {*told(adopted.done)}
    labels = hand.labels(SHIP)
    assert ("other", "shop", "prod") == (labels["team"], labels["treaty-project"], labels["treaty-target"])
    assert adopted.left is not None
    assert adopted.left.empty
    assert [] == drifted(broker, wanted)


def test_what_another_project_holds_is_invisible_and_its_names_are_not_taken(
    broker: PubSubBroker, hand: ByHand
) -> None:
    """A subscription to a topic of theirs would keep what was never meant for us: it waits, and so do its rights."""
    applied(broker, wish(fleet()))
    theirs = hand.subscriptions_of("replies.price")

    run = applied(broker, wish(fleet(name="store")))

    assert run.left is not None
    assert () == run.left.unmanaged
    blocked = {step.address: step.what for step in run.left.blocked}
    assert "belongs to shop/prod" == blocked["topic:replies.price"]
    anew = "replies.price._group.store.billing"
    assert "waits for topic:replies.price, which is blocked" == blocked[f"subscription:{anew}"]
    assert f"waits for subscription:{anew}, which is blocked" == blocked[f"permissions:subscriptions/{anew}"]
    assert theirs == hand.subscriptions_of("replies.price")


def test_an_external_channel_is_made_when_it_is_missing_and_left_when_it_is_there(
    broker: PubSubBroker, hand: ByHand
) -> None:
    hand.make_topic("events.tool")
    external = fleet(channel(USED, Kind.EVENT, external=True), channel("events.seen", Kind.EVENT, external=True))

    run = applied(broker, wish(external))

    assert run.left is not None
    assert run.left.empty, told((*run.left.blocked, *run.left.todo))
    assert {} == hand.labels("events.tool")
    assert {"topic:events.seen", f"subscription:{SEARCHING}"} <= {step.address for step in run.done}


def test_accounts_are_written_as_google_knows_them(broker: PubSubBroker, hand: ByHand, pubsub_project: str) -> None:
    applied(broker, wish(fleet()))

    policy = hand.publisher.get_iam_policy(request={"resource": hand.topic(LETTERS)})

    (binding,) = policy.bindings
    assert "roles/pubsub.publisher" == binding.role
    assert [
        "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com",
        f"serviceAccount:shop-shipping@{pubsub_project}.iam.gserviceaccount.com",
    ] == list(binding.members)


def test_everything_tells_what_a_project_holds_whoever_made_it(broker: PubSubBroker, hand: ByHand) -> None:
    applied(broker, wish(fleet()))
    hand.make_topic("of-somebody")

    found = {address(held.resource): held for held in broker.everything()}

    assert {address(each) for each in wish(fleet()).wanted} | {"topic:of-somebody"} == found.keys()
    assert found["topic:of-somebody"].mark is None
    assert {each: SCOPE for each in found if each != "topic:of-somebody"} == {
        each: held.mark.scope for each, held in found.items() if held.mark is not None
    }
