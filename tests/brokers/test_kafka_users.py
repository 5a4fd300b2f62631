"""Users and rights at a real Kafka that asks who is there: made, changed, rotated, taken back, left alone (P40, P41).

What an agent may do and what it may not is in `test_kafka_permissions`.
"""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Iterator

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from tests.brokers.kafka_shop import SHOP, applied, live, perform, shop, target, wish, word
from tools.kafka.broker import Kafka
from tools.kafka.topics import admin
from treatyc.brokers.applying import look, observe
from treatyc.brokers.connection import Connection
from treatyc.brokers.kafka import permissions, users
from treatyc.brokers.kafka.client import Client
from treatyc.brokers.kafka.live import LiveKafka
from treatyc.brokers.live import BrokerError
from treatyc.topology.drift import drift
from treatyc.topology.kafka.objects import Permissions, User
from treatyc.topology.kafka.state import state_name
from treatyc.topology.plan import Action, Word

pytestmark = pytest.mark.kafka

AGENTS = ("auditor", "billing", "orders", "pricing", "web")
_NUMBERS = itertools.count(1)


@pytest.fixture
def name() -> str:
    """A project of its own."""
    return f"users{next(_NUMBERS)}"


@pytest.fixture
def broker(kafka_secured: Kafka, name: str) -> Iterator[LiveKafka]:
    """The live broker, with a password for each agent."""
    passwords = {f"{name}.{agent}": f"secret of {agent}" for agent in AGENTS}
    opened = live(target(shop(name), "secured"), kafka_secured.address, passwords)
    yield opened
    opened.close()


def logs_in(kafka: Kafka, who: str, password: str) -> bool:
    """Whether this name and this password are let in."""
    refused: list[KafkaError] = []
    options: dict[str, str | int | float | bool] = {
        "bootstrap.servers": kafka.sasl_address,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": who,
        "sasl.password": password,
        "log_level": 0,
    }
    client = AdminClient(options, error_cb=refused.append)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            client.list_topics(timeout=1)
        except KafkaException:
            client.poll(0)
            if any(error.name() == "_AUTHENTICATION" for error in refused):
                return False
        else:
            return True
    raise TimeoutError("the broker says neither yes nor no")


def test_a_right_that_is_no_longer_declared_is_taken_away(broker: LiveKafka, name: str) -> None:
    """An update, not a deletion: what an agent may do is one thing."""
    system = shop(name)
    where = target(system, "secured")
    applied(broker, wish(system, where))
    mute = shop(name, shop_without_a_sender())

    plan = look(broker, wish(mute, target(mute, "secured")))
    [step] = [step for step in plan.todo if step.address == f"permissions:{name}.orders"]

    assert (Action.UPDATE, "whoever uses what is taken away is refused from then on") == (
        step.action,
        step.risk.sentence,
    )
    assert applied(broker, wish(mute, target(mute, "secured"))).empty


def shop_without_a_sender() -> str:
    """The shop whose `orders` no longer sends the customers' state."""
    both, one = "[{name}.events.orders.placed, {name}.state.customers]", "[{name}.events.orders.placed]"
    return SHOP.replace(f"sends: {both}", f"sends: {one}")


def test_a_right_that_somebody_gave_by_hand_is_drift_and_goes(
    broker: LiveKafka, kafka_secured: Kafka, name: str
) -> None:
    system = shop(name)
    wished = wish(system, target(system, "secured"))
    applied(broker, wished)
    client = admin(kafka_secured)
    prefixed = AclBinding(
        ResourceType.TOPIC,
        f"{name}.",
        ResourcePatternType.PREFIXED,
        f"User:{name}.web",
        "10.0.0.1",
        AclOperation.ALL,
        AclPermissionType.ALLOW,
    )
    client.create_acls([prefixed])[prefixed].result(10)

    found = observe(broker, wished)

    assert [f"permissions:{name}.web"] == [each.address for each in drift(wished.wanted, found, wished.request.scope)]
    [step] = look(broker, wished).todo
    lines = set(step.changes[0].found or ()) - set(step.changes[0].wanted or ())  # type: ignore[arg-type]  # lists, both
    assert {f"allow All on prefixed topic {name}. from 10.0.0.1"} == lines
    assert applied(broker, wished).empty


