"""The Kafka that tests run against is a real one, and makes no topics by itself."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaException, Producer

from tools.kafka.broker import Kafka
from tools.kafka.topics import admin

pytestmark = pytest.mark.kafka


def test_the_broker_answers_and_is_one_node(kafka: Kafka) -> None:
    metadata = admin(kafka).list_topics(timeout=10)

    assert [kafka.address] == [f"{broker.host}:{broker.port}" for broker in metadata.brokers.values()]


def test_a_topic_that_nobody_created_does_not_come_to_be(kafka: Kafka) -> None:
    errors: list[object] = []
    producer = Producer({"bootstrap.servers": kafka.address, "message.timeout.ms": 2000})
    try:
        producer.produce("never.created", b"x", on_delivery=lambda error, _: errors.append(error))
        producer.flush(10)
    except KafkaException as error:
        errors.append(error)

    assert len(errors) == 1
    assert "never.created" not in admin(kafka).list_topics(timeout=10).topics
