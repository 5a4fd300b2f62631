"""Publishing to a real Kafka, and who is let in: what BROKERS.md 2.2 tells of lost messages, case by case."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.brokers.kafka_client import (
    NewTopic,
    acknowledged,
    bodies,
    connected,
    message,
    messages,
    received,
    settings,
)
from tests.brokers.raw_produce import produce
from tools.kafka.broker import PASSWORD, USERNAME, Kafka, restart, running, stop
from tools.kafka.topics import admin, make_topic
from treaty.errors import TransportError
from treaty.transport import Delivery, Outgoing, Source
from treaty.transports.kafka import KafkaTransport, connect
from treaty.transports.kafka_settings import KafkaSettings

pytestmark = pytest.mark.kafka


async def test_bytes_keys_and_headers_arrive_as_they_were_sent(kafka: Kafka, new_topic: NewTopic) -> None:
    topic = new_topic()
    sent = [
        Outgoing(
            topic, "s", b"\x00\xff", (("ce_id", b"1"), ("ce_id", b"2"), ("größe", "ü".encode())), b"\x00\x80", "1"
        ),
        Outgoing(topic, "s", None, (), b"", "2"),
    ]
    async with connected(settings(kafka), Source(7, topic, (), f"{topic}.g")) as transport:
        assert await transport.publish(sent) == [None, None]
        found = await received(transport, 2)

    expected = {(one.key, one.headers, one.body) for one in sent}
    assert expected == {(one.key, one.headers, one.body) for one in found}
    assert {(7, topic, 1)} == {(one.source, one.object, one.count) for one in found}


async def test_a_header_whose_name_is_no_text_does_not_stop_all_reading(kafka: Kafka, new_topic: NewTopic) -> None:
    """BROKERS.md 3.4, case 8: the client cannot read such headers; the message goes on without, and others follow.

    What comes before makes Python specialise the reading of headers, as a long run does.
    """
    topic = new_topic(1)
    async with connected(settings(kafka), Source(1, topic, (), f"{topic}.g")) as transport:
        await transport.publish(messages(topic, 500))
        await received(transport, 500)
        await asyncio.to_thread(produce, kafka.address, topic, b"poison", [(b"\xff\xfe", b"v"), (b"ce_id", b"1")])
        await transport.publish([message(topic, "next")])
        found = await received(transport, 2)

    assert [(one.body, one.headers) for one in found] == [(b"poison", ()), (b"next", ())]


async def test_a_topic_that_does_not_exist_is_told_and_never_made(kafka: Kafka, new_topic: NewTopic) -> None:
    """faststream#1830: a runtime makes no topology; what can be stored is."""
    topic = new_topic()
    async with connected(settings(kafka)) as transport:
        first, second = await transport.publish([message("test.missing", "1"), message(topic, "2")])
        with pytest.raises(TransportError, match=r"no topic test\.missing: `treaty apply` makes it"):
            await transport.subscribe([Source(1, "test.missing", (), "g")])

    assert isinstance(first, TransportError)
    assert second is None
    assert "test.missing" not in admin(kafka).list_topics(timeout=10).topics


async def test_a_message_that_the_broker_refuses_is_told_by_its_place(kafka: Kafka, new_topic: NewTopic) -> None:
    topic = new_topic(1, {"max.message.bytes": "2000"})
    async with connected(replace(settings(kafka), linger_s=0)) as transport:
        small, large = message(topic, "small"), message(topic, "x" * 5000)
        [refused] = await transport.publish([large])
        [stored] = await transport.publish([small])

    assert isinstance(refused, TransportError)
    assert not refused.retryable
    assert "MSG_SIZE_TOO_LARGE" in str(refused)
    assert stored is None


async def test_more_messages_than_the_clients_queue_takes_are_all_stored(kafka: Kafka, new_topic: NewTopic) -> None:
    """confluent-kafka-python#104: a full queue (BufferError, at 100,000 messages) drops nothing."""
    topic = new_topic(2)
    async with connected(settings(kafka), Source(1, topic, (), f"{topic}.g")) as transport:
        results = await transport.publish(messages(topic, 120_000))
        counted = 0
        while counted < 120_000 and (batch := await transport.receive(5000, 5)):
            counted += len(batch)
            await transport.settle(acknowledged(*(one for one in batch if isinstance(one, Delivery))))

    assert (set(results), counted) == ({None}, 120_000)


async def test_closing_flushes_what_is_being_published(kafka: Kafka, new_topic: NewTopic) -> None:
    """confluent-kafka-python#235: no flush at exit loses the last messages."""
    topic = new_topic()
    transport = KafkaTransport(replace(settings(kafka), linger_s=2.0))
    await transport.open()
    publishing = asyncio.create_task(transport.publish(messages(topic, 10)))
    await asyncio.sleep(0.05)
    await transport.close()

    assert await publishing == [None] * 10


async def test_a_broker_that_is_down_is_told_and_reading_and_writing_go_on_when_it_is_back() -> None:
    """confluent-kafka-python#1224: a broker that is down fills no queue in silence.

    aio-pika#231, librdkafka#4783: a reconnect that leaves no consumer behind.
    """
    with running() as own:
        topic = make_topic(own, "own", partitions=2)
        hasty = KafkaTransport(replace(settings(own), publish_s=1.0, close_s=1.0))
        await hasty.open()
        async with connected(settings(own), Source(1, topic, (), "g")) as transport:
            await transport.publish(messages(topic, 3, "k"))
            before = await received(transport, 3)
            await transport.settle(acknowledged(*before))
            await asyncio.to_thread(stop, own)
            [lost] = await hasty.publish([message(topic, "never confirmed")])
            await hasty.close()
            again = await asyncio.to_thread(restart, own)
            try:
                assert await transport.publish([message(topic, "after", "k")]) == [None]
                assert bodies(await received(transport, 1, within_s=30)) == ["after"]
            finally:
                await transport.close()
                await asyncio.to_thread(stop, again)

    assert isinstance(lost, TransportError)
    assert lost.retryable


async def test_an_address_where_nobody_listens_is_told_in_time() -> None:
    transport = KafkaTransport(KafkaSettings("127.0.0.1:9", start_s=0.5, close_s=0.5))
    try:
        with pytest.raises(TransportError, match="connecting"):
            await transport.open()
    finally:
        await transport.close()


async def test_who_shows_who_it_is_is_let_in(kafka: Kafka) -> None:
    """P40."""
    url = f"kafka://{USERNAME}:{quote(PASSWORD)}@{kafka.sasl_address}?protocol=sasl_plaintext&mechanism=scram-sha-512"
    transport = connect(url, "test")
    await transport.open()
    await transport.close()


@pytest.mark.parametrize("who", ["agent:wrong", "nobody:wrong"])
async def test_who_does_not_is_told_so_at_once(kafka: Kafka, who: str) -> None:
    """A broker that turns a client away must not look like one that is away for a while."""
    url = f"kafka://{who}@{kafka.sasl_address}?protocol=sasl_plaintext&mechanism=scram-sha-512"
    transport = connect(url, "test")
    try:
        with pytest.raises(TransportError, match="_AUTHENTICATION") as refused:
            await asyncio.wait_for(transport.open(), 10)
    finally:
        await transport.close()

    assert not refused.value.retryable
    assert "wrong" not in str(refused.value)
