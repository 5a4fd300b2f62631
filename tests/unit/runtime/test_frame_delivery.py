"""Agents at a target with a registry: what they put on the wire, and what they make of frames; no registry is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import msgspec
import pytest

from tests.transports.fleet import NAMES, Answer, Fleet, Handlers, Job, sender_type
from treaty.client import Client
from treaty.contract import Order
from treaty.errors import ContractError
from treaty.message import Message
from treaty.registry.bundle import Bundle, ChannelIds, Ids, Keys, Registering, Release, Where, read_bundle
from treaty.registry.connection import Address
from treaty.registry.frame import write
from treaty.registry.wire import Found, Unasked, Wanted
from treaty.simulation import DeadLetter, Simulation
from treaty.transport import Capabilities
from treaty.transports.memory import EVERYTHING, KAFKA_LIKE, NATS_LIKE

FLEET = Fleet(NAMES)
GUID = UUID("8f0c7a0e-3a57-4d6f-9a51-0b6a5c1f2e3d")
KEY_GUID = UUID("8f0c7a0e-3a57-4d6f-9a51-000000000003")
OLD, NEW, ANSWER, KEY = Ids(7), Ids(17, GUID), Ids(18, UUID(int=18)), Ids(3, KEY_GUID)
JOBS = {"suite.v1.Job": NEW}
RELEASES = (Release("suite.v1.Job", "1.0", OLD), Release("suite.v1.Job", "1.1", NEW))
REQUEST = ChannelIds({"suite.v1.Job": "requests-value"}, JOBS, RELEASES, "requests-key", KEY)
REPLY = ChannelIds(
    {"suite.v1.Answer": "replies-value"}, {"suite.v1.Answer": ANSWER}, (Release("suite.v1.Answer", "1.0", ANSWER),)
)
BUNDLE = Bundle(
    address=Address(target="prod", url="${REGISTRY_URL}"),
    channels={
        "events.job": ChannelIds({"suite.v1.Job": "jobs-value"}, JOBS, RELEASES, "jobs-key", KEY),
        "commands.task.{size}": ChannelIds({"suite.v1.Job": "tasks-value"}, JOBS, RELEASES),
        "tools.execute.{tool}": REQUEST,
        "tools.result.{key}": REPLY,
    },
)
BODY = b'{"key":"k","number":1,"text":""}'
PLAIN = {
    "ce_id": b"1",
    "ce_source": b"other.agent",
    "ce_subject": b"events.job",
    "ce_type": b"suite.v1.Job",
    "ce_schemaversion": b"1.1",
}
OURS = PLAIN | {"ce_dataschema": b"/schemas/ids/17"}


PUSH = "run `treaty registry push --target prod`, and then `treaty generate`"
HEADERS = "which is what headers name a schema by: write `frame: payload` in the target's `registry`"


def channels(address: str, ids: ChannelIds) -> dict[str, ChannelIds]:
    """All channels, of one of which something else is known."""
    return {**BUNDLE.channels, address: ids}


class Kept(list[Message[Job]]):
    """The messages that were handled."""

    def on_job(self, message: Message[Job]) -> None:
        self.append(message)


async def sent(bundle: Bundle | None) -> tuple[bytes | None, dict[str, bytes], bytes]:
    """Key, headers and body of an event as it lies at the broker."""
    simulation = Simulation()
    async with simulation.agent(FLEET.sender, object(), sender_type(FLEET), registry=bundle) as agent:
        await agent.client.send_job(Job(key="k", number=1))
    [record] = simulation.broker.records(NAMES.jobs)
    return record.key, dict(record.headers), record.body


async def received(
    body: bytes, headers: Mapping[str, bytes], bundle: Bundle | None = BUNDLE
) -> tuple[list[Message[Job]], list[DeadLetter]]:
    """What becomes of one message on `events.job`."""
    simulation, kept = Simulation(), Kept()
    handlers = Handlers(on_job=kept.on_job)
    async with simulation.agent(FLEET.worker(), handlers, Client, registry=bundle, asking=Unasked()):
        await simulation.publish_raw(FLEET.jobs, body, tuple(headers.items()), key=b"k")
        await simulation.advance(60)
    return kept, simulation.dead_letters(FLEET.worker())


async def refused(body: bytes, headers: Mapping[str, bytes], bundle: Bundle | None = BUNDLE) -> tuple[str, str]:
    """The reason of the dead letter that a message becomes, and what it says; its bytes are as they came."""
    kept, [letter] = await received(body, headers, bundle)
    assert ([], body, dict(headers)) == (kept, letter.body, {name: letter.headers[name] for name in headers})
    return letter.reason, letter.error


# Writing.


async def test_without_a_target_nothing_is_framed() -> None:
    key, headers, body = await sent(None)
    assert (b"k", BODY) == (key, body)
    assert "ce_dataschema" not in headers


async def test_the_id_stands_before_the_payload() -> None:
    """Ids come from the lock: the agent has not been told where its registry is, and sends."""
    key, headers, body = await sent(BUNDLE)
    assert (b"k", b"\0\0\0\0\x11" + BODY) == (key, body)
    assert (b"/schemas/ids/17", b"1.1") == (headers["ce_dataschema"], headers["ce_schemaversion"])
    assert "__value_schema_id" not in headers


async def test_the_guid_stands_in_a_header() -> None:
    key, headers, body = await sent(msgspec.structs.replace(BUNDLE, frame=Where.HEADERS))
    assert (b"k", BODY, b"\1" + GUID.bytes) == (key, body, headers["__value_schema_id"])
    assert f"/schemas/guids/{GUID}".encode() == headers["ce_dataschema"]
    assert "__key_schema_id" not in headers


@pytest.mark.parametrize(
    ("where", "key", "header"),
    [(Where.PAYLOAD, b"\0\0\0\0\3\2k", None), (Where.HEADERS, b"\2k", b"\1" + KEY_GUID.bytes)],
)
async def test_keys_are_avro_strings_where_the_target_says_so(where: Where, key: bytes, header: bytes | None) -> None:
    found, headers, _ = await sent(msgspec.structs.replace(BUNDLE, keys=Keys.AVRO, frame=where))
    assert (key, header) == (found, headers.get("__key_schema_id"))
    assert b"k" == headers["ce_partitionkey"]


async def test_the_largest_payload_is_meant_without_its_frame() -> None:
    simulation, kept = Simulation(), Kept()
    fleet = Fleet(NAMES)
    largest = Job(key="k", number=1, text="x" * (100_000 - len(BODY)))
    async with (
        simulation.agent(fleet.worker(), Handlers(on_job=kept.on_job), Client, registry=BUNDLE),
        simulation.agent(fleet.sender, object(), sender_type(fleet), registry=BUNDLE) as agent,
    ):
        await agent.client.send_job(largest)
        await simulation.advance(1)
    assert [largest] == [message.payload for message in kept]


@pytest.mark.parametrize(
    ("bundle", "reason"),
    [
        (
            msgspec.structs.replace(BUNDLE, channels={}),
            f"suite.v1.Job 1.1 on events.job is not registered at target `prod`: {PUSH}",
        ),
        (
            msgspec.structs.replace(BUNDLE, keys=Keys.AVRO, channels=channels("events.job", ChannelIds({}, JOBS))),
            f"the key of events.job is not registered at target `prod`: {PUSH}",
        ),
        (
            msgspec.structs.replace(
                BUNDLE,
                frame=Where.HEADERS,
                channels=channels("events.job", ChannelIds({}, {"suite.v1.Job": OLD})),
            ),
            f"the registry of target `prod` gives schema id 7 no guid, {HEADERS}",
        ),
    ],
    ids=["message", "key", "guid"],
)
async def test_what_was_never_pushed_is_told_at_start(bundle: Bundle, reason: str) -> None:
    agent = Simulation().agent(FLEET.sender, object(), sender_type(FLEET), registry=bundle)
    with pytest.raises(ContractError) as refusal:
        await agent.__aenter__()
    assert reason == str(refusal.value)


async def test_a_responder_needs_an_id_for_its_replies() -> None:
    without = msgspec.structs.replace(BUNDLE, channels=channels("tools.result.{key}", ChannelIds({})))
    agent = Simulation().agent(FLEET.server, Handlers(serve_tool=lambda _: None), Client, registry=without)
    with pytest.raises(ContractError, match=r"^suite\.v1\.Answer 1\.0 on tools\.result\.\{key\} is not registered"):
        await agent.__aenter__()


# Reading.


@pytest.mark.parametrize("where", list(Where))
@pytest.mark.parametrize("keys", list(Keys))
async def test_requests_and_replies_are_framed_and_read(where: Where, keys: Keys) -> None:
    bundle = msgspec.structs.replace(BUNDLE, frame=where, keys=keys)
    simulation = Simulation()
    async with (
        simulation.agent(FLEET.server, Handlers(serve_tool=lambda _: Answer(text="42")), Client, registry=bundle),
        simulation.agent(FLEET.sender, object(), sender_type(FLEET), registry=bundle) as agent,
    ):
        assert Answer(text="42") == await agent.client.call_tool(Job(key="k", number=1), tool="oracle")
    [reply] = simulation.broker.records(NAMES.replies)
    assert dict(reply.headers)["ce_dataschema"].startswith(b"/schemas/")


@pytest.mark.parametrize("id", [7, 17])
async def test_an_id_leads_to_its_release(id: int) -> None:
    kept, letters = await received(write(id) + BODY, OURS)
    assert ([Job(key="k", number=1)], []) == ([message.payload for message in kept], letters)


async def test_what_was_written_before_the_registry_came_is_read_as_before() -> None:
    kept, letters = await received(BODY, PLAIN)
    assert ([Job(key="k", number=1)], []) == ([message.payload for message in kept], letters)


FOREIGN = [
    (write(17) + BODY, {}),
    (write(GUID.bytes) + BODY, {}),
    (BODY, {"__value_schema_id": write(GUID.bytes)}),
    (BODY, {"__value_schema_id": write(17)}),
]


@pytest.mark.parametrize(("body", "headers"), FOREIGN)
async def test_a_message_without_an_envelope_gets_one_from_where_it_lies(
    body: bytes, headers: dict[str, bytes]
) -> None:
    """What confluent's serialisers send has no CloudEvents headers at all."""
    [message], letters = await received(body, headers)
    assert [] == letters
    assert (Job(key="k", number=1), {}) == (message.payload, message.parameters)
    told = (message.sender_id, message.address, message.envelope.type, message.schema_version, message.message_type)
    assert (NAMES.jobs, "events.job", "suite.v1.Job", "1.1", "EVENT") == told
    assert message.message_id.endswith("/0")
    assert 0 <= (message.timestamp.timestamp() - Simulation().clock.epoch()) < 1


