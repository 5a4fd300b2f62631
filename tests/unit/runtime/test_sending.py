"""What an agent's client does: only what is declared, only what is valid, at its rate, in its conversation."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.transports.fleet import NAMES, Answer, Fleet, Handlers, Job, sender_type
from treaty.client import Client
from treaty.contract import AgentContract, Bound, Rate
from treaty.errors import CallFailed, CallTimeout, EncodeError, NotDeclared, TooLargeError, TransportError
from treaty.message import Message
from treaty.simulation import Simulation

FLEET = Fleet(NAMES)
JOB = Job(key="k", number=1)


def with_client(contract: AgentContract) -> Any:
    """A client with `_send` and `_call` in the open."""
    simulation = Simulation()
    return simulation, simulation.agent(contract, Handlers(), Client)


@pytest.mark.parametrize(
    ("channel", "payload", "parameters", "error"),
    [
        (FLEET.requests, JOB, {"tool": "crm"}, "sender does not declare tools.execute.{tool} with {'tool': 'crm'}"),
        (FLEET.tasks, JOB, {"size": "small"}, "sender does not declare commands.task.{size} with {'size': 'small'}"),
        (FLEET.tasks, JOB, {"size": "big", "colour": "red"}, "commands.task.{size} takes the parameters ['size'], not"),
        (FLEET.jobs, Answer(text="?"), {}, "events.job carries suite.v1.Job, not Answer"),
    ],
)
async def test_only_what_is_declared_can_be_sent(
    channel: Any, payload: Any, parameters: dict[str, str], error: str
) -> None:
    """P41 in the client, before any broker refuses it."""
    contract = AgentContract("suite", "sender", sends=(Bound(FLEET.jobs), Bound(FLEET.tasks, {"size": "big"})))
    simulation, running = with_client(contract)
    async with running as agent:
        with pytest.raises(NotDeclared) as refusal:
            await agent.client._send(channel, payload, parameters)
    assert str(refusal.value).startswith(error)
    assert [] == [record for name in simulation.broker.objects() for record in simulation.broker.records(name)]


@pytest.mark.parametrize("value", ["", "a.b", ">", "*", "ü", "a" * 129, "a\n", "medium"])
async def test_a_parameter_is_one_token_and_one_of_its_declared_values(value: str) -> None:
    _, running = with_client(FLEET.sender)
    async with running as agent:
        with pytest.raises(NotDeclared):
            await agent.client._send(FLEET.tasks, JOB, {"size": value})


async def test_an_invalid_message_is_refused_before_it_is_sent() -> None:
    """P3."""
    simulation, running = with_client(FLEET.sender)
    async with running as agent:
        with pytest.raises(EncodeError, match="Expected `int`"):
            await agent.client._send(FLEET.jobs, Job(key="k", number="one"))  # type: ignore[arg-type] # the mistake
    assert [] == simulation.broker.records(NAMES.jobs)


async def test_a_message_over_its_channels_size_is_refused_before_it_is_sent() -> None:
    """P5."""
    _, running = with_client(FLEET.sender)
    async with running as agent:
        with pytest.raises(TooLargeError, match="100032 bytes, and 100000 are allowed"):
            await agent.client._send(FLEET.jobs, Job(key="k", number=1, text="x" * 100_000))


async def test_what_the_broker_did_not_confirm_is_an_error() -> None:
    """BROKERS.md 2.2: a publish that is not stored must not return success."""
    simulation, running = with_client(FLEET.sender)
    async with running as agent:
        simulation.faults.refuse = 1
        with pytest.raises(TransportError):
            await agent.client._send(FLEET.jobs, JOB)
        await agent.client._send(FLEET.jobs, JOB)


async def test_a_sender_may_burst_and_then_keeps_to_its_rate() -> None:
    """P26: 2 messages each 10 s."""
    channel = replace(FLEET.jobs, rate=Rate(2, 10.0))
    simulation, running = with_client(AgentContract("suite", "sender", sends=(Bound(channel),)))
    async with running as agent:
        tasks = [asyncio.create_task(agent.client._send(channel, Job(key="k", number=n))) for n in range(4)]
        stored = []
        for _ in range(4):
            await simulation.advance(0)
            stored.append(len(simulation.broker.records(NAMES.jobs)))
            await simulation.advance(5)
        await asyncio.gather(*tasks)
    assert [2, 3, 4, 4] == stored


async def test_what_is_sent_while_handling_continues_the_conversation() -> None:
    """P1, P46: correlation is passed on, causation names the message, the trace goes on in a new span."""
    simulation = Simulation()
    contract = replace(FLEET.worker(FLEET.reader(FLEET.tasks, "on_task")), sends=(Bound(FLEET.jobs),))

    class Worker:
        async def on_task(self, message: Message[Job], client: Client) -> None:
            await client._send(FLEET.jobs, message.payload)

    async with simulation.agent(contract, Worker(), Client) as agent:
        first = await simulation.publish(FLEET.tasks, JOB, {"size": "big"}, correlation_id="conversation")
        await agent.client._send(FLEET.jobs, JOB)
        await simulation.advance(0)
    by_cause = {message.envelope.causation_id: message for message in simulation.sent(FLEET.jobs)}
    assert {first, None} == set(by_cause)
    assert "conversation" == by_cause[first].correlation_id
    assert by_cause[None].message_id == by_cause[None].correlation_id
    traces = [(message.envelope.traceparent or "").split("-") for message in by_cause.values()]
    assert [["00", 32, 16, "00"]] * 2 == [[v, len(trace), len(span), flags] for v, trace, span, flags in traces]
    assert traces[0][1] != traces[1][1]


async def call(simulation: Simulation, agent: Any, **more: Any) -> asyncio.Task[Answer]:
    task = asyncio.create_task(agent.client.call_tool(JOB, tool="crm", **more))
    await simulation.advance(0)
    return task


async def test_a_stray_message_does_not_restart_the_time_of_a_call() -> None:
    """FIELD.md fault 16; late and stray replies are counted."""
    simulation = Simulation()
    reply = FLEET.requests.reply
    assert reply is not None
    async with simulation.agent(FLEET.sender, Handlers(), sender_type(FLEET)) as agent:
        waiting = await call(simulation, agent, timeout=10.0)
        for _ in range(9):
            await simulation.advance(1)
            await simulation.publish(reply, Answer(text="for somebody else"), {"key": "k"})
        assert not waiting.done()
        await simulation.advance(1)
        assert isinstance(waiting.exception(), CallTimeout)
        assert 9 == agent.late_replies


async def test_a_reply_after_its_time_is_counted_and_forgotten() -> None:
    simulation = Simulation()

    async def serve_tool(_: Message[Job]) -> Answer:
        await go_on.wait()
        return Answer(text="late")

    go_on = asyncio.Event()
    async with (
        simulation.agent(FLEET.server, Handlers(serve_tool=serve_tool), Client),
        simulation.agent(FLEET.sender, Handlers(), sender_type(FLEET)) as agent,
    ):
        waiting = await call(simulation, agent, timeout=1.0)
        await simulation.advance(2)
        assert isinstance(waiting.exception(), CallTimeout)
        go_on.set()
        await simulation.advance(1)
        assert 1 == agent.late_replies


async def test_a_call_whose_request_is_not_stored_fails_at_once() -> None:
    simulation = Simulation()
    async with simulation.agent(FLEET.sender, Handlers(), sender_type(FLEET)) as agent:
        simulation.faults.refuse = 1
        waiting = await call(simulation, agent)
        assert isinstance(waiting.exception(), TransportError)


async def test_an_undecodable_reply_is_the_callers_error() -> None:
    simulation = Simulation()
    reply = FLEET.requests.reply
    assert reply is not None
    async with simulation.agent(FLEET.sender, Handlers(), sender_type(FLEET)) as agent:
        waiting = await call(simulation, agent)
        [request] = simulation.sent(FLEET.requests)
        headers = {
            "ce_id": b"r",
            "ce_source": b"s",
            "ce_subject": b"tools.result.k",
            "ce_type": b"suite.v1.Answer",
            "ce_schemaversion": b"1.0",
            "ce_causationid": request.message_id.encode(),
        }
        await simulation.publish_raw(reply, b"no JSON", tuple(headers.items()), address="tools.result.k")
        assert "DecodeError" == type(waiting.exception()).__name__


@pytest.mark.parametrize("asked", ["events.job", "tools.result.a.b", "tools.result.>", "tools.execute.crm", "x"])
async def test_a_responder_answers_only_where_the_declared_reply_may_go(asked: str) -> None:
    """DECISIONS.md, Reply: or a stranger could make it write anywhere."""
    simulation = Simulation()
    served: list[Job] = []

    def serve_tool(message: Message[Job]) -> Answer:
        served.append(message.payload)
        return Answer(text="secret")

    async with simulation.agent(FLEET.server, Handlers(serve_tool=serve_tool), Client):
        await simulation.publish(FLEET.requests, JOB, {"tool": "crm"}, message_id="honest")
        [honest] = simulation.broker.records(NAMES.requests)
        forged = tuple((name, b"forged" if name == "ce_id" else value) for name, value in honest.headers)
        await simulation.publish_raw(
            FLEET.requests, honest.body, (*forged, ("ce_replyto", asked.encode())), address="tools.execute.crm"
        )
        [letter] = simulation.dead_letters(FLEET.server)
        assert ("rejected", f"{asked} is no address of tools.result.{{key}}") == (letter.reason, letter.error)
    assert 1 == len(served)
    reply = FLEET.requests.reply
    assert reply is not None
    assert ["tools.result.k"] == [message.address for message in simulation.sent(reply)]


async def test_a_reply_that_does_not_fit_its_schema_is_a_failure_of_the_handler() -> None:
    simulation = Simulation()

    def serve_tool(_: Message[Job]) -> Answer:
        return Answer(text=1)  # type: ignore[arg-type] # the mistake

    async with (
        simulation.agent(FLEET.server, Handlers(serve_tool=serve_tool), Client),
        simulation.agent(FLEET.sender, Handlers(), sender_type(FLEET)) as agent,
    ):
        waiting = await call(simulation, agent)
        await simulation.advance(1)
        failed = waiting.exception()
        assert isinstance(failed, CallFailed)
        assert "EncodeError" == failed.code


async def test_failures_are_told_to_callers_and_to_nobody_else() -> None:
    """A subscription to a reply channel gets the replies that it declares; failures are between two."""
    simulation = Simulation()
    reply = FLEET.requests.reply
    assert reply is not None
    seen: list[str] = []

    def serve_tool(message: Message[Job]) -> Answer:
        if message.payload.number == 1:
            raise LookupError("no")
        return Answer(text="yes")

    reader = replace(FLEET.reader(FLEET.jobs, "on_result", "audit"), channels=(Bound(reply),))
    audit = FLEET.worker(replace(reader, dead_letters={reply.address: "audit._dead"}), name="audit")
    handlers = Handlers(on_result=lambda message: seen.append(message.payload.text))
    async with (
        simulation.agent(FLEET.server, Handlers(serve_tool=serve_tool), Client),
        simulation.agent(audit, handlers, Client),
    ):
        for number in (1, 2):
            await simulation.publish(FLEET.requests, Job(key="k", number=number), {"tool": "crm"})
        await simulation.advance(1)
    assert (["yes"], []) == (seen, simulation.dead_letters(audit))
