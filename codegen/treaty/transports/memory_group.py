"""A group at the simulated broker: who reads which partition, what is held by whom, and what is to come again."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Hashable
from typing import Protocol

import msgspec

from treaty.clock import Clock, Timer
from treaty.transport import Capabilities, Delivery, Source, Start, Verdict
from treaty.transports.memory_store import Partition, Record, Stream

_RELEASE = Verdict.RELEASE


class Member(Protocol):
    """One connection's reading in a group."""

    source: Source

    def wake(self) -> None:
        """There may be something to fetch."""
        ...

    def revoked(self, positions: list[Hashable]) -> None:
        """These were taken away."""
        ...


class Held(msgspec.Struct, eq=False):
    """One delivery that is not settled; its identity is its position."""

    cursor: Cursor
    offset: int
    count: int
    member: Member
    deadline: float


class Cursor:
    """A group's place in one partition. `returned` holds what comes again: (due, offset, deliveries so far)."""

    __slots__ = ("group", "held", "next", "partition", "returned")

    def __init__(self, group: Group, partition: Partition, start: int) -> None:
        self.group = group
        self.partition = partition
        self.next = start
        self.held: dict[int, Held] = {}
        self.returned: list[tuple[float, int, int]] = []

    def watermark(self) -> int:
        """The first offset that is not settled."""
        waiting = min((offset for _, offset, _ in self.returned), default=self.next)
        return min(min(self.held, default=self.next), waiting)


