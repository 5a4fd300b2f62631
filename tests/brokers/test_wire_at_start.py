"""`register: at-start`: a development target whose agents register what they write when they start."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer

from tests.brokers.test_wire_interop import EVENTS, VALUE, Reader
from tests.brokers.wire_project import Pushed, fields
from tools.kafka.broker import Kafka
from treaty.errors import ContractError

pytestmark = pytest.mark.kafka


@pytest.fixture
def generated(tmp_path: Path, registry_url: str, kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> Pushed:
    """The project, generated and never pushed: there is no `treaty.lock`."""
    found = Pushed(tmp_path, registry_url, kafka, ", register: at-start, keys: avro", ["generate"])
    monkeypatch.setenv("REGISTRY_URL", registry_url)
    return found


async def test_an_agent_registers_what_it_writes_and_takes_the_ids(generated: Pushed) -> None:
    with contextlib.closing(SchemaRegistryClient({"url": generated.url})) as client:
        assert [] == [name for name in client.get_subjects() if generated.name in name]
        async with generated.agent("writer", object()) as agent:
            await agent.client.send_measured(generated.messages.Measured(**VALUE))
        async with generated.agent("writer", object()) as again:
            await again.client.send_measured(generated.messages.Measured(**VALUE))

        subjects = sorted(f"{generated.topic(event)}-{part}" for event in EVENTS for part in ("key", "value"))
        assert subjects == sorted(name for name in client.get_subjects() if generated.name in name)
        assert {name: [1] for name in subjects} == {name: client.get_versions(name) for name in subjects}
        assert VALUE == generated.understood("measured", AvroDeserializer(client))


async def test_a_reader_looks_up_what_a_writer_registered(generated: Pushed) -> None:
    """It registers nothing itself, for it writes nothing."""
    reader = Reader()
    async with generated.agent("reader", reader), generated.agent("writer", object()) as agent:
        await agent.client.send_measured(generated.messages.Measured(**VALUE))
        await agent.client.send_noted(generated.messages.Noted(**VALUE))
        await agent.client.send_paid(generated.messages.Paid(**VALUE))
        async with asyncio.timeout(30):
            await reader.all.wait()
    assert dict.fromkeys(EVENTS, VALUE) == {event: fields(message.payload) for event, message in reader.kept.items()}


async def test_a_registry_that_is_away_is_told_at_start(generated: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_URL", "http://127.0.0.1:9")
    with pytest.raises(
        ContractError, match=r"^nothing can be registered at target `dev`: no answer from 127\.0\.0\.1:9"
    ):
        await generated.agent("writer", object()).__aenter__()
