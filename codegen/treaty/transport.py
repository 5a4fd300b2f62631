"""The port to a broker: bytes, headers, keys and positions, in batches both ways; nothing of schemas or retries.

A transport never creates topology (but `memory`, which has none of its own), never decodes, and never settles what it
was not told to settle. docs/decisions/0003-transport-port.md shows how each broker fits this shape.
"""

from __future__ import annotations

import enum
from collections.abc import Hashable, Sequence
from typing import Protocol

import msgspec

from treaty.errors import TransportError

Headers = tuple[tuple[str, bytes], ...]


class Outgoing(msgspec.Struct, frozen=True, gc=False):
    """A message to publish. `object` is the broker's own (topic, stream, exchange), `subject` the concrete address.

    `message_id` is what a broker that can deduplicate does so by. `expires_s` is a time to live that a broker may
    enforce by itself (None: none).
    """

    object: str
    subject: str
    key: bytes | None
    headers: Headers
    body: bytes
    message_id: str
    expires_s: float | None = None


class Start(enum.Enum):
    """Where a group that has no position yet begins to read."""

    EARLIEST = "earliest"
    LATEST = "latest"


class Source(msgspec.Struct, frozen=True):
    """What to read. `id` comes back with each delivery.

    `group` None makes an inbox: this instance alone reads it, from the end, and `subscribe` returns only when nothing
    sent from then on can be missed.

    `subjects` are concrete addresses or patterns (`*`, `>`) of what is wanted; a broker that cannot filter delivers
    all of the object, and the delivery code filters. `start_at_ms` is an epoch time that outranks `start`.
    """

    id: int
    object: str
    subjects: tuple[str, ...]
    group: str | None
    start: Start = Start.EARLIEST
    start_at_ms: int | None = None
    ack_wait_s: float = 30.0
    ordered: bool = False


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """A message as it arrived. `position` is opaque to all but its transport, and names it in `settle` and `extend`.

    `position` is hashable. `count` is how often the broker has delivered it, this time included, 1 where it cannot
    tell. `timestamp_ms` is the broker's time. `partition` and `offset` are for people who look for it; -1 where the
    broker has no such thing.
    """

    source: int
    object: str
    key: bytes | None
    headers: Headers
    body: bytes
    position: Hashable
    count: int
    timestamp_ms: int
    partition: int = -1
    offset: int = -1


class Revoked(msgspec.Struct, frozen=True):
    """The broker took work away (a rebalance): these positions belong to another instance now, drop their work."""

    positions: Sequence[Hashable]


class Verdict(enum.Enum):
    """How one delivery ends. `RELEASE` gives it back, to come again after a delay; only where `can_release`."""

    ACKNOWLEDGE = "acknowledge"
    RELEASE = "release"
    REJECT = "reject"


class Settlement(msgspec.Struct, frozen=True, gc=False):
    """The end of one delivery; `delay_s` goes with `RELEASE`."""

    position: Hashable
    verdict: Verdict
    delay_s: float = 0.0


class Capabilities(msgspec.Struct, frozen=True):
    """What the broker does by itself, so that the delivery code does only the rest."""

    can_release: bool = False
    filters_subjects: bool = False
    deduplicates: bool = False
    expires: bool = False
    counts_deliveries: bool = False
    keeps_key_order: bool = False
    must_extend: bool = False


class Transport(Protocol):
    """One connection to one broker, used by one agent. Every method maps client errors to `TransportError`.

    `publish`, `settle`, `extend` and `pause` may be called while `receive` waits; cancelling `receive` loses nothing.
    """

    capabilities: Capabilities

    async def open(self) -> None:
        """Connect; raises `TransportError` when the broker cannot be reached or refuses."""
        ...

    async def subscribe(self, sources: Sequence[Source]) -> None:
        """Begin to read; may be called again with further sources. Returns when each is in place at the broker."""
        ...

    async def publish(self, messages: Sequence[Outgoing]) -> Sequence[TransportError | None]:
        """Send all and wait for the broker's confirmations: for each, None or why it is not stored."""
        ...

    async def receive(self, limit: int, wait_s: float) -> Sequence[Delivery | Revoked]:
        """Up to `limit` deliveries of all sources; an empty batch when none came within `wait_s`."""
        ...

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """End deliveries, in any order; the transport keeps whatever watermark its broker needs."""
        ...

    async def extend(self, positions: Sequence[Hashable]) -> None:
        """Say that these are still being worked on, so that they are not redelivered yet."""
        ...

    async def pause(self, sources: Sequence[int]) -> None:
        """Stop fetching from these sources and resume all others; an empty sequence resumes everything."""
        ...

    async def close(self) -> None:
        """Flush what was published, settle the watermark, leave the groups and disconnect."""
        ...
