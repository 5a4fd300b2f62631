"""The lanes of one subscription at work: each takes work, runs the handler and tells the machine how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from treaty.clock import Clock
from treaty.delivery.machine import Machine
from treaty.delivery.retry import lenient
from treaty.delivery.work import State, Work
from treaty.envelope import Envelope
from treaty.errors import HandlerTimeout, Reject
from treaty.message import Message

CURRENT: ContextVar[Envelope | None] = ContextVar("treaty_current", default=None)
"""The envelope of the message that is being handled; what is sent meanwhile continues its conversation."""

Handler = Callable[[Message[Any], Any], Awaitable[object]]

STOPPING_S = 1.0
"""How long handlers may clean up once they are cancelled for good: one that does not stop must not stop the rest."""

log = logging.getLogger("treaty")


class LaneTasks:
    """A task a lane, for as long as the agent runs: a task a message would cost more than everything else."""

    def __init__(
        self, machine: Machine, handler: Handler, client: object, clock: Clock, *, on_end: Callable[[], None]
    ) -> None:
        self.machine = machine
        self._handler = handler
        self._client = client
        self._clock = clock
        self._on_end = on_end
        self._sleeping: dict[int, asyncio.Future[None]] = {}
        self._stopping: set[int] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._has_ended = False

    def start(self) -> list[asyncio.Task[None]]:
        """Begin; each lane's task, which runs until `end`."""
        name = self.machine.subscription.handler
        for lane in range(self.machine.subscription.concurrency):
            self._tasks.append(asyncio.create_task(self._run(lane), name=f"{name}[{lane}]"))
        return self._tasks

    def wake(self, lane: int) -> None:
        """There is something to do."""
        sleeping = self._sleeping.pop(lane, None)
        if sleeping is not None and not sleeping.done():
            sleeping.set_result(None)

    def stop_handler(self, lane: int) -> None:
        """Cancel what a lane's handler is doing; the lane goes on."""
        self._stopping.add(lane)
        self._tasks[lane].cancel()

    async def end(self) -> None:
        """Cancel all lanes, and with them the handlers that still run; their messages stay unsettled."""
        self._has_ended = True
        for task in self._tasks:
            task.cancel()
        if not self._tasks:
            return
        _, left = await asyncio.wait(self._tasks, timeout=STOPPING_S)
        for task in left:
            log.error("%s does not stop, and is left behind", task.get_name())

    async def _run(self, lane: int) -> None:
        machine = self.machine
        monotonic = self._clock.monotonic
        handler = self._handler
        client = self._client
        while not self._has_ended:
            work = machine.next(lane, monotonic())
            if work is None:
                self._on_end()
                await self._sleep(lane)
                continue
            message = work.message
            assert message is not None  # noqa: S101 - `next` decoded it
            CURRENT.set(message.envelope)
            try:
                result = await handler(message, client)
            except asyncio.CancelledError as error:
                self._cancelled(lane, work, error, monotonic())
            except Exception as error:  # noqa: BLE001 - whatever it is, the policy decides what follows
                self._fail(work, error, monotonic())
            else:
                machine.succeeded(work, result, monotonic())
            if self._stopping:
                self._go_on(lane)
            self._on_end()

    async def _sleep(self, lane: int) -> None:
        woken = self._sleeping[lane] = asyncio.get_running_loop().create_future()
        await woken

    def _cancelled(self, lane: int, work: Work, error: asyncio.CancelledError, now: float) -> None:
        """The handler was stopped, or the whole lane is, or something that the handler waited for was cancelled."""
        task = asyncio.current_task()
        if self._has_ended:
            raise error
        if lane in self._stopping:
            self._fail(work, HandlerTimeout(f"{self.machine.subscription.handler} took too long"), now)
        elif task is not None and task.cancelling():
            raise error
        else:
            self._fail(work, error, now)

    def _fail(self, work: Work, error: BaseException, now: float) -> None:
        """Unless it was taken away meanwhile."""
        if work.state is State.RUNNING:
            _log(self.machine, work, error)
            self.machine.failed(work, error, now)

    def _go_on(self, lane: int) -> None:
        """After a handler was stopped, by as many orders as there were: the task itself was not."""
        if lane in self._stopping:
            self._stopping.discard(lane)
            task = asyncio.current_task()
            while task is not None and task.cancelling():
                task.uncancel()


def _log(machine: Machine, work: Work, error: BaseException) -> None:
    """The stack goes to the process's own log, where it belongs, and nowhere else."""
    if isinstance(error, Reject):
        log.info("%s rejected %s: %s", machine.subscription.handler, lenient(work.headers.get("ce_id")), error)
        return
    log.warning(
        "%s failed on %s, attempt %d",
        machine.subscription.handler,
        lenient(work.headers.get("ce_id")),
        work.attempt,
        exc_info=error,
    )
