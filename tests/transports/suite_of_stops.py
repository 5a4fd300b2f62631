"""How agents stop, die and are replaced on every transport, with nothing lost; the last part of the universal suite."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from tests.transports.bus import Bus, Feature
from tests.transports.fleet import Fleet, Handlers, Job, SenderClient
from tests.transports.history import History
from tests.transports.suite import needs
from tests.transports.suite_of_agents import letters, running, sending
from treaty.agent import Agent
from treaty.client import Client
from treaty.contract import Policy
from treaty.message import Message


async def test_a_drain_finishes_what_is_at_work_and_settles_it(bus: Bus, fleet: Fleet) -> None:
    """NServiceBus's when-stopping-on-message: nothing is handled twice because of an orderly stop."""
    begun = asyncio.Event()
    go_on = asyncio.Event()
    seen: list[int] = []

    async def on_job(received: Message[Job]) -> None:
        begun.set()
        await go_on.wait()
        seen.append(received.payload.number)

    async with sending(bus, fleet) as client:
        agent = Agent(fleet.worker(), Handlers(on_job=on_job), Client, bus.connect("worker"), clock=bus.clock)
        await agent.__aenter__()
        await client.send_job(Job(key="k", number=1))
        await bus.until(begun.is_set)
        stopping = asyncio.create_task(agent.__aexit__(None, None, None))
        await asyncio.sleep(0)
        await client.send_job(Job(key="k", number=2))
        go_on.set()
        await bus.until(stopping.done)
        assert seen[:1] == [1]
        async with running(bus, fleet.worker(), Handlers(on_job=on_job)):
            await bus.until(lambda: 2 in seen)
            await bus.elapse(1.0)

    assert [1, 2] == seen


async def test_a_drain_gives_up_after_its_deadline_and_the_message_comes_again(bus: Bus, fleet: Fleet) -> None:
    fleet = Fleet(fleet.names, Policy(ack_wait_s=3.0, backoff_s=(0.1,)))
    begun = asyncio.Event()

    async def hangs(_: Message[Job]) -> None:
        begun.set()
        await asyncio.Event().wait()

    seen: list[int] = []
    async with sending(bus, fleet) as client:
        options: dict[str, Any] = {"clock": bus.clock, "shutdown_s": 0.5}
        agent = Agent(fleet.worker(), Handlers(on_job=hangs), Client, bus.connect("worker"), **options)
        await agent.__aenter__()
        await client.send_job(Job(key="k", number=1))
        await bus.until(begun.is_set)
        stopping = asyncio.create_task(agent.__aexit__(None, None, None))
        await bus.until(stopping.done)
        async with running(bus, fleet.worker(), Handlers(on_job=lambda m: seen.append(m.payload.number))):
            await bus.until(lambda: bool(seen))

    assert [1] == seen


async def test_nothing_is_lost_when_an_instance_dies_between_fetch_and_ack(bus: Bus, fleet: Fleet) -> None:
    """P20; the accounting of BROKERS.md 2.6: acknowledged = handled or dead or pending."""
    needs(bus, Feature.CRASH)
    fleet = Fleet(fleet.names, Policy(ack_wait_s=3.0, backoff_s=(0.1,)))
    history = History()

    async def dies(received: Message[Job]) -> None:
        if received.payload.number >= 2:
            await asyncio.Event().wait()
        history.handled.append((received.payload.key, received.payload.number))

    def on_job(received: Message[Job]) -> None:
        history.handled.append((received.payload.key, received.payload.number))

    async with sending(bus, fleet) as client:
        victim = bus.connect("victim")
        agent = Agent(fleet.worker(), Handlers(on_job=dies), Client, victim, clock=bus.clock)
        await agent.__aenter__()
        for number in range(5):
            for key in ("a", "b", "c"):
                await client.send_job(Job(key=key, number=number))
                history.acknowledged.append((key, number))
        await bus.until(lambda: len(history.handled) >= 6)
        await bus.crash(victim)
        await agent.kill()
        async with running(bus, fleet.worker(), Handlers(on_job=on_job)):
            await bus.until(lambda: not history.lost())

    assert ([], []) == (history.invented(), history.overtaken())


async def test_nothing_is_lost_or_overtaken_while_instances_come_and_go(bus: Bus, fleet: Fleet) -> None:
    """BROKERS.md 2.2: rebalances under load, with failures and poison in between."""
    fleet = Fleet(fleet.names, Policy(ack_wait_s=3.0, backoff_s=(0.1,), max_deliver=2))
    history = History()
    chance = random.Random(5)

    async def on_job(received: Message[Job]) -> None:
        for _ in range(chance.randrange(3)):
            await asyncio.sleep(0)
        if received.payload.text == "poison":
            raise ValueError("poison")
        history.handled.append((received.payload.key, received.payload.number))

    async def send(client: SenderClient) -> None:
        for number in range(30):
            for key in "abcdef":
                text = "poison" if number == 7 else ""
                await client.send_job(Job(key=key, number=number, text=text))
                history.acknowledged.append((key, number))

    def done() -> bool:
        left = set(history.acknowledged) - set(history.handled)
        return task.done() and left <= {(key, 7) for key in "abcdef"}

    async with sending(bus, fleet) as client, running(bus, fleet.worker(), Handlers(on_job=on_job)):
        task = asyncio.create_task(send(client))
        async with running(bus, fleet.worker(), Handlers(on_job=on_job)):
            await bus.until(lambda: len(history.handled) > 60)
        async with running(bus, fleet.worker(), Handlers(on_job=on_job)):
            await bus.until(done)

    found = await letters(bus, fleet.names.jobs_dead, 6)
    history.buried = [(letter.key.decode(), 7) for letter in found if letter.key is not None]
    assert ([], []) == (history.lost(), history.invented())
    if Feature.KEY_ORDER in bus.features:
        assert [] == history.overtaken()
