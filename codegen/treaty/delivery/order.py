"""Lanes: a fixed number of handlers at a time. Where order is by key, a key's messages are always in the same lane."""

from __future__ import annotations

from collections import deque
from typing import Protocol
from zlib import crc32

from treaty.delivery.work import State, Work

_QUEUED = State.QUEUED  # on the way of each message, an enumeration's member by its name costs ten times as much


class Lanes(Protocol):
    """Work that is queued, and by `woken` the lanes that slept and have something to do now."""

    woken: list[int]

    def add(self, work: Work) -> None:
        """Queue work that arrived."""
        ...

    def take(self, lane: int) -> Work | None:
        """The next work for a lane; None when there is none, and the lane sleeps."""
        ...

    def hold(self, work: Work) -> None:
        """Work came back from its lane unfinished."""
        ...

    def again(self, work: Work) -> None:
        """Work that was held is due for another try, before all that came after it."""
        ...

    def free(self, work: Work) -> None:
        """Work that may be held has ended."""
        ...

    def waiting(self) -> int:
        """How many lanes can do nothing but wait."""
        ...

    def ready(self) -> int:
        """How many deliveries a lane could take at once."""
        ...


class KeyLanes:
    """A queue each lane, chosen by the key. A lane whose work is held waits, for order's sake."""

    __slots__ = ("_held", "_idle", "_next", "_queues", "woken")

    def __init__(self, count: int) -> None:
        self.woken: list[int] = []
        self._queues: list[deque[Work]] = [deque() for _ in range(count)]
        self._held: dict[int, Work] = {}
        self._idle: set[int] = set()
        self._next = 0

    def add(self, work: Work) -> None:
        """To its key's lane; without a key there is no order to keep, and the lanes take turns."""
        key = work.delivery.key
        if key is None:
            self._next += 1
            lane = self._next % len(self._queues)
        else:
            lane = crc32(key) % len(self._queues)
        work.lane = lane
        self._queues[lane].append(work)
        if lane in self._idle and lane not in self._held:
            self._wake(lane)

    def take(self, lane: int) -> Work | None:
        """Nothing while the lane's work is held."""
        if lane not in self._held:
            queue = self._queues[lane]
            while queue:
                work = queue.popleft()
                if work.state is _QUEUED:
                    return work
        self._idle.add(lane)
        return None

    def hold(self, work: Work) -> None:
        """Stop the lane behind it."""
        self._held[work.lane] = work

    def again(self, work: Work) -> None:
        """To the head of its lane, which goes on."""
        self._queues[work.lane].appendleft(work)
        self.free(work)

    def free(self, work: Work) -> None:
        """Let the lane go on, if it was this work that held it."""
        if self._held.get(work.lane) is work:
            del self._held[work.lane]
            if work.lane in self._idle:
                self._wake(work.lane)

    def waiting(self) -> int:
        """The lanes that are held."""
        return len(self._held)

    def ready(self) -> int:
        """What is queued behind nothing held."""
        free = (queue for lane, queue in enumerate(self._queues) if lane not in self._held)
        return sum(work.state is _QUEUED for queue in free for work in queue)

    def _wake(self, lane: int) -> None:
        self._idle.discard(lane)
        self.woken.append(lane)


class SharedLanes:
    """One queue for all lanes; what is held is in nobody's way."""

    __slots__ = ("_idle", "_queue", "woken")

    def __init__(self) -> None:
        self.woken: list[int] = []
        self._queue: deque[Work] = deque()
        self._idle: set[int] = set()

    def add(self, work: Work) -> None:
        """To the end of the queue, and wake a lane that sleeps."""
        self._queue.append(work)
        if self._idle:
            self.woken.append(self._idle.pop())

    def take(self, lane: int) -> Work | None:
        """Whatever is first."""
        while self._queue:
            work = self._queue.popleft()
            if work.state is _QUEUED:
                work.lane = lane
                return work
        self._idle.add(lane)
        return None

    def hold(self, work: Work) -> None:
        """It waits elsewhere; its lane goes on."""

    def again(self, work: Work) -> None:
        """To the head of the queue."""
        self._queue.appendleft(work)
        if self._idle:
            self.woken.append(self._idle.pop())

    def free(self, work: Work) -> None:
        """No lane waited for it."""

    def waiting(self) -> int:
        """No lane ever waits."""
        return 0

    def ready(self) -> int:
        """All that is queued."""
        return sum(work.state is _QUEUED for work in self._queue)
