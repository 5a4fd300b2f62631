"""The time as the runtime sees it: an argument, so that tests hold it in their hands."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A call that is due later."""

    def cancel(self) -> None:
        """Forget it; harmless when it was already made."""
        ...


class Clock(Protocol):
    """Two readings and an alarm. Deadlines are monotonic, so that a clock that is set does not move them."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary beginning; never goes back."""
        ...

    def epoch(self) -> float:
        """Seconds since 1970, as envelopes carry it."""
        ...

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Call back at a monotonic time."""
        ...


class SystemClock:
    """The machine's own."""

    monotonic = staticmethod(time.monotonic)
    epoch = staticmethod(time.time)

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """By the running event loop, whose time is `monotonic`."""
        return asyncio.get_running_loop().call_at(when, callback)


async def sleep(clock: Clock, seconds: float) -> None:
    """Wait for so long on that clock."""
    woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def wake() -> None:
        if not woken.done():
            woken.set_result(None)

    timer = clock.call_at(clock.monotonic() + seconds, wake)
    try:
        await woken
    finally:
        timer.cancel()


class _SimulatedTimer:
    __slots__ = ("callback",)

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class SimulatedClock:
    """Time that stands still until it is told to pass. Everything that is due runs in its order, at its own time."""

    def __init__(self, epoch: float = 1_750_000_000.0) -> None:
        self._epoch = epoch
        self._now = 0.0
        self._number = 0
        self._timers: list[tuple[float, int, _SimulatedTimer]] = []
        self.touched = 0
        """How often anybody looked at the clock or set an alarm: while this grows, somebody is at work."""

    def monotonic(self) -> float:
        """Seconds since it was made."""
        self.touched += 1
        return self._now

    def epoch(self) -> float:
        """Seconds since 1970, counted from the epoch that it was given."""
        self.touched += 1
        return self._epoch + self._now

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Call back when time has passed so far."""
        self.touched += 1
        self._number += 1
        timer = _SimulatedTimer(callback)
        heapq.heappush(self._timers, (when, self._number, timer))
        return timer

    async def advance(self, seconds: float) -> None:
        """Let time pass, stopping at each thing that is due until all that follows from it has happened."""
        end = self._now + seconds
        await self.settle()
        while self._timers and self._timers[0][0] <= end:
            when, _, timer = heapq.heappop(self._timers)
            if timer.callback is None:
                continue
            self._now = max(self._now, when)
            timer.callback()
            await self.settle()
        self._now = max(self._now, end)
        await self.settle()

    async def settle(self) -> None:
        """Let everything run that can run without time passing."""
        quiet = 0
        while quiet < _QUIET_TURNS:
            before = self.touched
            await asyncio.sleep(0)
            quiet = quiet + 1 if before == self.touched else 0


_QUIET_TURNS = 20
"""Turns of the event loop without a look at the clock, after which nothing is going on any more."""
