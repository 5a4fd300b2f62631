"""What a Kafka holds is what contracts say: made, changed in place, or blocked with what would unblock it (P15 to P18).

The rules are BROKERS.md 1.2; drift, strangers' things and what is lost are seen with the plain official client.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

import pytest
from confluent_kafka import Producer

from tests.brokers.kafka_shop import (
    applied,
    compile_shop,
    live,
    ours,
    perform,
    shop,
    steps,
    target,
    wish,
    with_channel,
    without_agent,
    word,
)
from tools.kafka.broker import Kafka
from tools.kafka.topics import admin, make_topic
from treatyc.brokers.applying import Wish, look, observe
from treatyc.brokers.kafka.live import LiveKafka
from treatyc.system.channel import Name, Order
from treatyc.system.system import System
from treatyc.topology.drift import drift
from treatyc.topology.kafka.objects import Topic
from treatyc.topology.observed import Held
from treatyc.topology.plan import Action, Word
from treatyc.topology.resource import address, digest

pytestmark = pytest.mark.kafka

_NUMBERS = itertools.count(1)

ONE = """
treaty: 1
name: {name}
channels:
  {name}.events.one: {{kind: event, message: shop.v1.OrderPlaced}}
  {name}.replies.one: {{kind: reply, message: shop.v1.Price}}
agents:
  sender: {{sends: [{name}.events.one]}}
targets:
  local: {{broker: kafka, url: "${{KAFKA_URL}}", partitions: 2}}
"""


@pytest.fixture
def name() -> str:
    """A project of its own, for tests share the broker."""
    return f"topology{next(_NUMBERS)}"


@pytest.fixture
def broker(kafka: Kafka, name: str) -> Iterator[LiveKafka]:
    """The live broker at the shop's plain target."""
    opened = live(target(shop(name)), kafka.address)
    yield opened
    opened.close()


def put(kafka: Kafka, topic: str, count: int) -> None:
    """Send messages without a key, by the plain official client."""
    producer = Producer({"bootstrap.servers": kafka.address})
    for number in range(count):
        producer.produce(topic, str(number).encode())
    assert 0 == producer.flush(10)


def test_everything_is_made_and_a_second_plan_is_empty(broker: LiveKafka, name: str) -> None:
    system = shop(name)
    wished = wish(system, target(system))

    first = look(broker, wished)
    left = applied(broker, wished)

    assert {Action.CREATE} == {step.action for step in first.steps}
    assert (13, True) == (len(first.steps), left.empty)
    assert [] == ours(left.unmanaged, name)


def test_what_is_read_back_equals_what_was_derived(broker: LiveKafka, name: str) -> None:
    system = shop(name)
    wished = wish(system, target(system))
    applied(broker, wished)

    found = observe(broker, wished)

    assert sorted(wished.wanted, key=address) == [held.resource for held in found.held]
    assert all(held.mark and held.mark.applied == digest(held.resource) for held in found.held)
    assert () == drift(wished.wanted, found, wished.request.scope)


def test_a_plan_changes_and_makes_nothing(broker: LiveKafka, kafka: Kafka, name: str) -> None:
    before = set(admin(kafka).list_topics(timeout=10).topics)
    system = shop(name)

    look(broker, wish(system, target(system)))

    assert before == set(admin(kafka).list_topics(timeout=10).topics)


DAY_S = 86_400.0
ORDER_ID = Name("order_id", compile_shop(ONE.format(name="place").lstrip()).place)

CHANGES = {
    "kept longer": ("events.one", {}, {"retain_s": 30 * DAY_S}, None),
    "kept less long": ("events.one", {}, {"retain_s": DAY_S}, Word.LOSS),
    "kept for ever": ("events.one", {}, {"retain_s": float("inf")}, None),
    "larger messages": ("events.one", {}, {"max_bytes": 2 * 1024**2}, None),
    "smaller messages": ("events.one", {"max_bytes": 2 * 1024**2}, {}, None),
    "more partitions": ("events.one", {}, {"partitions": 5}, None),
    "more partitions for keys": (
        "events.one",
        {"key": ORDER_ID, "order": Order.KEY},
        {"key": ORDER_ID, "order": Order.KEY, "partitions": 5},
        Word.REKEY,
    ),
    "more partitions for replies": ("replies.one", {}, {"partitions": 5}, Word.LOSS),
}


@pytest.mark.parametrize(("channel", "before", "after", "needed"), CHANGES.values(), ids=CHANGES)
def test_what_kafka_can_change_is_changed_in_place(
    broker: LiveKafka,
    name: str,
    *,
    channel: str,
    before: dict[str, object],
    after: dict[str, object],
    needed: Word | None,
) -> None:
    """BROKERS.md 1.2: what may lose messages or mix up keys is blocked until that was allowed for its address."""
    plain = compile_shop(ONE.format(name=name).lstrip())
    topic = f"topic:{name}.{channel}"
    former = with_channel(plain, f"{name}.{channel}", **before)
    changed = with_channel(plain, f"{name}.{channel}", **after)
    applied(broker, wish(former, target(former)))

    if needed is not None:
        blocked = look(broker, wish(changed, target(changed)))
        assert [f"! {topic}"] == steps(blocked)
        assert (word(needed, topic),) == blocked.blocked[0].needs
        assert blocked.blocked[0].risk.sentence
    words = [word(needed, topic)] if needed is not None else []
    allowed = look(broker, wish(changed, target(changed), *words))

    assert [f"~ {topic}"] == steps(allowed)
    assert applied(broker, wish(changed, target(changed), *words)).empty
    assert look(broker, wish(changed, target(changed))).empty


