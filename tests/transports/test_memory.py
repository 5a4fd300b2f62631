"""The universal suite on the simulated broker, as each of the brokers that it can be like."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.transports.bus import Feature
from tests.transports.suite import *  # noqa: F403 - the suite is what this module is for
from tests.transports.suite_of_agents import *  # noqa: F403 - likewise
from tests.transports.suite_of_stops import *  # noqa: F403 - likewise
from treaty.clock import SimulatedClock
from treaty.transport import Capabilities, Transport
from treaty.transports.memory import EVERYTHING, KAFKA_LIKE, NATS_LIKE, MemoryBroker, MemoryTransport

VARIANTS = {"memory": EVERYTHING, "memory like Kafka": KAFKA_LIKE, "memory like NATS": NATS_LIKE}

_NUMBERS = itertools.count(1)


class MemoryBus:
    """The simulated broker with time in the test's hands."""

    def __init__(self, name: str, capabilities: Capabilities) -> None:
        self.name = name
        self.clock = SimulatedClock()
        self.broker = MemoryBroker(capabilities, clock=self.clock, partitions=4)
        features = {
            Feature.CRASH: True,
            Feature.ACK_WAIT: capabilities.must_extend,
            Feature.RELEASE: capabilities.can_release,
            Feature.KEY_ORDER: capabilities.keeps_key_order,
            Feature.COUNTS: capabilities.counts_deliveries,
            Feature.DEDUPLICATES: capabilities.deduplicates,
        }
        self.features = frozenset(feature for feature, has in features.items() if has)

    async def make(self, name: str, *, partitions: int = 4) -> str:  # noqa: ARG002 - a real broker is told how many
        return f"{name}.{next(_NUMBERS)}"

    def connect(self, client_id: str) -> Transport:
        return self.broker.connect(client_id)

    async def crash(self, transport: Transport) -> None:
        assert isinstance(transport, MemoryTransport)
        transport.break_connection()

    async def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(600):
            await self.clock.settle()
            if condition():
                return
            await self.clock.advance(0.1)
        raise AssertionError("not within a minute")

    async def elapse(self, seconds: float) -> None:
        await self.clock.advance(seconds)


@pytest.fixture(params=VARIANTS, ids=lambda name: name.replace(" ", "-"))
def bus(request: pytest.FixtureRequest) -> MemoryBus:
    return MemoryBus(request.param, VARIANTS[request.param])
