"""What agents do on every transport, from the first message to the drain; the second half of the universal suite."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.transports.bus import Bus, Feature
from tests.transports.fleet import Answer, Fleet, Handlers, Job, Names, SenderClient, headers_of, sender_type
from tests.transports.history import History
from tests.transports.suite import fetch, fetch_nothing, message, source
from treaty.agent import Agent
from treaty.client import Client
from treaty.contract import AgentContract
from treaty.errors import CallFailed, CallTimeout, Reject
from treaty.message import Message
from treaty.transport import Delivery, Outgoing, Transport


@asynccontextmanager
async def running(
    bus: Bus, contract: AgentContract, handlers: object, *, transport: Transport | None = None, **more: Any
) -> AsyncIterator[Agent[Client]]:
    options: dict[str, Any] = {"clock": bus.clock, "jitter": lambda: 1.0} | more
    agent = Agent(contract, handlers, Client, transport or bus.connect(contract.name), **options)
    async with agent:
        yield agent


@asynccontextmanager
async def sending(bus: Bus, fleet: Fleet) -> AsyncIterator[SenderClient]:
    agent = Agent(fleet.sender, Handlers(), sender_type(fleet), bus.connect("sender"), clock=bus.clock)
    async with agent:
        yield agent.client


@pytest.fixture
async def fleet(bus: Bus) -> Fleet:
    return Fleet(Names(**{field: await bus.make(field.replace("_", "-")) for field in Names.__struct_fields__}))


async def letters(bus: Bus, name: str, count: int) -> list[Delivery]:
    """The dead letters of an object."""
    reader = bus.connect("undertaker")
    await reader.open()
    await reader.subscribe([source(name, "suite.undertaker")])
    try:
        found = await fetch(bus, reader, count)
        await fetch_nothing(bus, reader, 0.5)
        return found
    finally:
        await reader.close()


async def finish(bus: Bus, *tasks: asyncio.Task[Any]) -> list[Any]:
    """Let time pass until tasks are done."""
    await bus.until(lambda: all(task.done() for task in tasks))
    return [task.result() for task in tasks]


async def test_a_message_arrives_with_its_envelope(bus: Bus, fleet: Fleet) -> None:
    """P1."""
    seen: list[Message[Job]] = []
    async with running(bus, fleet.worker(), Handlers(on_job=seen.append)), sending(bus, fleet) as client:
        sent = await client.send_job(Job(key="k", number=1, text="grüße"), recipient="suite.worker", correlation_id="c")
        await bus.until(lambda: bool(seen))

    [received] = seen
    assert Job(key="k", number=1, text="grüße") == received.payload
    assert (sent, "suite.sender", "suite.worker", "c", "1.1", "events.job") == (
        received.message_id,
        received.sender_id,
        received.recipient_id,
        received.correlation_id,
        received.schema_version,
        received.address,
    )
    assert "EVENT" == received.message_type
    assert ("suite.v1.Job", "k", 1) == (
        received.envelope.type,
        received.envelope.partition_key,
        received.delivery_count,
    )
    assert abs(received.timestamp.timestamp() - bus.clock.epoch()) < 60


async def test_a_failing_handler_gets_the_message_again(bus: Bus, fleet: Fleet) -> None:
    """P21; BROKERS.md 2.2: a handler's error must not be acknowledged."""
    counts: list[int] = []

    def on_job(received: Message[Job]) -> None:
        counts.append(received.delivery_count)
        if len(counts) < 3:
            raise RuntimeError("not yet")

    async with running(bus, fleet.worker(), Handlers(on_job=on_job)) as agent, sending(bus, fleet) as client:
        await client.send_job(Job(key="k", number=1))
        await bus.until(lambda: agent.counts["on_job"].handled == 1)

    assert [1, 2, 3] == counts


async def test_after_the_last_try_it_is_a_dead_letter_and_the_next_goes_on(bus: Bus, fleet: Fleet) -> None:
    """P22, FIELD.md fault 9: the original bytes, subject and headers, the error, when, and how often."""
    seen: list[int] = []

    def on_job(received: Message[Job]) -> None:
        seen.append(received.payload.number)
        if received.payload.number == 1:
            raise ValueError("no\nsuch thing")

    async with running(bus, fleet.worker(), Handlers(on_job=on_job)), sending(bus, fleet) as client:
        sent = await client.send_job(Job(key="k", number=1))
        await client.send_job(Job(key="k", number=2))
        await bus.until(lambda: 2 in seen)

    assert [1, 1, 1, 2] == seen
    [letter] = await letters(bus, fleet.names.jobs_dead, 1)
    assert (b'{"key":"k","number":1,"text":""}', b"k") == (letter.body, letter.key)
    told = headers_of(letter.headers)
    assert ("events.job", sent, "suite.v1.Job") == (told["ce_subject"], told["ce_id"], told["ce_type"])
    expected = {
        "reason": "exhausted",
        "class": "ValueError",
        "error": "no such thing",
        "attempts": "3",
        "consumer": "suite.worker",
        "original-topic": fleet.names.jobs,
        "original-id": sent,
    }
    assert expected == {name: told[f"x-treaty-dlq-{name}"] for name in expected}
    assert told["x-treaty-dlq-first-failed-at"] <= told["x-treaty-dlq-last-failed-at"]


