"""What is due later, the earliest first: deliveries to be tried again, and publications to be published again."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator

from treaty.delivery.work import Publication, Work, is_over


class Timers:
    """One subscription's."""

    __slots__ = ("_number", "_timers")

    def __init__(self) -> None:
        self._number = 0
        self._timers: list[tuple[float, int, Work | Publication]] = []

    def at(self, when: float, what: Work | Publication) -> None:
        """Have something due at a time."""
        self._number += 1
        heapq.heappush(self._timers, (when, self._number, what))

    def due(self, now: float) -> Iterator[Work | Publication]:
        """What is due, each once."""
        while self._timers and self._timers[0][0] <= now:
            yield heapq.heappop(self._timers)[2]

    def first(self) -> float:
        """When the next thing is due."""
        return self._timers[0][0] if self._timers else math.inf

    def drop_ended(self) -> None:
        """A long backoff would keep what is gone, body and all, through many a rebalance."""
        self._timers = [timer for timer in self._timers if not is_over(timer[2])]
        heapq.heapify(self._timers)
