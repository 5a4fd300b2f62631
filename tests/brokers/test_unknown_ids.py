"""Ids that an agent was not made with, on a real Kafka and real registries: looked up once, or dead with a reason.

Issue 5, On the wire. The agent asks by a server that counts its questions, and that can be shut.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient, header_schema_id_serializer
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from tests.brokers.wire_project import FIELDS, PAID, Pushed, fields
from tests.unit.registry.answering import Question, Said, answering
from tools.kafka.broker import Kafka
from treaty.agent import Agent
from treaty.delivery.counts import Counts, total
from treaty.message import Message
from treaty.registry.frame import write

pytestmark = pytest.mark.kafka


class Door:
    """Between an agent and a registry: keeps what is asked, and answers as one that is down while it is shut."""

    def __init__(self, url: str) -> None:
        self.behind = url
        self.shut = False
        self.asked: list[str] = []

    def answer(self, question: Question, _number: int) -> Said:
        self.asked.append(question.path)
        if self.shut:
            return Said(HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            with urlopen(Request(self.behind + question.path), timeout=10) as answer:  # noqa: S310 - the run's own
                return Said(answer.status, answer.read())
        except HTTPError as error:
            return Said(error.code, error.read())


@pytest.fixture
def door(registry_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """What the agent takes for the registry."""
    found = Door(registry_url)
    with answering(found.answer) as server:
        monkeypatch.setenv("REGISTRY_URL", server.url)
        yield found


@pytest.fixture
def pushed(tmp_path: Path, registry_url: str, kafka: Kafka) -> Pushed:
    """The project as it was when its agents were made."""
    return Pushed(tmp_path, registry_url, kafka)


class Reader:
    """Keeps what comes, by event, and counts it."""

    def __init__(self) -> None:
        self.kept: dict[str, list[Message[Any]]] = {"measured": [], "noted": [], "paid": []}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if not name.startswith("on_"):
            raise AttributeError(name)
        return self.keep

    async def keep(self, message: Message[Any], _client: object) -> None:
        self.kept[message.address.rpartition(".")[2]].append(message)

    async def until(self, event: str, count: int) -> None:
        await until(lambda: len(self.kept[event]) >= count)


async def until(condition: Callable[[], object]) -> None:
    """What goes on in an agent tells nobody: it is looked at."""
    async with asyncio.timeout(40):
        while not condition():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.02)


def counts(agent: Agent[Any]) -> Counts:
    """Of all handlers together."""
    return total(agent.counts.values())


class Stranger:
    """A producer that knows Kafka and the registry, and nothing of treaty."""

    def __init__(self, pushed: Pushed, kafka: Kafka) -> None:
        self.pushed = pushed
        self.address = kafka.address

    def send(self, event: str, *bodies: bytes) -> None:
        """Bytes as they are, each with a key of its own."""
        producer = Producer({"bootstrap.servers": self.address})
        for number, body in enumerate(bodies):
            producer.produce(self.pushed.topic(event), body, str(number).encode())
        assert producer.flush(20) == 0

    def dead(self, event: str, count: int) -> list[tuple[str, str]]:
        """So many dead letters of an event: why, in short and in full."""
        contract = self.pushed.contract("reader")
        letters = {name for each in contract.subscriptions for name in each.dead_letters.values() if event in name}
        consumer = Consumer(
            {"bootstrap.servers": self.address, "group.id": self.pushed.name, "auto.offset.reset": "earliest"}
        )
        found: list[tuple[str, str]] = []
        with contextlib.closing(consumer):
            consumer.subscribe([f"{self.pushed.name}.{name}" for name in letters])
            deadline = time.monotonic() + 40
            while len(found) < count and time.monotonic() < deadline:
                for record in consumer.consume(100, 0.2):
                    told = dict(record.headers() or [])
                    reason, error = told["x-treaty-dlq-reason"], told["x-treaty-dlq-error"]
                    assert isinstance(reason, bytes)
                    assert isinstance(error, bytes)
                    found.append((reason.decode(), error.decode()))
        return found


@pytest.fixture
def stranger(pushed: Pushed, kafka: Kafka) -> Stranger:
    return Stranger(pushed, kafka)


def newer(pushed: Pushed, *more: dict[str, Any]) -> str:
    """The Avro schema with more fields."""
    head = {"type": "record", "name": "Measured", "namespace": f"{pushed.name}.v1"}
    return json.dumps(head | {"fields": [*more, *FIELDS]})


def register(pushed: Pushed, event: str | None, text: str, type: str = "AVRO") -> int:
    """The id of a text under an event's subject, or under one that nobody here is bound to."""
    subject = f"{pushed.topic(event)}-value" if event is not None else f"{pushed.name}.foreign-value"
    return int(_sent(pushed, f"/subjects/{subject}/versions", "POST", {"schema": text, "schemaType": type})["id"])