async def test_an_undecodable_message_is_a_dead_letter_at_once_with_its_bytes(bus: Bus, fleet: Fleet) -> None:
    """P3, P22; BROKERS.md 2.2: a deserialiser's error must not become an endless loop."""
    poison = message(fleet.names.jobs, "\x00 not JSON", "k", ce_id="1", ce_source="stranger", ce_subject="events.job")
    poison = Outgoing(
        poison.object,
        "events.job",
        poison.key,
        (*poison.headers, ("ce_type", b"suite.v1.Job"), ("ce_schemaversion", b"1.1"), ("bytes", b"\xff\xfe")),
        b"\xff\x00 not JSON",
        poison.message_id,
    )
    async with (
        running(bus, fleet.worker(), Handlers(on_job=lambda _: None)) as agent,
        sending(bus, fleet) as client,
    ):
        stranger = bus.connect("stranger")
        await stranger.open()
        assert [None] == list(await stranger.publish([poison]))
        await stranger.close()
        await client.send_job(Job(key="k", number=2))
        await bus.until(lambda: agent.counts["on_job"].handled == 1)

    [letter] = await letters(bus, fleet.names.jobs_dead, 1)
    assert (poison.body, poison.headers) == (letter.body, letter.headers[: len(poison.headers)])
    assert ("undecodable", "1") == (
        dict(letter.headers)["x-treaty-dlq-reason"].decode(),
        dict(letter.headers)["x-treaty-dlq-attempts"].decode(),
    )


async def test_reject_is_a_dead_letter_at_once(bus: Bus, fleet: Fleet) -> None:
    def on_job(_: Message[Job]) -> None:
        raise Reject("never")

    async with running(bus, fleet.worker(), Handlers(on_job=on_job)) as agent, sending(bus, fleet) as client:
        await client.send_job(Job(key="k", number=1))
        await bus.until(lambda: agent.counts["on_job"].dead_lettered == 1)
        assert 1 == agent.counts["on_job"].failures


async def test_keys_go_on_side_by_side_and_each_in_order_even_through_failures(bus: Bus, fleet: Fleet) -> None:
    """P25: a key's lane waits for its failed message, the other lanes do not."""
    history = History()
    chance = random.Random(3)
    at_work = 0
    most = 0

    async def on_job(received: Message[Job]) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        try:
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            if chance.random() < 0.2 and received.delivery_count < 3:
                raise RuntimeError("by chance")
            history.handled.append((received.payload.key, received.payload.number))
        finally:
            at_work -= 1

    async with running(bus, fleet.worker(), Handlers(on_job=on_job)), sending(bus, fleet) as client:
        for number in range(8):
            await asyncio.gather(*(client.send_job(Job(key=f"key{k}", number=number)) for k in range(12)))
            history.acknowledged += [(f"key{k}", number) for k in range(12)]
        await bus.until(lambda: len(history.handled) >= 96)

    assert ([], [], []) == (history.lost(), history.invented(), history.overtaken())
    assert most > 1


async def test_without_order_a_failed_message_is_in_nobodys_way(bus: Bus, fleet: Fleet) -> None:
    """P21: it is released, or copied to a retry object, and comes again after its backoff."""
    seen: list[tuple[int, int]] = []

    def on_task(received: Message[Job]) -> None:
        seen.append((received.payload.number, received.delivery_count))
        if received.payload.number == 0 and received.delivery_count < 3:
            raise RuntimeError("not yet")

    contract = fleet.worker(fleet.reader(fleet.tasks, "on_task", concurrency=1))
    async with running(bus, contract, Handlers(on_task=on_task)) as agent, sending(bus, fleet) as client:
        for number in range(4):
            await client.send_task(Job(key="k", number=number), size="big")
        await bus.until(lambda: agent.counts["on_task"].handled == 4)

    assert [(0, 1), (0, 2), (0, 3), (1, 1), (2, 1), (3, 1)] == sorted(seen)
    assert seen.index((0, 3)) == len(seen) - 1