async def test_an_envelope_that_is_there_in_part_is_kept() -> None:
    [message], letters = await received(write(7) + BODY, {"ce_id": b"9", "ce_source": b"legacy"})
    assert [] == letters
    assert ("9", "legacy", "1.0") == (message.message_id, message.sender_id, message.schema_version)


async def test_a_foreign_message_is_tried_again_as_any_other() -> None:
    """What was made up stays with it: the second attempt finds it framed, and the dead letter is as it came."""
    simulation, attempts = Simulation(), list[int]()

    def fail(message: Message[Job]) -> None:
        attempts.append(message.delivery_count)
        raise RuntimeError("not yet")

    async with simulation.agent(FLEET.worker(), Handlers(on_job=fail), Client, registry=BUNDLE):
        await simulation.publish_raw(FLEET.jobs, write(17) + BODY, (), key=b"k")
        await simulation.advance(60)
    [letter] = simulation.dead_letters(FLEET.worker())
    assert ([1, 2, 3], write(17) + BODY) == (attempts, letter.body)
    assert not [name for name in letter.headers if name.startswith("ce_")]


@pytest.mark.parametrize("capabilities", [EVERYTHING, KAFKA_LIKE, NATS_LIKE])
async def test_a_copy_of_a_foreign_message_bears_the_position_that_it_had_first(capabilities: Capabilities) -> None:
    """In no order: it goes through a retry object, or back to the broker, and is the same message all the time."""
    channel = replace(FLEET.jobs, order=Order.NONE, key=None)
    contract = FLEET.worker(FLEET.reader(channel, "on_job", retries={"events.job": (NAMES.tasks_retry,)}))
    simulation, told = Simulation(capabilities), list[tuple[str, str, int]]()

    def fail(message: Message[Job]) -> None:
        told.append((message.sender_id, message.message_id, message.delivery_count))
        raise RuntimeError("not yet")

    async with simulation.agent(contract, Handlers(on_job=fail), Client, registry=BUNDLE, asking=Unasked()):
        await simulation.publish_raw(channel, write(17) + BODY)
        await simulation.advance(60)
    [(source, first, _), *_] = told
    assert NAMES.jobs == source
    assert [(source, first, count) for count in (1, 2, 3)] == told
    [letter] = simulation.dead_letters(contract)
    assert ("exhausted", write(17) + BODY) == (letter.reason, letter.body)


