"""A broker within the process, simulated honestly: partitions, competing consumers, redelivery, crashes, retention.

What it can do by itself is an argument, so that one test runs on a broker like Kafka (a log with one watermark a
partition), like NATS JetStream (a queue that counts deliveries and takes work back) or on one that does everything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from treaty.clock import Clock, SystemClock
from treaty.delivery.address import is_like
from treaty.errors import TransportError
from treaty.transport import Capabilities, Delivery, Outgoing, Revoked, Settlement, Source, Verdict
from treaty.transports.memory_group import Group, Held
from treaty.transports.memory_store import Record, Stream

EVERYTHING = Capabilities(
    can_release=True,
    filters_subjects=True,
    expires=True,
    counts_deliveries=True,
    keeps_key_order=True,
    must_extend=True,
)
"""A queue that keeps order within a key: what agents meet unless a test asks for less."""

KAFKA_LIKE = Capabilities(keeps_key_order=True)
"""A log: no redelivery but from the watermark, when a reader goes or comes."""

NATS_LIKE = Capabilities(
    can_release=True, filters_subjects=True, deduplicates=True, expires=True, counts_deliveries=True, must_extend=True
)
"""A queue: any reader gets any message, and what is not settled within `ack_wait` comes again."""


_RELEASE = Verdict.RELEASE


@dataclass(slots=True)
class Faults:
    """What goes wrong with the next so many messages that are published."""

    refuse: int = 0
    """Not stored, and the sender is told so."""
    lose_confirmation: int = 0
    """Stored, and the sender is told that it may not be."""
    duplicate: int = 0
    """Stored twice, as by a sender that tried again."""


def connect(_address: str, client_id: str) -> MemoryTransport:
    """The transport of `memory:`: a broker that this process alone has, and that ends with it."""
    return MemoryBroker().connect(client_id)


class MemoryBroker:
    """All streams and groups. Its objects come into being when they are first named, unlike a real broker's."""

    def __init__(
        self,
        capabilities: Capabilities = EVERYTHING,
        *,
        clock: Clock | None = None,
        partitions: int = 4,
        retain_s: float | None = None,
        max_bytes: int = 1024 * 1024,
    ) -> None:
        self.capabilities = capabilities
        self.clock: Clock = SystemClock() if clock is None else clock
        self.faults = Faults()
        self._partitions = partitions
        self._retain_s = retain_s
        self._max_bytes = max_bytes
        self._streams: dict[str, Stream] = {}
        self._groups: dict[tuple[str, str], Group] = {}
        self._inboxes = 0

    def connect(self, client_id: str = "") -> MemoryTransport:
        """A connection, not yet open."""
        return MemoryTransport(self, client_id)

    def records(self, name: str) -> list[Record]:
        """All that an object holds, the oldest first within a partition."""
        stream = self._streams.get(name)
        return [] if stream is None else [record for part in stream.partitions for record in part.records()]

    def objects(self) -> list[str]:
        """The names of all objects."""
        return sorted(self._streams)

    def store(self, message: Outgoing) -> TransportError | None:
        """Store a message, or say why not."""
        size = len(message.body) + sum(len(name) + len(value) for name, value in message.headers)
        if size > self._max_bytes:
            return TransportError(f"{message.object}: {size} bytes, and {self._max_bytes} fit", retryable=False)
        if self.faults.refuse:
            self.faults.refuse -= 1
            return TransportError(f"{message.object}: not stored, by a fault that was asked for")
        epoch = self.clock.epoch()
        stream = self._stream(message.object)
        if self._retain_s is not None:
            for partition in stream.partitions:
                partition.forget_before((epoch - self._retain_s) * 1000)
        if self.capabilities.deduplicates and stream.is_repeated(message, epoch):
            return None
        stream.append(message, epoch)
        if self.faults.duplicate:
            self.faults.duplicate -= 1
            if not self.capabilities.deduplicates:
                stream.append(message, epoch)
        if self.faults.lose_confirmation:
            self.faults.lose_confirmation -= 1
            return TransportError(f"{message.object}: not confirmed, by a fault that was asked for")
        return None

    def wake(self, names: set[str]) -> None:
        """Tell the readers of these objects that something was stored."""
        for (name, _), group in self._groups.items():
            if name in names:
                group.wake()

    def group_of(self, source: Source) -> tuple[tuple[str, str], Group]:
        """The group that a source reads in; an inbox has one of its own."""
        if source.group is None:
            self._inboxes += 1
            key = (source.object, f"_inbox.{self._inboxes}")
        else:
            key = (source.object, source.group)
        if key not in self._groups:
            self._groups[key] = Group(self._stream(source.object), self.capabilities, self.clock, self._wanted)
        return key, self._groups[key]

    def drop_inbox(self, key: tuple[str, str]) -> None:
        """Forget an inbox whose reader is gone; a group stays, and with it its place."""
        if key[1].startswith("_inbox."):
            del self._groups[key]

    def _stream(self, name: str) -> Stream:
        if name not in self._streams:
            self._streams[name] = Stream(name, self._partitions)
        return self._streams[name]

    def _wanted(self, record: Record, source: Source) -> bool:
        expires = record.expires_at_ms if self.capabilities.expires else None
        if expires is not None and expires <= self.clock.epoch() * 1000:
            return False
        if not self.capabilities.filters_subjects or not source.subjects:
            return True
        return any(is_like(record.subject, pattern) for pattern in source.subjects)


