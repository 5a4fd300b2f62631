"""Groups, rebalances and inboxes at a real Kafka (BROKERS.md 2.2)."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from tests.brokers.kafka_client import (
    NewTopic,
    acknowledged,
    bodies,
    committed,
    connected,
    eventually,
    message,
    messages,
    received,
    settings,
)
from tools.kafka.broker import Kafka
from treaty.errors import TransportError
from treaty.transport import Delivery, Revoked, Source, Start
from treaty.transports.kafka import KafkaTransport
from treaty.transports.kafka_settings import KafkaSettings

pytestmark = pytest.mark.kafka


async def test_competing_instances_share_the_work(kafka: Kafka, new_topic: NewTopic) -> None:
    """P13: exactly one of a pool gets each task, while nobody fails."""
    topic = new_topic(4)
    source = Source(1, topic, (), f"{topic}.g")
    async with connected(settings(kafka), source) as one, connected(settings(kafka), source) as other:
        await eventually_shared(one, other, topic)
        await one.publish([message(topic, str(number), str(number)) for number in range(200)])
        mine, theirs = await asyncio.gather(drained(one), drained(other))

    assert sorted(mine + theirs, key=int) == [str(number) for number in range(200)]
    assert mine
    assert theirs


async def eventually_shared(one: KafkaTransport, other: KafkaTransport, topic: str) -> None:
    """Return when both instances get messages; what is sent to find out is settled."""
    seen: set[int] = set()
    deadline = time.monotonic() + 20
    while seen != {1, 2}:
        assert time.monotonic() < deadline, "the group was not shared in time"
        await one.publish([message(topic, "probe", str(number)) for number in range(20)])
        for number, instance in ((1, one), (2, other)):
            if await drained(instance):
                seen.add(number)


async def drained(transport: KafkaTransport) -> list[str]:
    """All that comes, settled, until nothing has come for a second."""
    found: list[str] = []
    while batch := await transport.receive(500, 1):
        deliveries = [one for one in batch if isinstance(one, Delivery)]
        await transport.settle(acknowledged(*deliveries))
        found += bodies(deliveries)
    return found


async def test_several_groups_each_get_everything(kafka: Kafka, new_topic: NewTopic) -> None:
    """P12: one agent may read in several groups, a tap beside the workers."""
    topic = new_topic(2)
    sources = Source(1, topic, (), f"{topic}.workers"), Source(2, topic, (), f"{topic}.tap")
    async with connected(settings(kafka), *sources) as transport:
        await transport.publish(messages(topic, 10))
        found = await received(transport, 20)

    expected = sorted((source, str(number)) for source in (1, 2) for number in range(10))
    assert expected == sorted((one.source, one.body.decode()) for one in found)


async def test_two_sources_that_would_each_get_a_part_are_refused(kafka: Kafka, new_topic: NewTopic) -> None:
    topic = new_topic(1)
    async with connected(settings(kafka)) as transport:
        with pytest.raises(TransportError, match=f"two sources read {topic}"):
            await transport.subscribe([Source(1, topic, (), "g"), Source(2, topic, (), "g")])


async def test_a_rebalance_tells_which_work_went_away(kafka: Kafka, new_topic: NewTopic) -> None:
    """aiokafka#929: what is settled after it went away is the new owner's to commit, and comes again there."""
    topic = new_topic(2)
    source = Source(1, topic, (), f"{topic}.g")
    async with connected(settings(kafka), source) as one:
        await one.publish([message(topic, str(number), str(number)) for number in range(20)])
        mine = await received(one, 20)
        async with connected(settings(kafka), source) as other:
            revoked = await revoked_from(one)
            gone = [delivery for delivery in mine if delivery.position in revoked]
            await one.settle(acknowledged(*mine))
            theirs = await received(other, len(gone))
            await eventually(lambda: len(committed(kafka, f"{topic}.g")) == 1)

            assert gone
            assert bodies(theirs) == bodies(gone)
            assert {delivery.partition for delivery in gone}.isdisjoint(committed(kafka, f"{topic}.g"))


async def revoked_from(transport: KafkaTransport) -> set[object]:
    found: set[object] = set()
    deadline = time.monotonic() + 20
    while not found and time.monotonic() < deadline:
        for event in await transport.receive(100, 0.2):
            if isinstance(event, Revoked):
                found |= set(event.positions)
    return found


async def test_a_rebalance_waits_for_work_that_is_nearly_done(kafka: Kafka, new_topic: NewTopic) -> None:
    """parallel-consumer#826: what was handed out is settled first, so nothing comes twice."""
    topic = new_topic(2)
    source = Source(1, topic, (), f"{topic}.g")
    how = replace(settings(kafka), drain_s=10.0)
    async with connected(how, source) as one:
        await one.publish([message(topic, str(number), str(number)) for number in range(20)])
        mine = await received(one, 20)
        joining = asyncio.create_task(_joined(how, source))
        await asyncio.sleep(1)  # by now the group wants a partition back
        await one.settle(acknowledged(*mine))
        other = await joining
        again = await drained(other)
        await other.close()

    assert again == []


async def _joined(how: KafkaSettings, source: Source) -> KafkaTransport:
    transport = KafkaTransport(how)
    await transport.open()
    await transport.subscribe([source])
    return transport


async def test_a_new_group_begins_at_the_beginning(kafka: Kafka, new_topic: NewTopic) -> None:
    topic = new_topic(1)
    async with connected(settings(kafka)) as transport:
        await transport.publish(messages(topic, 3))
        await transport.subscribe([Source(1, topic, (), f"{topic}.g")])

        assert bodies(await received(transport, 3)) == ["0", "1", "2"]


