"""Every agent can do all that it declared on a real Kafka with authentication on, and everything else is refused.

P40 and P41. What is expected comes from `grants`, what is tried from the plain official client (BROKERS.md 3.2).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import pytest
from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from tests.brokers.kafka_client import bodies, connected, message, received
from tests.brokers.kafka_shop import applied, live, shop, target, wish
from tools.kafka.broker import Kafka
from treaty.transport import Source
from treaty.transports.kafka_settings import KafkaSettings
from treatyc.brokers.applying import look
from treatyc.brokers.connection import Connection
from treatyc.brokers.kafka.live import LiveKafka
from treatyc.brokers.live import BrokerError
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.grants import Right, grants
from treatyc.topology.kafka.objects import Topic
from treatyc.topology.kafka.state import state_name

pytestmark = pytest.mark.kafka

NAME = "rights"
AGENTS = ("auditor", "billing", "orders", "pricing", "web")
PASSWORDS = {f"{NAME}.{agent}": f"secret of {agent}" for agent in AGENTS}


@dataclass(frozen=True)
class Fleet:
    """A shop whose topology was applied to a Kafka that holds users to rules."""

    kafka: Kafka
    system: System
    where: Target
    topics: tuple[str, ...]

    def options(self, agent: str) -> dict[str, str | int | float | bool]:
        """The official client's, as this agent."""
        who = f"{NAME}.{agent}"
        return {
            "bootstrap.servers": self.kafka.sasl_address,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": who,
            "sasl.password": PASSWORDS[who],
            "log_level": 0,
        }

    def settings(self, agent: str) -> KafkaSettings:
        """The runtime's own, as this agent."""
        options = self.options(agent)
        security = {key: str(value) for key, value in options.items() if key.startswith(("sasl", "security"))}
        return KafkaSettings(self.kafka.sasl_address, f"{NAME}.{agent}", start_s=10, security=security)


@pytest.fixture(scope="module")
def fleet(kafka_secured: Kafka) -> Fleet:
    """Applied once."""
    system = shop(NAME)
    where = target(system, "secured")
    wished = wish(system, where)
    assert applied(live(where, kafka_secured.address, PASSWORDS), wished).empty
    topics = (*(each.name for each in wished.wanted if isinstance(each, Topic)), state_name(wished.request.scope))
    return Fleet(kafka_secured, system, where, topics)


def fill(kafka: Kafka, topics: Iterable[str]) -> None:
    """Send a message to each, as somebody who may do everything."""
    producer = Producer({"bootstrap.servers": kafka.address})
    for topic in topics:
        producer.produce(topic, b"{}", b"key", partition=0)
    assert 0 == producer.flush(10)


def expected(fleet: Fleet, agent: str) -> tuple[set[str], set[str]]:
    """The topics that an agent may write, and those that it may read, by what it declares."""
    writes, reads = set(), set()
    for grant in grants(fleet.system, fleet.where):
        if grant.agent != agent:
            continue
        channel = names.channel(grant.channel.address)
        if grant.right in (Right.SEND, Right.ANSWER):
            writes.add(channel)
            continue
        reads.add(channel)
        if grant.policy is not None:
            parked = names.retries(grant.channel.address, grant.group, grant.policy, grant.channel.order)
            buried = names.dead_letters(grant.channel.address, grant.group, grant.policy)
            reads |= set(parked)
            writes |= {*parked, *([buried] if buried else [])}
    return writes, reads


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_sends_to_what_it_declared_and_to_nothing_else(fleet: Fleet, agent: str) -> None:
    outcomes: dict[str, str] = {}
    producer = Producer({**fleet.options(agent), "enable.idempotence": True})

    def note(topic: str) -> Callable[[KafkaError | None, object], None]:
        return lambda error, _: outcomes.update({topic: error.name() if error else "stored"})

    for topic in fleet.topics:
        producer.produce(topic, b"{}", b"key", on_delivery=note(topic))
    assert 0 == producer.flush(20)

    writes, _ = expected(fleet, agent)
    refused = "TOPIC_AUTHORIZATION_FAILED"
    assert {topic: "stored" if topic in writes else refused for topic in fleet.topics} == outcomes


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_reads_what_it_declared_and_nothing_else(fleet: Fleet, agent: str) -> None:
    _, reads = expected(fleet, agent)

    assert reads == readable(fleet, agent)


def readable(fleet: Fleet, agent: str) -> set[str]:
    """The topics whose messages came; of all others the broker said that they are refused."""
    own = {grant.group for grant in grants(fleet.system, fleet.where) if grant.agent == agent and grant.group}
    group = min(own, default=f"{NAME}.{agent}.inbox")
    consumer = Consumer({**fleet.options(agent), "group.id": group, "auto.offset.reset": "earliest"})
    known = {topic: consumer.list_topics(topic, timeout=10).topics[topic].error for topic in fleet.topics}
    hidden = {topic for topic, error in known.items() if error and error.name() == "TOPIC_AUTHORIZATION_FAILED"}
    came: set[str] = set()
    refused = set(hidden)
    consumer.assign([TopicPartition(topic, 0, 0) for topic in fleet.topics if topic not in hidden])
    fill(fleet.kafka, fleet.topics)  # what is kept for seconds only may be gone again
    deadline = time.monotonic() + 20
    while came | refused != set(fleet.topics) and time.monotonic() < deadline:
        for each in consumer.consume(100, 0.1):
            error = each.error()
            if error is None:
                came.add(str(each.topic()))
            elif error.name() == "TOPIC_AUTHORIZATION_FAILED":
                refused.add(str(each.topic()))
    if own:
        consumer.close()  # without the right to a group this waits for its coordinator
    assert set(fleet.topics) == came | refused, "each was answered"
    return came


