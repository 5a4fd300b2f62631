"""Plan, apply and drift at Google Pub/Sub, as Google's fake has it, by hand with the plain client where others act."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from google.cloud import pubsub_v1
from google.iam.v1 import iam_policy_pb2  # type: ignore[import-untyped]  # it has no stubs
from google.pubsub_v1 import PublisherClient, SchemaServiceClient, types
from google.pubsub_v1.services.schema_service.transports import SchemaServiceGrpcTransport
from grpc import insecure_channel  # type: ignore[import-untyped]  # it has no stubs

from tests.brokers.pubsub_fleet import AGENTS, CHANNELS, SEEN, applied, channel, fleet, opened, reads, wish
from tests.brokers.sqs_fleet import EXECUTE, PLACED, SHIP, STANDARD, USED, without
from tests.conformance.figures import FIGURES
from tools.pubsub.fake import PubSub, running
from treatyc.brokers.applying import Wish, look
from treatyc.brokers.live import BrokerError, Locked, Outcome
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


class ByHand:
    """What somebody does with Google's plain client."""

    def __init__(self, project: str, host: str) -> None:
        self.project = f"projects/{project}"
        self.publisher = pubsub_v1.PublisherClient()
        self.subscriber = pubsub_v1.SubscriberClient()
        self.schemas = SchemaServiceClient(transport=SchemaServiceGrpcTransport(channel=insecure_channel(host)))

    def topic(self, name: str) -> str:
        return f"{self.project}/topics/{name}"

    def subscription(self, name: str) -> str:
        return f"{self.project}/subscriptions/{name}"

    def publish(self, name: str, text: str, **attributes: str) -> None:
        message = types.PubsubMessage(data=text.encode(), attributes=attributes)
        PublisherClient.publish(self.publisher, topic=self.topic(name), messages=[message])

    def pulled(self, name: str, count: int = 10) -> list[str]:
        request = {"subscription": self.subscription(name), "max_messages": count, "return_immediately": True}
        with pytest.warns(DeprecationWarning, match="return_immediately"):
            found = self.subscriber.pull(request=request, timeout=10).received_messages
        return sorted(each.message.data.decode() for each in found)

    def change(self, name: str, *paths: str, **keys: Any) -> None:
        request = {"subscription": {"name": self.subscription(name), **keys}, "update_mask": {"paths": list(paths)}}
        self.subscriber.update_subscription(request=request)

    def change_topic(self, name: str, *paths: str, **keys: Any) -> None:
        request = {"topic": {"name": self.topic(name), **keys}, "update_mask": {"paths": list(paths)}}
        self.publisher.update_topic(request=request)

    def let_in(self, resource: str, role: str, *members: str) -> None:
        policy = self.publisher.get_iam_policy(request={"resource": resource})
        policy.bindings.add(role=role, members=members)
        self.publisher.set_iam_policy(request=iam_policy_pb2.SetIamPolicyRequest(resource=resource, policy=policy))

    def close(self) -> None:
        self.publisher.stop()
        self.publisher.transport.close()
        self.subscriber.transport.close()
        self.schemas.transport.close()  # type: ignore[no-untyped-call]  # of a client of Google


@pytest.fixture
def hand(pubsub: PubSub, pubsub_project: str) -> Iterator[ByHand]:
    found = ByHand(pubsub_project, pubsub.host)
    yield found
    found.close()


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

    fails(hand, SHIPPING)

    assert ["parcel"] == hand.pulled(LETTERS)


