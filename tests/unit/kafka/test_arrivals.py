"""What waits between a fetching thread and `receive`: shares, holds and revocations, without threads."""

from __future__ import annotations

import asyncio

import pytest

from treaty.errors import TransportError
from treaty.transport import Delivery, Revoked
from treaty.transports.kafka_arrivals import Arrivals, Backlog
from treaty.transports.kafka_watermark import Watermark


def delivery(watermark: Watermark, offset: int) -> Delivery:
    return Delivery(
        source=watermark.source,
        object=watermark.topic,
        key=None,
        headers=(),
        body=b"x",
        position=(watermark, offset),
        count=1,
        timestamp_ms=0,
        partition=watermark.partition,
        offset=offset,
    )


def fetched(arrivals: Arrivals, backlog: Backlog, watermark: Watermark, *offsets: int) -> None:
    batch = [delivery(watermark, offset) for offset in offsets]
    backlog.fetched += len(batch)
    arrivals.put(backlog, batch)


def taken(arrivals: Arrivals, limit: int = 100) -> list[tuple[int, int]]:
    return [(found.source, found.offset) for found in arrivals.take(limit) if isinstance(found, Delivery)]


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
def backlog(arrivals: Arrivals) -> Backlog:
    backlog = Backlog()
    arrivals.open(1, backlog)
    arrivals.open(2, backlog)
    return backlog


ORDERS = 1
PRICES = 2


async def test_a_small_limit_is_shared_by_all_sources(arrivals: Arrivals, backlog: Backlog) -> None:
    fetched(arrivals, backlog, Watermark(ORDERS, "orders", 0), *range(10))
    fetched(arrivals, backlog, Watermark(PRICES, "prices", 0), *range(10))

    assert sorted(taken(arrivals, 4)) == [(ORDERS, 0), (ORDERS, 1), (PRICES, 0), (PRICES, 1)]


async def test_a_limit_of_one_starves_nobody(arrivals: Arrivals, backlog: Backlog) -> None:
    fetched(arrivals, backlog, Watermark(ORDERS, "orders", 0), *range(3))
    fetched(arrivals, backlog, Watermark(PRICES, "prices", 0), *range(3))

    assert {source for _ in range(2) for source, _ in taken(arrivals, 1)} == {ORDERS, PRICES}


async def test_a_held_source_waits_and_leaves_the_room_to_others(arrivals: Arrivals, backlog: Backlog) -> None:
    fetched(arrivals, backlog, Watermark(ORDERS, "orders", 0), *range(8))
    fetched(arrivals, backlog, Watermark(PRICES, "prices", 0), 0)
    assert backlog.room(10) == 1

    arrivals.hold([ORDERS])

    assert backlog.room(10) == 9
    assert taken(arrivals) == [(PRICES, 0)]
    arrivals.hold([])
    assert taken(arrivals) == [(ORDERS, offset) for offset in range(8)]


async def test_what_the_thread_fetched_counts_before_the_loop_has_seen_it(backlog: Backlog) -> None:
    backlog.fetched += 7

    assert backlog.room(10) == 3


async def test_a_revocation_waits_for_work_that_is_done_in_time(arrivals: Arrivals, backlog: Backlog) -> None:
    watermark = Watermark(ORDERS, "orders", 0)
    fetched(arrivals, backlog, watermark, 0, 1)
    taken(arrivals, 1)

    draining = asyncio.create_task(arrivals.drain([watermark], 10))
    await asyncio.sleep(0)
    assert taken(arrivals) == []  # what had not been handed out is the next owner's
    watermark.settle(0)
    arrivals.settled()
    await draining

    assert watermark.committable == 1
    assert arrivals.take(10) == []


async def test_a_revocation_tells_of_work_that_was_not_done_in_time(arrivals: Arrivals, backlog: Backlog) -> None:
    watermark = Watermark(ORDERS, "orders", 0)
    fetched(arrivals, backlog, watermark, 0, 1, 2)
    taken(arrivals)
    watermark.settle(1)

    await arrivals.drain([watermark], 0)

    assert arrivals.take(10) == [Revoked(((watermark, 0), (watermark, 2)))]
    assert watermark.committable is None


async def test_other_partitions_of_the_source_stay(arrivals: Arrivals, backlog: Backlog) -> None:
    gone, kept = Watermark(ORDERS, "orders", 0), Watermark(ORDERS, "orders", 1)
    fetched(arrivals, backlog, gone, 0, 1)
    fetched(arrivals, backlog, kept, 0)

    arrivals.revoke([gone])

    assert [found.partition for found in arrivals.take(10) if isinstance(found, Delivery)] == [1]
    assert backlog.room(10) == 10


async def test_a_failed_thread_is_never_silence(arrivals: Arrivals) -> None:
    """aiokafka#847: a consumer that stopped must not look like a topic without messages."""
    arrivals.fail(TransportError("kafka: gone"))

    for _ in range(2):
        await arrivals.some(10)
        with pytest.raises(TransportError, match="gone"):
            arrivals.take(1)


async def test_waiting_ends_when_something_arrives(arrivals: Arrivals, backlog: Backlog) -> None:
    waiting = asyncio.create_task(arrivals.some(10))
    await asyncio.sleep(0)
    fetched(arrivals, backlog, Watermark(ORDERS, "orders", 0), 0)
    await asyncio.wait_for(waiting, 1)

    assert taken(arrivals) == [(ORDERS, 0)]


async def test_waiting_ends_when_nothing_arrives(arrivals: Arrivals) -> None:
    await arrivals.some(0.001)

    assert arrivals.take(1) == []