def told(future: Future[Any]) -> str:
    """How a request ended, by the broker's word."""
    try:
        future.result(20)
    except KafkaException as error:
        return str(error.args[0].name())
    return "done"


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_keeps_the_place_of_its_own_group_and_of_no_other(fleet: Fleet, agent: str) -> None:
    _, reads = expected(fleet, agent)
    groups = [f"{NAME}.{each}" for each in AGENTS]
    topic = min(reads, default=fleet.topics[0])
    client = AdminClient(fleet.options(agent))

    kept = {}
    for group in groups:
        asked = ConsumerGroupTopicPartitions(group, [TopicPartition(topic, 0, 1)])
        try:
            found = client.alter_consumer_group_offsets([asked])[group].result(20).topic_partitions
        except KafkaException:
            continue
        if found[0].error is None:
            kept[group] = found[0].offset

    own = {grant.group for grant in grants(fleet.system, fleet.where) if grant.agent == agent and grant.group}
    assert dict.fromkeys(own, 1) == kept


Attempt = Callable[[AdminClient, str], "dict[Any, Future[Any]]"]


def _configure(client: AdminClient, topic: str) -> dict[Any, Future[Any]]:
    entry = ConfigEntry("retention.ms", "1", incremental_operation=AlterConfigOpType.SET)
    return client.incremental_alter_configs([ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])])


def _allow(client: AdminClient, topic: str) -> dict[Any, Future[Any]]:
    to_all = (ResourceType.TOPIC, topic, ResourcePatternType.LITERAL, "User:*", "*")
    return client.create_acls([AclBinding(*to_all, AclOperation.ALL, AclPermissionType.ALLOW)])


def _user(client: AdminClient, topic: str) -> dict[Any, Future[Any]]:
    del topic
    credential = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    return client.alter_user_scram_credentials([UserScramCredentialUpsertion("thief", credential, b"x")])


ATTEMPTS: dict[str, tuple[Attempt, str]] = {
    "make a topic": (lambda client, _: client.create_topics([NewTopic("stolen", 1, 1)]), "TOPIC"),
    "delete a topic": (lambda client, topic: client.delete_topics([topic]), "TOPIC"),
    "add partitions": (lambda client, topic: client.create_partitions([NewPartitions(topic, 9)]), "TOPIC"),
    "delete records": (lambda client, topic: client.delete_records([TopicPartition(topic, 0, 1)]), "TOPIC"),
    "change a topic's settings": (_configure, "TOPIC"),
    "read the brokers' settings": (
        lambda client, _: client.describe_configs([ConfigResource(ResourceType.BROKER, "1")]),
        "CLUSTER",
    ),
    "give itself a right": (_allow, "CLUSTER"),
    "make a user": (_user, "CLUSTER"),
    "delete another's group": (
        lambda client, _: client.delete_consumer_groups([f"{NAME}.nobody"]),
        "GROUP",
    ),
}


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_administers_nothing(fleet: Fleet, agent: str) -> None:
    writes, reads = expected(fleet, agent)
    topic = min(writes | reads)
    client = AdminClient(fleet.options(agent))
    found = {}
    for what, (attempt, _) in ATTEMPTS.items():
        [future] = attempt(client, topic).values()
        found[what] = told(future)

    assert {what: f"{kind}_AUTHORIZATION_FAILED" for what, (_, kind) in ATTEMPTS.items()} == found


def test_who_may_not_see_users_and_permissions_is_told_so(fleet: Fleet) -> None:
    """The client takes the refusal for an empty list, or ends the process: a plan by that would make all of it anew."""
    _onlooker(AdminClient({"bootstrap.servers": fleet.kafka.address}), "onlooker", "who sees topics alone")
    secured = dict(fleet.where.security)
    security = {**secured, "username": "onlooker", "password": "who sees topics alone"}
    onlooker = LiveKafka(fleet.where, Connection(fleet.kafka.sasl_address, security))

    with pytest.raises(BrokerError, match="lets us see no users and permissions: it takes Describe on the cluster"):
        look(onlooker, wish(fleet.system, fleet.where))


def _onlooker(client: AdminClient, who: str, password: str) -> None:
    """Make a user that may read every topic and nothing else."""
    credential = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    made = client.alter_user_scram_credentials([UserScramCredentialUpsertion(who, credential, password.encode())])
    made[who].result(10)
    to_all = (ResourceType.TOPIC, "*", ResourcePatternType.LITERAL, f"User:{who}", "*")
    rule = AclBinding(*to_all, AclOperation.READ, AclPermissionType.ALLOW)
    client.create_acls([rule])[rule].result(10)


def test_the_runtime_does_what_its_agents_declared(fleet: Fleet) -> None:
    """A caller's inbox and a worker's group, by the transport that generated agents run on."""
    ask, replies = f"{NAME}.commands.prices.ask", f"{NAME}.replies.price"

    async def talk() -> tuple[list[str], list[str]]:
        inbox = Source(1, replies, (), None)
        work = Source(1, ask, (), f"{NAME}.pricing")
        async with connected(fleet.settings("web"), inbox) as web, connected(fleet.settings("pricing"), work) as worker:
            assert [None] == await web.publish([message(ask, "how much", "key")])
            asked: list[str] = []
            while "how much" not in asked:  # what other tests sent comes first
                asked += bodies(await received(worker, 1))
            assert [None] == await worker.publish([message(replies, "that much", "key")])
            return asked, bodies(await received(web, 1))

    asked, answered = asyncio.run(talk())

    assert "how much" in asked
    assert ["that much"] == answered
