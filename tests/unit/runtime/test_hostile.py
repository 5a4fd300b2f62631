"""What an adversary tries: to stop a lane, an agent or its shutdown, to fill its memory, to forge a type."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from tests.transports.fleet import NAMES, Answer, Fleet, Handlers, Job
from treaty.client import Client
from treaty.contract import AgentContract, Bound, Channel, Policy, Rate
from treaty.delivery.route import Routes
from treaty.errors import CallTimeout, TransportError
from treaty.message import Message
from treaty.simulation import Simulation
from treaty.transports.memory import KAFKA_LIKE, MemoryTransport

FLEET = Fleet(NAMES)
JOB = Job(key="k", number=1)
SOON_S = 10.0
"""Real time: how long a shutdown that nothing blocks never takes."""


def headers_of_job(**changes: bytes) -> tuple[tuple[str, bytes], ...]:
    written = {
        "ce_id": b"1",
        "ce_source": b"stranger",
        "ce_subject": b"events.job",
        "ce_type": b"suite.v1.Job",
        "ce_schemaversion": b"1.1",
    }
    return tuple((written | changes).items())


# Lanes.


async def test_a_lane_that_was_stopped_twice_still_tells_whose_cancellation_it_meets() -> None:
    """Its time was over, and while it cleaned up its partition went away: one order to stop, given twice."""
    simulation = Simulation(KAFKA_LIKE)
    seen: list[int] = []
    contract = FLEET.worker(
        FLEET.reader(FLEET.jobs, "on_job", policy=Policy(max_deliver=1), concurrency=1), handler_timeout_s=1.0
    )

    async def on_job(message: Message[Job]) -> None:
        number = message.payload.number
        if number == 1 and not seen:
            seen.append(number)
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                await asyncio.get_running_loop().create_future()
        elif number == 2:
            waited_for = asyncio.get_running_loop().create_future()
            waited_for.cancel()
            await waited_for
        seen.append(number)

    async with simulation.agent(contract, Handlers(on_job=on_job), Client) as agent:
        await simulation.publish(FLEET.jobs, JOB)
        await simulation.advance(2)
        transport = agent._transport
        assert isinstance(transport, MemoryTransport)
        transport.break_connection()
        transport.restore_connection()
        await simulation.advance(2)
        for number in (2, 3):
            await simulation.publish(FLEET.jobs, Job(key="k", number=number))
        await simulation.advance(5)
        assert [1, 1, 3] == seen


async def test_a_lane_that_is_cancelled_by_its_handler_is_not_lost_in_silence() -> None:
    """BROKERS.md 2.2, consumer silently stops: the agent ends, and says why."""
    simulation = Simulation()

    async def on_job(_: Message[Job]) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    async with simulation.agent(FLEET.worker(), Handlers(on_job=on_job), Client, shutdown_s=0) as agent:
        await simulation.publish(FLEET.jobs, JOB)
        async with asyncio.timeout(SOON_S):
            with pytest.raises(Exception, match=r"on_job.* was cancelled"):
                await agent.stopped()
        closing = asyncio.create_task(simulation.advance(1))
    await closing


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


async def test_an_error_without_a_text_is_a_failure_like_any_other(simulation: Simulation) -> None:
    async def on_job(message: Message[Job]) -> None:
        if message.payload.number == 1:
            raise Unspeakable

    async with simulation.agent(FLEET.worker(), Handlers(on_job=on_job), Client) as agent:
        for number in (1, 2):
            await simulation.publish(FLEET.jobs, Job(key="k", number=number))
        await simulation.advance(5)
        [letter] = simulation.dead_letters(FLEET.worker())
        assert ("exhausted", "Unspeakable", 1) == (letter.reason, letter.error_class, agent.counts["on_job"].handled)


async def test_a_codec_whose_error_has_no_text_makes_a_dead_letter(simulation: Simulation) -> None:
    class Codec:
        content_type = "application/json"

        def encode(self, _: Job, /) -> bytes:
            raise Unspeakable

        def decode(self, _: bytes, /) -> Job:
            raise Unspeakable

        def decoder(self, _: str, /) -> None:
            raise Unspeakable

    [schema] = FLEET.jobs.messages
    jobs = replace(FLEET.jobs, messages=(replace(schema, codec=Codec()),))
    contract = FLEET.worker(FLEET.reader(jobs, "on_job"))
    async with simulation.agent(contract, Handlers(on_job=lambda _: None), Client):
        for version in (b"1.1", b"9.9"):
            await simulation.publish_raw(jobs, b"{}", headers_of_job(ce_id=version, ce_schemaversion=version))
        await simulation.advance(5)
        assert ["undecodable"] * 2 == [letter.reason for letter in simulation.dead_letters(contract)]


@pytest.mark.parametrize("made", [{"key": None}, {"key": 7}, None], ids=str)
async def test_a_request_that_makes_no_reply_address_is_a_dead_letter(made: Any) -> None:
    """An optional field that the reply's address needs, left out: the responder goes on."""
    simulation = Simulation()
    requests = replace(FLEET.requests, reply_parameters=lambda job: {"key": job.key} if job.number else made)
    server = replace(FLEET.server, subscriptions=(replace(FLEET.server.subscriptions[0], channels=(Bound(requests),)),))
    served: list[int] = []

    def serve_tool(message: Message[Job]) -> Answer:
        served.append(message.payload.number)
        return Answer(text="yes")

    async with simulation.agent(server, Handlers(serve_tool=serve_tool), Client):
        for number in (0, 1):
            await simulation.publish(requests, Job(key="k", number=number), {"tool": "crm"})
        await simulation.advance(5)
        assert ([1], 1) == (served, len(simulation.dead_letters(server)))


