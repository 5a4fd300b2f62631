"""`treaty import topology` at a real Kafka that a fleet has used for years (BROKERS.md 1.1 and 1.2: adopt)."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from tests.brokers.newcomer import Newcomer, remarks
from tests.brokers.registering import record, register
from tools.kafka.broker import Kafka
from tools.kafka.topics import make_topic

pytestmark = pytest.mark.kafka

_NUMBERS = itertools.count(1)


@pytest.fixture
def stem() -> str:
    """What all of a test's topics begin with, for tests share the broker: the target's prefix."""
    return f"imp{next(_NUMBERS)}."


def newcomer(tmp_path: Path, kafka: Kafka, stem: str, more: str = "", **environment: str) -> Newcomer:
    target = f'broker: kafka, url: "${{KAFKA_URL}}", prefix: "{stem}"{more}'
    return Newcomer(tmp_path / "newcomer", target, {"KAFKA_URL": kafka.address, **environment})


def read(kafka: Kafka, group: str, *topics: str) -> None:
    """Be a group that has read these, and is gone."""
    for topic in topics:
        producer = Producer({"bootstrap.servers": kafka.address, "log_level": 0})
        producer.produce(topic, b"{}")
        producer.flush(30)
    consumer = Consumer({"bootstrap.servers": kafka.address, "group.id": group, "log_level": 0})
    consumer.commit(offsets=[TopicPartition(topic, 0, 1) for topic in topics], asynchronous=False)
    consumer.close()


def fleet(kafka: Kafka, stem: str) -> None:
    """Topics as they grow in years: of this and that convention, and one that no contract could name."""
    week = {"retention.ms": "604800000", "max.message.bytes": "2162688"}
    make_topic(kafka, f"{stem}orders.placed", partitions=3, config=week)
    make_topic(kafka, f"{stem}commands.pack", config={"retention.ms": "-1"})
    make_topic(kafka, f"{stem}customers", config={"cleanup.policy": "compact"})
    for internal in ("orders.placed-retry-0", "orders.placed-dlt", "app-customers-changelog"):
        make_topic(kafka, f"{stem}{internal}")
    make_topic(kafka, f"{stem}OrdersLegacy")
    read(kafka, f"{stem}billing-service", f"{stem}orders.placed", f"{stem}orders.placed-retry-0")
    read(kafka, "shop.packer", f"{stem}commands.pack", f"{stem}orders.placed")


def test_a_fleet_that_grew_becomes_contracts(kafka: Kafka, tmp_path: Path, stem: str) -> None:
    fleet(kafka, stem)
    here = newcomer(tmp_path, kafka, stem)

    found = here.imported()

    billing = f"imp{stem[3:-1]}_billing_service"
    assert ["commands.pack", "customers", "orders.placed"] == found["channels"]
    assert [billing, "packer"] == found["agents"]
    said = remarks(found)
    assert ["its token `OrdersLegacy` is not of a-z, 0-9, `_` and `-` alone"] == said[f"topic:{stem}OrdersLegacy"]
    assert ["it is where failed messages wait"] == said[f"topic:{stem}orders.placed-retry-0"]
    assert ["it is where dead letters end"] == said[f"topic:{stem}orders.placed-dlt"]
    assert ["it is what Kafka Streams keeps of a state"] == said[f"topic:{stem}app-customers-changelog"]
    assert ["it keeps messages for ever, and a channel says how long"] == said[f"topic:{stem}commands.pack"]
    assert [f"agent `{billing}` reads as group `shop.{billing}`, and there it is `{stem}billing-service`"] == said[
        f"group:{stem}billing-service"
    ]
    assert "group:shop.packer" not in said
    declared = (
        "orders.placed: {kind: event, message: shop.imported.v1.Unknown, retain: 7d, partitions: 3, max_bytes: 2MiB}"
    )
    assert declared in here.files["imported/live.yaml"]
    assert "include: [imported/*.yaml]" in here.files["treaty.yaml"]
    assert [] == here.errors()


def test_the_plan_after_it_takes_over_what_is_there_and_makes_none_of_it(
    kafka: Kafka, tmp_path: Path, stem: str
) -> None:
    """A compacted topic whose key nobody knows is left alone: planned without its key, it would drop by age."""
    fleet(kafka, stem)
    here = newcomer(tmp_path, kafka, stem)
    here.imported()

    steps = {each["address"].removeprefix("topic:"): each for each in here.plan()}

    actions = {name.removeprefix(stem): each["action"] for name, each in steps.items()}
    assert {"commands.pack": "blocked", "customers": "noop", "orders.placed": "adopt"} == {
        name: action for name, action in actions.items() if "._" not in name
    }
    assert ["--allow-loss"] == [each["word"] for each in steps[f"{stem}commands.pack"]["needs"]], (
        "36500d is not for ever"
    )
    changes = {each["name"]: each for each in steps[f"{stem}orders.placed"]["facts"]}
    assert not {"partitions", "replicas", "retention.ms", "max.message.bytes"} & changes.keys()
    assert {"create"} == {action for name, action in actions.items() if "._" in name}, "retries and dead letters"


def test_schemas_come_from_the_registry(kafka: Kafka, registry_url: str, tmp_path: Path, stem: str) -> None:
    topic = make_topic(kafka, f"{stem}orders.placed")
    make_topic(kafka, f"{stem}orders.paid")
    name = f"{stem}v1.Placed"
    register(registry_url, f"{topic}-value", record(name, "size"))
    register(registry_url, f"{topic}-value", record(name, "size", "weight=0"))
    register(registry_url, f"{stem}elsewhere-value", record(f"{stem}v1.Elsewhere", "size"))
    here = newcomer(tmp_path, kafka, stem, ', registry: "${REGISTRY_URL}"', REGISTRY_URL=registry_url)

    found = here.imported()

    assert ["orders.paid"] == found["undescribed"]
    assert f"  orders.placed: {{kind: event, message: {name}" in here.contracts
    assert "  orders.paid: {kind: event, message: shop.imported.v1.Unknown" in here.contracts
    assert f"releases/{name}/1.1/{name.replace('.', '/')}.avsc" in here.files, "with its history"
    assert not [path for path in here.files if "Elsewhere" in path], "only what travels on these channels"
    assert [] == here.errors()


def test_a_second_import_adds_what_is_new_beside_and_replaces_nothing(kafka: Kafka, tmp_path: Path, stem: str) -> None:
    make_topic(kafka, f"{stem}orders.placed")
    here = newcomer(tmp_path, kafka, stem)
    here.imported()
    before = here.files

    again = here.imported(code=0)
    make_topic(kafka, f"{stem}orders.paid")
    shown = here.imported("--dry-run")
    untouched = here.files
    third = here.imported()

    assert [] == again["files"]
    assert before == untouched
    assert ["imported/live_2.yaml"] == shown["files"] == third["files"]
    assert ["orders.paid"] == third["channels"]
    assert before == {path: text for path, text in here.files.items() if path != "imported/live_2.yaml"}
    assert [] == here.errors()
