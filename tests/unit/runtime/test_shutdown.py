"""No handler, and nothing that is on its way, blocks the end of an agent or is lost by it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.transports.fleet import NAMES, Fleet, Handlers, Job, sender_type
from treaty.agent import Agent
from treaty.client import Client
from treaty.contract import Bound
from treaty.errors import TransportError
from treaty.message import Message
from treaty.simulation import Simulation
from treaty.transport import Settlement
from treaty.transports.memory import KAFKA_LIKE, MemoryBroker

FLEET = Fleet(NAMES)
JOB = Job(key="k", number=1)
SOON_S = 10.0
"""Real time: how long a shutdown that nothing blocks never takes."""


async def ignores_cancellation(_: Message[Job], _client: Client, gate: asyncio.Event) -> None:
    while not gate.is_set():
        try:
            await gate.wait()
        except asyncio.CancelledError:
            continue


async def cleans_up_by_sending(_: Message[Job], client: Any, gate: asyncio.Event) -> None:
    try:
        await gate.wait()
    finally:
        await client.send_job(JOB)


async def cleans_up_slowly(_: Message[Job], _client: Client, gate: asyncio.Event) -> None:
    try:
        await gate.wait()
    except asyncio.CancelledError:
        await gate.wait()


@pytest.mark.parametrize("handle", [ignores_cancellation, cleans_up_by_sending, cleans_up_slowly])
@pytest.mark.parametrize("timeout_s", [0.05, 30.0], ids=["timed-out", "at-work"])
async def test_no_handler_blocks_shutdown(handle: Callable[..., Awaitable[None]], timeout_s: float) -> None:
    """Neither one that is at work nor one that was told before to stop; the connection is closed after all."""
    broker = MemoryBroker()
    gate, begun = asyncio.Event(), asyncio.Event()

    class Stubborn:
        async def on_job(self, message: Message[Job], client: Any) -> None:
            begun.set()
            await handle(message, client, gate)

    contract = replace(FLEET.worker(handler_timeout_s=timeout_s), sends=(Bound(FLEET.jobs),))
    transport = broker.connect()
    agent = Agent(contract, Stubborn(), sender_type(FLEET), transport, shutdown_s=0.2)
    async with asyncio.timeout(SOON_S):
        async with agent:
            sent = asyncio.create_task(agent.client.send_job(JOB))
            await begun.wait()
            await asyncio.sleep(0.1)
        assert not transport._open
        assert sent.done()
    gate.set()


async def test_what_is_sent_after_the_end_is_refused_not_forgotten() -> None:
    """Whoever still waits for a confirmation or a reply is told that there will be none."""
    simulation = Simulation()
    async with simulation.agent(FLEET.sender, Handlers(), sender_type(FLEET)) as agent:
        asking = asyncio.create_task(agent.client.call_tool(JOB, tool="crm"))
        await simulation.advance(0)
    async with asyncio.timeout(SOON_S):
        with pytest.raises(TransportError):
            await asking
        with pytest.raises(TransportError):
            await agent.client.send_job(JOB)
        with pytest.raises(TransportError):
            await agent.client.call_tool(JOB, tool="crm")


async def test_a_drain_waits_for_acknowledgements_that_are_on_their_way() -> None:
    """BROKERS.md 2.2, ack lost at shutdown: to a real broker they take a round trip."""
    simulation = Simulation(KAFKA_LIKE)
    settled: list[Settlement] = []
    agent = simulation.agent(FLEET.worker(), Handlers(on_job=lambda _: None), Client)
    settle = agent._transport.settle
    answered = asyncio.Event()

    async def slowly(settlements: Sequence[Settlement]) -> None:
        await answered.wait()
        await settle(settlements)
        settled.extend(settlements)

    agent._transport.settle = slowly  # type: ignore[method-assign] # a broker across a network
    async with agent:
        await simulation.publish(FLEET.jobs, JOB)
        asyncio.get_running_loop().call_later(0.05, answered.set)
    assert 1 == len(settled)


async def test_an_agent_that_cannot_open_leaves_nothing_open() -> None:
    """A supervisor that tries again every second must not collect half-open connections."""
    simulation = Simulation()
    agent = simulation.agent(FLEET.worker(), Handlers(on_job=lambda _: None), Client)
    closed: list[bool] = []

    async def refuse() -> None:
        raise TransportError("no broker")

    async def close() -> None:
        closed.append(True)

    agent._transport.open = refuse  # type: ignore[method-assign] # a broker that is down
    agent._transport.close = close  # type: ignore[method-assign] # seen
    with pytest.raises(TransportError):
        async with agent:
            pass
    assert [True] == closed


async def test_an_agent_that_was_killed_has_nothing_to_finish() -> None:
    """To leave its block takes no time; time stands still here."""
    simulation = Simulation()

    async def hangs(_: Message[Job]) -> None:
        await asyncio.Event().wait()

    async with asyncio.timeout(SOON_S), simulation.agent(FLEET.worker(), Handlers(on_job=hangs), Client) as agent:
        await simulation.publish(FLEET.jobs, JOB)
        await agent.kill()
    assert 0 == agent.counts["on_job"].handled
