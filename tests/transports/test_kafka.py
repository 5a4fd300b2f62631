"""The universal suite on a real Kafka, with topics of several partitions."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable

import pytest

from tests.transports.bus import Feature
from tests.transports.suite import *  # noqa: F403 - the suite is what this module is for
from tests.transports.suite_of_agents import *  # noqa: F403 - likewise
from tests.transports.suite_of_stops import *  # noqa: F403 - likewise
from tools.kafka.broker import Kafka
from tools.kafka.topics import make_topic
from treaty.clock import SystemClock
from treaty.transport import Transport
from treaty.transports.kafka import KafkaTransport
from treaty.transports.kafka_settings import KafkaSettings

pytestmark = pytest.mark.kafka

_NUMBERS = itertools.count(1)


class KafkaBus:
    """A cluster of one node, in real time. What only a killed process shows is in tests/brokers."""

    name = "kafka"
    features = frozenset({Feature.KEY_ORDER})

    def __init__(self, kafka: Kafka) -> None:
        self.clock = SystemClock()
        self._kafka = kafka

    async def make(self, name: str, *, partitions: int = 4) -> str:
        topic = f"suite.{name}.{next(_NUMBERS)}"
        return await asyncio.to_thread(make_topic, self._kafka, topic, partitions=partitions)

    def connect(self, client_id: str) -> Transport:
        return KafkaTransport(KafkaSettings(self._kafka.address, client_id, session_s=2.0, drain_s=1.0))

    async def crash(self, transport: Transport) -> None:
        raise NotImplementedError("a client of Kafka is cut off only with its process")

    async def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < deadline, "not within half a minute"
            await asyncio.sleep(0.02)

    async def elapse(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@pytest.fixture
def bus(kafka: Kafka) -> KafkaBus:
    return KafkaBus(kafka)
