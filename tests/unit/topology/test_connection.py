"""How a target's references become a connection; a live broker cannot show what is kept out of texts."""

from __future__ import annotations

import pytest

from treatyc.brokers.connection import Connection, ConnectionUnknown, resolve
from treatyc.brokers.kafka.live import open_broker
from treatyc.brokers.live import BrokerError
from treatyc.source import Span
from treatyc.system.target import Broker, Target

SECURITY = (("mechanism", "scram-sha-512"), ("password", "${PASSWORD}"), ("username", "${USER_NAME}"))


def target(url: str | None, security: tuple[tuple[str, str], ...] = ()) -> Target:
    return Target("prod", Span("treaty.yaml"), Broker.KAFKA, (), url=url, security=security)


def test_references_are_read_from_the_environment() -> None:
    environment = {"HOST": "one", "PASSWORD": "hunter2", "USER_NAME": "billing"}

    assert resolve(target("kafka://${HOST}:9092", SECURITY), environment) == Connection(
        "kafka://one:9092",
        {"mechanism": "scram-sha-512", "password": "hunter2", "username": "billing"},
        admin="kafka://one:9092",
    )


@pytest.mark.parametrize(
    ("url", "environment", "expected"),
    [
        (None, {}, "target `prod` has no `url`"),
        ("${HOST}:9092", {"PASSWORD": "hunter2"}, "target `prod` needs HOST and USER_NAME in the environment"),
        (
            "${HOST}",
            {"HOST": "", "PASSWORD": "hunter2", "USER_NAME": "b"},
            "target `prod` needs HOST in the environment",
        ),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_told_of_what_is_there(
    url: str | None, environment: dict[str, str], expected: str
) -> None:
    with pytest.raises(ConnectionUnknown) as refused:
        resolve(target(url, SECURITY), environment)

    assert expected == str(refused.value)


def test_a_connection_never_prints_its_secrets() -> None:
    assert "hunter2" not in repr(Connection("one:9092", {"password": "hunter2"}))


@pytest.mark.parametrize("address", ["nats://one:4222", "kafka://", "kafka://me:hunter2@one:9092", "one:9092/x"])
def test_an_address_that_is_no_kafkas_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(BrokerError, match="kafka://host:9092") as refused:
        open_broker(target(address), Connection(address))

    assert "hunter2" not in str(refused.value)


def test_security_that_the_client_cannot_use_is_told() -> None:
    with pytest.raises(BrokerError, match="the connection is not usable"):
        open_broker(target("one:9092"), Connection("one:9092", {"protocol": "tls", "ca": "/nonexistent/ca.pem"}))
