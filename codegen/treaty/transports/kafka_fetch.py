"""One thread that owns one consumer: it fetches in batches and hands them to the loop; nothing else may touch it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from operator import methodcaller
from typing import TypeVar

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from treaty.errors import TransportError
from treaty.transport import Delivery, Headers
from treaty.transports.kafka_arrivals import Arrivals, Backlog
from treaty.transports.kafka_errors import client_errors, transport_error
from treaty.transports.kafka_settings import KafkaSettings, Options
from treaty.transports.kafka_watermark import Watermark

LOG = logging.getLogger("treaty.kafka")
T = TypeVar("T")

_BATCH = 500  # polling one by one costs forty times as much a message
_WAIT_S = 0.05  # how long an idle fetch sleeps, and so the longest that a command waits
_UNKNOWN_TOPIC = (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC)  # noqa: SLF001 - the client's own name
_STUCK_S = 1.0  # how long the loop may leave no room before the partitions are paused


class Fetcher(threading.Thread):
    """Fetches from `partitions`, which its owner keeps, while there is room, and serves rebalances always.

    The client serves its callbacks only while it is asked for messages. So a fetcher that has no room first waits a
    little, then pauses all partitions and goes on asking: the instance stays in its group however slow its handlers.
    """

    def __init__(self, options: Options, settings: KafkaSettings, arrivals: Arrivals) -> None:
        super().__init__(name=f"treaty-kafka-{options['group.id']}", daemon=True)
        with client_errors("making a consumer"):
            self.consumer = Consumer(options, logger=LOG)
        self.partitions: dict[tuple[str, int], Watermark] = {}
        self.backlog = Backlog()
        self.each_round: Callable[[], None] = _nothing
        self.before_leaving: Callable[[], None] = _nothing
        self._settings = settings
        self._arrivals = arrivals
        self._loop = asyncio.get_running_loop()
        self._commands: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._held_sources: frozenset[int] = frozenset()
        self._paused: set[tuple[str, int]] = set()
        self._limit = settings.buffered_messages
        self._stuck_s = 0.0
        self._stopping = False

    async def call(self, work: Callable[[], T]) -> T:
        """Run something on the thread, between two fetches, and return what it returns."""
        done: concurrent.futures.Future[T] = concurrent.futures.Future()

        def command() -> None:
            try:
                done.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
                done.set_exception(error)

        self._commands.put(command)
        return await asyncio.wrap_future(done)

    def hold(self, sources: frozenset[int]) -> None:
        """Fetch from all but these sources from the next round on; may be called from the loop."""
        self._held_sources = sources

    async def stop(self) -> None:
        """Leave the group and end the thread; what the group's owner does on a revocation runs once more."""
        self._stopping = True
        ended = self._loop.run_in_executor(None, self.join, self._settings.close_s)
        await ended
        if self.is_alive():
            LOG.error("%s did not end within %s s: the broker does not answer", self.name, self._settings.close_s)

    def run(self) -> None:
        """Fetch until told to stop, and never end without a word."""
        try:
            while not self._stopping:
                self._round()
        except Exception as error:  # noqa: BLE001 - a thread has nobody above it; `receive` raises it
            self._tell(self._arrivals.fail, _final(error))
        try:
            with client_errors("leaving the group"):
                self.before_leaving()
                self.consumer.close()
        except TransportError as error:
            LOG.warning("%s: %s", self.name, error)
        while not self._commands.empty():  # too late for these: with the consumer closed each one fails, and says so
            self._commands.get()()

    def _round(self) -> None:
        while not self._commands.empty():
            self._commands.get()()
        self.each_round()
        room = self.backlog.room(self._limit)
        self._stuck_s = 0.0 if room else self._stuck_s + _WAIT_S
        stuck = self._stuck_s >= _STUCK_S
        self._pause_what_is_held(everything=stuck)
        if not room and not stuck:
            time.sleep(_WAIT_S)
            return
        self._hand_over(self._fetch(max(room, 1)))

    def serve(self) -> None:
        """Take part in the group for a moment without fetching, on the thread."""
        self._pause_what_is_held(everything=True)
        self._fetch(1)

    def _fetch(self, room: int) -> list[Message]:
        with client_errors("fetching"):
            # A batch waits until it is full, so the first message is awaited alone.
            first: list[Message] = self.consumer.consume(1, _WAIT_S)
            if not first or room == 1:
                return first
            rest: list[Message] = self.consumer.consume(min(room, _BATCH) - 1, 0)
            return first + rest

    def _hand_over(self, messages: Sequence[Message]) -> None:
        batch = []
        size = 0
        for message in messages:
            error = message.error()
            if error is not None:
                self._note(error)
                continue
            place: tuple[str, int] = (message.topic(), message.partition())  # type: ignore[assignment]  # it has both
            watermark = self.partitions.get(place)
            if watermark is not None:  # else it was revoked within this very fetch
                delivery = _delivery(message, watermark)
                size += len(delivery.body)
                batch.append(delivery)
        if batch:
            self._limit = _limit(self._settings, size // len(batch))
            self.backlog.fetched += len(batch)
            self._tell(self._arrivals.put, self.backlog, batch)

    def _note(self, error: KafkaError) -> None:
        problem = transport_error(error, "fetching")
        if problem.retryable or error.code() in _UNKNOWN_TOPIC:
            LOG.warning("%s", problem)  # the client tries again by itself; new topics take a while to be known
        else:
            self._tell(self._arrivals.fail, problem)

    def _pause_what_is_held(self, *, everything: bool) -> None:
        wanted = {
            place
            for place, watermark in self.partitions.items()
            if everything or watermark.source in self._held_sources
        }
        self._paused &= self.partitions.keys()
        with client_errors("pausing"):
            if more := wanted - self._paused:
                self.consumer.pause([TopicPartition(*place) for place in more])
            if fewer := self._paused - wanted:
                self.consumer.resume([TopicPartition(*place) for place in fewer])
        self._paused = wanted

    def forget(self, places: Sequence[tuple[str, int]]) -> list[Watermark]:
        """Let partitions go that are no longer this instance's; their watermarks, on the thread."""
        self._paused.difference_update(places)
        return [self.partitions.pop(place) for place in places if place in self.partitions]

    def drain(self, watermarks: Sequence[Watermark]) -> None:
        """Wait, on the thread, until the loop has settled or revoked all work of these partitions."""
        if not watermarks:
            return
        wait_s = 0.0 if self._stopping else self._settings.drain_s
        drain = self._arrivals.drain(watermarks, wait_s)
        try:
            asyncio.run_coroutine_threadsafe(drain, self._loop).result(wait_s + self._settings.drain_s)
        except (TimeoutError, RuntimeError, concurrent.futures.CancelledError):
            # The loop is busy, or gone. The group does not wait for it: its work is no longer ours to settle.
            if self._loop.is_closed():
                drain.close()
            LOG.warning("%s gave up %d partitions while the loop did not answer", self.name, len(watermarks))
            for watermark in watermarks:
                watermark.closed = True

    def lose(self, watermarks: Sequence[Watermark]) -> None:
        """Tell the loop, from the thread, that partitions went away without notice."""
        for watermark in watermarks:
            watermark.closed = True
        self._tell(self._arrivals.revoke, watermarks)

    def _tell(self, method: Callable[..., None], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(method, *arguments)
        except RuntimeError:  # the loop was closed without closing us: there is nobody left to fetch for
            self._stopping = True


def _nothing() -> None:
    """What a fetcher does where its owner has nothing to do."""


def _final(error: Exception) -> TransportError:
    """What ended a thread; whatever it was, asking again brings nothing from a thread that has ended."""
    if not isinstance(error, TransportError):
        LOG.error("the fetching thread failed", exc_info=error)
    return TransportError(f"kafka: reading has ended: {error}", retryable=False)


def _limit(settings: KafkaSettings, size: int) -> int:
    """How many messages of about this size may wait in memory."""
    return max(16, min(settings.buffered_messages, settings.buffered_bytes // (size + 1)))


def _delivery(message: Message, watermark: Watermark) -> Delivery:
    offset: int = message.offset()  # type: ignore[assignment]  # a message has one
    return Delivery(
        watermark.source,
        watermark.topic,
        message.key(),
        _headers(message),
        message.value() or b"",
        (watermark, offset),
        1,
        message.timestamp()[1],
        watermark.partition,
        offset,
    )


_read_headers = methodcaller("headers")
"""Called through C, which looks whether the client left an exception behind. A call in Python that ran often enough is
specialised and looks no more, and then headers whose names are no UTF-8 are a list of null pointers: a crash."""


def _headers(message: Message) -> Headers:
    try:
        headers: list[tuple[str, bytes | None]] | None = _read_headers(message)
    except (SystemError, UnicodeDecodeError):
        # Names that are no UTF-8 break the client's own reading of them. One sender must not stop all reading: without
        # headers the message is one that cannot be decoded, which the delivery code knows how to end.
        return ()
    if not headers:
        return ()
    # A header without a value is legal on Kafka; an empty one is the nearest that the port knows.
    return tuple([(name, b"" if value is None else value) for name, value in headers])
