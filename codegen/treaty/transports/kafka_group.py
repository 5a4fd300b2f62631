"""A consumer in a group: takes and gives back partitions, and commits only what is settled and still its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence

from confluent_kafka import OFFSET_INVALID, Consumer, KafkaError, TopicPartition

from treaty.errors import TransportError
from treaty.transport import Source, Start
from treaty.transports.kafka_arrivals import Arrivals
from treaty.transports.kafka_errors import client_errors, transport_error
from treaty.transports.kafka_fetch import LOG, Fetcher
from treaty.transports.kafka_settings import KafkaSettings, consumer_options
from treaty.transports.kafka_watermark import Watermark

_AT_END = -1  # what ListOffsets takes for a time, and means "the end"


class GroupReader:
    """Reads topics as one member of a group. All but `subscribe`, `hold` and `stop` runs on the fetcher's thread.

    Commits carry explicit offsets, and are made on the same thread as the group's callbacks. So no commit can come
    between a revocation and its end, and none names a partition that went away.
    """

    def __init__(self, group: str, settings: KafkaSettings, arrivals: Arrivals) -> None:
        self.group = group
        self._settings = settings
        self._arrivals = arrivals
        self._sources: dict[str, Source] = {}
        self._loop = asyncio.get_running_loop()
        self._joined: asyncio.Event = asyncio.Event()
        self._next_commit = 0.0
        self._is_committing = False
        options = consumer_options(settings, group)
        options["on_commit"] = self._on_commit
        self._fetcher = Fetcher(options, settings, arrivals)
        self._fetcher.each_round = self._commit_when_due
        self._fetcher.before_leaving = self._commit_the_rest
        self._fetcher.start()

    async def subscribe(self, sources: Sequence[Source]) -> None:
        """Join with these topics beside those that were there, and return when the group has answered."""
        for source in sources:
            if source.object in self._sources:
                message = f"kafka: two sources read {source.object} in group {self.group}: each would get a part"
                raise TransportError(message, retryable=False)
            self._sources[source.object] = source
            self._arrivals.open(source.id, self._fetcher.backlog)
        self._joined.clear()
        await self._fetcher.call(self._subscribe)
        try:
            async with asyncio.timeout(self._settings.start_s):
                await self._joined.wait()
        except TimeoutError:
            message = f"kafka: group {self.group} gave this instance no answer within {self._settings.start_s:g} s"
            raise TransportError(message) from None

    def hold(self, sources: frozenset[int]) -> None:
        """Fetch from all but these sources."""
        self._fetcher.hold(sources)

    async def stop(self) -> None:
        """Commit what is settled, and leave the group."""
        await self._fetcher.stop()

    def _subscribe(self) -> None:
        with client_errors(f"subscribing group {self.group}"):
            self._fetcher.consumer.subscribe(
                sorted(self._sources),
                on_assign=self._on_assign,
                on_revoke=self._on_revoke,
                on_lost=self._on_lost,
            )

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        for partition in partitions:
            place = (partition.topic, partition.partition)
            self._fetcher.partitions[place] = Watermark(self._sources[partition.topic].id, *place)
        with client_errors(f"starting group {self.group}"):
            consumer.incremental_assign(self._starts(consumer, partitions))
        self._loop.call_soon_threadsafe(self._joined.set)

    def _starts(self, consumer: Consumer, partitions: list[TopicPartition]) -> list[TopicPartition]:
        """Where to begin: at what is committed; else where the source says, which is committed at once.

        For a group that begins at the end would otherwise begin at a later end after each restart, until its first
        message was settled.
        """
        begins = {topic: at for topic, source in self._sources.items() if (at := _begins_at(source)) is not None}
        pinned = [partition for partition in partitions if partition.topic in begins]
        if not pinned:
            return partitions
        known = consumer.committed(pinned, self._settings.start_s)
        asked = [TopicPartition(p.topic, p.partition, begins[p.topic]) for p in known if p.offset == OFFSET_INVALID]
        found = consumer.offsets_for_times(asked, self._settings.start_s) if asked else []
        starts = {(p.topic, p.partition): self._end_if_none(consumer, p) for p in found}
        if starts:
            consumer.commit(offsets=[TopicPartition(*place, at) for place, at in starts.items()], asynchronous=False)
        return [TopicPartition(p.topic, p.partition, starts.get((p.topic, p.partition), p.offset)) for p in partitions]

    def _end_if_none(self, consumer: Consumer, found: TopicPartition) -> int:
        if found.offset >= 0:
            return int(found.offset)
        # No message is as late as the time asked for: what comes next will be.
        place = TopicPartition(found.topic, found.partition)
        return int(consumer.get_watermark_offsets(place, self._settings.start_s)[1])

    def _on_revoke(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        watermarks = self._forget(partitions)
        self._fetcher.drain(watermarks)
        try:
            if offsets := _due(watermarks):
                consumer.commit(offsets=offsets, asynchronous=False)
        except Exception as error:  # noqa: BLE001 - whatever it was, the partitions must be given back
            LOG.warning("group %s could not commit what it gave back, which comes again: %s", self.group, error)
        consumer.incremental_unassign(partitions)

    def _on_lost(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        LOG.warning("group %s lost %d partitions: they were another instance's already", self.group, len(partitions))
        self._fetcher.lose(self._forget(partitions))
        consumer.incremental_unassign(partitions)

    def _forget(self, partitions: list[TopicPartition]) -> list[Watermark]:
        return self._fetcher.forget([(partition.topic, partition.partition) for partition in partitions])

    def _commit_when_due(self) -> None:
        """At intervals, and one at a time: while the group changes, an answer comes late and says no."""
        now = time.monotonic()
        if self._is_committing or now < self._next_commit:
            return
        self._next_commit = now + self._settings.commit_interval_s
        offsets = _due(self._fetcher.partitions.values())
        if not offsets:
            return
        try:
            with client_errors(f"committing for group {self.group}"):
                self._fetcher.consumer.commit(offsets=offsets, asynchronous=True)
        except TransportError as error:
            if not error.retryable:
                raise
            self._commit_again(offsets, error)
        else:
            self._is_committing = True

    def _on_commit(self, error: KafkaError | None, partitions: list[TopicPartition]) -> None:
        self._is_committing = False
        for partition in partitions:
            failure = partition.error or error
            if failure is not None:
                self._commit_again([partition], transport_error(failure, f"committing for group {self.group}"))

    def _commit_the_rest(self) -> None:
        """Before leaving: a group that changes just now takes commits only once it has done so."""
        deadline = time.monotonic() + self._settings.drain_s
        while time.monotonic() < deadline and (offsets := _due(self._fetcher.partitions.values())):
            try:
                with client_errors(f"committing for group {self.group}"):
                    self._fetcher.consumer.commit(offsets=offsets, asynchronous=False)
            except TransportError as error:
                self._commit_again(offsets, error)
                self._fetcher.serve()

    def _commit_again(self, offsets: list[TopicPartition], error: TransportError) -> None:
        LOG.info("will commit again: %s", error)
        for offset in offsets:
            watermark = self._fetcher.partitions.get((offset.topic, offset.partition))
            if watermark is not None:
                watermark.committed = None


def _due(watermarks: Iterable[Watermark]) -> list[TopicPartition]:
    """What has been settled and not committed yet; from now on it counts as committed."""
    offsets = []
    for watermark in watermarks:
        offset = watermark.committable
        if offset is not None and offset != watermark.committed:
            watermark.committed = offset
            offsets.append(TopicPartition(watermark.topic, watermark.partition, offset))
    return offsets


def _begins_at(source: Source) -> int | None:
    """The time at which a new group begins to read, as ListOffsets takes it; None for the beginning."""
    if source.start_at_ms is not None:
        return source.start_at_ms
    return _AT_END if source.start is Start.LATEST else None
