"""Kafka: topics that already exist, groups, and contiguous commits, by the official client.

One agent has one producer, one consumer for each group that it reads in, and one for its inboxes. Each consumer lives
on a thread of its own that fetches in batches (`kafka_fetch`); everything else happens on the event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable, Sequence

from treaty.errors import TransportError
from treaty.transport import Capabilities, Delivery, Outgoing, Revoked, Settlement, Source, Verdict
from treaty.transports.kafka_arrivals import Arrivals
from treaty.transports.kafka_group import GroupReader
from treaty.transports.kafka_inbox import InboxReader
from treaty.transports.kafka_publish import Publisher
from treaty.transports.kafka_settings import KafkaSettings, settings_from
from treaty.transports.kafka_watermark import Watermark

_KNOWN_WITHIN_S = 1.0
"""How long a topic that was just made may be unknown to the broker that is asked."""
_ASK_AGAIN_S = 0.1


def connect(url: str, client_id: str) -> KafkaTransport:
    """The transport of an address such as `kafka://host:9092`; nothing is opened yet."""
    return KafkaTransport(settings_from(url, client_id))


class KafkaTransport:
    """The port on Kafka. It keeps order within a key; everything else that is not bytes the delivery code does."""

    capabilities = Capabilities(keeps_key_order=True)

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._publisher: Publisher | None = None
        self._arrivals = Arrivals()
        self._groups: dict[str, GroupReader] = {}
        self._inbox: InboxReader | None = None
        self._topics: frozenset[str] = frozenset()
        self._closing = False
        self._one_close = asyncio.Lock()

    async def open(self) -> None:
        """Connect; raises `TransportError` when no broker answers or all refuse."""
        self._publisher = Publisher(self._settings)
        await self._learn_topics()

    async def subscribe(self, sources: Sequence[Source]) -> None:
        """Begin to read: join the groups, and put the inboxes at the end of their topics."""
        if unknown := await self._unknown({source.object for source in sources}):
            raise _no_topic(min(unknown))
        inboxes = [source for source in sources if source.group is None]
        if inboxes:
            if self._inbox is None:
                self._inbox = InboxReader(self._settings, self._arrivals)
            await self._inbox.subscribe(inboxes)
        for group in sorted({source.group for source in sources if source.group is not None}):
            if group not in self._groups:
                self._groups[group] = GroupReader(group, self._settings, self._arrivals)
            await self._groups[group].subscribe([source for source in sources if source.group == group])

    async def publish(self, messages: Sequence[Outgoing]) -> Sequence[TransportError | None]:
        """Send all in their order, and wait until all in-sync replicas have them."""
        unknown = await self._unknown({message.object for message in messages})
        if not unknown:
            return await self._connected().publish(messages)
        known = [message for message in messages if message.object not in unknown]
        results = iter(await self._connected().publish(known))
        return [_no_topic(message.object) if message.object in unknown else next(results) for message in messages]

    async def receive(self, limit: int, wait_s: float) -> Sequence[Delivery | Revoked]:
        """Up to `limit` deliveries of all sources; an empty batch when none came within `wait_s`, or on closing."""
        if not self._closing:
            await self._arrivals.some(wait_s)
        return self._arrivals.take(limit)

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """End deliveries; what is settled without a gap is committed within the commit interval."""
        for settlement in settlements:
            if settlement.verdict is Verdict.RELEASE:
                raise TransportError("kafka: a group cannot give one message back", retryable=False)
            watermark, offset = _position(settlement.position)
            watermark.settle(offset)
        self._arrivals.settled()

    async def extend(self, positions: Sequence[Hashable]) -> None:
        """Nothing to say: a group keeps its partitions for as long as it fetches, however long a handler takes."""

    async def pause(self, sources: Sequence[int]) -> None:
        """Stop fetching from these sources and resume all others; what was already fetched waits."""
        held = frozenset(sources)
        self._arrivals.hold(held)
        for reader in self._readers():
            reader.hold(held)

    async def close(self) -> None:
        """Commit what is settled, leave the groups, flush what was published, and disconnect; once more is nothing."""
        async with self._one_close:
            if self._closing:
                return
            self._closing = True
            self._arrivals.wake()
            await asyncio.gather(*(reader.stop() for reader in self._readers()))
            if self._publisher is not None:
                await self._publisher.close()

    def _readers(self) -> list[GroupReader | InboxReader]:
        return [*self._groups.values(), *([self._inbox] if self._inbox is not None else [])]

    def _connected(self) -> Publisher:
        if self._publisher is None or self._closing:
            raise TransportError("kafka: the transport is not open", retryable=False)
        return self._publisher

    async def _unknown(self, objects: set[str]) -> set[str]:
        """Which of these the cluster does not have, by what was learnt before, or else by asking again for a while."""
        deadline = time.monotonic() + _KNOWN_WITHIN_S
        while not objects <= self._topics:
            await self._learn_topics()
            if time.monotonic() > deadline:
                return objects - self._topics
            await asyncio.sleep(_ASK_AGAIN_S)
        return set()

    async def _learn_topics(self) -> None:
        publisher = self._connected()
        self._topics = await asyncio.get_running_loop().run_in_executor(None, publisher.topics)


def _position(position: Hashable) -> tuple[Watermark, int]:
    found: tuple[Watermark, int] = position  # type: ignore[assignment]  # what our own deliveries carry
    return found


def _no_topic(name: str) -> TransportError:
    return TransportError(f"kafka: there is no topic {name}: `treaty apply` makes it", retryable=False)