FIXED = {
    "fewer partitions": ({"partitions": 1}, "kafka-consumer-groups.sh"),
    "more replicas": (None, "kafka-reassign-partitions.sh"),
}


@pytest.mark.parametrize(("keys", "tool"), FIXED.values(), ids=FIXED)
def test_what_kafka_cannot_change_is_blocked_with_a_recipe(
    broker: LiveKafka, name: str, keys: dict[str, object] | None, tool: str
) -> None:
    """Klaw 2503: a decrease that deletes the topic lost it. Nothing is deleted that nobody named."""
    plain = compile_shop(ONE.format(name=name).lstrip())
    applied(broker, wish(plain, target(plain)))
    changed = with_channel(plain, f"{name}.events.one", **keys) if keys else plain
    where = target(changed)
    wished = wish(changed, where) if keys else _with_replicas(changed, 3)

    plan = look(broker, wished)

    [blocked] = [step for step in plan.blocked if step.address == f"topic:{name}.events.one"]
    assert any(tool in line for line in blocked.recipe)
    assert [Word.DESTROY.value] == [need.word for need in blocked.needs]
    assert not plan.todo


def _with_replicas(system: System, replicas: int) -> Wish:
    return wish(system, dataclasses.replace(target(system), replicas=replicas))


def test_a_replacement_that_was_allowed_deletes_and_makes_anew(broker: LiveKafka, kafka: Kafka, name: str) -> None:
    plain = compile_shop(ONE.format(name=name).lstrip())
    applied(broker, wish(plain, target(plain)))
    put(kafka, f"{name}.events.one", 3)
    fewer = with_channel(plain, f"{name}.events.one", partitions=1)
    topic = f"topic:{name}.events.one"
    destroy, loss = word(Word.DESTROY, topic), word(Word.LOSS, topic)

    half = look(broker, wish(fewer, target(fewer), destroy))
    whole = look(broker, wish(fewer, target(fewer), destroy, loss))

    assert (3, (loss,)) == (half.blocked[0].held, half.blocked[0].needs)
    assert [f"± {topic}"] == steps(whole)
    assert applied(broker, wish(fewer, target(fewer), destroy, loss)).empty
    assert 1 == len(admin(kafka).list_topics(timeout=10).topics[f"{name}.events.one"].partitions)


def test_what_is_no_longer_wanted_goes_only_by_its_address(broker: LiveKafka, kafka: Kafka, name: str) -> None:
    """julie 39: a flag that allows deletion deleted everything."""
    system = shop(name)
    applied(broker, wish(system, target(system)))
    fewer = without_agent(system, "pricing")
    letters = f"topic:{name}.commands.prices.ask._dead_letter.{name}.pricing"
    retry = f"topic:{name}.commands.prices.ask._retry.{name}.pricing.1"
    put(kafka, letters.partition(":")[2], 2)

    plan = look(broker, wish(fewer, target(fewer), word(Word.DESTROY, letters), word(Word.DESTROY, retry)))
    by_address = {step.address: step for step in plan.steps}

    assert (Action.BLOCKED, 2) == (by_address[letters].action, by_address[letters].held)
    assert (word(Word.LOSS, letters),) == by_address[letters].needs
    assert [f"- {retry}"] == [f"{step.action.symbol} {step.address}" for step in plan.todo]
    assert [None] == [outcome.problem for outcome in perform(broker, plan)]
    assert retry.partition(":")[2] not in admin(kafka).list_topics(timeout=10).topics


def test_what_filled_up_since_the_plan_was_made_is_not_deleted(broker: LiveKafka, kafka: Kafka, name: str) -> None:
    plain = compile_shop(ONE.format(name=name).lstrip())
    applied(broker, wish(plain, target(plain)))
    topic = f"topic:{name}.events.one"
    fewer = _without_channel(plain, f"{name}.events.one")
    plan = look(broker, wish(fewer, target(fewer), word(Word.DESTROY, topic)))
    put(kafka, f"{name}.events.one", 4)

    assert ["4 messages came meanwhile"] == [outcome.problem for outcome in perform(broker, plan)]
    assert f"{name}.events.one" in admin(kafka).list_topics(timeout=10).topics


def _without_channel(system: System, address: str) -> System:
    targets = tuple(
        dataclasses.replace(each, channels=tuple(channel for channel in each.channels if channel.address != address))
        for each in system.targets
    )
    return dataclasses.replace(system, targets=targets, agents=())


