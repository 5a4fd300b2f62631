"""Addresses of Kafka and the errors of its client, as a user and the delivery code meet them."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaError, KafkaException

from treaty.errors import ContractError, TransportError
from treaty.transports.kafka_errors import client_errors, transport_error
from treaty.transports.kafka_settings import KafkaSettings, consumer_options, producer_options, settings_from


@pytest.mark.parametrize(
    ("url", "servers", "security"),
    [
        ("kafka://localhost:9092", "localhost:9092", {}),
        ("kafka://one:9092,two:9092", "one:9092,two:9092", {}),
        (
            "kafka://me:p%40ss%3A@one:9093?protocol=sasl_tls&mechanism=scram-sha-512&ca=/etc/ca.pem",
            "one:9093",
            {
                "security.protocol": "SASL_SSL",
                "sasl.mechanism": "SCRAM-SHA-512",
                "ssl.ca.location": "/etc/ca.pem",
                "sasl.username": "me",
                "sasl.password": "p@ss:",
            },
        ),
    ],
)
def test_an_address_says_where_and_as_whom(url: str, servers: str, security: dict[str, str]) -> None:
    assert settings_from(url, "shop.billing") == KafkaSettings(servers, "shop.billing", security=security)


@pytest.mark.parametrize("url", ["localhost:9092", "nats://localhost:4222", "kafka://", "kafka://me:hunter2@"])
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ContractError, match="kafka://host:9092") as refused:
        settings_from(url)

    assert "hunter2" not in str(refused.value)


def test_an_unknown_option_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ContractError, match="unknown option `proto`; known: protocol, mechanism, ca"):
        settings_from("kafka://one:9092?proto=tls")
    with pytest.raises(ContractError, match="unknown protocol `ssl`; known: plaintext, tls"):
        settings_from("kafka://one:9092?protocol=ssl")


def test_a_password_is_never_printed() -> None:
    assert "hunter2" not in repr(settings_from("kafka://me:hunter2@one:9092"))


def test_a_producer_confirms_only_what_all_in_sync_replicas_have() -> None:
    options = producer_options(KafkaSettings("one:9092"))

    assert (options["enable.idempotence"], options["acks"]) == (True, "all")


def test_a_consumer_commits_nothing_by_itself() -> None:
    options = consumer_options(KafkaSettings("one:9092"), "shop.billing")

    assert (options["enable.auto.commit"], options["enable.auto.offset.store"]) == (False, False)


@pytest.mark.parametrize(
    ("code", "retryable"),
    [
        (KafkaError._ALL_BROKERS_DOWN, True),
        (KafkaError._MSG_TIMED_OUT, True),
        (KafkaError.NOT_ENOUGH_REPLICAS, True),
        (KafkaError.MSG_SIZE_TOO_LARGE, False),
        (KafkaError.TOPIC_AUTHORIZATION_FAILED, False),
        (KafkaError.UNKNOWN_TOPIC_OR_PART, False),
    ],
)
def test_an_error_says_whether_a_later_try_can_succeed(code: int, retryable: bool) -> None:  # noqa: FBT001 - a table
    assert retryable == transport_error(KafkaError(code), "publishing").retryable


def test_every_error_of_the_client_becomes_one_of_ours() -> None:
    with pytest.raises(TransportError, match="kafka: committing: _STATE"), client_errors("committing"):
        raise KafkaException(KafkaError(KafkaError._STATE))
    with pytest.raises(TransportError, match="Consumer closed"), client_errors("fetching"):
        raise RuntimeError("Consumer closed")