def test_users_log_in_with_the_password_of_the_environment_until_it_is_rotated(
    kafka_secured: Kafka, broker: LiveKafka, name: str
) -> None:
    system = shop(name)
    where = target(system, "secured")
    applied(broker, wish(system, where))
    web = f"user:{name}.web"
    later = live(where, kafka_secured.address, {f"{name}.web": "a newer secret"})

    assert look(later, wish(system, where)).empty, "a password cannot be read back"
    rotated = look(later, wish(system, where, word(Word.ROTATE, web)))
    assert [web] == [step.address for step in rotated.todo]
    assert [None] == [outcome.problem for outcome in perform(later, rotated)]

    assert (True, False) == (
        logs_in(kafka_secured, f"{name}.web", "a newer secret"),
        logs_in(kafka_secured, f"{name}.web", "secret of web"),
    )


def test_a_user_without_a_password_in_the_environment_is_not_made(kafka_secured: Kafka, name: str) -> None:
    system = shop(name)
    where = target(system, "secured")
    broker = live(where, kafka_secured.address, {f"{name}.web": "known"})

    outcomes = perform(broker, look(broker, wish(system, where)))

    users = {
        outcome.step.resource.name: outcome.problem for outcome in outcomes if outcome.step.resource.kind == "user"
    }
    missing = "its password is not in the environment"
    assert {f"{name}.{agent}": None if agent == "web" else missing for agent in AGENTS} == users


def test_a_strangers_user_and_rights_are_not_touched(broker: LiveKafka, kafka_secured: Kafka, name: str) -> None:
    client = admin(kafka_secured)
    credential = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    upsertion = UserScramCredentialUpsertion(f"{name}.web", credential, b"theirs")
    client.alter_user_scram_credentials([upsertion])[f"{name}.web"].result(10)
    system = shop(name)
    where = target(system, "secured")

    deadline = time.monotonic() + 10
    while not (plan := look(broker, wish(system, where))).blocked and time.monotonic() < deadline:
        time.sleep(0.02)  # until the broker shows what was made by hand
    perform(broker, plan)

    assert logs_in(kafka_secured, f"{name}.web", "theirs")
    assert [f"user:{name}.web"] == [step.address for step in look(broker, wish(system, where)).blocked]


def test_no_secret_is_in_what_is_printed_or_kept(broker: LiveKafka, kafka_secured: Kafka, name: str) -> None:
    system = shop(name)
    wished = wish(system, target(system, "secured"))
    plan = look(broker, wished)
    outcomes = perform(broker, plan)

    kept = records(kafka_secured, state_name(wished.request.scope))

    assert kept
    assert "secret of" not in repr((plan, outcomes, kept, broker.everything(), kafka_secured.log))


def records(kafka: Kafka, topic: str) -> list[tuple[bytes | None, bytes | None]]:
    """All that is in a topic of one partition."""
    consumer = Consumer({"bootstrap.servers": kafka.address, "group.id": "reads", "enable.partition.eof": True})
    consumer.assign([TopicPartition(topic, 0, 0)])
    found: list[tuple[bytes | None, bytes | None]] = []
    while True:
        for each in consumer.consume(500, 0.1):
            if each.error() is not None:
                consumer.close()
                return found
            key, value = each.key(), each.value()
            found.append((key if isinstance(key, bytes) else None, value if isinstance(value, bytes) else None))


