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
MESSAGES = 1800
STORM_S = 8.0
STILL_S = 20.0


@dataclass
class Instance:
    """Handles each key in its order and the keys in any, settles at once, and drops what was revoked: as lanes do."""

    transport: KafkaTransport
    history: History
    dice: random.Random
    lanes: dict[bytes | None, deque[Delivery]] = field(default_factory=dict)
    leaving: bool = False

    async def work(self) -> None:
        while not self.leaving:
            for event in await self.transport.receive(100, 0.05):
                match event:
                    case Delivery():
                        self.lanes.setdefault(event.key, deque()).append(event)
                    case Revoked(positions):
                        self.drop(set(positions))
            await self.handle(self.dice.randint(0, 6))

    def drop(self, gone: set[object]) -> None:
        for key, lane in self.lanes.items():
            self.lanes[key] = deque(one for one in lane if one.position not in gone)

    async def handle(self, count: int) -> None:
        """A few, slowly: there is always work in hand when the group changes."""
        for _ in range(count):
            busy = [lane for lane in self.lanes.values() if lane]
            if not busy:
                return
            done = self.dice.choice(busy).popleft()
            self.history.handled.append(entry(done.body))
            await asyncio.sleep(self.dice.random() * 0.006)
            await self.transport.settle([Settlement(done.position, Verdict.ACKNOWLEDGE)])


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


async def until_nothing_moves(history: History) -> None:
    """Until all was handled, or nothing was for so long that nothing will be: a busy machine is only slower."""
    count, since = len(history.handled), time.monotonic()
    while history.lost() and time.monotonic() - since < STILL_S:
        await asyncio.sleep(0.1)
        if len(history.handled) > count:
            count, since = len(history.handled), time.monotonic()


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
    await until_nothing_moves(history)
    while running:
        await leave()
    await writer.close()

    assert len(history.acknowledged) == MESSAGES
    assert history.lost() == []
    assert history.invented() == []
    assert history.overtaken() == []
