"""Deliveries whose schema nobody here knows: they wait in their place, go on once it was looked up, and end if not."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from tests.transports.fleet import ANSWER, JOB, NAMES, QUICK, Answer, Fleet, Handlers, Job, SenderClient, sender_type
from tests.unit.runtime.asked import Registry
from treaty.agent import Agent
from treaty.client import Client
from treaty.contract import AgentContract
from treaty.delivery.lookups import LookupTasks
from treaty.delivery.unknown import LOOKUPS_MAX
from treaty.errors import CallTimeout, DecodeError
from treaty.message import Message
from treaty.registry.bundle import Bundle, ChannelIds, Ids
from treaty.registry.connection import Address
from treaty.registry.frame import write
from treaty.registry.problem import Unreachable
from treaty.registry.resolver import RATE, Readable, Resolver
from treaty.registry.wire import Found, Wanted
from treaty.simulation import Simulation
from treaty.transport import Headers
from treaty.transports.memory import EVERYTHING

FLEET = Fleet(NAMES)
TASKS = "commands.task.{size}"
SUBJECTS = {
    "events.job": {JOB.name: "jobs-value"},
    TASKS: {JOB.name: "tasks-value"},
    "tools.execute.{tool}": {JOB.name: "requests-value"},
    "tools.result.{key}": {ANSWER.name: "replies-value"},
}
BUNDLE = Bundle(
    address=Address(target="prod", url="${REGISTRY_URL}"),
    channels={address: ChannelIds(subjects) for address, subjects in SUBJECTS.items()},
)


class World:
    """A broker, a registry, and one reader of jobs that keeps the numbers that it handles."""

    def __init__(self, fleet: Fleet = FLEET) -> None:
        self.simulation = Simulation(EVERYTHING)
        self.registry = Registry()
        self.fleet = fleet
        self.handled: list[int] = []
        self.sent = 0

    @property
    def contract(self) -> AgentContract:
        return self.fleet.worker(
            self.fleet.reader(self.fleet.jobs, "on_job"), self.fleet.reader(self.fleet.tasks, "on_task")
        )

    @property
    def asking(self) -> Resolver:
        channels = {
            channel.address: Readable(channel.messages, SUBJECTS[channel.address])
            for channel in (self.fleet.jobs, self.fleet.tasks)
        }
        return Resolver(channels, self.registry.connect, self.simulation.clock)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Agent[Client]]:
        handlers = Handlers(on_job=self.handle, on_task=self.handle)
        agent = self.simulation.agent(self.contract, handlers, Client, registry=BUNDLE, asking=self.asking)
        async with agent:
            yield agent

    def handle(self, message: Message[Job]) -> None:
        self.handled.append(message.payload.number)

    async def send(self, id: int, key: str = "k", *more: tuple[str, bytes], channel: str = "events.job") -> int:
        """A job of a producer that knows nothing of ours but the registry; its number."""
        self.sent += 1
        body = write(id) + msgspec.json.encode(Job(key=key, number=self.sent))
        headers: Headers = (
            ("ce_id", str(self.sent).encode()),
            ("ce_source", b"other"),
            ("ce_subject", channel.replace("{size}", "big").encode()),
            ("ce_type", JOB.name.encode()),
            ("ce_dataschema", b"/schemas/ids/%d" % id),
            *more,
        )
        to = self.fleet.jobs if channel == "events.job" else self.fleet.tasks
        await self.simulation.publish_raw(to, body, headers, address=headers[2][1].decode(), key=key.encode())
        return self.sent

    def died(self) -> dict[str, int]:
        """How many dead letters there are of each reason."""
        reasons = [f"{letter.reason}: {letter.error}" for letter in self.simulation.dead_letters(self.contract)]
        return {reason: reasons.count(reason) for reason in reasons}


@pytest.fixture
def world() -> World:
    return World()


async def test_one_lookup_serves_all_that_wait_in_their_order(world: World) -> None:
    """Five hundred messages of an unknown id, on all lanes: no attempt is spent, no order lost."""
    world.registry.hold(7, "{}", "jobs-value", type="JSON")
    world.registry.open.clear()
    async with world.worker() as agent:
        for number in range(500):
            await world.send(7, f"key{number % 7}")
        assert world.handled == []
        world.registry.open.set()
        await world.simulation.advance(1)
        counts = agent.counts["on_job"]
    assert len(world.registry.asked) == 2
    assert sorted(world.handled) == list(range(1, 501))
    for key in range(7):
        assert (of_key := [number for number in world.handled if (number - 1) % 7 == key]) == sorted(of_key)
    assert (counts.handled, counts.failures, counts.waits) == (500, 0, 0)
    assert 0 < counts.lookups <= 16


async def test_other_keys_go_on_meanwhile(world: World) -> None:
    """Only the lane waits whose key it is."""
    world.registry.hold(7, "{}", "jobs-value", type="JSON")
    world.registry.open.clear()
    async with world.worker():
        await world.send(7, "a")
        await world.simulation.publish(world.fleet.jobs, Job(key="b", number=1000))
        assert world.handled == [1000]
        world.registry.open.set()
        await world.simulation.advance(1)
    assert world.handled == [1000, 1]


async def test_what_can_never_be_read_is_a_dead_letter_at_once(world: World) -> None:
    """With the reason, and without a second attempt."""
    world.registry.hold(7, "{}", "secrets-value", type="JSON")
    async with world.worker() as agent:
        await world.send(7)
        await world.send(8)
        await world.simulation.advance(0.01)
        assert agent.counts["on_job"].failures == 2
    assert world.died() == {
        "undecodable: schema id 7 stands under `secrets-value`, and not under a subject of a channel of this agent": 1,
        "undecodable: nobody has schema id 8: registry does not have it": 1,
    }


PATIENT = dataclasses.replace(QUICK, backoff_s=(2.0, 2.0))


async def test_a_registry_that_is_down_is_a_failure_that_the_policy_retries() -> None:
    """It comes up, and what waits is handled in its order."""
    world = World(Fleet(NAMES, PATIENT))
    world.registry.hold(7, "{}", "jobs-value", type="JSON")
    world.registry.problem = Unreachable("no answer from registry:8081")
    async with world.worker() as agent:
        for _ in range(3):
            await world.send(7)
        await world.simulation.advance(3)
        world.registry.problem = None
        await world.simulation.advance(10)
        assert agent.counts["on_job"].waits == 2
    assert world.handled == [1, 2, 3]
    assert world.died() == {}


async def test_a_registry_that_stays_down_ends_in_a_dead_letter() -> None:
    """That says what could not be asked, and why."""
    world = World(Fleet(NAMES, PATIENT))
    world.registry.problem = Unreachable("no answer from registry:8081")
    async with world.worker():
        await world.send(7)
        await world.simulation.advance(20)
    assert world.died() == {"unknown-schema: schema id 7 cannot be looked up: no answer from registry:8081": 1}
    assert len(world.registry.asked) == 3


@pytest.mark.parametrize("channel", ["events.job", TASKS])
async def test_a_flood_asks_no_more_than_the_rate_allows(world: World, channel: str) -> None:
    """A thousand unknown ids: the registry is asked a few times, and each message ends with a reason."""
    async with world.worker() as agent:
        for number in range(1_000):
            await world.send(1_000 + number, f"key{number}", channel=channel)
        await world.simulation.advance(60)
        held = [len(machine.held) for machine in vars(agent)["_loop"]._lanes]
    assert held == [0, 0]
    # What is over the rate does not wait for its turn: lanes that hold a flood would stop what is known.
    assert sum(counts.waits + counts.retried for counts in agent.counts.values()) == 0
    asked = len(world.registry.asked)
    assert RATE.messages <= asked <= RATE.messages + RATE.messages * 60 / RATE.per_s
    reasons = world.died()
    assert sum(reasons.values()) == 1_000
    assert {reason.partition(" ")[0] for reason in reasons} == {"undecodable:", "unknown-schema:"}


async def test_an_agent_that_drains_does_not_wait_for_a_registry(world: World) -> None:
    """What waits stays unsettled, and the next instance takes it up."""
    world.registry.hold(7, "{}", "jobs-value", type="JSON")
    world.registry.open.clear()
    async with world.worker():
        await world.send(7)
    assert world.handled == []
    world.registry.open.set()
    async with world.worker():
        await world.simulation.advance(60)
    assert world.handled == [1]


async def test_what_expires_while_it_waits_is_not_handled(world: World) -> None:
    """It is looked at again before it is decoded."""
    world.registry.hold(7, "{}", "jobs-value", type="JSON")
    world.registry.open.clear()
    async with world.worker() as agent:
        await world.send(7, "k", ("ce_expirytime", b"2025-06-15T15:06:41Z"))
        await world.simulation.advance(10)
        world.registry.open.set()
        await world.simulation.advance(1)
        assert agent.counts["on_job"].expired == 1
    assert world.handled == []


class Forgetful:
    """Somebody who looks up, and never remembers."""

    def __init__(self) -> None:
        self.asked = 0

    def found(self, _wanted: Wanted, /) -> Found | None:
        return None

    async def look_up(self, _wanted: Wanted, /) -> None:
        self.asked += 1

    async def aclose(self) -> None:
        pass


async def test_what_is_forgotten_each_time_does_not_wait_for_ever(world: World) -> None:
    """Then it fails as what could not be looked up."""
    asking = Forgetful()
    handlers = Handlers(on_job=world.handle, on_task=world.handle)
    async with world.simulation.agent(world.contract, handlers, Client, registry=BUNDLE, asking=asking):
        await world.send(7)
        await world.simulation.advance(5)
    assert world.died() == {"unknown-schema: schema id 7 was looked up 5 times, and forgotten": 1}
    assert asking.asked == LOOKUPS_MAX * QUICK.max_deliver


class Broken(Forgetful):
    """A fault of ours in looking up."""

    async def look_up(self, _wanted: Wanted, /) -> None:
        raise RuntimeError("a fault")


async def test_a_fault_in_looking_up_stops_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """It is told in the log, and the message ends as any that cannot be looked up."""
    handlers = Handlers(on_job=world.handle, on_task=world.handle)
    async with world.simulation.agent(world.contract, handlers, Client, registry=BUNDLE, asking=Broken()):
        await world.send(7)
        await world.simulation.advance(5)
    assert sum(world.died().values()) == 1
    assert "looking up schema id 7 broke down" in caplog.text


@asynccontextmanager
async def caller(world: World) -> AsyncIterator[SenderClient]:
    """An agent that asks, and looks up what its replies are written with."""
    replies = Readable((ANSWER,), SUBJECTS["tools.result.{key}"])
    asking = Resolver({"tools.result.{key}": replies}, world.registry.connect, world.simulation.clock)
    ids = {JOB.name: Ids(1)}
    channels = {address: ChannelIds(subjects, ids) for address, subjects in SUBJECTS.items()}
    bundle = msgspec.structs.replace(BUNDLE, channels=channels)
    client = sender_type(FLEET)
    async with world.simulation.agent(FLEET.sender, object(), client, registry=bundle, asking=asking) as agent:
        yield agent.client


async def answer(world: World, id: int) -> None:
    """A reply of a responder that runs a newer release."""
    await world.simulation.clock.settle()
    [request] = world.simulation.broker.records(NAMES.requests)
    body = write(id) + msgspec.json.encode(Answer(text="yes"))
    headers = (
        ("ce_id", b"r"),
        ("ce_source", b"other"),
        ("ce_subject", b"tools.result.k"),
        ("ce_type", ANSWER.name.encode()),
        ("ce_schemaversion", b"9.9"),
        ("ce_dataschema", b"/schemas/ids/%d" % id),
        ("ce_causationid", dict(request.headers)["ce_id"]),
    )
    channel = FLEET.requests.reply
    assert channel is not None
    await world.simulation.publish_raw(channel, body, headers, address="tools.result.k")


async def test_a_reply_waits_for_its_schema(world: World) -> None:
    """As whoever waits for it does."""
    world.registry.hold(7, "{}", "replies-value", type="JSON")
    async with caller(world) as client:
        waiting = asyncio.create_task(client.call_tool(Job(key="k", number=1), tool="crm"))
        await answer(world, 7)
        assert await waiting == Answer(text="yes")


async def test_a_reply_that_cannot_be_read_is_told_to_its_caller(world: World) -> None:
    async with caller(world) as client:
        waiting = asyncio.create_task(client.call_tool(Job(key="k", number=1), tool="crm"))
        await answer(world, 8)
        with pytest.raises(DecodeError, match="nobody has schema id 8"):
            await waiting


async def test_a_call_ends_in_time_though_its_schema_is_still_looked_up(world: World) -> None:
    """The time runs from the call, whatever comes meanwhile."""
    world.registry.open.clear()
    async with caller(world) as client:
        waiting = asyncio.create_task(client.call_tool(Job(key="k", number=1), tool="crm", timeout=5))
        await answer(world, 7)
        await world.simulation.advance(6)
        with pytest.raises(CallTimeout, match="in time"):
            await waiting


async def test_many_who_wait_are_called_back_each_and_nobody_after_the_end() -> None:
    """One task a thing that is looked up."""
    gate = asyncio.Event()
    started: list[Wanted] = []
    done: list[int] = []

    async def look_up(wanted: Wanted) -> None:
        started.append(wanted)
        await gate.wait()

    tasks = LookupTasks(look_up)
    wanted = [Wanted("a", 1), Wanted("a", 1), Wanted("a", 2)]
    for number, each in enumerate(wanted):
        tasks.start(each, lambda number=number: done.append(number))  # type: ignore[misc]
    await asyncio.sleep(0)
    gate.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert (started, sorted(done)) == ([Wanted("a", 1), Wanted("a", 2)], [0, 1, 2])
    gate.clear()
    tasks.start(wanted[0], lambda: done.append(3))
    await asyncio.sleep(0)
    await tasks.end()
    assert sorted(done) == [0, 1, 2]
    tasks.start(wanted[2], lambda: done.append(4))
    assert len(asyncio.all_tasks()) == 1