async def test_a_foreign_message_on_a_channel_with_parameters_is_told() -> None:
    simulation, kept = Simulation(), Kept()
    contract = FLEET.worker(FLEET.reader(FLEET.tasks, "on_job"))
    async with simulation.agent(contract, Handlers(on_job=kept.on_job), Client, registry=BUNDLE):
        await simulation.publish_raw(FLEET.tasks, write(17) + BODY, (), address="commands.task.big")
    [letter] = simulation.dead_letters(contract)
    reason = "header ce_subject is missing, and commands.task.{size} has parameters that only it can tell"
    assert ([], "undecodable", reason) == (kept, letter.reason, letter.error)


@pytest.mark.parametrize(
    ("body", "changes", "error"),
    [
        (BODY, {}, "there is no frame: the first byte is 123, and neither 0 nor 1"),
        (b"\0\0\0", {}, "the frame ends too early: it has 3 bytes of 5"),
        (b"", {}, "there is no frame: there are no bytes"),
        (write(17), {}, "Input data was truncated"),
        (
            write(17) + BODY,
            {"ce_type": b"suite.v1.Answer"},
            "schema id 17 is suite.v1.Job, and ce_type says suite.v1.Answer",
        ),
        (
            BODY,
            {"__value_schema_id": write(17) + b"\0"},
            "header __value_schema_id has 6 bytes, and its frame 5",
        ),
        (write(17) + b" " * 100_001, {}, "the payload has 100001 bytes, and 100000 are allowed"),
        (b"\0" * 200_000, {}, "the payload has 200000 bytes, and 100000 are allowed"),
    ],
    ids="no-frame short empty no-payload contradiction long-header long-payload long-body".split(),
)
@pytest.mark.parametrize("envelope", [OURS, {}], ids=["ours", "foreign"])
async def test_a_frame_that_leads_nowhere_is_a_dead_letter(
    envelope: dict[str, bytes], body: bytes, changes: dict[str, bytes], error: str
) -> None:
    """BROKERS.md 3.3: no magic byte, short frames, an id that contradicts ce_type, size before parsing."""
    assert ("undecodable", error) == await refused(body, envelope | changes)


