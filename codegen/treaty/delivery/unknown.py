"""Deliveries whose schema nobody here knows yet, by what they wait for, in the order in which they began to."""

from __future__ import annotations

from treaty.delivery.work import State, Work
from treaty.registry.wire import Wanted

LOOKUPS_MAX = 5
"""How often one delivery waits. An answer may be forgotten before a lane is free to use it, but not always."""


class Unknown:
    """What one subscription waits for."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: dict[Wanted, list[Work]] = {}

    def wait(self, wanted: Wanted, work: Work) -> bool:
        """Add a delivery; whether it is the first that wants this, which then has to be looked up."""
        waiting = self._waiting.setdefault(wanted, [])
        waiting.append(work)
        return len(waiting) == 1

    def end(self, wanted: Wanted) -> list[Work]:
        """All that waited for this, the last one first: each is put before those that came after it."""
        return self._waiting.pop(wanted, [])[::-1]

    def drop_ended(self) -> None:
        """Keep nothing of what was taken away."""
        for wanted, waiting in list(self._waiting.items()):
            kept = [work for work in waiting if work.state is not State.ENDED]
            if kept:
                self._waiting[wanted] = kept
            else:
                del self._waiting[wanted]
