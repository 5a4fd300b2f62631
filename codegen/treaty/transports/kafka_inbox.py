"""A consumer without a group: this instance alone reads whole topics from their end, for replies to its requests."""

from __future__ import annotations

import time
from collections.abc import Sequence

from confluent_kafka import KafkaException, TopicPartition

from treaty.transport import Source
from treaty.transports.kafka_arrivals import Arrivals
from treaty.transports.kafka_errors import client_errors, transport_error
from treaty.transports.kafka_fetch import Fetcher
from treaty.transports.kafka_settings import KafkaSettings, consumer_options
from treaty.transports.kafka_watermark import Watermark

_AT_END = -1  # what ListOffsets takes for a time, and means "the end"
_AGAIN_S = 0.05


class InboxReader:
    """Reads every partition of its topics, and commits nothing: what came before it was there is not for it."""

    def __init__(self, settings: KafkaSettings, arrivals: Arrivals) -> None:
        self._settings = settings
        self._arrivals = arrivals
        # The client wants the name of a group, and never joins it.
        self._fetcher = Fetcher(consumer_options(settings, f"{settings.client_id}.inbox"), settings, arrivals)
        self._fetcher.start()

    async def subscribe(self, sources: Sequence[Source]) -> None:
        """Read these too, from their present ends, which are known when this returns."""
        for source in sources:
            self._arrivals.open(source.id, self._fetcher.backlog)
        await self._fetcher.call(lambda: self._assign(sources))

    def hold(self, sources: frozenset[int]) -> None:
        """Fetch from all but these sources."""
        self._fetcher.hold(sources)

    async def stop(self) -> None:
        """End reading."""
        await self._fetcher.stop()

    def _assign(self, sources: Sequence[Source]) -> None:
        consumer = self._fetcher.consumer
        with client_errors("opening an inbox"):
            for source in sources:
                ends = self._ends(source.object)
                for end in ends:
                    place = (end.topic, end.partition)
                    self._fetcher.partitions[place] = Watermark(source.id, *place)
                consumer.incremental_assign(ends)

    def _ends(self, topic: str) -> list[TopicPartition]:
        """The present ends of a topic; one that was made a moment ago has no leaders yet, so this is tried again."""
        deadline = time.monotonic() + self._settings.start_s
        while True:
            try:
                return self._ends_now(topic)
            except KafkaException as raised:
                if not transport_error(raised.args[0], topic).retryable or time.monotonic() >= deadline:
                    raise
            time.sleep(_AGAIN_S)

    def _ends_now(self, topic: str) -> list[TopicPartition]:
        consumer, timeout = self._fetcher.consumer, self._settings.start_s
        found = consumer.list_topics(topic, timeout=timeout).topics[topic]
        if found.error is not None:
            raise KafkaException(found.error)
        asked = [TopicPartition(topic, number, _AT_END) for number in found.partitions]
        return list(consumer.offsets_for_times(asked, timeout=timeout))
