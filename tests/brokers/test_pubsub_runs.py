"""Runs at Google Pub/Sub that die, meet, are refused, or are large (BROKERS.md 1.2)."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from google.pubsub_v1 import types

from tests.brokers.pubsub_fleet import CHANNELS, SEEN, applied, channel, fleet, opened, reads, wish, writes
from tests.brokers.pubsub_hand import ByHand, by_hand
from tests.brokers.sqs_fleet import EXECUTE, PLACED, SHIP, STANDARD, USED, without
from tests.conformance.figures import FIGURES
from tools.pubsub.fake import PubSub, running
from treatyc.brokers.applying import Wish, look
from treatyc.brokers.live import BrokerError, Locked, Outcome
from treatyc.brokers.pubsub.live import PubSubBroker
from treatyc.system.agent import Agent
from treatyc.topology.drift import drift
from treatyc.topology.plan import Scope, Step

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
    hand.make_topic(SHIP, labels={"team": "other"})
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
    assert {"team": "other"} == hand.labels(SHIP)


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


def test_dead_letters_stay_while_somebody_puts_something_there(broker: PubSubBroker, hand: ByHand) -> None:
    """Without the topic nothing would be put aside any more, and what fails be delivered for ever."""
    applied(broker, wish(fleet()))
    topic = f"topic:{LETTERS}"

    run = applied(broker, wish(without(fleet(), SHIP), f"--allow-destroy {topic}", f"--allow-loss {topic}"))

    assert [] == told(run.done)
    assert LETTERS in hand.topics()
    assert run.left is not None
    blocked = {step.address: step.what for step in run.left.blocked}
    taken = f"subscription:{LETTERS} and subscription:{SHIPPING}"
    assert f"would take {taken} with it, which is blocked" == blocked[topic]


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
    assert [] == hand.topics()


def test_a_lease_that_ended_is_not_taken_up_again_though_nobody_else_came(
    broker: PubSubBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treatyc.brokers.pubsub.lock.LEASE_S", 0)

    with broker.lock(SCOPE, "slow") as lease, pytest.raises(Locked, match="our turn ended after 0 s"):
        lease.renew()


def test_a_lock_that_somebody_took_away_is_told_before_the_next_step(broker: PubSubBroker, hand: ByHand) -> None:
    name = "treaty._lock.shop.prod"
    with broker.lock(SCOPE, "anna") as lease:
        hand.publisher.delete_topic(topic=hand.topic(name))
        with pytest.raises(Locked, match="somebody deleted the lock"):
            lease.renew()
        hand.make_topic(name, labels={"number": "other"})
        with pytest.raises(Locked, match="another run has it"):
            lease.renew()

    assert [name] == hand.topics()  # it was not ours to give back


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


@pytest.mark.timeout(300)
def test_a_thousand_channels(monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]) -> None:
    """On a fake of its own: that one looks at each of its subscriptions a hundred times a second, for good."""
    plain = dataclasses.replace(STANDARD, dead_letter=None)
    channels = tuple(channel(f"bulk.c{number}", policy=plain) for number in range(1000))
    addresses = [each.address for each in channels]
    inlets, outlets = tuple(reads("worker", each) for each in addresses), tuple(writes(each) for each in addresses)
    worker = Agent("worker", CHANNELS[0].place, inlets, outlets)
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
    assert 4000 == len(run.done)
