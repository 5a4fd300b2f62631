"""What the simulated broker stores: streams of partitions of records."""

from __future__ import annotations

from collections import deque
from zlib import crc32

import msgspec

from treaty.transport import Headers, Outgoing

DEDUPLICATED_S = 120.0
"""For how long a broker that deduplicates remembers what it stored."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """One stored message."""

    object: str
    subject: str
    key: bytes | None
    headers: Headers
    body: bytes
    timestamp_ms: int
    expires_at_ms: int | None


class Partition:
    """Records in the order of their offsets; the oldest may be gone."""

    __slots__ = ("_records", "base", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self.base = 0
        self._records: deque[Record] = deque()

    def append(self, record: Record) -> None:
        """Store at the end."""
        self._records.append(record)

    def at(self, offset: int) -> Record | None:
        """The record at an offset; None when retention took it."""
        return self._records[offset - self.base] if offset >= self.base else None

    def end(self) -> int:
        """The offset that the next record gets."""
        return self.base + len(self._records)

    def first_since(self, time_ms: int) -> int:
        """The offset of the first record that is not older."""
        return next(
            (self.base + index for index, record in enumerate(self._records) if record.timestamp_ms >= time_ms),
            self.end(),
        )

    def forget_before(self, time_ms: float) -> None:
        """Drop what is older."""
        while self._records and self._records[0].timestamp_ms < time_ms:
            self._records.popleft()
            self.base += 1

    def records(self) -> list[Record]:
        """All that is still here."""
        return list(self._records)


class Stream:
    """One object of the broker."""

    def __init__(self, name: str, partitions: int) -> None:
        self.name = name
        self.partitions = [Partition(number) for number in range(partitions)]
        self._turn = 0
        self._stored: dict[str, float] = {}

    def append(self, message: Outgoing, epoch: float) -> None:
        """Store a message: by its key, or else in turns."""
        if message.key is None:
            self._turn += 1
            number = self._turn % len(self.partitions)
        else:
            # Not the hash that lanes are chosen by: if it were, each partition would fill a few lanes only.
            number = crc32(message.key, 0x7EA7) % len(self.partitions)
        self.partitions[number].append(
            Record(
                object=message.object,
                subject=message.subject,
                key=message.key,
                headers=message.headers,
                body=message.body,
                timestamp_ms=int(epoch * 1000),
                expires_at_ms=None if message.expires_s is None else int((epoch + message.expires_s) * 1000),
            )
        )

    def is_repeated(self, message: Outgoing, epoch: float) -> bool:
        """Whether a message of this id was stored a short while ago; it is remembered from now on."""
        for name in [name for name, stored in self._stored.items() if stored < epoch - DEDUPLICATED_S]:
            del self._stored[name]
        if message.message_id in self._stored:
            return True
        self._stored[message.message_id] = epoch
        return False
