"""Duplicates: which messages were handled already, and which are being handled now.

A message is known by (source, id). One that failed for good is forgotten, so that it can be sent back.
"""

from __future__ import annotations

import enum
from typing import TypeVar

K = TypeVar("K")
W = TypeVar("W")

REMEMBERED_MAX = 200_000
"""In each of two generations: a bound on memory that holds before the window does."""


class Claim(enum.Enum):
    """What is known of a message as it arrives."""

    NEW = "new"
    BUSY = "busy"
    """The same message is being handled, and this one must not end before it."""
    DONE = "done"


class Seen:
    """Two generations of what was handled; each message is remembered for at least `window_s`, at most twice that."""

    __slots__ = ("_busy", "_earlier", "_recent", "_turn_at", "_window_s")

    def __init__(self, window_s: float, now: float) -> None:
        self._window_s = window_s
        self._turn_at = now + window_s
        self._recent: set[object] = set()
        self._earlier: set[object] = set()
        self._busy: dict[object, list[int]] = {}

    def claim(self, identity: object, number: int, now: float) -> Claim:
        """Ask for a message as delivery `number`; a `NEW` one is busy from now on, and ends by `done` or `forget`."""
        if now >= self._turn_at or len(self._recent) >= REMEMBERED_MAX:
            self._turn(now)
        if identity in self._recent or identity in self._earlier:
            return Claim.DONE
        twins = self._busy.get(identity)
        if twins is None:
            self._busy[identity] = [number]
            return Claim.NEW
        twins.append(number)
        return Claim.BUSY

    def done(self, identity: object) -> list[int]:
        """It was handled: remember it. The deliveries that carried it, the first one first."""
        self._recent.add(identity)
        return self._busy.pop(identity)

    def forget(self, identity: object) -> list[int]:
        """It was not handled here, and may come again. The deliveries that carried it."""
        return self._busy.pop(identity)

    def drop(self, identity: object, number: int) -> int | None:
        """A delivery was taken away. The duplicate that takes its place, if it was the first and there is one."""
        twins = self._busy[identity]
        first = twins[0] == number
        twins.remove(number)
        if not twins:
            del self._busy[identity]
            return None
        return twins[0] if first else None

    def _turn(self, now: float) -> None:
        self._earlier = self._recent if now < self._turn_at + self._window_s else set()
        self._recent = set()
        self._turn_at = now + self._window_s