def fails(hand: ByHand, name: str, times: int = 5) -> None:
    """Take a message so often that it is put aside, and wait until it was."""
    request = {"subscription": hand.subscription(name), "max_messages": 1}
    for _ in range(times):
        (found,) = hand.subscriber.pull(request=request, timeout=10).received_messages
        hand.subscriber.modify_ack_deadline(
            subscription=hand.subscription(name), ack_ids=[found.ack_id], ack_deadline_seconds=0
        )
    assert [] == hand.pulled(name)


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
    names = [each.name for each in hand.publisher.list_topics(project=hand.project)]
    assert not [name for name in names if "tools.execute" in name or SEEN in name]
    assert not [each for each in hand.schemas.list_schemas(parent=hand.project) if each.name.startswith(hand.project)]


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
        lambda hand: hand.change(SHIPPING, "ack_deadline_seconds", ack_deadline_seconds=20),
        f"subscription:{SHIPPING}",
    ),
    "when a subscription ends": (
        lambda hand: hand.change(SHIPPING, "expiration_policy", expiration_policy={"ttl": {"seconds": 86_400}}),
        f"subscription:{SHIPPING}",
    ),
    "when a subscription ends, by Google's default": (
        lambda hand: hand.change(SHIPPING, "expiration_policy"),
        f"subscription:{SHIPPING}",
    ),
    "where what fails ends": (
        lambda hand: hand.change(SHIPPING, "dead_letter_policy"),
        f"subscription:{SHIPPING}",
    ),
    "where messages go": (
        lambda hand: hand.change(SHIPPING, "push_config", push_config={"push_endpoint": "https://example.com/x"}),
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
    hand.publisher.create_topic(name=hand.topic("of-somebody"))
    hand.subscriber.create_subscription(name=hand.subscription("of-somebody"), topic=hand.topic("of-somebody"))
    hand.publisher.create_topic(request={"name": hand.topic(SHIP), "labels": {"team": "other"}})
    hand.let_in(hand.topic(SHIP), "roles/pubsub.publisher", "user:anna@example.com")
    wanted = wish(fleet())

    run = applied(broker, wanted)

    theirs = (f"permissions:topics/{SHIP}", f"topic:{SHIP}")
    assert run.left is not None
    assert theirs == tuple(sorted(step.address for step in run.left.blocked))
    assert ("subscription:of-somebody", "topic:of-somebody") == run.left.unmanaged
    assert {"team": "other"} == dict(hand.publisher.get_topic(topic=hand.topic(SHIP)).labels)

    adopted = applied(broker, wish(fleet(), adopt=theirs))
    assert [("adopt", f"topic:{SHIP}"), ("adopt", f"permissions:topics/{SHIP}")] == told(adopted.done)
    labels = dict(hand.publisher.get_topic(topic=hand.topic(SHIP)).labels)
    assert ("other", "shop", "prod") == (labels["team"], labels["treaty-project"], labels["treaty-target"])
    assert adopted.left is not None
    assert adopted.left.empty
    assert [] == drifted(broker, wanted)


def test_what_another_project_holds_is_invisible_and_its_names_are_not_taken(
    broker: PubSubBroker, pubsub_project: str
) -> None:
    applied(broker, wish(fleet()))
    other = opened(pubsub_project)

    plan = look(other, wish(fleet(name="store")))

    assert () == plan.unmanaged
    assert {"belongs to shop/prod"} == {step.what for step in plan.blocked}
    other.close()


def test_an_external_channel_is_made_when_it_is_missing_and_left_when_it_is_there(
    broker: PubSubBroker, hand: ByHand
) -> None:
    hand.publisher.create_topic(name=hand.topic(USED.removesuffix(".{tool}")))
    external = fleet(channel(USED, Kind.EVENT, external=True), channel("events.seen", Kind.EVENT, external=True))

    run = applied(broker, wish(external))

    assert run.left is not None
    assert run.left.empty, told((*run.left.blocked, *run.left.todo))
    assert {} == dict(hand.publisher.get_topic(topic=hand.topic("events.tool")).labels)
    assert {"topic:events.seen", f"subscription:{SEARCHING}"} <= {step.address for step in run.done}


class Dying:
    """A broker whose process dies after some steps: the rest of the run never happens."""

    def __init__(self, broker: PubSubBroker, after: int) -> None:
        self._broker = broker
        self._left = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        for step in steps:
            if self._left == 0:
                raise BrokerError("the process died")
            self._left -= 1
            yield from self._broker.perform([step], scope)


def test_a_run_that_died_after_any_step_is_continued(pubsub_project: str) -> None:
    system = without(fleet(), PLACED, USED, EXECUTE, "commands.price.quote")
    steps = len(wish(system).wanted)

    for after in range(steps):
        broker = opened(f"{pubsub_project}-{after}")
        died = applied(Dying(broker, after), wish(system))
        assert died.broken
        finished = applied(broker, wish(system))
        assert steps - after == len(finished.done)
        assert finished.left is not None
        assert finished.left.empty
        assert [] == drifted(broker, wish(system))
        broker.close()


def test_what_a_run_that_died_made_and_did_not_tell_is_done(broker: PubSubBroker) -> None:
    """Between the making and its outcome: the same steps once more."""
    steps = look(broker, wish(fleet())).todo
    for _ in range(2):
        for kind in ("topic", "schema", "subscription", "permissions"):
            outcomes = tuple(broker.perform([step for step in steps if step.resource.kind == kind], SCOPE))
            assert [] == [outcome.problem for outcome in outcomes if outcome.problem]

    assert look(broker, wish(fleet())).empty


@pytest.mark.parametrize("dying", ["write", "attach"])
def test_a_claim_without_its_schema_is_taken_up(
    broker: PubSubBroker, monkeypatch: pytest.MonkeyPatch, dying: str
) -> None:
    """The topic bore the mark, and the process died before the schema was made, or before it was attached."""
    with monkeypatch.context() as patched:
        patched.setattr(f"treatyc.brokers.pubsub.performing.{dying}", _dies)
        assert applied(broker, wish(fleet())).broken

    run = applied(broker, wish(fleet()))

    assert {"create": "write", "update": "attach"}[_of(run.done, f"schema:{SEEN}").action.value] == dying
    assert run.left is not None
    assert run.left.empty


def test_a_claim_without_its_policy_is_taken_up(broker: PubSubBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("treatyc.brokers.pubsub.policies.write", _dies)
        assert applied(broker, wish(fleet())).broken

    run = applied(broker, wish(fleet()))

    assert {"permissions"} == {step.resource.kind for step in run.done}
    assert run.left is not None
    assert run.left.empty


def _dies(*_: object) -> None:
    raise BrokerError("the process died")


def _of(steps: Sequence[Step], name: str) -> Step:
    return next(step for step in steps if step.address == name)


def test_what_somebody_else_made_since_the_plan_is_theirs(broker: PubSubBroker, hand: ByHand) -> None:
    todo = look(broker, wish(fleet())).todo
    mine = [_of(todo, f"topic:{name}") for name in (SHIP, SEEN)]
    hand.publisher.create_topic(request={"name": hand.topic(SHIP), "labels": {"team": "other"}})
    hand.schemas.create_schema(
        parent=hand.project, schema=types.Schema(type_=2, definition='{"type":"string"}'), schema_id=SEEN
    )

    topics = tuple(broker.perform(mine, SCOPE))
    hand.let_in(hand.topic(SEEN), "roles/pubsub.publisher", "user:eve@example.com")
    others = (
        *broker.perform([_of(todo, f"schema:{SEEN}")], SCOPE),
        *broker.perform([_of(todo, f"permissions:topics/{SEEN}")], SCOPE),
    )

    made = "somebody else made it meanwhile; plan again"
    assert [made, None, made, made] == [outcome.problem for outcome in (*topics, *others)]
    assert {"team": "other"} == dict(hand.publisher.get_topic(topic=hand.topic(SHIP)).labels)


def test_without_the_projects_number_what_names_googles_own_account_waits_for_it(pubsub_project: str) -> None:
    """BROKERS.md 1.1: without that account's rights what fails is never put aside, and nothing says so."""
    broker = opened(pubsub_project, number="")

    blocked = look(broker, wish(fleet())).blocked

    assert f"permissions:subscriptions/{SHIPPING}" in {step.address for step in blocked}
    assert {"needs the number of the project, which is in the name of Google's own account"} == {
        step.what for step in blocked
    }
    assert "gcloud projects describe" in blocked[0].recipe[0]
    broker.close()


def test_accounts_are_written_as_google_knows_them(broker: PubSubBroker, hand: ByHand, pubsub_project: str) -> None:
    applied(broker, wish(fleet()))

    policy = hand.publisher.get_iam_policy(request={"resource": hand.topic(LETTERS)})

    (binding,) = policy.bindings
    assert "roles/pubsub.publisher" == binding.role
    assert [
        "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com",
        f"serviceAccount:shop-shipping@{pubsub_project}.iam.gserviceaccount.com",
    ] == list(binding.members)


def test_two_runs_do_not_interleave(broker: PubSubBroker, pubsub_project: str) -> None:
    other = opened(pubsub_project)

    with broker.lock(SCOPE, "anna@build-7") as lease:
        lease.renew()
        with pytest.raises(Locked, match=r"shop/prod: anna-build-7_since_20\d\d-"), other.lock(SCOPE, "bert"):
            pytest.fail("two hold it")
        with other.lock(Scope("shop", "staging"), "bert"):
            pass  # another target is another matter
        assert () == look(other, wish(fleet())).unmanaged  # a lock is nothing that anybody manages
    with other.lock(SCOPE, "bert"):
        pass
    other.close()


def test_the_lock_of_a_run_that_died_is_inherited_by_one_alone(
    broker: PubSubBroker, hand: ByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treatyc.brokers.pubsub.lock.LEASE_S", -1)
    monkeypatch.setattr("treatyc.brokers.pubsub.lock.LATE_S", 0)
    dead = broker.lock(SCOPE, "dead").__enter__()
    monkeypatch.setattr("treatyc.brokers.pubsub.lock.LEASE_S", 120)

    with broker.lock(SCOPE, "heir") as lease:
        lease.renew()
        with pytest.raises(Locked, match="heir_since"):
            broker.lock(SCOPE, "late").__enter__()

    with pytest.raises(Locked, match="our turn ended"):
        dead.renew()
    names = [each.name for each in hand.publisher.list_topics(project=hand.project)]
    assert not [name for name in names if name.startswith(hand.topic(""))]


def test_who_dies_over_an_inheritance_is_inherited_too(broker: PubSubBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treatyc.brokers.pubsub.lock.LEASE_S", -1)
    monkeypatch.setattr("treatyc.brokers.pubsub.lock.LATE_S", 0)
    broker.lock(SCOPE, "dead").__enter__()
    with monkeypatch.context() as patched:
        patched.setattr("treatyc.brokers.pubsub.lock._delete", _dies)
        with pytest.raises(BrokerError, match="the process died"):
            broker.lock(SCOPE, "heir").__enter__()
    monkeypatch.setattr("treatyc.brokers.pubsub.lock.LEASE_S", 120)

    with broker.lock(SCOPE, "grandchild") as lease:
        lease.renew()


def test_the_wrong_project_is_refused(broker: PubSubBroker, pubsub_project: str) -> None:
    wanted = wish(fleet())

    assert pubsub_project == look(broker, wanted).identity
    with pytest.raises(BrokerError, match="another one"):
        look(broker, dataclasses.replace(wanted, cluster="shop-staging"))


def test_everything_tells_what_a_project_holds_whoever_made_it(broker: PubSubBroker, hand: ByHand) -> None:
    applied(broker, wish(fleet()))
    hand.publisher.create_topic(name=hand.topic("of-somebody"))

    found = {address(held.resource): held for held in broker.everything()}

    assert {address(each) for each in wish(fleet()).wanted} | {"topic:of-somebody"} == found.keys()
    assert found["topic:of-somebody"].mark is None
    assert {each: SCOPE for each in found if each != "topic:of-somebody"} == {
        each: held.mark.scope for each, held in found.items() if held.mark is not None
    }


def test_a_thousand_channels(monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]) -> None:
    """On a fake of its own: that one looks at each of its subscriptions a hundred times a second, for good."""
    channels = tuple(channel(f"bulk.c{number}") for number in range(1000))
    worker = Agent("worker", CHANNELS[0].place, tuple(reads("worker", each.address) for each in channels))
    system = without(fleet(*channels, agents=(worker,)), SEEN, *(each.address for each in CHANNELS))
    wanted = wish(system)
    with running() as own:
        monkeypatch.setenv("PUBSUB_EMULATOR_HOST", own.host)
        broker = opened("bulk")
        begun = time.perf_counter()
        agreed = look(broker, wanted)
        told_s = time.perf_counter() - begun
        run = applied(broker, wanted)
        applied_s = time.perf_counter() - begun - told_s
        begun = time.perf_counter()
        assert look(broker, wanted).empty
        again_s = time.perf_counter() - begun
        broker.close()
    record_property(
        FIGURES,
        f"Pub/Sub: {len(agreed.todo)} objects of 1,000 channels planned in {told_s:.1f} s,"
        f" applied and read back in {applied_s:.1f} s, planned again in {again_s:.1f} s",
    )
    assert 6000 == len(run.done)