# What is taken for what it is not.


async def test_a_failure_is_no_message_of_a_channel_that_carries_no_replies(simulation: Simulation) -> None:
    """Anybody can write `treaty.v1.Failure` anywhere; a handler gets the types that it declares."""
    seen: list[object] = []
    async with simulation.agent(FLEET.worker(), Handlers(on_job=lambda message: seen.append(message.payload)), Client):
        forged = headers_of_job(ce_type=b"treaty.v1.Failure", ce_schemaversion=b"1.0")
        await simulation.publish_raw(FLEET.jobs, b'{"code":"x"}', forged)
        await simulation.advance(5)
        [letter] = simulation.dead_letters(FLEET.worker())
    assert ([], "undecodable") == (seen, letter.reason)


# Calls.


async def test_two_calls_of_one_id_both_end() -> None:
    """A `message_id` of one's own, used twice at a time: the responder answers once, and that is the answer to both."""
    simulation = Simulation()
    asked = 0
    go_on = asyncio.Event()

    async def serve_tool(_: Message[Job]) -> Answer:
        nonlocal asked
        asked += 1
        await go_on.wait()
        return Answer(text="yes")

    contract = FLEET.sender
    async with (
        simulation.agent(FLEET.server, Handlers(serve_tool=serve_tool), Client),
        simulation.agent(contract, Handlers(), Client) as agent,
    ):

        async def ask(timeout: float) -> object:
            return await agent.client._call(FLEET.requests, JOB, {"tool": "crm"}, timeout=timeout, message_id="mine")

        impatient, one, other = (asyncio.create_task(ask(timeout)) for timeout in (1.0, 9.0, 9.0))
        await simulation.advance(2)
        assert isinstance(impatient.exception(), CallTimeout)
        go_on.set()
        await simulation.advance(1)
        assert ([Answer(text="yes")] * 2, 1) == ([one.result(), other.result()], asked)


async def test_a_call_ends_in_time_when_its_turn_comes_too_late() -> None:
    """Its time runs from the call; a request that nobody waits for any more is not sent."""
    simulation = Simulation()
    requests = replace(FLEET.requests, rate=Rate(1, 60.0))
    contract = AgentContract("suite", "sender", calls=(Bound(requests),))
    async with simulation.agent(contract, Handlers(), Client) as agent:
        waiting = [
            asyncio.create_task(agent.client._call(requests, JOB, {"tool": "crm"}, timeout=5.0)) for _ in range(2)
        ]
        await simulation.advance(6)
        assert [CallTimeout] * 2 == [type(task.exception()) for task in waiting if task.done()]
        await simulation.advance(120)
        assert 1 == len(simulation.broker.records(NAMES.requests))