def test_what_a_stranger_made_is_left_alone_until_it_is_adopted(broker: LiveKafka, kafka: Kafka, name: str) -> None:
    make_topic(kafka, f"{name}.events.one", partitions=2, config={"retention.ms": "-1", "flush.ms": "9000"})
    make_topic(kafka, f"{name}.strangers", partitions=1)
    plain = compile_shop(ONE.format(name=name).lstrip())
    topic = f"topic:{name}.events.one"
    loss = word(Word.LOSS, topic)

    blocked = look(broker, wish(plain, target(plain)))
    assert [f"! {topic}"] == [f"{step.action.symbol} {step.address}" for step in blocked.blocked]
    assert (word(Word.ADOPT, topic), loss) == blocked.blocked[0].needs
    assert [f"topic:{name}.strangers"] == ours(blocked.unmanaged, name)
    left = applied(broker, wish(plain, target(plain), loss, adopt=("topic:*",)))

    assert left.empty
    assert [f"topic:{name}.strangers"] == ours(left.unmanaged, name)
    found = observe(broker, wish(plain, target(plain)))
    kept = dict(_topic(found.held, f"{name}.events.one").config)
    assert "9000" == kept["flush.ms"], "what the contracts do not speak of is left alone"
    assert () == drift(wish(plain, target(plain)).wanted, found, wish(plain, target(plain)).request.scope)
    strict = applied(broker, wish(plain, target(plain), authoritative=True))
    assert strict.empty
    assert "flush.ms" not in dict(_topic(observe(broker, wish(plain, target(plain))).held, f"{name}.events.one").config)


def _topic(held: tuple[Held, ...], name: str) -> Topic:
    [found] = [each.resource for each in held if each.resource.name == name]
    assert isinstance(found, Topic)
    return found


def test_what_somebody_made_since_the_plan_is_a_problem_and_not_ours(
    broker: LiveKafka, kafka: Kafka, name: str
) -> None:
    plain = compile_shop(ONE.format(name=name).lstrip())
    wished = wish(plain, target(plain))
    plan = look(broker, wished)
    make_topic(kafka, f"{name}.events.one", partitions=2)

    problems = {outcome.step.resource.name: outcome.problem for outcome in perform(broker, plan)}

    meanwhile = "somebody else made one of this name meanwhile: plan again"
    assert {f"{name}.events.one": meanwhile, f"{name}.replies.one": None} == problems
    assert [f"! topic:{name}.events.one"] == steps(look(broker, wished))


def test_what_belongs_to_another_project_is_told_and_not_touched(kafka: Kafka, broker: LiveKafka, name: str) -> None:
    """julie 580: a second file made the plan delete the first one's topics."""
    plain = compile_shop(ONE.format(name=name).lstrip())
    applied(broker, wish(plain, target(plain)))
    other = compile_shop(ONE.format(name=name).lstrip().replace(f"name: {name}", f"name: {name}b"))
    second = live(target(other), kafka.address)

    plan = look(second, wish(other, target(other)))

    assert {f"belongs to {name}/local"} == {step.what for step in plan.blocked}
    assert 2 == len(plan.blocked) == len(plan.steps)
    assert [] == ours(plan.unmanaged, name)


def test_everything_for_an_import_leaves_out_what_is_nobodys_business(
    broker: LiveKafka, kafka: Kafka, name: str
) -> None:
    plain = compile_shop(ONE.format(name=name).lstrip())
    applied(broker, wish(plain, target(plain)))
    make_topic(kafka, f"{name}.strangers", partitions=1)

    found = broker.everything()

    topics = {held.resource.name: held.mark for held in found if isinstance(held.resource, Topic)}
    marked = {each: mark is not None for each, mark in topics.items() if each.startswith(f"{name}.")}
    assert {f"{name}.events.one": True, f"{name}.replies.one": True, f"{name}.strangers": False} == marked
    assert not [each for each in topics if each.startswith("_")]


def test_what_the_broker_refuses_is_a_problem_with_its_reason(broker: LiveKafka, name: str) -> None:
    plain = compile_shop(ONE.format(name=name).lstrip())
    plan = look(broker, _with_replicas(plain, 3))

    problems = [outcome.problem for outcome in perform(broker, plan)]

    assert all(problem and "INVALID_REPLICATION_FACTOR" in problem for problem in problems)
    assert look(broker, wish(plain, target(plain))).todo, "and nothing of it is there"


def test_where_nobody_checks_rights_permissions_are_a_problem(kafka: Kafka, name: str) -> None:
    """A cluster without an authorizer: to say that all is well would be a lie."""
    system = shop(name)
    where = dataclasses.replace(target(system, "secured"), agent_passwords=None)

    outcomes = perform(live(where, kafka.address), look(live(where, kafka.address), wish(system, where)))

    problems = {outcome.problem for outcome in outcomes if outcome.step.resource.kind == "permissions"}
    assert {"this cluster checks nobody's rights: its brokers have no `authorizer.class.name`"} == problems
    assert {"topic"} == {outcome.step.resource.kind for outcome in outcomes if outcome.problem is None}
