"""All that one agent publishes, in batches: what is handed in while one is on its way makes up the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from treaty.errors import TransportError
from treaty.transport import Outgoing, Transport

Done = Callable[[TransportError | None], None]

BATCH_MAX = 500


class Publisher:
    """A queue before the transport; `run` empties it, and tells `on_end` after each batch."""

    def __init__(self, transport: Transport, *, on_end: Callable[[], None]) -> None:
        self._transport = transport
        self._on_end = on_end
        self._queue: list[tuple[Outgoing, Done]] = []
        self._some = asyncio.Event()
        self._on_its_way: list[tuple[Outgoing, Done]] = []
        self._has_ended = False

    def submit(self, message: Outgoing, done: Done) -> None:
        """Publish a message; `done` is told None once it is confirmed, or why it is not stored."""
        if self._has_ended:
            done(_ended())
            return
        self._queue.append((message, done))
        self._some.set()

    def end(self) -> None:
        """Nothing is published any more: tell whoever waits, and whoever still comes."""
        self._has_ended = True
        left, self._queue = [*self._on_its_way, *self._queue], []
        for _, done in left:
            done(_ended())

    async def publish(self, message: Outgoing) -> None:
        """Publish a message and wait; raises `TransportError` when it is not confirmed."""
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.submit(message, lambda error: settle_future(confirmed, error))
        await confirmed

    def idle(self) -> bool:
        """Whether everything was confirmed or refused."""
        return not self._queue and not self._on_its_way

    async def run(self) -> None:
        """Publish what is handed in, until cancelled."""
        while True:
            await self._some.wait()
            batch, self._queue = self._queue[:BATCH_MAX], self._queue[BATCH_MAX:]
            if not self._queue:
                self._some.clear()
            self._on_its_way = batch
            try:
                results = await self._transport.publish([message for message, _ in batch])
            except TransportError as error:
                results = [error] * len(batch)
            self._on_its_way = []
            for (_, done), result in zip(batch, results, strict=True):
                done(result)
            self._on_end()


def _ended() -> TransportError:
    return TransportError("the agent has stopped", retryable=False)


def settle_future(future: asyncio.Future[None], error: Exception | None) -> None:
    """Tell whoever still waits."""
    if future.done():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
