"""Schemas that are being looked up: a task for each, however many messages wait for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from treaty.registry.wire import Wanted

LookUp = Callable[[Wanted], Awaitable[None]]
"""Looks a schema up; what came of it is then known to whoever decodes."""

log = logging.getLogger("treaty")


class LookupTasks:
    """Of one running agent."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up
        self._tasks: dict[Wanted, asyncio.Task[None]] = {}
        self._has_ended = False

    def start(self, wanted: Wanted, done: Callable[[], None]) -> None:
        """Look a schema up, unless somebody does already, and call back when that has ended. Nothing after `end`."""
        if self._has_ended:
            return  # what a drain still carries out
        task = self._tasks.get(wanted)
        if task is None:
            task = self._tasks[wanted] = asyncio.create_task(self._run(wanted), name=f"treaty wait for {wanted}")
        task.add_done_callback(lambda _: self._end(done))

    async def end(self) -> None:
        """Stop; nobody is called back any more."""
        self._has_ended = True
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _run(self, wanted: Wanted) -> None:
        try:
            await self._look_up(wanted)
        except Exception:
            # A fault of ours: what waits for this asks again, a few times, and then fails as any other.
            log.exception("looking up %s broke down", wanted)
        finally:
            del self._tasks[wanted]

    def _end(self, done: Callable[[], None]) -> None:
        if not self._has_ended:
            done()


async def nothing(_wanted: Wanted) -> None:
    """Where there is no registry to ask: then nothing is framed, and nobody waits."""
