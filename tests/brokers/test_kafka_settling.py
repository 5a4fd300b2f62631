"""Settling at a real Kafka: no commit over a gap, nothing lost with a killed process (BROKERS.md 2.2)."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.brokers.kafka_client import (
    NewTopic,
    acknowledged,
    bodies,
    committed,
    connected,
    eventually,
    messages,
    received,
    settings,
)
from tools.kafka.broker import Kafka
from treaty.errors import TransportError
from treaty.transport import Settlement, Source, Verdict

pytestmark = pytest.mark.kafka


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
