"""What was worked out of texts, kept while there is room: the least used goes first, large texts take more room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

ROOM = 8 * 1024 * 1024
"""Characters of texts; what is worked out of them takes some ten times as much."""


@dataclass(slots=True)
class Remembering(Generic[K, V]):
    """Values by keys. What is asked for twice at the same time may be worked out twice, which does no harm."""

    size_of: Callable[[K], int]
    room: int = ROOM
    _values: OrderedDict[K, V] = field(default_factory=OrderedDict)
    _taken: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def value(self, key: K, work: Callable[[K], V]) -> V:
        """The value of a key; what the work raises is not kept."""
        with self._turn:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        found = work(key)
        with self._turn:
            if key not in self._values:
                self._taken += self.size_of(key)
            self._values[key] = found
            while self._taken > self.room:
                oldest, _ = self._values.popitem(last=False)
                self._taken -= self.size_of(oldest)
        return found
