"""What the universal suite needs of a broker: to make objects, connect, let time pass, and what it can expect."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Protocol

from treaty.clock import Clock
from treaty.transport import Transport


class Feature(enum.Enum):
    """What not every broker does; a test that needs one is skipped by name where it is missing."""

    ACK_WAIT = "redelivers what is not settled within ack_wait"
    RELEASE = "takes one message back"
    CRASH = "its client can be cut off within the test's process"
    KEY_ORDER = "keeps order within a key among competing consumers"
    COUNTS = "counts deliveries"
    DEDUPLICATES = "stores a message of one id once"


class Bus(Protocol):
    """A broker under test."""

    name: str
    features: frozenset[Feature]
    clock: Clock

    async def make(self, name: str, *, partitions: int = 4) -> str:
        """Make an object that nobody else uses; its name at the broker."""
        ...

    def connect(self, client_id: str) -> Transport:
        """A new connection, not yet open."""
        ...

    async def crash(self, transport: Transport) -> None:
        """Cut a connection off without farewell (`CRASH`)."""
        ...

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let time pass until it holds; an AssertionError when that takes too long."""
        ...

    async def elapse(self, seconds: float) -> None:
        """Let so much time pass."""
        ...
