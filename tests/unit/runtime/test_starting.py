"""What an agent refuses at its start, and what it cannot go on after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.transports.fleet import NAMES, Fleet, Handlers
from treaty.agent import Agent
from treaty.client import Client
from treaty.errors import ContractError, TransportError
from treaty.simulation import Simulation
from treaty.transport import Delivery, Revoked, Source

FLEET = Fleet(NAMES)


@pytest.mark.parametrize(
    ("contract", "handlers", "error"),
    [
        (FLEET.worker(), Handlers(), "Handlers has no handler `on_job`"),
        (FLEET.worker(), type("Sync", (), {"on_job": lambda _m, _c: None})(), "Sync.on_job must be an `async def`"),
        (
            FLEET.worker(FLEET.reader(FLEET.jobs, "on_job", dead_letters={})),
            Handlers(on_job=lambda _: None),
            "on_job: events.job has no object for its dead letters",
        ),
        (
            FLEET.worker(FLEET.reader(FLEET.jobs, "on_job", start="yesterday")),
            Handlers(on_job=lambda _: None),
            "start `yesterday` is neither earliest, latest nor a time",
        ),
        (
            FLEET.worker(FLEET.reader(FLEET.jobs, "on_job"), FLEET.reader(FLEET.jobs, "on_other")),
            Handlers(on_job=lambda _: None, on_other=lambda _: None),
            "two subscriptions of one group read events.job: each message would be one's only",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_agent_that_cannot_work_does_not_start(contract: Any, handlers: Any, error: str) -> None:
    simulation = Simulation()
    with pytest.raises(ContractError) as refusal:
        async with simulation.agent(contract, handlers, Client):
            pass
    assert error == str(refusal.value)


async def test_a_transport_that_fails_for_good_stops_the_agent(simulation: Simulation) -> None:
    """BROKERS.md 2.2: a consumer that silently stops."""

    async def receive(limit: int, wait_s: float) -> list[Delivery | Revoked]:  # noqa: ARG001 - as the port has it
        raise failure

    for failure in (TransportError("not authorised", retryable=False), RuntimeError("a fault in the transport")):
        agent = simulation.agent(FLEET.worker(), Handlers(on_job=lambda _: None), Client)
        agent._transport.receive = receive  # type: ignore[method-assign] # a broker that refuses
        async with agent:
            with pytest.raises(type(failure), match=str(failure)):
                await agent.stopped()


async def test_a_prefix_tells_environments_on_one_broker_apart(simulation: Simulation) -> None:
    """Their objects and their groups: an agent of one takes nothing from the same agent of another."""
    transport = simulation.broker.connect()
    sources: list[Source] = []
    subscribe = transport.subscribe

    async def listening(wanted: Sequence[Source]) -> None:
        sources.extend(wanted)
        await subscribe(wanted)

    transport.subscribe = listening  # type: ignore[method-assign]
    contract = FLEET.worker(FLEET.reader(FLEET.jobs, "on_job"))
    async with Agent(
        contract, Handlers(on_job=lambda _: None), Client, transport, prefix="dev.", clock=simulation.clock
    ):
        pass

    assert sources
    assert all(source.object.startswith("dev.") for source in sources)
    assert all(source.group is None or source.group.startswith("dev.") for source in sources)
