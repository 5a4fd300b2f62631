"""Duplicates: which messages were handled already, and which are being handled now.

A message is known by (source, id). One that failed for good is forgotten, so that it can be sent back.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from hashlib import sha256

REMEMBERED_MAX = 200_000
"""In each of two generations: a bound on memory that holds before the window does."""

NAME_MAX = 512
"""Of a message's (source, id), which are a stranger's text: longer ones are remembered by a digest."""


def identity_of(headers: Mapping[str, bytes]) -> tuple[bytes, bytes] | None:
    """What a message is known by; None when it has not both."""
    sender, name = headers.get("ce_source"), headers.get("ce_id")
    if sender is None or name is None:
        return None
    if len(sender) + len(name) > NAME_MAX:
        return sha256(sender).digest(), sha256(name).digest()
    return sender, name


class Claim(enum.Enum):
    """What is known of a message as it arrives."""

    NEW = "new"
    BUSY = "busy"
    """The same message is being handled, and this one must not end before it."""
    DONE = "done"


_NEW = Claim.NEW
_BUSY = Claim.BUSY
_DONE = Claim.DONE


class Seen:
    """Two generations of what was handled; each message is remembered for at least `window_s`, at most twice that."""

    __slots__ = ("_busy", "_earlier", "_recent", "_turn_at", "_twins", "_window_s")

    def __init__(self, window_s: float, now: float) -> None:
        self._window_s = window_s
        self._turn_at = now + window_s
        self._recent: set[object] = set()
        self._earlier: set[object] = set()
        self._busy: dict[object, int] = {}
        self._twins: dict[object, list[int]] = {}

    def claim(self, identity: object, number: int, now: float) -> Claim:
        """Ask for a message as delivery `number`; a `NEW` one is busy from now on, and ends by `done` or `forget`."""
        if now >= self._turn_at or len(self._recent) >= REMEMBERED_MAX:
            self._turn(now)
        if identity in self._recent or identity in self._earlier:
            return _DONE
        if identity not in self._busy:
            self._busy[identity] = number
            return _NEW
        self._twins.setdefault(identity, []).append(number)
        return _BUSY

    def done(self, identity: object) -> Sequence[int]:
        """It was handled: remember it. The deliveries that duplicate the one that was."""
        self._recent.add(identity)
        return self.forget(identity)

    def forget(self, identity: object) -> Sequence[int]:
        """It was not handled here, and may come again. The deliveries that duplicate the one that ended."""
        del self._busy[identity]
        return self._twins.pop(identity, ()) if self._twins else ()

    def drop(self, identity: object, number: int) -> int | None:
        """A delivery was taken away. The duplicate that takes its place, if it was the first and there is one."""
        twins = self._twins.get(identity, [])
        if number in twins:
            twins.remove(number)
            heir = None
        elif twins:
            heir = self._busy[identity] = twins.pop(0)
        else:
            del self._busy[identity]
            heir = None
        if not twins:
            self._twins.pop(identity, None)
        return heir

    def _turn(self, now: float) -> None:
        self._earlier = self._recent if now < self._turn_at + self._window_s else set()
        self._recent = set()
        self._turn_at = now + self._window_s
