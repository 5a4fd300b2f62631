"""Instances of one group come and go under load: nothing acknowledged is lost, nothing overtakes within a key."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.transports.history import Entry, History
from tools.kafka.broker import Kafka
from treaty.transport import Delivery, Outgoing, Revoked, Settlement, Source, Verdict
from treaty.transports.kafka import KafkaTransport
from treaty.transports.kafka_settings import KafkaSettings

pytestmark = pytest.mark.kafka

KEYS = 12
MESSAGES = 2400
STORM_S = 12.0


@dataclass
class Instance:
    """Handles in the order of arrival, settles in any, and drops what was revoked; as the delivery code does."""

    transport: KafkaTransport
    history: History
    dice: random.Random
    waiting: deque[Delivery] = field(default_factory=deque)
    leaving: bool = False

    async def work(self) -> None:
        while not self.leaving:
            for event in await self.transport.receive(100, 0.05):
                match event:
                    case Delivery():
                        self.waiting.append(event)
                    case Revoked(positions):
                        gone = set(positions)
                        self.waiting = deque(one for one in self.waiting if one.position not in gone)
            await self.handle(self.dice.randint(0, 60))

    async def handle(self, count: int) -> None:
        done = [self.waiting.popleft() for _ in range(min(count, len(self.waiting)))]
        self.history.handled += [entry(one.body) for one in done]
        self.dice.shuffle(done)
        for start in range(0, len(done), 20):
            settled = [Settlement(one.position, Verdict.ACKNOWLEDGE) for one in done[start : start + 20]]
            await self.transport.settle(settled)
            await asyncio.sleep(self.dice.random() * 0.01)


def entry(body: bytes) -> Entry:
    key, _, number = body.decode().partition(":")
    return key, int(number)


async def sent(transport: KafkaTransport, topic: str, history: History) -> None:
    """Everything, spread over the storm; each key's numbers in their order."""
    step = KEYS * 10
    for start in range(0, MESSAGES, step):
        entries = [(f"key{number % KEYS}", number // KEYS) for number in range(start, start + step)]
        batch = [
            Outgoing(topic, topic, key.encode(), (), f"{key}:{number}".encode(), f"{key}:{number}")
            for key, number in entries
        ]
        assert list(await transport.publish(batch)) == [None] * step
        history.acknowledged += entries
        await asyncio.sleep(STORM_S * step / MESSAGES)


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_is_lost_or_overtaken_while_instances_come_and_go(
    kafka: Kafka, new_topic: Callable[..., str], seed: int
) -> None:
    """BROKERS.md 2.6, case 6: a rebalance storm with order by key; P20, P25. What failed is in the printed seed."""
    topic = new_topic(6)
    settings = KafkaSettings(kafka.address, "storm", session_s=6.0, drain_s=1.0, commit_interval_s=0.05)
    source = Source(1, topic, (), f"{topic}.g")
    history = History()
    dice = random.Random(seed)
    running: list[tuple[Instance, asyncio.Task[None]]] = []

    async def join() -> None:
        transport = KafkaTransport(settings)
        await transport.open()
        await transport.subscribe([source])
        instance = Instance(transport, history, dice)
        running.append((instance, asyncio.create_task(instance.work())))

    async def leave() -> None:
        instance, task = running.pop(0)
        instance.leaving = True
        await task
        await instance.transport.close()  # what waits there is not settled, and comes again elsewhere

    writer = KafkaTransport(settings)
    await writer.open()
    await join()
    sending = asyncio.create_task(sent(writer, topic, history))
    while not sending.done():
        await (leave() if len(running) > 1 and dice.random() < 0.5 else join())
        await asyncio.sleep(dice.random() * 0.8)
    await sending
    deadline = time.monotonic() + 30
    while history.lost() and time.monotonic() < deadline:  # noqa: ASYNC110 - a list has no signal
        await asyncio.sleep(0.1)
    while running:
        await leave()
    await writer.close()

    assert len(history.acknowledged) == MESSAGES
    assert history.lost() == []
    assert history.invented() == []
    assert history.overtaken() == []
