"""What the tests of the Kafka transport share: a transport, messages, and what became of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from confluent_kafka import ConsumerGroupTopicPartitions

from tools.kafka.broker import Kafka
from tools.kafka.topics import admin
from treaty.transport import Delivery, Outgoing, Settlement, Source, Verdict
from treaty.transports.kafka import KafkaTransport
from treaty.transports.kafka_settings import KafkaSettings

NewTopic = Callable[..., str]


def settings(kafka: Kafka) -> KafkaSettings:
    return KafkaSettings(kafka.address, "test", session_s=2.0, drain_s=1.0, commit_interval_s=0.05)


@asynccontextmanager
async def connected(how: KafkaSettings, *sources: Source) -> AsyncIterator[KafkaTransport]:
    transport = KafkaTransport(how)
    await transport.open()
    try:
        await transport.subscribe(sources)
        yield transport
    finally:
        await transport.close()


def message(topic: str, body: str, key: str | None = None) -> Outgoing:
    return Outgoing(topic, topic, key.encode() if key is not None else None, (), body.encode(), body)


def messages(topic: str, count: int, key: str | None = None) -> list[Outgoing]:
    return [message(topic, str(number), key) for number in range(count)]


async def received(transport: KafkaTransport, count: int, within_s: float = 10.0) -> list[Delivery]:
    """The next `count` deliveries; fewer where no more came in time."""
    found: list[Delivery] = []
    deadline = time.monotonic() + within_s
    while len(found) < count and time.monotonic() < deadline:
        batch = await transport.receive(count - len(found), 0.2)
        found += [delivery for delivery in batch if isinstance(delivery, Delivery)]
    return found


def bodies(deliveries: list[Delivery]) -> list[str]:
    return [delivery.body.decode() for delivery in deliveries]


def acknowledged(*deliveries: Delivery) -> list[Settlement]:
    return [Settlement(delivery.position, Verdict.ACKNOWLEDGE) for delivery in deliveries]


def committed(kafka: Kafka, group: str) -> dict[int, int]:
    """What a group has committed, by partition."""
    client = admin(kafka)  # its answers come only while it lives
    [found] = client.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)]).values()
    return {place.partition: place.offset for place in found.result(10).topic_partitions}


async def eventually(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < deadline, "it did not come to be in time"
        await asyncio.sleep(0.05)