async def test_without_order_too_the_last_try_ends_as_a_dead_letter(bus: Bus, fleet: Fleet) -> None:
    def on_task(_: Message[Job]) -> None:
        raise RuntimeError("never")

    contract = fleet.worker(fleet.reader(fleet.tasks, "on_task"))
    async with running(bus, contract, Handlers(on_task=on_task)) as agent, sending(bus, fleet) as client:
        await client.send_task(Job(key="k", number=1), size="small")
        await bus.until(lambda: agent.counts["on_task"].dead_lettered == 1)

    [letter] = await letters(bus, fleet.names.tasks_dead, 1)
    told = headers_of(letter.headers)
    assert ("3", fleet.names.tasks) == (told["x-treaty-dlq-attempts"], told["x-treaty-dlq-original-topic"])
    assert [] == [name for name in told if name.startswith("x-treaty-retry-")]


async def test_a_duplicate_is_handled_once(bus: Bus, fleet: Fleet) -> None:
    """P24, FIELD.md fault 7: the same sender and id."""
    seen: list[str] = []
    async with (
        running(bus, fleet.worker(), Handlers(on_job=lambda m: seen.append(m.message_id))) as agent,
        sending(bus, fleet) as client,
    ):
        for _ in range(2):
            await client.send_job(Job(key="k", number=1), message_id="order-1-paid")
        await client.send_job(Job(key="k", number=2), message_id="order-2-paid")
        await bus.until(lambda: len(seen) == 2)
        if Feature.DEDUPLICATES not in bus.features:
            await bus.until(lambda: agent.counts["on_job"].duplicates == 1)

    assert ["order-1-paid", "order-2-paid"] == seen


async def test_requests_are_answered_by_a_pool_each_to_its_caller(bus: Bus, fleet: Fleet) -> None:
    """P30, FIELD.md fault 5: the inbox is there before the request is sent."""

    def serve_tool(received: Message[Job]) -> Answer:
        return Answer(text=f"{received.parameters['tool']} {received.payload.key} {received.payload.number}")

    handlers = Handlers(serve_tool=serve_tool)
    async with (
        running(bus, fleet.server, handlers),
        running(bus, fleet.server, handlers),
        sending(bus, fleet) as one,
        sending(bus, fleet) as two,
    ):
        asked = [(client, key, n) for n in range(5) for client, key in ((one, "one"), (two, "two"))]
        calls = [asyncio.create_task(client.call_tool(Job(key=key, number=n), tool="crm")) for client, key, n in asked]
        answers = await finish(bus, *calls)

    assert [Answer(text=f"crm {key} {n}") for _, key, n in asked] == answers


async def test_a_request_that_fails_for_good_is_answered_once_by_a_failure(bus: Bus, fleet: Fleet) -> None:
    """P31, FIELD.md fault 8: a failure only when it is final, so never a failure and then a success."""
    tries: list[int] = []

    def serve_tool(received: Message[Job]) -> Answer:
        tries.append(received.delivery_count)
        raise LookupError("no such customer")

    async with running(bus, fleet.server, Handlers(serve_tool=serve_tool)), sending(bus, fleet) as client:
        call = asyncio.create_task(client.call_tool(Job(key="k", number=1), tool="crm"))
        await bus.until(call.done)

    with pytest.raises(CallFailed, match="LookupError: no such customer"):
        call.result()
    assert [1, 2, 3] == tries
    assert 1 == len(await letters(bus, fleet.names.requests_dead, 1))
    assert 1 == len(await letters(bus, fleet.names.replies, 1))


async def test_a_call_that_nobody_answers_times_out(bus: Bus, fleet: Fleet) -> None:
    async with sending(bus, fleet) as client:
        call = asyncio.create_task(client.call_tool(Job(key="k", number=1), tool="crm", timeout=1.0))
        await bus.until(call.done)
        assert isinstance(call.exception(), CallTimeout)


async def test_a_handler_that_takes_too_long_is_stopped_and_tried_again(bus: Bus, fleet: Fleet) -> None:
    tries: list[str] = []

    async def on_job(received: Message[Job]) -> None:
        if received.delivery_count == 1:
            try:
                await asyncio.Event().wait()
            finally:
                tries.append("stopped")
        tries.append("handled")

    contract = fleet.worker(handler_timeout_s=0.5)
    async with running(bus, contract, Handlers(on_job=on_job)) as agent, sending(bus, fleet) as client:
        await client.send_job(Job(key="k", number=1))
        await bus.until(lambda: agent.counts["on_job"].handled == 1)

    assert ["stopped", "handled"] == tries
