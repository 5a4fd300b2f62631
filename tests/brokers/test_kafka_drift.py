"""What somebody did by hand on a real Kafka is seen as drift, set right, or forgotten."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)

from tests.brokers.kafka_shop import applied, compile_shop, live, target, wish
from tools.kafka.broker import Kafka
from tools.kafka.topics import admin, make_topic
from treatyc.brokers.applying import Wish, look, observe
from treatyc.brokers.kafka.live import LiveKafka
from treatyc.topology.drift import Drift, drift

pytestmark = pytest.mark.kafka

Hand = Callable[[Kafka, str], None]
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
    return f"drift{next(_NUMBERS)}"


@pytest.fixture
def broker(kafka: Kafka, name: str) -> Iterator[LiveKafka]:
    """The live broker at the shop's plain target."""
    opened = live(target(compile_shop(ONE.format(name=name).lstrip())), kafka.address)
    yield opened
    opened.close()


def set_by_hand(kafka: Kafka, topic: str, key: str, value: str) -> None:
    """Change a topic's configuration by the plain official client."""
    entry = ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    client = admin(kafka)
    client.incremental_alter_configs([resource])[resource].result(10)


def _delete(kafka: Kafka, topic: str) -> None:
    client = admin(kafka)
    client.delete_topics([topic], operation_timeout=10)[topic].result(10)


DRIFTS: dict[str, tuple[Hand, str]] = {
    "a setting": (lambda kafka, topic: set_by_hand(kafka, topic, "retention.ms", "1000"), "~"),
    "a setting that nobody declared": (lambda kafka, topic: set_by_hand(kafka, topic, "flush.ms", "1"), "="),
    "gone": (_delete, "+"),
}


@pytest.mark.parametrize(("hand", "symbol"), DRIFTS.values(), ids=DRIFTS)
def test_a_change_by_hand_is_seen_as_drift_and_set_right(
    broker: LiveKafka, kafka: Kafka, name: str, hand: Hand, symbol: str
) -> None:
    plain = compile_shop(ONE.format(name=name).lstrip())
    wished = wish(plain, target(plain))
    applied(broker, wished)

    hand(kafka, f"{name}.events.one")

    found = _drifted(broker, wished)
    assert [f"topic:{name}.events.one"] == [each.address for each in found]
    plan = look(broker, wished)
    assert symbol == next(step.action.symbol for step in plan.steps if step.address == found[0].address)
    assert applied(broker, wished).empty


def _drifted(broker: LiveKafka, wished: Wish) -> tuple[Drift, ...]:
    """What drifted, once the cluster shows what was done by hand."""
    deadline = time.monotonic() + 10
    while not (found := drift(wished.wanted, observe(broker, wished), wished.request.scope)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def test_what_is_gone_and_not_wanted_any_more_is_forgotten(broker: LiveKafka, kafka: Kafka, name: str) -> None:
    """Else whatever somebody makes of that name would pass for ours, and its deletion would only take words."""
    plain = compile_shop(ONE.format(name=name).lstrip())
    wished = wish(plain, target(plain))
    applied(broker, wished)
    event, reply = f"{name}.events.one", f"{name}.replies.one"
    _delete(kafka, event)
    _delete(kafka, reply)
    without = dataclasses.replace(wished, wanted=tuple(each for each in wished.wanted if each.name != event))

    applied(broker, without)
    make_topic(kafka, event, partitions=1)

    again = look(broker, without)
    assert [f"topic:{reply}"] == [step.address for step in again.steps]
    assert f"topic:{event}" in again.unmanaged