def set_compatibility(pushed: Pushed, event: str, level: str) -> None:
    """As somebody does who means to break what others read."""
    _sent(pushed, f"/config/{pushed.topic(event)}-value", "PUT", {"compatibility": level})


def _sent(pushed: Pushed, path: str, method: str, value: object) -> dict[str, Any]:
    headers = {"Content-Type": "application/vnd.schemaregistry.v1+json"}
    request = Request(pushed.url + path, json.dumps(value).encode(), headers, method=method)  # noqa: S310 - the run's own
    with urlopen(request, timeout=20) as answer:  # noqa: S310 - likewise
        found: dict[str, Any] = json.loads(answer.read())
        return found


NOTE = {"name": "note", "type": "string", "default": ""}


async def test_a_new_version_is_looked_up_once_for_five_hundred_messages(
    pushed: Pushed, stranger: Stranger, door: Door
) -> None:
    """confluent-kafka registers it and writes with it; the agent, made before, reads all of them in one look-up."""
    with contextlib.closing(SchemaRegistryClient({"url": pushed.url})) as client:
        serialise = AvroSerializer(client, newer(pushed, NOTE))
        where = SerializationContext(pushed.topic("measured"), MessageField.VALUE, [])
        bodies = [serialise({"note": "new", "id": f"c{n}", "count": n}, where) for n in range(500)]
    stranger.send("measured", *bodies)
    reader = Reader()
    async with pushed.agent("reader", reader) as agent:
        await reader.until("measured", 500)
        ended = counts(agent)
    assert {message.payload.count for message in reader.kept["measured"]} == set(range(500))
    assert fields(reader.kept["measured"][0].payload)["id"] in {f"c{number}" for number in range(500)}
    assert (ended.failures, ended.waits) == (0, 0)
    number = int.from_bytes(bodies[0][1:5], "big")
    assert door.asked == [f"/schemas/ids/{number}/versions?deleted=true", f"/schemas/ids/{number}"]


async def test_what_is_known_from_the_lock_asks_nothing(pushed: Pushed, door: Door) -> None:
    """Neither at the start nor for any message."""
    door.shut = True
    reader = Reader()
    async with pushed.agent("reader", reader), pushed.agent("writer", object()) as agent:
        await agent.client.send_measured(pushed.messages.Measured(id="a", count=1))
        await reader.until("measured", 1)
    assert door.asked == []


async def test_a_new_text_of_protobuf_leads_to_the_message_of_our_name(
    pushed: Pushed, stranger: Stranger, door: Door
) -> None:
    """By the way that the frame gives, which another message before it has changed."""
    text = PAID.format(name=pushed.name).replace("message Other", "message First { int32 a = 1; }\nmessage Other")
    number = register(pushed, "paid", text, "PROTOBUF")
    payload = pushed.messages.Paid(id="a", count=1).SerializeToString()
    stranger.send("paid", write(number, (2,)) + payload, write(number, (1,)) + payload)
    reader = Reader()
    async with pushed.agent("reader", reader):
        await reader.until("paid", 1)
        [(reason, error)] = await asyncio.to_thread(stranger.dead, "paid", 1)
    assert fields(reader.kept["paid"][0].payload) == {"id": "a", "count": 1}
    name = pushed.name
    assert (reason, error) == ("undecodable", f"the writer's schema is of {name}.v1.Other, and {name}.v1.Paid is read")
    assert len(door.asked) == 2


