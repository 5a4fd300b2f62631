"""What the simulated broker does beyond the universal suite: faults, retention, deduplication, rebalances."""

from __future__ import annotations

import asyncio

import pytest

from treaty.clock import SimulatedClock, sleep
from treaty.errors import TransportError
from treaty.transport import Capabilities, Delivery, Outgoing, Revoked, Settlement, Source, Verdict
from treaty.transports.memory import EVERYTHING, KAFKA_LIKE, NATS_LIKE, MemoryBroker, MemoryTransport


def message(body: str, key: str | None = None, message_id: str = "") -> Outgoing:
    return Outgoing("o", "o", None if key is None else key.encode(), (), body.encode(), message_id or body)


async def connected(broker: MemoryBroker, *, reads: bool = True) -> MemoryTransport:
    transport = broker.connect()
    await transport.open()
    if reads:
        await transport.subscribe([Source(1, "o", (), "g", ack_wait_s=30.0)])
    return transport


async def fetched(transport: MemoryTransport) -> list[Delivery]:
    return [item for item in await transport.receive(100, 0) if isinstance(item, Delivery)]


def simulated(capabilities: Capabilities = EVERYTHING, **more: float) -> tuple[MemoryBroker, SimulatedClock]:
    clock = SimulatedClock()
    return MemoryBroker(capabilities, clock=clock, retain_s=more.get("retain_s")), clock


@pytest.mark.parametrize(
    ("fault", "stored", "told"),
    [("refuse", 0, "not stored"), ("lose_confirmation", 1, "not confirmed"), ("duplicate", 2, None)],
)
async def test_faults_strike_as_often_as_they_are_asked_for(fault: str, stored: int, told: str | None) -> None:
    broker, _ = simulated()
    setattr(broker.faults, fault, 1)
    sender = await connected(broker, reads=False)
    [first] = await sender.publish([message("a")])
    assert (told is None) == (first is None)
    assert told is None or told in str(first)
    assert stored == len(broker.records("o"))
    assert [None] == list(await sender.publish([message("b")]))


async def test_what_is_older_than_retention_is_gone_for_slow_readers_too() -> None:
    broker, clock = simulated(retain_s=60.0)
    reader = await connected(broker)
    await reader.publish([message("old", "k")])
    await clock.advance(61)
    await reader.publish([message("new", "k")])
    assert [b"new"] == [delivery.body for delivery in await fetched(reader)]


async def test_a_queue_that_deduplicates_stores_an_id_once_within_its_window() -> None:
    broker, clock = simulated(NATS_LIKE)
    sender = await connected(broker, reads=False)
    for _ in range(2):
        assert [None] == list(await sender.publish([message("a", message_id="1")]))
    assert 1 == len(broker.records("o"))
    await clock.advance(121)
    await sender.publish([message("a", message_id="1")])
    assert 2 == len(broker.records("o"))


async def test_a_log_rewinds_to_its_watermark_and_repeats_what_was_settled_beyond_it() -> None:
    """As on Kafka: this is why duplicates must be recognised."""
    broker, _ = simulated(KAFKA_LIKE)
    reader = await connected(broker)
    await reader.publish([message(str(number), "k") for number in range(4)])
    deliveries = await fetched(reader)
    await reader.settle([Settlement(deliveries[n].position, Verdict.ACKNOWLEDGE) for n in (0, 2)])
    await reader.close()
    assert [b"1", b"2", b"3"] == [delivery.body for delivery in await fetched(await connected(broker))]


async def test_a_rebalance_revokes_what_moves_and_late_settlements_do_nothing() -> None:
    broker, _ = simulated(KAFKA_LIKE)
    first = await connected(broker)
    await first.publish([message(str(number), str(number)) for number in range(40)])
    held = {delivery.position: delivery.body for delivery in await fetched(first)}
    second = await connected(broker)
    [revoked] = [item for item in await first.receive(100, 0) if isinstance(item, Revoked)]
    await first.settle([Settlement(position, Verdict.ACKNOWLEDGE) for position in revoked.positions])
    moved = {delivery.body for delivery in await fetched(second)}
    assert {held[position] for position in revoked.positions} == moved
    assert moved


async def test_a_queue_without_order_gives_back_only_when_the_wait_is_over() -> None:
    """As NATS: the broker does not know that its reader is gone."""
    broker, clock = simulated(NATS_LIKE)
    victim = await connected(broker)
    await victim.publish([message("a")])
    assert 1 == len(await fetched(victim))
    victim.break_connection()
    heir = await connected(broker)
    await clock.advance(29)
    assert [] == await fetched(heir)
    await clock.advance(1)
    assert [2] == [delivery.count for delivery in await fetched(heir)]


async def test_a_broken_connection_fails_every_call_and_can_be_restored() -> None:
    broker, _ = simulated()
    transport = await connected(broker)
    await transport.publish([message("a")])
    [delivery] = await fetched(transport)
    transport.break_connection()
    for call in (
        transport.publish([message("b")]),
        transport.receive(1, 0),
        transport.settle([Settlement(delivery.position, Verdict.ACKNOWLEDGE)]),
        transport.extend([delivery.position]),
    ):
        with pytest.raises(TransportError):
            await call
    transport.restore_connection()
    [revoked, again] = await transport.receive(10, 0)
    assert isinstance(revoked, Revoked)
    assert [delivery.position] == list(revoked.positions)
    assert isinstance(again, Delivery)
    assert (b"a", 2) == (again.body, again.count)


async def test_a_log_cannot_take_one_message_back() -> None:
    broker, _ = simulated(KAFKA_LIKE)
    transport = await connected(broker)
    await transport.publish([message("a")])
    [delivery] = await fetched(transport)
    with pytest.raises(TransportError) as refusal:
        await transport.settle([Settlement(delivery.position, Verdict.RELEASE, 1.0)])
    assert not refusal.value.retryable


async def test_the_simulated_clock_runs_everything_at_its_own_time() -> None:
    clock = SimulatedClock(epoch=100.0)
    woken: list[tuple[str, float]] = []

    async def wait(name: str, *pauses: float) -> None:
        for pause in pauses:
            await sleep(clock, pause)
            woken.append((name, clock.epoch()))

    tasks = [asyncio.create_task(wait("a", 1, 1, 1)), asyncio.create_task(wait("b", 2.5))]
    await clock.advance(2.75)
    assert [("a", 101.0), ("a", 102.0), ("b", 102.5)] == woken
    await clock.advance(1)
    assert ("a", 103.0) == woken[-1]
    assert all(task.done() for task in tasks)
