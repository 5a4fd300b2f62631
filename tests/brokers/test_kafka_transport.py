"""The Kafka transport on a real Kafka: what BROKERS.md 2.2 tells of lost messages, case by case."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from confluent_kafka import ConsumerGroupTopicPartitions

from tests.brokers.raw_produce import produce
from tools.kafka.broker import PASSWORD, USERNAME, Kafka, restart, running, stop
from tools.kafka.topics import admin, make_topic
from treaty.errors import TransportError
from treaty.transport import Delivery, Outgoing, Revoked, Settlement, Source, Start, Verdict
from treaty.transports.kafka import KafkaTransport, connect
from treaty.transports.kafka_settings import KafkaSettings

pytestmark = pytest.mark.kafka

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
    """BROKERS.md 3.4, case 8: the client cannot read such headers; the message goes on without, and others follow."""
    topic = new_topic(1)
    async with connected(settings(kafka), Source(1, topic, (), f"{topic}.g")) as transport:
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


async def test_a_publish_that_the_broker_never_confirms_is_told(kafka: Kafka) -> None:
    """confluent-kafka-python#1224: a broker that is down fills no queue in silence."""
    del kafka  # this one has a broker of its own, to stop it
    with running() as own:
        topic = make_topic(own, "own", partitions=2)
        transport = KafkaTransport(replace(settings(own), publish_s=1.0, close_s=1.0))
        await transport.open()
        await asyncio.to_thread(stop, own)
        [lost] = await transport.publish([message(topic, "1")])
        await transport.close()

    assert isinstance(lost, TransportError)
    assert lost.retryable


async def test_reading_and_writing_go_on_after_a_restart_of_the_broker() -> None:
    """aio-pika#231, librdkafka#4783: a reconnect that leaves no consumer behind."""
    with running() as own:
        topic = make_topic(own, "own", partitions=2)
        async with connected(settings(own), Source(1, topic, (), "g")) as transport:
            await transport.publish(messages(topic, 3, "k"))
            before = await received(transport, 3)
            await transport.settle(acknowledged(*before))
            await asyncio.to_thread(stop, own)
            again = await asyncio.to_thread(restart, own)
            try:
                assert await transport.publish([message(topic, "after", "k")]) == [None]
                assert bodies(await received(transport, 1, within_s=30)) == ["after"]
            finally:
                await transport.close()
                await asyncio.to_thread(stop, again)


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


async def test_what_was_settled_over_a_gap_comes_again_from_the_gap_on(kafka: Kafka, new_topic: NewTopic) -> None:
    """faust#606, faststream#2618: the next success must not commit past a message that failed."""
    topic = new_topic(1)
    source = Source(1, topic, (), f"{topic}.g")
    async with connected(settings(kafka), source) as transport:
        await transport.publish(messages(topic, 6))
        found = await received(transport, 6)
        await transport.settle(acknowledged(*(one for one in found if one.body != b"2")))
    async with connected(settings(kafka), source) as transport:
        again = await received(transport, 4)

    assert bodies(again) == ["2", "3", "4", "5"]


async def test_what_was_settled_is_committed_while_running(kafka: Kafka, new_topic: NewTopic) -> None:
    topic = new_topic(1)
    async with connected(settings(kafka), Source(1, topic, (), f"{topic}.g")) as transport:
        await transport.publish(messages(topic, 5))
        await transport.settle(acknowledged(*(await received(transport, 5))[:3]))

        await eventually(lambda: committed(kafka, f"{topic}.g") == {0: 3})


async def test_rejected_work_ends_like_work_that_was_done(kafka: Kafka, new_topic: NewTopic) -> None:
    """Its dead letter is the delivery code's, which confirmed it before."""
    topic = new_topic(1)
    async with connected(settings(kafka), Source(1, topic, (), f"{topic}.g")) as transport:
        await transport.publish(messages(topic, 1))
        [found] = await received(transport, 1)
        await transport.settle([Settlement(found.position, Verdict.REJECT)])

        await eventually(lambda: committed(kafka, f"{topic}.g") == {0: 1})


async def test_one_message_cannot_be_given_back(kafka: Kafka, new_topic: NewTopic) -> None:
    topic = new_topic(1)
    async with connected(settings(kafka), Source(1, topic, (), f"{topic}.g")) as transport:
        await transport.publish(messages(topic, 1))
        [found] = await received(transport, 1)

        assert not transport.capabilities.can_release
        with pytest.raises(TransportError, match="cannot give one message back"):
            await transport.settle([Settlement(found.position, Verdict.RELEASE)])


KILLED = textwrap.dedent("""
    import asyncio, sys
    from treaty.transport import Settlement, Source, Verdict
    from treaty.transports.kafka import KafkaTransport, connect
    from treaty.transports.kafka_settings import KafkaSettings

    async def main(address, topic):
        transport = KafkaTransport(KafkaSettings(address, session_s=2.0, commit_interval_s=0.05))
        await transport.open()
        await transport.subscribe([Source(1, topic, (), topic + ".g")])
        found = []
        while len(found) < 4:
            found += await transport.receive(4 - len(found), 1)
        await transport.settle([Settlement(one.position, Verdict.ACKNOWLEDGE) for one in found[:2]])
        await asyncio.sleep(1)
        print("fetched", flush=True)
        await asyncio.sleep(60)

    asyncio.run(main(*sys.argv[1:]))
""")


async def test_work_of_a_killed_process_comes_again_elsewhere(
    kafka: Kafka, new_topic: NewTopic, tmp_path: Path
) -> None:
    """P20: killed between fetch and acknowledgement, nothing is lost; what it had settled does not come again."""
    topic = new_topic(1)
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    async with connected(settings(kafka)) as transport:
        await transport.publish(messages(topic, 6))
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(script), kafka.address, topic, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"fetched\n"
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await transport.subscribe([Source(1, topic, (), f"{topic}.g")])
        again = await received(transport, 4)

    assert bodies(again) == ["2", "3", "4", "5"]


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