class _Reading:
    """One source of one connection, as a member of its group."""

    def __init__(self, transport: MemoryTransport, source: Source, key: tuple[str, str], group: Group) -> None:
        self.source = source
        self.key = key
        self.group = group
        self._transport = transport

    def wake(self) -> None:
        """There may be something to fetch."""
        self._transport.wake()

    def revoked(self, positions: list[Hashable]) -> None:
        """These were taken away."""
        self._transport.revoked(positions)


class MemoryTransport:
    """One connection to a simulated broker."""

    def __init__(self, broker: MemoryBroker, client_id: str = "") -> None:
        self.capabilities = broker.capabilities
        self.client_id = client_id
        self._broker = broker
        self._readings: list[_Reading] = []
        self._revoked: list[Hashable] = []
        self._paused: frozenset[int] = frozenset()
        self._some = asyncio.Event()
        self._open = False
        self._turn = 0

    async def open(self) -> None:
        """Connect."""
        self._open = True

    async def subscribe(self, sources: Sequence[Source]) -> None:
        """Begin to read."""
        self._check()
        for source in sources:
            reading = _Reading(self, source, *self._broker.group_of(source))
            self._readings.append(reading)
            reading.group.join(reading)

    async def publish(self, messages: Sequence[Outgoing]) -> Sequence[TransportError | None]:
        """Store all, as far as the broker's faults allow."""
        self._check()
        results = [self._broker.store(message) for message in messages]
        self._broker.wake({message.object for message in messages})
        await asyncio.sleep(0)  # a confirmation always takes a turn
        return results

    async def receive(self, limit: int, wait_s: float) -> Sequence[Delivery | Revoked]:
        """Up to `limit` deliveries of all sources; an empty batch when none came within `wait_s`."""
        self._check()
        batch = self._take(limit)
        if batch or wait_s <= 0:
            return batch
        self._some.clear()
        timer = self._broker.clock.call_at(self._broker.clock.monotonic() + wait_s, self._some.set)
        try:
            await self._some.wait()
        finally:
            timer.cancel()
        self._check()
        return self._take(limit)

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """End deliveries, in any order."""
        self._check()
        for settlement in settlements:
            if settlement.verdict is _RELEASE and not self.capabilities.can_release:
                raise TransportError("this broker cannot take a message back", retryable=False)
            held = settlement.position
            assert isinstance(held, Held)  # noqa: S101 - positions are what `receive` gave out
            held.cursor.group.end(held, settlement.verdict, settlement.delay_s)

    async def extend(self, positions: Sequence[Hashable]) -> None:
        """Begin their ack waits anew."""
        self._check()
        for held in positions:
            assert isinstance(held, Held)  # noqa: S101 - positions are what `receive` gave out
            held.cursor.group.extend(held)

    async def pause(self, sources: Sequence[int]) -> None:
        """Fetch nothing from these, and from all others again."""
        self._paused = frozenset(sources)
        self.wake()

    async def close(self) -> None:
        """Leave the groups."""
        if self._open:
            self._leave()
        self._open = False
        self._some.set()

    def break_connection(self) -> None:
        """Lose the connection, as by a crash or a cut cable: every call fails until `restore_connection`."""
        if self._open:
            self._revoked += [held for reading in self._readings for held in reading.group.held_by(reading)]
            self._leave()
            self._open = False
            self._some.set()

    def restore_connection(self) -> None:
        """Have it back, and read as before; what was held is revoked."""
        self._open = True
        sources = [reading.source for reading in self._readings]
        self._readings = [_Reading(self, source, *self._broker.group_of(source)) for source in sources]
        for reading in self._readings:
            reading.group.join(reading)

    def wake(self) -> None:
        """There may be something to fetch."""
        self._some.set()

    def revoked(self, positions: list[Hashable]) -> None:
        """These were taken away, which the next `receive` tells."""
        self._revoked += positions
        self._some.set()

    def _take(self, limit: int) -> list[Delivery | Revoked]:
        batch: list[Delivery | Revoked] = []
        if self._revoked:
            batch.append(Revoked(self._revoked))
            self._revoked = []
        deliveries: list[Delivery] = []
        readings = [reading for reading in self._readings if reading.source.id not in self._paused]
        self._turn += 1
        for index in range(len(readings)):
            if len(deliveries) < limit:
                reading = readings[(index + self._turn) % len(readings)]
                reading.group.fetch(reading, limit - len(deliveries), deliveries)
        return batch + deliveries

    def _leave(self) -> None:
        for reading in self._readings:
            reading.group.leave(reading)
            self._broker.drop_inbox(reading.key)

    def _check(self) -> None:
        if not self._open:
            raise TransportError("the connection is lost or was never opened")
