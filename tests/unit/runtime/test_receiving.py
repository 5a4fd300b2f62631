"""What an agent does with what comes: refuse, retry, expire, deduplicate, bury; each on every kind of broker."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.transports.fleet import NAMES, Fleet, Handlers, Job
from treaty.client import Client
from treaty.contract import Bound, Policy
from treaty.message import Message
from treaty.simulation import Simulation
from treaty.transport import Headers
from treaty.transports.memory import KAFKA_LIKE, MemoryTransport

FLEET = Fleet(NAMES)
HEADERS = {
    "ce_id": b"1",
    "ce_source": b"stranger",
    "ce_subject": b"events.job",
    "ce_type": b"suite.v1.Job",
    "ce_schemaversion": b"1.1",
}
BODY = b'{"key":"k","number":1}'


def headers(**changes: bytes | None) -> Headers:
    return tuple((name, value) for name, value in (HEADERS | changes).items() if value is not None)


class Seen(list[int]):
    """The numbers of the jobs that were handled."""

    def on_job(self, message: Message[Job]) -> None:
        self.append(message.payload.number)


async def one_letter(simulation: Simulation, found: Headers, body: bytes = BODY) -> tuple[str, str, int]:
    """What is told of a message that must be a dead letter at once: reason, error, attempts."""
    seen = Seen()
    async with simulation.agent(FLEET.worker(), Handlers(on_job=seen.on_job), Client):
        await simulation.publish_raw(FLEET.jobs, body, found)
        assert [] == seen
        [letter] = simulation.dead_letters(FLEET.worker())
        assert (body, dict(found)) == (letter.body, {name: letter.headers[name] for name, _ in found})
        return letter.reason, letter.error, letter.attempts


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"ce_id": None}, "headers are missing: ce_id"),
        ({"ce_source": None}, "headers are missing: ce_source"),
        ({"ce_subject": None}, "headers are missing: ce_subject"),
        ({"ce_type": None}, "headers are missing: ce_type"),
        ({"ce_schemaversion": None}, "headers are missing: ce_schemaversion"),
        ({"ce_type": b"suite.v1.Other"}, "events.job does not carry suite.v1.Other"),
        ({"ce_type": b"\xff"}, "header ce_type is not UTF-8"),
        ({"ce_subject": b"events.elsewhere"}, "events.elsewhere is no address of events.job"),
        ({"ce_expirytime": b"tomorrow"}, "header ce_expirytime: `tomorrow` is no time"),
        ({"ce_expirytime": b"2026-01-01T00:00:00"}, "header ce_expirytime: `2026-01-01T00:00:00` has no zone"),
    ],
    ids=str,
)
async def test_a_malformed_envelope_is_a_dead_letter_at_once(
    simulation: Simulation, changes: dict[str, bytes | None], error: str
) -> None:
    """P1, P4; FIELD.md fault 15: a message without `schema_version`."""
    if changes.get("ce_subject") == b"events.elsewhere" and simulation.broker.capabilities.filters_subjects:
        pytest.skip("not applicable: this broker never delivers it")
    assert ("undecodable", error, 1) == await one_letter(simulation, headers(**changes))


async def test_messages_without_an_id_are_not_taken_for_duplicates_of_each_other(simulation: Simulation) -> None:
    async with simulation.agent(FLEET.worker(), Handlers(on_job=lambda _: None), Client):
        for number in range(3):
            await simulation.publish_raw(FLEET.jobs, b"%d" % number, headers(ce_id=None))
        assert [b"0", b"1", b"2"] == sorted(letter.body for letter in simulation.dead_letters(FLEET.worker()))


async def test_a_message_over_the_channels_size_is_not_even_parsed(simulation: Simulation) -> None:
    """P5."""
    told = await one_letter(simulation, headers(), b"x" * 100_001)
    assert ("undecodable", "the payload has 100001 bytes, and 100000 are allowed", 1) == told


async def test_a_codec_that_breaks_down_makes_a_dead_letter_not_a_loop(simulation: Simulation) -> None:
    """BROKERS.md 2.2: a deserialiser's exception must not reach the loop, whatever it is."""
    reason, error, attempts = await one_letter(simulation, headers(), b"[" * 50_000)
    assert ("undecodable", 1) == (reason, attempts)
    assert error


