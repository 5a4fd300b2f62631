"""What was fetched and not yet taken: the fetching threads' batches go in, `receive` takes out; the loop's alone."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Sequence

from treaty.errors import TransportError
from treaty.transport import Delivery, Revoked
from treaty.transports.kafka_watermark import Watermark


class Backlog:
    """How much of one thread's fetching waits in memory, told across threads by numbers that each have one writer.

    The thread counts what it `fetched`; the loop what has `arrived` of that, and how much of it is `waiting`. What
    waits for a held source is left out: it cannot grow, and must not keep the thread from its other sources.
    """

    __slots__ = ("arrived", "fetched", "waiting")

    def __init__(self) -> None:
        self.fetched = 0
        self.arrived = 0
        self.waiting = 0

    def room(self, limit: int) -> int:
        """How many messages may be fetched now, so that at most `limit` wait."""
        return max(0, limit - self.waiting - (self.fetched - self.arrived))


class Arrivals:
    """The deliveries that wait, by source, and what a rebalance took away."""

    def __init__(self) -> None:
        self._queues: dict[int, deque[Delivery]] = {}
        self._backlogs: dict[int, Backlog] = {}
        self._held: frozenset[int] = frozenset()
        self._revoked: list[Revoked] = []
        self._draining: list[tuple[Sequence[Watermark], asyncio.Event]] = []
        self._failure: TransportError | None = None
        self._something = asyncio.Event()

    def open(self, source: int, backlog: Backlog) -> None:
        """Make room for a source's deliveries."""
        self._queues[source] = deque()
        self._backlogs[source] = backlog

    def put(self, backlog: Backlog, batch: Sequence[Delivery]) -> None:
        """Take in what a thread fetched."""
        for delivery in batch:
            self._queues[delivery.source].append(delivery)
        backlog.arrived += len(batch)
        self._recount()
        self._something.set()

    def fail(self, error: TransportError) -> None:
        """Make every `take` from now on raise what a thread could not go on from: reading never just stops."""
        self._failure = error
        self._something.set()

    def hold(self, sources: Collection[int]) -> None:
        """Hand out nothing of these sources, and everything else."""
        self._held = frozenset(sources)
        self._recount()
        self._something.set()

    def wake(self) -> None:
        """End a wait for something."""
        self._something.set()

    async def some(self, wait_s: float) -> None:
        """Return when there may be something to take, or after `wait_s`."""
        if self._revoked or self._failure is not None or self._waiting():
            return
        self._something.clear()
        try:
            async with asyncio.timeout(wait_s):
                await self._something.wait()
        except TimeoutError:
            return

    def take(self, limit: int) -> Sequence[Delivery | Revoked]:
        """Up to `limit` deliveries, fairly from all sources, after what was revoked."""
        if self._failure is not None:
            raise self._failure
        taken: list[Delivery | Revoked] = [*self._revoked]
        self._revoked.clear()
        waiting = self._waiting()
        for index, source in enumerate(waiting):
            left = limit - len(taken)
            self._take_from(self._queues[source], taken, -(-left // (len(waiting) - index)))
        if len(waiting) > 1:  # who came first is last next time, so that a small limit starves nobody
            self._queues[waiting[0]] = self._queues.pop(waiting[0])
        self._recount()
        return taken

    def _waiting(self) -> list[int]:
        return [source for source, queue in self._queues.items() if queue and source not in self._held]

    def _take_from(self, queue: deque[Delivery], taken: list[Delivery | Revoked], share: int) -> None:
        while queue and share > 0:
            delivery = queue.popleft()
            if _watermark(delivery).deliver(delivery.offset):
                taken.append(delivery)
                share -= 1

    def _recount(self) -> None:
        for backlog in self._backlogs.values():
            backlog.waiting = 0
        for source, queue in self._queues.items():
            if source not in self._held:
                self._backlogs[source].waiting += len(queue)

    def settled(self) -> None:
        """Look whether a revocation waited for what was just settled."""
        for watermarks, drained in self._draining:
            if all(watermark.is_drained for watermark in watermarks):
                drained.set()

    async def drain(self, watermarks: Sequence[Watermark], wait_s: float) -> None:
        """Let the work of partitions that go away come to its end, up to `wait_s`; then revoke what is left of it."""
        self._drop(watermarks)
        drained = asyncio.Event()
        entry = (watermarks, drained)
        self._draining.append(entry)
        self.settled()
        try:
            async with asyncio.timeout(wait_s):
                await drained.wait()
        except TimeoutError:
            pass  # what is left is revoked below, and comes again elsewhere
        finally:
            self._draining.remove(entry)
        self.revoke(watermarks)

    def revoke(self, watermarks: Sequence[Watermark]) -> None:
        """Give up partitions: what waits is dropped, and what was handed out is told to whoever works on it."""
        self._drop(watermarks)
        positions = tuple(position for watermark in watermarks for position in watermark.close())
        if positions:
            self._revoked.append(Revoked(positions))
            self._something.set()

    def _drop(self, watermarks: Sequence[Watermark]) -> None:
        gone = set(watermarks)
        for source in {watermark.source for watermark in watermarks}:
            queue = self._queues[source]
            self._queues[source] = deque(delivery for delivery in queue if _watermark(delivery) not in gone)
        self._recount()


def _watermark(delivery: Delivery) -> Watermark:
    watermark: Watermark = delivery.position[0]  # type: ignore[index]  # every position of ours is a `Position`
    return watermark