def as_user(kafka: Kafka, name: str, who: str, *lines: str) -> LiveKafka:
    """The broker of a shop as somebody sees it who has these rights."""
    where = target(shop(name), "secured")
    client = Client(Connection(kafka.address))
    users.put(client, [User(who, (("SCRAM-SHA-512", 4096),))], {who: "known"})
    permissions.put(client, [Permissions(who, tuple(sorted(lines)))], {})
    security = {**dict(where.security), "username": who, "password": "known"}
    passwords = {f"{name}.{agent}": f"secret of {agent}" for agent in AGENTS}
    return LiveKafka(where, Connection(kafka.sasl_address, security, passwords=passwords))


def test_who_sees_too_little_is_told_so_instead_of_what_is_not_so(
    kafka_secured: Kafka, broker: LiveKafka, name: str
) -> None:
    """A Kafka leaves out what we may not see: all would be made anew, and drift would be none."""
    system = shop(name)
    where = target(system, "secured")
    wished = wish(system, where)
    applied(broker, wished)
    cluster = "allow Describe on cluster kafka-cluster from *"
    own = [f"allow {word} on topic _treaty.{name}.secured from *" for word in ("Describe", "Read")]
    all_topics = [f"allow {word} on prefixed topic {name}. from *" for word in ("Describe", "DescribeConfigs")]
    refusals = {
        f"does not let us see topic `_treaty.{name}.secured` and": (),
        rf"own records in `_treaty.{name}.secured` may not be read: it takes Read": own[:1],
        f"does not let us see topic `{name}.commands.prices.ask` and": own,
        f"the configuration of {name}.commands.prices.ask cannot be read": (*own, *all_topics[:1]),
    }
    for number, (told, lines) in enumerate(refusals.items()):
        with pytest.raises(BrokerError, match=told):
            look(as_user(kafka_secured, name, f"sees-{number}-of-{name}", cluster, *lines), wished)
    seeing = as_user(kafka_secured, name, f"sees-all-of-{name}", cluster, *own, *all_topics)

    assert look(seeing, wished).empty


def test_who_may_not_write_or_read_the_log_leaves_no_claim_behind(
    kafka_secured: Kafka, broker: LiveKafka, name: str
) -> None:
    system = shop(name)
    where = target(system, "secured")
    scope = wish(system, where).request.scope
    applied(broker, wish(system, where))
    lines = [f"allow {word} on topic _treaty.{name}.secured from *" for word in ("Describe", "DescribeConfigs")]
    for number, last in enumerate(("Read", "Write")):
        half = f"allow {last} on topic _treaty.{name}.secured from *"
        half_trusted = as_user(kafka_secured, name, f"half-{number}-of-{name}", *lines, half)
        for _ in range(2):  # the second time the client knows it already, and says so otherwise
            with pytest.raises(BrokerError, match="treaty's own records"), half_trusted.lock(scope, "half trusted"):
                pass
    with broker.lock(scope, "trusted"):
        pass


ADMINISTRATOR = """
allow Describe on cluster kafka-cluster from *
allow Alter on cluster kafka-cluster from *
allow {operation} on prefixed topic {name}. from *
allow {own} on topic _treaty.{name}.secured from *
"""
"""What docs/brokers/kafka.md says that whoever applies must be allowed."""


def test_these_rights_are_enough_for_whoever_applies(kafka_secured: Kafka, broker: LiveKafka, name: str) -> None:
    system = shop(name)
    where = target(system, "secured")
    topics = ("Create", "Delete", "Describe", "DescribeConfigs", "Alter", "AlterConfigs")
    own = ("Create", "Describe", "DescribeConfigs", "Read", "Write")
    texts = [ADMINISTRATOR.format(name=name, operation=a, own=b) for a in topics for b in own]
    rights = sorted({line for text in texts for line in text.strip().splitlines()})
    administrator = as_user(kafka_secured, name, f"admin-of-{name}", *rights)

    assert applied(administrator, wish(system, where)).empty
    assert look(broker, wish(system, where)).empty
    fewer = dataclasses.replace(system, agents=system.agents[:-1])
    gone = [step.address for step in look(administrator, wish(fewer, where)).blocked]
    assert applied(administrator, wish(fewer, where, *(word(Word.DESTROY, each) for each in gone))).empty