async def test_a_newer_version_waits_for_its_reader_and_then_becomes_a_dead_letter(simulation: Simulation) -> None:
    """DECISIONS.md, Without a registry: a reader may be deployed meanwhile."""
    async with simulation.agent(FLEET.worker(), Handlers(on_job=lambda _: None), Client):
        await simulation.publish_raw(FLEET.jobs, BODY, headers(ce_schemaversion=b"1.9"))
        assert [] == simulation.dead_letters(FLEET.worker())
        await simulation.advance(1)
        [letter] = simulation.dead_letters(FLEET.worker())
        assert ("unknown-version", 3) == (letter.reason, letter.attempts)
        assert "suite.v1.Job 1.9 is not known here, where 1.1 is" == letter.error


async def test_an_older_version_is_read_by_its_own_decoder(simulation: Simulation) -> None:
    seen = Seen()
    async with simulation.agent(FLEET.worker(), Handlers(on_job=seen.on_job), Client):
        await simulation.publish_raw(FLEET.jobs, BODY, headers(ce_schemaversion=b"1.0"))
    assert [1] == seen


async def test_what_is_past_its_time_is_discarded_and_counted(simulation: Simulation) -> None:
    """P27: also when it expires while it waits in its lane."""
    brief = replace(FLEET.jobs, ttl_s=10.0)
    contract = FLEET.worker(FLEET.reader(brief, "on_job"))
    seen = Seen()
    go_on = asyncio.Event()

    async def on_job(message: Message[Job]) -> None:
        await go_on.wait()
        seen.on_job(message)

    async with simulation.agent(contract, Handlers(on_job=on_job), Client) as agent:
        for number in range(2):
            await simulation.publish(brief, Job(key="k", number=number))
        await simulation.advance(11)
        go_on.set()
        await simulation.advance(0)
        assert ([0], 1) == (seen, agent.counts["on_job"].expired)


async def test_a_duplicate_of_a_message_at_work_is_not_acknowledged_before_it(simulation: Simulation) -> None:
    """P24: if the first one's instance died, the second would be all that is left."""
    go_on = asyncio.Event()
    seen = Seen()

    async def on_job(message: Message[Job]) -> None:
        await go_on.wait()
        seen.on_job(message)

    async with simulation.agent(FLEET.worker(), Handlers(on_job=on_job), Client) as agent:
        simulation.faults.duplicate = 1
        await simulation.publish(FLEET.jobs, Job(key="k", number=1))
        assert 0 == agent.counts["on_job"].duplicates
        go_on.set()
        await simulation.advance(0)
        expected = 0 if simulation.broker.capabilities.deduplicates else 1
        assert ([1], expected) == (seen, agent.counts["on_job"].duplicates)


async def test_a_message_that_failed_for_good_can_be_sent_back(simulation: Simulation) -> None:
    """P22; BROKERS.md 2.2: a deduplication window swallows a legitimate redrive."""
    broken = True
    seen = Seen()

    def on_job(message: Message[Job]) -> None:
        if broken:
            raise RuntimeError("down")
        seen.on_job(message)

    async with simulation.agent(FLEET.worker(), Handlers(on_job=on_job), Client):
        await simulation.publish(FLEET.jobs, Job(key="k", number=1))
        await simulation.advance(1)
        [letter] = simulation.dead_letters(FLEET.worker())
        broken = False
        await simulation.publish_raw(FLEET.jobs, letter.body, tuple(letter.headers.items()), key=b"k")
        assert [1] == seen