async def test_a_group_that_begins_at_the_end_misses_nothing_from_then_on(kafka: Kafka, new_topic: NewTopic) -> None:
    """librdkafka#1720: not even what is sent while none of it runs, before its first commit."""
    topic = new_topic(2)
    source = Source(1, topic, (), f"{topic}.g", Start.LATEST)
    async with connected(settings(kafka)) as writer:
        await writer.publish([message(topic, "before", key) for key in "abcdef"])
        async with connected(settings(kafka), source):
            pass
        await writer.publish([message(topic, "between", key) for key in "abcdef"])
        async with connected(settings(kafka), source) as reader:
            await writer.publish([message(topic, "after", key) for key in "abcdef"])
            found = await received(reader, 12)

    assert sorted(bodies(found)) == ["after"] * 6 + ["between"] * 6


async def test_a_group_may_begin_at_a_time(kafka: Kafka, new_topic: NewTopic) -> None:
    """P34; a partition without so late a message begins at its end."""
    topic = new_topic(3)
    async with connected(settings(kafka)) as transport:
        await transport.publish([message(topic, "before", key) for key in "abcdef"])
        await asyncio.sleep(0.05)
        begin = time.time_ns() // 1_000_000
        await transport.publish([message(topic, "after", "a")])
        await transport.subscribe([Source(1, topic, (), f"{topic}.g", start_at_ms=begin)])
        found = await received(transport, 7, within_s=2)

    assert bodies(found) == ["after"]


async def test_an_inbox_sees_all_that_is_sent_after_it_is_open_and_nothing_before(
    kafka: Kafka, new_topic: NewTopic
) -> None:
    """FIELD.md 3, fault 5: a reply that comes right after the request is not missed; P30: each instance gets it."""
    topic = new_topic(3)
    inbox = Source(1, topic, (), None)
    async with connected(settings(kafka)) as writer:
        await writer.publish([message(topic, "before", key) for key in "abc"])
        async with connected(settings(kafka), inbox) as one, connected(settings(kafka), inbox) as other:
            await writer.publish([message(topic, "after", key) for key in "abc"])
            found = [bodies(await received(transport, 4, within_s=2)) for transport in (one, other)]

    assert found == [["after"] * 3, ["after"] * 3]


async def test_a_second_inbox_leaves_the_first_where_it_was(kafka: Kafka, new_topic: NewTopic) -> None:
    first, second = new_topic(2), new_topic(2)
    async with connected(settings(kafka), Source(1, first, (), None)) as transport:
        await transport.publish([message(first, "1", "a")])
        await transport.subscribe([Source(2, second, (), None)])
        await transport.publish([message(second, "2", "a")])
        found = await received(transport, 2)

    assert sorted((one.source, one.body) for one in found) == [(1, b"1"), (2, b"2")]


async def test_a_paused_source_waits_and_keeps_its_place_in_the_group(kafka: Kafka, new_topic: NewTopic) -> None:
    """P26, and what retry topics need: longer than the session, while other sources go on."""
    paused, other = new_topic(1), new_topic(1)
    sources = Source(1, paused, (), f"{paused}.g"), Source(2, other, (), f"{paused}.g")
    async with connected(settings(kafka), *sources) as transport:
        await transport.pause([1])
        await transport.publish([*messages(paused, 5), *messages(other, 5)])
        meanwhile = await received(transport, 6, within_s=3)
        await transport.pause([])
        afterwards = await received(transport, 5)

    assert {one.source for one in meanwhile} == {2}
    assert bodies(meanwhile) == bodies(afterwards) == ["0", "1", "2", "3", "4"]


async def test_a_loop_that_takes_nothing_for_long_loses_neither_its_place_nor_messages(
    kafka: Kafka, new_topic: NewTopic
) -> None:
    """aiokafka#1037, librdkafka#2933: bounded buffers, and the instance stays in its group however slow it is."""
    topic = new_topic(2)
    how = replace(settings(kafka), buffered_messages=50)
    async with connected(how, Source(1, topic, (), f"{topic}.g")) as transport:
        await transport.publish([message(topic, str(number), str(number)) for number in range(1000)])
        await asyncio.sleep(4)
        found = await received(transport, 1000, within_s=30)

    assert sorted(bodies(found), key=int) == [str(number) for number in range(1000)]


async def test_closing_twice_at_once_is_closing_once(kafka: Kafka, new_topic: NewTopic) -> None:
    topic = new_topic(1)
    transport = KafkaTransport(settings(kafka))
    await transport.open()
    await transport.subscribe([Source(1, topic, (), f"{topic}.g")])
    waiting = asyncio.create_task(transport.receive(10, 30))
    await asyncio.sleep(0)
    await asyncio.gather(transport.close(), transport.close())

    assert await asyncio.wait_for(waiting, 5) == []
    with pytest.raises(TransportError, match="not open"):
        await transport.publish([message(topic, "late")])


async def test_a_closed_instance_leaves_its_partitions_at_once(kafka: Kafka, new_topic: NewTopic) -> None:
    topic = new_topic(1)
    source = Source(1, topic, (), f"{topic}.g")
    patient = replace(settings(kafka), session_s=30.0)
    async with connected(patient, source):
        pass
    async with connected(patient, source) as transport:
        await transport.publish(messages(topic, 1))
        found = await received(transport, 1, within_s=5)

    assert bodies(found) == ["0"]
