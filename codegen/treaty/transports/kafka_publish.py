"""The producer: messages go out in one piece, and each comes back confirmed or with the reason why not."""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import Sequence

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from treaty.errors import TransportError
from treaty.transport import Outgoing
from treaty.transports.kafka_errors import client_errors, transport_error
from treaty.transports.kafka_fetch import LOG
from treaty.transports.kafka_settings import KafkaSettings, producer_options

_FULL_WAIT_S = 0.005  # how long to let the client's queue drain before a message is offered again
_POLL_S = 0.1
_ASK_S = 1.0


class Publisher:
    """One idempotent producer. A thread of its own serves the confirmations, and wakes the loop once a batch."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._closing = threading.Event()
        self._refusal: KafkaError | None = None
        with client_errors("making a producer"):
            self._producer = Producer({**producer_options(settings), "error_cb": self._on_error}, logger=LOG)
        self._poller = threading.Thread(target=self._poll, name="treaty-kafka-confirmations", daemon=True)
        self._poller.start()

    async def publish(self, messages: Sequence[Outgoing]) -> Sequence[TransportError | None]:
        """Hand all to the client in their order, and wait until each is confirmed or given up."""
        batch = _Batch(len(messages))
        for index, message in enumerate(messages):
            while not self._offer(message, batch, index):  # noqa: ASYNC110 - the client has no signal for room
                await asyncio.sleep(_FULL_WAIT_S)
        await batch.done()
        return batch.results

    def _offer(self, message: Outgoing, batch: _Batch, index: int) -> bool:
        """Give one message to the client; False where its queue is full, so that the message waits and none is lost."""
        try:
            self._producer.produce(
                message.object,
                message.body,
                message.key,
                headers=list(message.headers),
                on_delivery=functools.partial(batch.confirm, index),
            )
        except BufferError:
            return False
        except KafkaException as raised:
            batch.refuse(index, transport_error(raised.args[0], f"publishing to {message.object}"))
        return True

    def topics(self) -> frozenset[str]:
        """The topics that the cluster has; blocks, and proves that a broker answers."""
        deadline = time.monotonic() + self._settings.start_s
        while True:
            try:
                # Asked for by name, a topic may be created by the asking; asked for all, never.
                topics = frozenset(self._producer.list_topics(timeout=_ASK_S).topics)
            except KafkaException as raised:
                # A broker that turns the client away looks like one that is not there, but for what it said.
                error = transport_error(self._refusal or raised.args[0], "connecting")
                if not error.retryable or time.monotonic() > deadline:
                    raise error from raised
            else:
                self._refusal = None
                return topics

    def _on_error(self, error: KafkaError) -> None:
        LOG.warning("%s", transport_error(error, "connection"))
        if not transport_error(error, "connection").retryable:
            self._refusal = error

    async def close(self) -> None:
        """Flush with a deadline; what is then still unconfirmed is told to whoever waits for it."""
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _close(self) -> None:
        self._closing.set()
        self._poller.join()  # confirmations come on one thread at a time: here, from now on
        left = self._producer.flush(self._settings.close_s)
        if left:
            LOG.error("%d messages were not confirmed within %s s", left, self._settings.close_s)
            self._producer.purge()
            self._producer.flush(1)

    def _poll(self) -> None:
        while not self._closing.is_set():
            self._producer.poll(_POLL_S)


class _Batch:
    """The confirmations of one call; only `results` and counters are shared with the client's thread."""

    __slots__ = ("_confirmed", "_future", "_loop", "_refused", "results")

    def __init__(self, size: int) -> None:
        self.results: list[TransportError | None] = [None] * size
        self._confirmed = 0
        self._refused = 0
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[None] | None = None

    def confirm(self, index: int, error: KafkaError | None, message: Message) -> None:
        """Note what became of one message; on the thread that serves confirmations."""
        if error is not None:
            self.results[index] = transport_error(error, f"publishing to {message.topic()}")
        self._confirmed += 1
        if self._future is not None and self._is_complete():
            self._wake(self._future)

    def refuse(self, index: int, error: TransportError) -> None:
        """Note that a message never got to the client's queue; on the loop."""
        self.results[index] = error
        self._refused += 1

    async def done(self) -> None:
        """Return when all are accounted for."""
        future = self._future = self._loop.create_future()
        # Whichever thread is second sees both the future and the last count; being woken twice does no harm.
        if not self._is_complete():
            await future

    def _is_complete(self) -> bool:
        return self._confirmed + self._refused == len(self.results)

    def _wake(self, future: asyncio.Future[None]) -> None:
        try:
            self._loop.call_soon_threadsafe(_finish, future)
        except RuntimeError:  # the loop is closed: nobody waits any more
            LOG.warning("a confirmation came after its event loop was closed")


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