async def test_a_dead_letter_is_confirmed_before_its_message_is_acknowledged(simulation: Simulation) -> None:
    """BROKERS.md 2.3; the lane waits meanwhile, so that nothing overtakes."""
    seen = Seen()

    def on_job(message: Message[Job]) -> None:
        if message.payload.number == 1:
            raise ValueError("poison")
        seen.on_job(message)

    contract = FLEET.worker(FLEET.reader(FLEET.jobs, "on_job", policy=Policy(max_deliver=1)))
    async with simulation.agent(contract, Handlers(on_job=on_job), Client) as agent:
        await simulation.publish(FLEET.jobs, Job(key="k", number=0))
        await simulation.publish(FLEET.jobs, Job(key="other", number=2))
        store = simulation.broker.store
        broken = [True, True]

        def refuse_letters(message: Any) -> Any:
            if message.object == NAMES.jobs_dead and broken:
                broken.pop()
                simulation.faults.refuse = 1
            return store(message)

        simulation.broker.store = refuse_letters  # type: ignore[method-assign] # a fault of one object alone
        await simulation.publish(FLEET.jobs, Job(key="k", number=1))
        await simulation.publish(FLEET.jobs, Job(key="k", number=3))
        assert ([0, 2], 0) == (seen, agent.counts["on_job"].dead_lettered)
        await simulation.advance(10)
        assert ([0, 2, 3], 1) == (seen, agent.counts["on_job"].dead_lettered)
        assert 2 == agent.counts["on_job"].unconfirmed


async def test_a_retry_whose_confirmation_is_lost_is_not_lost_itself() -> None:
    """The copy is there before its sender knows; it must not be taken for a duplicate of what it continues."""
    simulation = Simulation(KAFKA_LIKE)
    seen: list[int] = []

    def on_task(message: Message[Job]) -> None:
        seen.append(message.delivery_count)
        if message.delivery_count == 1:
            simulation.faults.lose_confirmation = 1
            raise RuntimeError("not yet")

    contract = FLEET.worker(FLEET.reader(FLEET.tasks, "on_task"))
    async with simulation.agent(contract, Handlers(on_task=on_task), Client) as agent:
        await simulation.publish(FLEET.tasks, Job(key="k", number=1), {"size": "big"})
        await simulation.advance(20)
        assert ([1, 2], 1) == (seen, agent.counts["on_task"].handled)


async def test_the_marks_of_a_retry_are_believed_only_on_retry_objects(simulation: Simulation) -> None:
    """A stranger can write to the channel's object, but only this group to its retry objects."""
    seen: list[int] = []
    async with simulation.agent(
        FLEET.worker(), Handlers(on_job=lambda message: seen.append(message.delivery_count)), Client
    ):
        marks = (("x-treaty-retry-attempt", b"99"), ("x-treaty-retry-due", b"99999999999999"))
        await simulation.publish_raw(FLEET.jobs, BODY, (*headers(), *marks))
    assert [1] == seen


async def test_a_subscription_to_one_value_of_a_parameter_gets_no_other(simulation: Simulation) -> None:
    """P14, P11: where the broker cannot filter, the runtime does, and acknowledges."""
    seen = Seen()
    bound = (Bound(FLEET.tasks, {"size": "big"}),)
    contract = FLEET.worker(FLEET.reader(FLEET.tasks, "on_job", channels=bound))
    async with simulation.agent(contract, Handlers(on_job=seen.on_job), Client):
        for number, size in enumerate(("small", "big", "small")):
            await simulation.publish(FLEET.tasks, Job(key="k", number=number), {"size": size})
    assert [1] == seen


async def test_two_subscriptions_share_one_object(simulation: Simulation) -> None:
    """P28: one group reads an object once, and each handler gets what is its own."""
    big, small = Seen(), Seen()
    contract = FLEET.worker(
        FLEET.reader(FLEET.tasks, "on_big", channels=(Bound(FLEET.tasks, {"size": "big"}),)),
        FLEET.reader(FLEET.tasks, "on_small", channels=(Bound(FLEET.tasks, {"size": "small"}),)),
    )
    async with simulation.agent(contract, Handlers(on_big=big.on_job, on_small=small.on_job), Client):
        for number, size in enumerate(("small", "big", "small")):
            await simulation.publish(FLEET.tasks, Job(key="k", number=number), {"size": size})
    assert ([1], [0, 2]) == (big, small)


