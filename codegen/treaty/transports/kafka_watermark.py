"""How far a partition's messages are settled without a gap: the only offset that may be committed."""

from __future__ import annotations

from collections import deque


class Watermark:
    """One partition for as long as it is assigned to this instance; `source` is the id that its deliveries carry.

    The event loop alone delivers and settles. The fetching thread only reads `committable`, and sets `closed` when it
    gives up on a loop that does not answer: one store each, so no lock. A position is a watermark with an offset, so
    what is settled after the partition went away, and even came back, never moves the new assignment's offset.
    """

    __slots__ = ("_open", "_settled", "closed", "committable", "committed", "partition", "source", "topic")

    def __init__(self, source: int, topic: str, partition: int) -> None:
        self.source = source
        self.topic = topic
        self.partition = partition
        self.committable: int | None = None
        self.committed: int | None = None
        self.closed = False
        self._open: deque[int] = deque()
        self._settled: set[int] = set()

    def deliver(self, offset: int) -> bool:
        """Note that a message was handed out, in the order of offsets; False for one that was handed out before."""
        if self.closed or (self._open and offset <= self._open[-1]):
            return False
        if not self._open and self.committable is not None and offset < self.committable:
            return False
        self._open.append(offset)
        return True

    def settle(self, offset: int) -> None:
        """End a message, in any order; once more, or after the partition went away, changes nothing."""
        if self.closed or not self._open or offset < self._open[0]:
            return
        if offset != self._open[0]:
            self._settled.add(offset)
            return
        self._open.popleft()
        while self._open and self._open[0] in self._settled:
            offset = self._open.popleft()
            self._settled.remove(offset)
        self.committable = offset + 1

    @property
    def is_drained(self) -> bool:
        """Whether everything that was handed out is settled."""
        return not self._open

    def close(self) -> tuple[tuple[Watermark, int], ...]:
        """Accept no more; the positions that were handed out and are not settled."""
        self.closed = True
        left = tuple((self, offset) for offset in self._open if offset not in self._settled)
        self._open.clear()
        self._settled.clear()
        return left


Position = tuple[Watermark, int]
"""What a delivery's `position` is on Kafka."""