@pytest.mark.usefixtures("door")
async def test_what_cannot_be_read_is_a_dead_letter_with_the_reason(pushed: Pushed, stranger: Stranger) -> None:
    """Another subject's id, an id that nobody has, and a version that our schema cannot read."""
    foreign = register(pushed, None, newer(pushed, NOTE | {"name": "foreign"}))
    set_compatibility(pushed, "measured", "NONE")
    unreadable = register(pushed, "measured", newer(pushed).replace('"id"', '"other"'))
    nobodys = 2_000_000_000
    stranger.send("measured", *(write(number) + b"\x02a\x02" for number in (foreign, nobodys, unreadable)))
    reader = Reader()
    async with pushed.agent("reader", reader) as agent:
        dead = await asyncio.to_thread(stranger.dead, "measured", 3)
        assert counts(agent).waits == 0
    assert {reason for reason, _ in dead} == {"undecodable"}
    nobody, other, ours = sorted(error for _, error in dead)
    assert nobody.startswith(f"nobody has schema id {nobodys}: ")
    assert other == (
        f"schema id {foreign} stands under `{pushed.name}.foreign-value`, and not under a subject of a channel of this "
        "agent"
    )
    assert ours.startswith(f"{pushed.name}.v1.Measured cannot be read by our schema: `id` has no default")


async def test_a_registry_that_comes_up_again_is_asked_again(pushed: Pushed, stranger: Stranger, door: Door) -> None:
    """Messages wait by their policy, and are handled, but for those that have bad luck with their backoffs."""
    number = register(pushed, "measured", newer(pushed, NOTE))
    door.shut = True
    stranger.send("measured", *[write(number) + b"\x06new\x02a\x0e"] * 20)
    reader = Reader()
    async with pushed.agent("reader", reader) as agent:
        await until(lambda: counts(agent).failures)
        door.shut = False
        await until(lambda: counts(agent).handled + counts(agent).dead_lettered == 20)
        assert counts(agent).waits > 0
        assert counts(agent).handled > 10
    assert fields(reader.kept["measured"][0].payload) == {"id": "a", "count": 7}


async def test_a_flood_of_a_thousand_ids_is_held_to_a_rate(pushed: Pushed, stranger: Stranger, door: Door) -> None:
    """What is asked is counted at the registry; nothing waits for its turn, so that a flood is over as it comes."""
    stranger.send("measured", *(write(1_500_000_000 + number) + b"\x02a\x02" for number in range(1_000)))
    reader = Reader()
    began = time.monotonic()
    async with pushed.agent("reader", reader) as agent:
        await until(lambda: counts(agent).dead_lettered == 1_000)
        asked, passed = len(door.asked), time.monotonic() - began
    assert 0 < asked <= 20 + 2 * passed + 1


async def test_an_agent_that_stops_does_not_wait_for_its_registry(
    pushed: Pushed, stranger: Stranger, registry_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A registry that takes the question and says nothing; what waited is there for the next instance."""
    number = register(pushed, "measured", newer(pushed, NOTE))
    stranger.send("measured", write(number) + b"\x06new\x02a\x0e")

    def slow(_question: Question, _number: int) -> Said:
        return Said(drip_s=30.0)

    reader = Reader()
    with answering(slow) as server:
        monkeypatch.setenv("REGISTRY_URL", server.url)
        async with pushed.agent("reader", reader) as agent:
            await until(lambda: server.asked)
            began = time.monotonic()
            assert counts(agent).lookups == 1
        assert time.monotonic() - began < 5
    monkeypatch.setenv("REGISTRY_URL", registry_url)
    async with pushed.agent("reader", reader):
        await reader.until("measured", 1)


async def test_a_new_guid_in_a_header_is_looked_up_as_well(pushed: Pushed, door: Door) -> None:
    """The newer form of confluent-kafka's serialisers; the payload has no frame then."""
    if "/apis/ccompat" in pushed.url:
        pytest.skip("not applicable: Apicurio 3.3.3 gives no guid, which the header form carries")
    with contextlib.closing(SchemaRegistryClient({"url": pushed.url})) as client:
        conf = {"schema.id.serializer": header_schema_id_serializer}
        pushed.produce("measured", AvroSerializer(client, newer(pushed, NOTE), conf=conf), {"id": "a", "count": 7})
    reader = Reader()
    async with pushed.agent("reader", reader):
        await reader.until("measured", 1)
    assert fields(reader.kept["measured"][0].payload) == {"id": "a", "count": 7}
    assert [path.split("/")[2] for path in door.asked] == ["guids", "ids", "ids"]
