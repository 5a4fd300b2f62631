"""Frames on a real Kafka where things happen at once: instances that start, groups that change, ways there and back."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka import Message as Record
from confluent_kafka.cimpl import NewPartitions
from confluent_kafka.schema_registry import SchemaRegistryClient

from tests.brokers.kafka_client import settings
from tests.brokers.test_unknown_ids import NOTE, Door, Reader, Stranger, counts, newer, register, until
from tests.brokers.wire_project import Pushed, fields
from tests.unit.registry.answering import Question, Said, answering
from tools.kafka.broker import Kafka
from tools.kafka.topics import admin
from treaty.agent import Agent
from treaty.client import Client
from treaty.errors import Reject
from treaty.message import Message
from treaty.registry.frame import write
from treaty.transports.kafka import KafkaTransport

pytestmark = pytest.mark.kafka

EVENTS = {"measured": "Measured", "noted": "Noted", "paid": "Paid"}
MESSAGES = 300


@pytest.fixture
def pushed(tmp_path: Path, registry_url: str, kafka: Kafka) -> Pushed:
    return Pushed(tmp_path, registry_url, kafka)


class Gate(Door):
    """A registry that takes questions, and answers once it is opened."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.open = threading.Event()

    def answer(self, question: Question, number: int) -> Said:
        self.open.wait(20)
        return super().answer(question, number)


@pytest.fixture
def gate(registry_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    found = Gate(registry_url)
    with answering(found.answer) as server:
        monkeypatch.setenv("REGISTRY_URL", server.url)
        yield found


async def test_instances_that_start_together_register_one_version(
    tmp_path: Path, registry_url: str, kafka: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them take the same ids."""
    monkeypatch.setenv("REGISTRY_URL", registry_url)
    generated = Pushed(tmp_path, registry_url, kafka, ", register: at-start, keys: avro", ["generate"])
    agents = [generated.agent("writer", object()) for _ in range(6)]
    async with contextlib.AsyncExitStack() as stack:
        await asyncio.gather(*(stack.enter_async_context(agent) for agent in agents))
        stamps = {str(sorted(vars(agent)["_stamps"].items())) for agent in agents}
    assert len(stamps) == 1
    with contextlib.closing(SchemaRegistryClient({"url": generated.url})) as client:
        subjects = [name for name in client.get_subjects() if generated.name in name]
        assert len(subjects) == 2 * len(EVENTS)
        assert {name: [1] for name in subjects} == {name: client.get_versions(name) for name in subjects}


async def test_what_waits_for_its_schema_goes_on_with_whoever_gets_it(pushed: Pushed, gate: Gate, kafka: Kafka) -> None:
    """A second instance comes while the first one looks up, and the group changes."""
    topic = pushed.topic("measured")
    client = admin(kafka)
    client.create_partitions([NewPartitions(topic, 4)])[topic].result(20)
    number = register(pushed, "measured", newer(pushed, NOTE))
    Stranger(pushed, kafka).send("measured", *(write(number) + b"\x06new\x06%03d\x0e" % n for n in range(MESSAGES)))
    first, second = Reader(), Reader()
    async with pushed.agent("reader", first) as one:
        await until(lambda: counts(one).lookups)
        async with pushed.agent("reader", second) as two:
            await until(lambda: counts(two).lookups)
            gate.open.set()
            await until(lambda: counts(one).handled + counts(two).handled >= MESSAGES)
            ended = counts(one), counts(two)
    found = [fields(message.payload)["id"] for reader in (first, second) for message in reader.kept["measured"]]
    assert {f"{n:03}" for n in range(MESSAGES)} == set(found)
    assert [(0, 0, 0)] * 2 == [(each.dead_lettered, each.failures, each.waits) for each in ended]
    assert ended[0].revoked > 0


class Refusing(Reader):
    """Handles nothing."""

    async def keep(self, message: Message[Any], _client: object) -> None:
        raise Reject(f"not now: {message.message_id}")


async def test_a_dead_letter_is_handled_when_it_is_sent_back(pushed: Pushed, kafka: Kafka) -> None:
    """Ours and a foreign one: its bytes, key and headers are those that came."""
    topic = pushed.topic("measured")
    async with pushed.agent("reader", Refusing()) as agent, pushed.agent("writer", object()) as writer:
        await writer.client.send_measured(pushed.messages.Measured(id="ours", count=1))
        [ours] = await asyncio.to_thread(records, kafka, topic, 1)
        Stranger(pushed, kafka).send("measured", ours.value() or b"")
        await until(lambda: counts(agent).dead_lettered == 2)
    [name] = {
        name
        for each in pushed.contract("reader").subscriptions
        for address, name in each.dead_letters.items()
        if address == "events.measured"
    }
    letters = await asyncio.to_thread(records, kafka, f"{pushed.name}.{name}", 2)
    assert [ours.value()] * 2 == [letter.value() for letter in letters]
    producer = Producer({"bootstrap.servers": kafka.address})
    for letter in letters:
        producer.produce(topic, letter.value(), letter.key(), headers=letter.headers())
    assert producer.flush(10) == 0
    reader = Reader()
    async with pushed.agent("reader", reader) as agent:
        await reader.until("measured", 2)
        assert counts(agent).failures == 0
    assert [{"id": "ours", "count": 1}] * 2 == [fields(message.payload) for message in reader.kept["measured"]]


def records(kafka: Kafka, topic: str, count: int) -> list[Record]:
    """The first messages of a topic."""
    consumer = Consumer({"bootstrap.servers": kafka.address, "group.id": topic, "auto.offset.reset": "earliest"})
    found: list[Record] = []
    deadline = time.monotonic() + 30
    with contextlib.closing(consumer):
        consumer.subscribe([topic])
        while len(found) < count and time.monotonic() < deadline:
            found += consumer.consume(count - len(found), 0.2)
    return found


async def test_a_topic_may_go_to_a_registry_and_back(pushed: Pushed, gate: Gate, kafka: Kafka) -> None:
    """Framed messages and others on one topic, in three formats; nothing is asked."""
    for make in (plain, framing) * 2:
        async with make(pushed, kafka) as writer:
            for number, (event, name) in enumerate(EVENTS.items()):
                message = getattr(pushed.messages, name)(id=event, count=number)
                await getattr(writer.client, f"send_{event}")(message)
    reader = Reader()
    async with pushed.agent("reader", reader) as agent:
        for event in EVENTS:
            await reader.until(event, 4)
        assert counts(agent).failures == 0
    for number, event in enumerate(EVENTS):
        told = [fields(message.payload) for message in reader.kept[event]]
        framed = [message.envelope.data_schema is not None for message in reader.kept[event]]
        assert ([{"id": event, "count": number}] * 4, [False, True] * 2) == (told, framed)
    assert gate.asked == []


def plain(pushed: Pushed, kafka: Kafka) -> Agent[Any]:
    """The writer as it is started without `TREATY_TARGET`."""
    client: type[Client] = pushed.package("writer").WriterClient
    transport = KafkaTransport(settings(kafka))
    return Agent(pushed.contract("writer"), object(), client, transport, prefix=f"{pushed.name}.")


def framing(pushed: Pushed, _kafka: Kafka) -> Agent[Any]:
    """The writer as it is started with it."""
    return pushed.agent("writer", object())
