"""The Kafka that tests run against is a real one, makes no topics by itself, and where secured holds users to rules."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from tools.kafka.broker import Kafka
from tools.kafka.topics import admin, make_topic

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


def test_a_user_of_the_secured_broker_may_do_what_a_rule_allows_and_nothing_else(kafka_secured: Kafka) -> None:
    for name in ("fixture.declared", "fixture.other"):
        make_topic(kafka_secured, name)
    client = admin(kafka_secured)
    scram = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    created = client.alter_user_scram_credentials([UserScramCredentialUpsertion("fixture", scram, b"secret")])
    created["fixture"].result(30)
    rule = AclBinding(
        ResourceType.TOPIC,
        "fixture.declared",
        ResourcePatternType.LITERAL,
        "User:fixture",
        "*",
        AclOperation.WRITE,
        AclPermissionType.ALLOW,
    )
    client.create_acls([rule])[rule].result(30)

    settings = {
        "bootstrap.servers": kafka_secured.sasl_address,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": "fixture",
        "sasl.password": "secret",
        "message.timeout.ms": 10000,
    }
    said: dict[str, object] = {}
    producer = Producer({**settings, "log_level": 0})
    for name in ("fixture.declared", "fixture.other"):
        producer.produce(name, b"x", on_delivery=lambda error, message: said.update({message.topic(): error}))
    producer.flush(20)

    assert said["fixture.declared"] is None
    refused = said["fixture.other"]
    assert isinstance(refused, KafkaError)
    assert KafkaError.TOPIC_AUTHORIZATION_FAILED == refused.code()
