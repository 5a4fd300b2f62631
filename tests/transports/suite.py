"""What every transport does, whatever its broker; named after the behaviours, as the suites of BROKERS.md 2.5 are.

A broker's test module is `from tests.transports.suite import *` and a fixture `bus`.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from tests.transports.bus import Bus, Feature
from treaty.transport import Delivery, Outgoing, Revoked, Settlement, Source, Start, Transport, Verdict

_NUMBERS = itertools.count(1)


def needs(bus: Bus, feature: Feature) -> None:
    """Skip, saying why, what a broker does not promise."""
    if feature not in bus.features:
        pytest.skip(f"not applicable: {bus.name} is no broker that {feature.value}")


def message(object_name: str, body: str, key: str | None = None, **headers: str) -> Outgoing:
    encoded = tuple((name, value.encode()) for name, value in headers.items())
    number = next(_NUMBERS)
    return Outgoing(
        object_name, object_name, None if key is None else key.encode(), encoded, body.encode(), f"id-{number}"
    )


def source(object_name: str, group: str | None = "g", number: int = 1, **more: object) -> Source:
    return Source(number, object_name, (">",), group, **more)  # type: ignore[arg-type] # the caller's keywords are Source's


@asynccontextmanager
async def connected(bus: Bus, *sources: Source) -> AsyncIterator[Transport]:
    transport = bus.connect("suite")
    await transport.open()
    try:
        await transport.subscribe(sources)
        yield transport
    finally:
        await transport.close()


async def send(bus: Bus, messages: Sequence[Outgoing]) -> None:
    async with connected(bus) as sender:
        assert [None] * len(messages) == list(await sender.publish(messages))


async def fetch(bus: Bus, transport: Transport, count: int) -> list[Delivery]:
    """The next `count` deliveries; fails when they do not come."""
    found: list[Delivery] = []

    async def collect() -> None:
        while len(found) < count:
            found.extend(d for d in await transport.receive(count - len(found), 1.0) if isinstance(d, Delivery))

    collecting = asyncio.create_task(collect())
    try:
        await bus.until(collecting.done)
    finally:
        collecting.cancel()
    return found


async def fetch_nothing(bus: Bus, transport: Transport, within_s: float = 1.0) -> None:
    """Check that nothing comes."""
    receiving = asyncio.create_task(transport.receive(1, within_s))
    await bus.until(receiving.done)
    assert [] == [item for item in receiving.result() if isinstance(item, Delivery)]


def acknowledged(deliveries: Sequence[Delivery]) -> list[Settlement]:
    return [Settlement(delivery.position, Verdict.ACKNOWLEDGE) for delivery in deliveries]


def bodies(deliveries: Sequence[Delivery]) -> list[str]:
    return [delivery.body.decode() for delivery in deliveries]


async def test_bytes_key_and_headers_arrive_as_they_were_sent(bus: Bus) -> None:
    name = await bus.make("round-trip")
    sent = message(name, "füße", "schlüssel", grüße="привет 👋", empty="")
    await send(bus, [sent])
    async with connected(bus, source(name)) as reader:
        [delivery] = await fetch(bus, reader, 1)

        assert (1, name) == (delivery.source, delivery.object)
        assert (sent.body, sent.key, sent.headers) == (delivery.body, delivery.key, delivery.headers)
        assert delivery.count == 1
        assert abs(delivery.timestamp_ms / 1000 - bus.clock.epoch()) < 60


async def test_concurrent_senders_all_arrive(bus: Bus) -> None:
    name = await bus.make("concurrent")
    await asyncio.gather(*(send(bus, [message(name, f"{s}.{n}") for n in range(20)]) for s in range(3)))
    async with connected(bus, source(name)) as reader:
        assert sorted(f"{s}.{n}" for s in range(3) for n in range(20)) == sorted(bodies(await fetch(bus, reader, 60)))


async def test_order_is_kept_within_a_key(bus: Bus) -> None:
    """P25."""
    name = await bus.make("order")
    await send(bus, [message(name, f"{n}", f"key{n % 5}") for n in range(100)])
    async with connected(bus, source(name)) as reader:
        numbers: dict[bytes | None, list[int]] = {}
        for delivery in await fetch(bus, reader, 100):
            numbers.setdefault(delivery.key, []).append(int(delivery.body))

        assert [sorted(found) for found in numbers.values()] == list(numbers.values())


async def test_each_group_gets_everything(bus: Bus) -> None:
    """P12."""
    name = await bus.make("fan-out")
    await send(bus, [message(name, "a"), message(name, "b")])
    for group in ("g1", "g2"):
        async with connected(bus, source(name, group)) as reader:
            assert ["a", "b"] == sorted(bodies(await fetch(bus, reader, 2)))


async def test_two_groups_on_one_connection(bus: Bus) -> None:
    """P28."""
    name = await bus.make("one-connection")
    await send(bus, [message(name, "a")])
    async with connected(bus, source(name, "g1", 1), source(name, "g2", 2)) as reader:
        assert [1, 2] == sorted(delivery.source for delivery in await fetch(bus, reader, 2))


async def test_a_new_group_starts_at_the_earliest_message(bus: Bus) -> None:
    """FIELD.md fault 14: a group that is created at the end skips what came before."""
    name = await bus.make("earliest")
    await send(bus, [message(name, "before")])
    async with connected(bus, source(name)) as reader:
        assert ["before"] == bodies(await fetch(bus, reader, 1))


async def test_a_group_can_start_at_the_latest(bus: Bus) -> None:
    name = await bus.make("latest")
    await send(bus, [message(name, "before")])
    async with connected(bus, source(name, start=Start.LATEST)) as reader:
        await fetch_nothing(bus, reader)
        await send(bus, [message(name, "after")])
        assert ["after"] == bodies(await fetch(bus, reader, 1))


async def test_a_group_can_start_at_a_time(bus: Bus) -> None:
    name = await bus.make("at-a-time")
    await send(bus, [message(name, "before")])
    await bus.elapse(1.0)
    time_ms = int(bus.clock.epoch() * 1000)
    await bus.elapse(0.1)
    await send(bus, [message(name, "after")])
    async with connected(bus, source(name, start_at_ms=time_ms)) as reader:
        assert ["after"] == bodies(await fetch(bus, reader, 1))


async def test_competing_consumers_share_the_work(bus: Bus) -> None:
    """P13: each message to one of them."""
    name = await bus.make("competing")
    async with connected(bus, source(name)) as one, connected(bus, source(name)) as two:
        await send(bus, [message(name, f"{n}") for n in range(40)])
        found: list[str] = []

        async def work(reader: Transport) -> None:
            while True:
                deliveries = [d for d in await reader.receive(10, 1.0) if isinstance(d, Delivery)]
                await reader.settle(acknowledged(deliveries))
                found.extend(bodies(deliveries))
                await asyncio.sleep(0)

        workers = [asyncio.create_task(work(reader)) for reader in (one, two)]
        await bus.until(lambda: len(found) >= 40)
        await bus.elapse(1.0)
        for worker in workers:
            worker.cancel()
        assert sorted(str(n) for n in range(40)) == sorted(found)


async def test_what_is_not_settled_comes_again(bus: Bus) -> None:
    """P20; FIELD.md fault 14."""
    name = await bus.make("no-ack")
    await send(bus, [message(name, "a", "k")])
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        await fetch(bus, reader, 1)
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        assert ["a"] == bodies(await fetch(bus, reader, 1))


async def test_what_is_settled_does_not_come_again(bus: Bus) -> None:
    name = await bus.make("ack")
    await send(bus, [message(name, "a", "k"), message(name, "b", "k")])
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        deliveries = await fetch(bus, reader, 2)
        await reader.settle(acknowledged(deliveries[:1]))
        await reader.settle([Settlement(deliveries[1].position, Verdict.REJECT)])
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        await fetch_nothing(bus, reader, 3.0)


async def test_settling_over_a_gap_does_not_lose_what_is_in_it(bus: Bus) -> None:
    """BROKERS.md 2.2: concurrency that commits over a gap."""
    name = await bus.make("gap")
    await send(bus, [message(name, f"{n}", "k") for n in range(3)])
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        deliveries = await fetch(bus, reader, 3)
        await reader.settle(acknowledged(deliveries[1:]))
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        assert ["0"] == bodies(await fetch(bus, reader, 1))


async def test_settling_in_any_order(bus: Bus) -> None:
    name = await bus.make("any-order")
    await send(bus, [message(name, f"{n}", f"{n}") for n in range(20)])
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        await reader.settle(acknowledged((await fetch(bus, reader, 20))[::-1]))
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        await fetch_nothing(bus, reader, 3.0)


async def test_after_ack_wait_a_message_comes_again(bus: Bus) -> None:
    """P21."""
    needs(bus, Feature.ACK_WAIT)
    name = await bus.make("ack-wait")
    await send(bus, [message(name, "a")])
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        [first] = await fetch(bus, reader, 1)
        [second] = await fetch(bus, reader, 1)
        assert (1, 2) == (first.count, second.count)


async def test_extending_keeps_a_message_from_coming_again(bus: Bus) -> None:
    needs(bus, Feature.ACK_WAIT)
    name = await bus.make("extend")
    await send(bus, [message(name, "a")])
    async with connected(bus, source(name, ack_wait_s=2.0)) as reader:
        [delivery] = await fetch(bus, reader, 1)
        for _ in range(4):
            await bus.elapse(1.0)
            await reader.extend([delivery.position])
        await fetch_nothing(bus, reader, 1.0)
        await reader.settle(acknowledged([delivery]))
        await fetch_nothing(bus, reader, 3.0)


async def test_a_released_message_comes_again_after_its_delay(bus: Bus) -> None:
    needs(bus, Feature.RELEASE)
    name = await bus.make("release")
    await send(bus, [message(name, "a")])
    async with connected(bus, source(name)) as reader:
        [delivery] = await fetch(bus, reader, 1)
        await reader.settle([Settlement(delivery.position, Verdict.RELEASE, 3.0)])
        await fetch_nothing(bus, reader, 2.0)
        [again] = await fetch(bus, reader, 1)
        assert ("a", 2) == (again.body.decode(), again.count)


async def test_a_paused_source_stands_still_and_goes_on_later(bus: Bus) -> None:
    """P26."""
    paused, other = await bus.make("paused"), await bus.make("other")
    async with connected(bus, source(paused, number=1), source(other, number=2)) as reader:
        await reader.pause([1])
        await send(bus, [message(paused, "a"), message(other, "b")])
        assert ["b"] == bodies(await fetch(bus, reader, 1))
        await fetch_nothing(bus, reader)
        await reader.pause([])
        assert ["a"] == bodies(await fetch(bus, reader, 1))


async def test_every_instance_has_an_inbox_of_its_own(bus: Bus) -> None:
    """P30: nothing that is sent once `subscribe` has returned is missed, and nothing from before comes."""
    name = await bus.make("inbox")
    await send(bus, [message(name, "before", "k")])
    async with connected(bus, source(name, None)) as one, connected(bus, source(name, None)) as two:
        await send(bus, [message(name, f"{n}", f"{n}") for n in range(8)])
        for reader in (one, two):
            deliveries = await fetch(bus, reader, 8)
            await reader.settle(acknowledged(deliveries))
            assert [str(n) for n in range(8)] == sorted(bodies(deliveries))


async def test_further_sources_can_be_read_later(bus: Bus) -> None:
    first, second = await bus.make("first"), await bus.make("second")
    await send(bus, [message(first, "a"), message(second, "b")])
    async with connected(bus, source(first, number=1)) as reader:
        assert ["a"] == bodies(await fetch(bus, reader, 1))
        await reader.subscribe([source(second, number=2)])
        assert ["b"] == bodies(await fetch(bus, reader, 1))


async def test_waiting_for_nothing_ends(bus: Bus) -> None:
    name = await bus.make("nothing")
    async with connected(bus, source(name)) as reader:
        await fetch_nothing(bus, reader, 0.5)


async def test_a_batch_is_never_larger_than_asked_for(bus: Bus) -> None:
    name = await bus.make("limit")
    await send(bus, [message(name, f"{n}") for n in range(30)])
    async with connected(bus, source(name)) as reader:
        found = 0
        while found < 30:
            receiving = asyncio.create_task(reader.receive(7, 1.0))
            await bus.until(receiving.done)
            deliveries = [item for item in receiving.result() if not isinstance(item, Revoked)]
            assert len(deliveries) <= 7
            found += len(deliveries)


async def test_large_messages_pass_and_too_large_ones_are_refused_alone(bus: Bus) -> None:
    """P5: one message of a batch that cannot be stored does not take the others with it."""
    name = await bus.make("large")
    large, small = "x" * 900_000, "y"
    async with connected(bus) as sender:
        results = await sender.publish(
            [message(name, large, "k"), message(name, "z" * 3_000_000, "k"), message(name, small, "k")]
        )
    assert results[0] is None
    assert results[2] is None
    assert results[1] is not None
    assert not results[1].retryable
    async with connected(bus, source(name)) as reader:
        assert [len(large), len(small)] == [len(delivery.body) for delivery in await fetch(bus, reader, 2)]


async def test_others_go_on_when_one_consumer_leaves(bus: Bus) -> None:
    """What the one that left had not settled is not lost, and what it had settled is not repeated."""
    name = await bus.make("leaving")
    async with connected(bus, source(name, ack_wait_s=2.0)) as stays:
        async with connected(bus, source(name, ack_wait_s=2.0)):
            await bus.elapse(1.0)
        await send(bus, [message(name, f"{n}", f"{n}") for n in range(20)])
        assert sorted(str(n) for n in range(20)) == sorted(bodies(await fetch(bus, stays, 20)))


async def test_closing_at_once_from_several_tasks_and_twice(bus: Bus) -> None:
    name = await bus.make("closing")
    transport = bus.connect("suite")
    await transport.open()
    await transport.subscribe([source(name)])
    receiving = asyncio.create_task(transport.receive(1, 30.0))
    await asyncio.sleep(0)
    await asyncio.gather(transport.close(), transport.close())
    await transport.close()
    await bus.until(receiving.done)
    assert receiving.exception() is not None or receiving.result() == []


async def test_a_cut_off_consumers_work_goes_to_another(bus: Bus) -> None:
    """P20: a crash between fetch and ack."""
    needs(bus, Feature.CRASH)
    name = await bus.make("crash")
    await send(bus, [message(name, f"{n}", "k") for n in range(5)])
    victim = bus.connect("victim")
    await victim.open()
    await victim.subscribe([source(name, ack_wait_s=2.0)])
    deliveries = await fetch(bus, victim, 5)
    await victim.settle(acknowledged(deliveries[:2]))
    await bus.crash(victim)
    async with connected(bus, source(name, ack_wait_s=2.0)) as heir:
        assert ["2", "3", "4"] == bodies(await fetch(bus, heir, 3))