# Connections, clocks, memory.


async def test_a_source_is_resumed_although_the_broker_was_away_when_it_should_have_been(
    simulation: Simulation,
) -> None:
    """BROKERS.md 2.2, reconnect leaves no consumers."""
    contract = FLEET.worker(FLEET.reader(FLEET.jobs, "on_job", policy=Policy(in_flight=4, ack_wait_s=5.0)))
    go_on = asyncio.Event()

    async def on_job(_: Message[Job]) -> None:
        await go_on.wait()

    async with simulation.agent(contract, Handlers(on_job=on_job), Client) as agent:
        transport = agent._transport
        pause = transport.pause
        told: list[list[int]] = []

        async def unsteady(sources: Sequence[int]) -> None:
            told.append(list(sources))
            if len(told) == 2:
                raise TransportError("away for a moment")
            await pause(sources)

        transport.pause = unsteady  # type: ignore[method-assign] # a broker that has to be told
        for number in range(8):
            await simulation.publish(FLEET.jobs, Job(key=f"{number}", number=number))
        go_on.set()
        await simulation.advance(60)
        assert ([[0], [], []], 8) == (told[:3], agent.counts["on_job"].handled)


async def test_a_clock_that_is_set_back_does_not_keep_a_retry_waiting() -> None:
    """The due time of a copy is the wall clock's; no wait is longer than the policy's longest."""
    simulation = Simulation(KAFKA_LIKE)
    seen: list[int] = []

    def on_task(message: Message[Job]) -> None:
        seen.append(message.delivery_count)
        if message.delivery_count == 1:
            simulation.clock._epoch -= 86_400
            raise LookupError("not yet")

    tasks: Channel = FLEET.tasks
    contract = FLEET.worker(FLEET.reader(tasks, "on_task", policy=Policy(backoff_s=(1.0, 5.0))))
    async with simulation.agent(contract, Handlers(on_task=on_task), Client):
        await simulation.publish(tasks, JOB, {"size": "small"})
        await simulation.advance(10)
    assert [1, 2] == seen


async def test_what_a_stranger_names_does_not_fill_the_memory() -> None:
    """Ids and addresses are remembered by the hundred thousand: a long one must not be kept as it is."""
    simulation = Simulation()
    long = b"x" * 100_000
    async with simulation.agent(FLEET.worker(), Handlers(on_job=lambda _: None), Client) as agent:
        for number in range(3):
            name = b"%d" % number + long
            await simulation.publish_raw(FLEET.jobs, b'{"key":"k","number":1}', headers_of_job(ce_id=name))
            await simulation.publish_raw(FLEET.jobs, b"", headers_of_job(ce_subject=name))
        assert 6 == agent.counts["on_job"].arrived
        remembered = [
            cast("tuple[bytes, bytes]", identity)
            for machine in agent._loop._lanes
            if machine._seen is not None
            for identity in machine._seen._recent
        ]
        assert 3 == len(remembered)
        known = [
            subject
            for intake in agent._loop._intakes.values()
            for routes in (vars(intake).get("_routes"),)
            if isinstance(routes, Routes)
            for subject in routes.known
        ]
        assert [] == [subject for subject in known if subject is not None and len(subject) > 1000]
        assert [] == [identity for identity in remembered if len(identity[0]) + len(identity[1]) > 1000]


async def test_a_dead_letter_is_little_longer_than_its_message(simulation: Simulation) -> None:
    """Its object has so much more room, and no more: what did not fit could never be buried."""
    async with simulation.agent(FLEET.worker(), Handlers(on_job=lambda _: None), Client):
        found = headers_of_job(ce_id=b"x" * 300_000)
        await simulation.publish_raw(FLEET.jobs, b"no JSON", found)
        [letter] = simulation.dead_letters(FLEET.worker())
    marks = {name: value for name, value in letter.headers.items() if name not in dict(found)}
    assert sum(len(name) + len(value) for name, value in marks.items()) < 64 * 1024
    assert letter.headers["ce_id"] == dict(found)["ce_id"]