async def test_no_more_is_held_than_in_flight_allows(simulation: Simulation) -> None:
    """P26: bounded in-flight; what is not held stays at the broker."""
    contract = FLEET.worker(FLEET.reader(FLEET.jobs, "on_job", policy=Policy(in_flight=8), concurrency=4))
    go_on = asyncio.Event()
    at_work = most = 0

    async def on_job(_: Message[Job]) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await go_on.wait()
        at_work -= 1

    async with simulation.agent(contract, Handlers(on_job=on_job), Client) as agent:
        for number in range(40):
            await simulation.publish(FLEET.jobs, Job(key=f"{number}", number=number))
        arrived = agent.counts["on_job"].arrived
        assert 4 <= arrived <= 8
        go_on.set()
        await simulation.advance(5)
        assert (40, 4) == (agent.counts["on_job"].handled, most)


async def test_a_crash_loop_ends_as_a_dead_letter() -> None:
    """BROKERS.md 2.3: attempts that end with the process are counted by the broker."""
    simulation = Simulation()
    contract = FLEET.worker(FLEET.reader(FLEET.jobs, "on_job", policy=Policy(ack_wait_s=30.0)))

    async def hangs(_: Message[Job]) -> None:
        await asyncio.Event().wait()

    await simulation.publish(FLEET.jobs, Job(key="k", number=1))
    for _ in range(3):
        agent = simulation.agent(contract, Handlers(on_job=hangs), Client)
        await agent.__aenter__()
        await simulation.advance(1)
        agent._transport.break_connection()  # type: ignore[attr-defined] # a memory transport
        await agent.kill()
    async with simulation.agent(contract, Handlers(on_job=hangs), Client):
        await simulation.advance(1)
        [letter] = simulation.dead_letters(contract)
        assert ("exhausted", 4) == (letter.reason, letter.attempts)


async def test_a_handler_that_meets_somebody_elses_cancellation_has_failed(simulation: Simulation) -> None:
    """It is no order to the lane to stop: the next message is handled."""
    seen = Seen()

    async def on_job(message: Message[Job]) -> None:
        if message.payload.number == 0:
            waited_for = asyncio.get_running_loop().create_future()
            waited_for.cancel()
            await waited_for
        seen.on_job(message)

    async with simulation.agent(FLEET.worker(), Handlers(on_job=on_job), Client):
        for number in range(2):
            await simulation.publish(FLEET.jobs, Job(key="k", number=number))
        await simulation.advance(1)
        [letter] = simulation.dead_letters(FLEET.worker())
    assert ([1], "CancelledError") == (seen, letter.error_class)


async def test_an_agent_goes_on_when_its_connection_comes_back(simulation: Simulation) -> None:
    """Watermill's reconnect: what was held comes again, and what was sent meanwhile too."""
    go_on = asyncio.Event()
    seen = Seen()

    async def on_job(message: Message[Job]) -> None:
        await go_on.wait()
        seen.on_job(message)

    contract = FLEET.worker(FLEET.reader(FLEET.jobs, "on_job", policy=Policy(ack_wait_s=5.0)))
    async with simulation.agent(contract, Handlers(on_job=on_job), Client) as agent:
        await simulation.publish(FLEET.jobs, Job(key="a", number=1))
        transport = agent._transport
        assert isinstance(transport, MemoryTransport)
        transport.break_connection()
        await simulation.advance(1)
        await simulation.publish(FLEET.jobs, Job(key="b", number=2))
        go_on.set()
        transport.restore_connection()
        await simulation.advance(10)
        assert {1, 2} == set(seen)
        assert [] == simulation.dead_letters(contract)


async def test_a_long_handler_keeps_its_message(simulation: Simulation) -> None:
    """It is extended at a broker that would give it to another instance."""
    contract = FLEET.worker(FLEET.reader(FLEET.jobs, "on_job", policy=Policy(ack_wait_s=9.0)), handler_timeout_s=100.0)
    go_on = asyncio.Event()
    begun: list[int] = []

    async def on_job(message: Message[Job]) -> None:
        begun.append(message.delivery_count)
        await go_on.wait()

    handlers = Handlers(on_job=on_job)
    async with simulation.agent(contract, handlers, Client), simulation.agent(contract, handlers, Client):
        await simulation.publish(FLEET.jobs, Job(key="k", number=1))
        await simulation.advance(50)
        go_on.set()
        await simulation.advance(50)
    assert [1] == begun