async def test_a_framed_message_at_an_agent_without_a_target_says_so() -> None:
    """It is retried first: the next instance may be started as it should be."""
    error = (
        "the message is framed for a schema registry, and this agent was started for no target that has one: "
        "set TREATY_TARGET"
    )
    assert ("unknown-schema", error) == await refused(write(17) + BODY, OURS, None)


async def test_an_id_that_nobody_can_be_asked_about_is_retried_first() -> None:
    error = "schema id 99 is not known here, and no registry can be asked"
    assert ("unknown-schema", error) == await refused(write(99) + BODY, OURS)


class Told:
    """Lookups that know one id already."""

    def found(self, wanted: Wanted) -> Found | None:
        assert Wanted("events.job", 99) == wanted
        [schema] = FLEET.jobs.messages
        return Found(schema, schema.codec.decode)

    async def look_up(self, wanted: Wanted) -> None:
        raise AssertionError(wanted)

    async def aclose(self) -> None:
        """Nothing was opened."""


async def test_what_was_looked_up_is_read_by_its_decoder() -> None:
    simulation, kept = Simulation(), Kept()
    async with simulation.agent(FLEET.worker(), Handlers(on_job=kept.on_job), Client, registry=BUNDLE, asking=Told()):
        await simulation.publish_raw(FLEET.jobs, write(99) + BODY, key=b"k")
    assert [(Job(key="k", number=1), "unknown")] == [(message.payload, message.schema_version) for message in kept]


async def test_a_release_that_the_package_cannot_read_is_looked_up() -> None:
    """Avro: the lock may know a text that the package was generated without."""
    newer = (Release("suite.v1.Job", "2.0", Ids(99)), Release("suite.v1.Gone", "1.0", Ids(98)))
    ids = msgspec.structs.replace(BUNDLE.channels["events.job"], reads=newer)
    bundle = msgspec.structs.replace(BUNDLE, channels={"events.job": ids})
    for number in (98, 99):
        error = f"schema id {number} is not known here, and no registry can be asked"
        assert ("unknown-schema", error) == await refused(write(number) + BODY, OURS, bundle)


async def test_failures_are_never_framed() -> None:
    """No registry has `treaty.v1.Failure`."""
    simulation = Simulation()

    def fail(_: Message[Job]) -> None:
        raise RuntimeError("never")

    async with simulation.agent(FLEET.server, Handlers(serve_tool=fail), Client, registry=BUNDLE):
        await simulation.publish(FLEET.requests, Job(key="k", number=1), {"tool": "oracle"})
        await simulation.advance(60)
    [reply] = simulation.broker.records(NAMES.replies)
    assert "ce_dataschema" not in dict(reply.headers)
    assert b'{"code":"RuntimeError","detail":"never"}' == reply.body


# The file.


def test_a_bundle_is_read_as_it_was_written() -> None:
    content = msgspec.json.encode({"form": 1, "targets": {"dev": None, "prod": BUNDLE}})
    assert (None, BUNDLE) == (read_bundle(content, "dev"), read_bundle(content, "prod"))
    assert Registering.NEVER is BUNDLE.register


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"form":1,"targets":{"dev":null,"live":null}}', "no target is called `prod`; this package knows dev, live"),
        (b'{"form":2,"targets":{"prod":{"of":"tomorrow"}}}', "was written for another runtime"),
        (b"{", "cannot be read"),
        (b'{"form":1,"targets":{"prod":{}}}', "cannot be read"),
    ],
)
def test_a_bundle_that_does_not_serve_is_told(content: bytes, reason: str) -> None:
    with pytest.raises(ContractError) as refusal:
        read_bundle(content, "prod")
    assert reason in str(refusal.value)