class Group:
    """The readers of one object under one name."""

    def __init__(
        self, stream: Stream, capabilities: Capabilities, clock: Clock, wanted: Callable[[Record, Source], bool]
    ) -> None:
        self._stream = stream
        self._can = capabilities
        self._clock = clock
        self._wanted = wanted
        self._cursors: list[Cursor] = []
        self._members: list[Member] = []
        self._owned: dict[int, list[Cursor]] = {}
        self._timer: Timer | None = None
        self._timer_at = math.inf

    def join(self, member: Member) -> None:
        """Read with the others from now on; the first to come sets where the group begins."""
        if not self._cursors:
            self._cursors = [
                Cursor(self, partition, _start_of(partition, member.source)) for partition in self._stream.partitions
            ]
        self._members.append(member)
        self._assign()

    def leave(self, member: Member) -> None:
        """Read no more, by farewell or by crash; what the member holds is somebody else's."""
        self._members.remove(member)
        now = self._clock.monotonic()
        for cursor in self._cursors:
            lost = [held for held in cursor.held.values() if held.member is member]
            if not lost:
                continue
            if not self._can.must_extend:
                self._rewind(cursor)
            elif self._can.keeps_key_order:
                for held in lost:
                    self._give_back(held, now)
            # Otherwise the broker does not know who is gone: it waits for the deadlines.
        self._assign()

    def held_by(self, member: Member) -> list[Held]:
        """What a member has not settled."""
        return [held for cursor in self._cursors for held in cursor.held.values() if held.member is member]

    def wake(self) -> None:
        """Something was stored."""
        for member in self._members:
            member.wake()

    def fetch(self, member: Member, limit: int, into: list[Delivery]) -> None:
        """Append up to `limit` deliveries for a member."""
        now = self._clock.monotonic()
        self._expire(now)
        deadline = now + member.source.ack_wait_s
        for cursor in self._owned.get(id(member), ()):
            while limit > 0 and cursor.returned and cursor.returned[0][0] <= now:
                _, offset, count = heapq.heappop(cursor.returned)
                limit -= self._deliver(cursor, offset, count + 1, member=member, deadline=deadline, into=into)
            cursor.next = max(cursor.next, cursor.partition.base)
            end = cursor.partition.end()
            while limit > 0 and cursor.next < end:
                cursor.next += 1
                limit -= self._deliver(cursor, cursor.next - 1, 1, member=member, deadline=deadline, into=into)
        self._arm()

    def end(self, held: Held, verdict: Verdict, delay_s: float) -> None:
        """Settle a delivery; one that was taken away meanwhile is not the member's to settle."""
        cursor = held.cursor
        if cursor.held.get(held.offset) is not held:
            return
        if verdict is _RELEASE:
            self._give_back(held, self._clock.monotonic() + delay_s)
            self._arm()
        else:
            del cursor.held[held.offset]

    def extend(self, held: Held) -> None:
        """Begin a delivery's ack wait anew."""
        held.deadline = self._clock.monotonic() + held.member.source.ack_wait_s

    def _deliver(
        self, cursor: Cursor, offset: int, count: int, *, member: Member, deadline: float, into: list[Delivery]
    ) -> int:
        """Deliver one record, or pass over one that is gone or not wanted; how many were delivered."""
        record = cursor.partition.at(offset)
        if record is None or not self._wanted(record, member.source):
            return 0
        held = cursor.held[offset] = Held(cursor, offset, count, member, deadline)
        into.append(
            Delivery(
                member.source.id,
                record.object,
                record.key,
                record.headers,
                record.body,
                held,
                count if self._can.counts_deliveries else 1,
                record.timestamp_ms,
                cursor.partition.number,
                offset,
            )
        )
        return 1

    def _give_back(self, held: Held, due: float) -> None:
        del held.cursor.held[held.offset]
        heapq.heappush(held.cursor.returned, (due, held.offset, held.count))

    def _rewind(self, cursor: Cursor) -> None:
        """As a log does: everything from the watermark on comes again, what was settled beyond it too."""
        watermark = cursor.watermark()
        cursor.held.clear()
        cursor.returned.clear()
        cursor.next = watermark

    def _assign(self) -> None:
        """Share the partitions out; where order is kept, each has one reader."""
        before = {id(cursor): member for member in self._members for cursor in self._owned.get(id(member), ())}
        self._owned = {id(member): [] for member in self._members}
        for index, cursor in enumerate(self._cursors):
            if not self._members:
                break
            if not self._can.keeps_key_order:
                for member in self._members:
                    self._owned[id(member)].append(cursor)
                continue
            owner = self._members[index % len(self._members)]
            self._owned[id(owner)].append(cursor)
            former = before.get(id(cursor))
            if former is not None and former is not owner:
                self._move(cursor, former)
        self.wake()

    def _move(self, cursor: Cursor, former: Member) -> None:
        taken: list[Hashable] = list(cursor.held.values())
        if self._can.must_extend:
            for held in list(cursor.held.values()):
                self._give_back(held, self._clock.monotonic())
        else:
            self._rewind(cursor)
        if taken:
            former.revoked(taken)

    def _expire(self, now: float) -> None:
        """Take back what was not settled in time."""
        if not self._can.must_extend or now < self._timer_at:
            return
        for cursor in self._cursors:
            for held in [held for held in cursor.held.values() if held.deadline <= now]:
                self._give_back(held, now)
        self._timer_at = math.inf

    def _arm(self) -> None:
        """Wake the members when something comes again, or its time to be settled is over."""
        now = self._clock.monotonic()
        due = math.inf
        for cursor in self._cursors:
            due = min([due, *(when for when, _, _ in cursor.returned if when > now)])
            if self._can.must_extend and cursor.held and self._timer_at == math.inf:
                due = min(due, *(held.deadline for held in cursor.held.values()))
        if due >= self._timer_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = due
        self._timer = self._clock.call_at(due, self._on_time)

    def _on_time(self) -> None:
        self._expire(self._clock.monotonic())
        self._timer_at = math.inf
        self._arm()
        self.wake()


def _start_of(partition: Partition, source: Source) -> int:
    if source.start_at_ms is not None:
        return partition.first_since(source.start_at_ms)
    from_the_end = source.group is None or source.start is Start.LATEST
    return partition.end() if from_the_end else partition.base
