"""A project of three formats that was pushed and generated, its agents on a real Kafka, and confluent-kafka beside."""

from __future__ import annotations

import importlib
import json
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from click.testing import CliRunner
from confluent_kafka import Consumer, Producer
from confluent_kafka.serialization import MessageField, SerializationContext

from tests.brokers.kafka_client import settings
from tools.kafka.broker import Kafka
from tools.kafka.topics import make_topic
from treaty.agent import Agent
from treaty.client import Client
from treaty.contract import AgentContract
from treaty.entry import registry_of
from treaty.transports.kafka import KafkaTransport
from treatyc.cli.group import group

PROJECT = """\
treaty: 1
name: {name}
compatibility: backward_transitive
targets:
  dev:
    broker: memory
    prefix: {name}.
    registry: {{url: "${{REGISTRY_URL}}", dialect: apicurio{registry}}}
defaults:
  "events.*": {{kind: event, key: id, retain: 1d, owner: test, description: It travels.}}
channels:
  events.measured: {{message: {name}.v1.Measured}}
  events.noted: {{message: {name}.v1.Noted}}
  events.paid: {{message: {name}.v1.Paid}}
agents:
  writer: {{sends: ["events.*"], owner: test, description: It writes.}}
  reader: {{receives: ["events.*"], owner: test, description: It reads.}}
generate:
  - python: {{out: generated}}
"""
FIELDS = [
    {"name": "id", "type": "string", "doc": "Whose."},
    {"name": "count", "type": "int", "default": 0, "doc": "How many."},
]
NOTED = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "description": "A note.",
    "properties": {"id": {"type": "string"}, "count": {"type": "integer"}},
    "required": ["id", "count"],
}
PAID = """\
syntax = "proto3";
package {name}.v1;
// Nobody sends it.
message Other {{ int32 a = 1; }}
// A payment, the second message of its file.
message Paid {{
  // Whose.
  string id = 1;
  // How many.
  int32 count = 2;
}}
"""


Headers = list[tuple[str, str | bytes | None]]
"""As confluent-kafka has them."""


class Pushed:
    """The project after `treaty registry push` and `treaty generate`, or other verbs, with topics of its own."""

    def __init__(
        self, folder: Path, url: str, kafka: Kafka, registry: str = "", verbs: Sequence[str] = ("push", "generate")
    ) -> None:
        self.name = f"w{secrets.token_hex(4)}"
        self.url = url
        self.folder = folder
        self._kafka = kafka
        schemas = folder / "schemas" / self.name / "v1"
        schemas.mkdir(parents=True)
        measured = {"type": "record", "name": "Measured", "namespace": f"{self.name}.v1", "doc": "A measure."}
        (schemas / "Measured.avsc").write_text(json.dumps(measured | {"fields": FIELDS}))
        (schemas / "Noted.schema.json").write_text(json.dumps(NOTED))
        (schemas / "paid.proto").write_text(PAID.format(name=self.name))
        (folder / "treaty.yaml").write_text(PROJECT.format(name=self.name, registry=registry))
        for verb in verbs:
            self.run(*(["generate"] if verb == "generate" else ["registry", verb, "--target", "dev"]))
        for project in sorted((folder / "generated").iterdir()):
            if project.is_dir():
                sys.path.insert(0, str(project))
        importlib.invalidate_caches()
        contract = self.contract("reader")
        for name in sorted(_objects(contract)):
            make_topic(kafka, f"{self.name}.{name}")

    def run(self, *words: str) -> None:
        """A verb of the command line, which must end well."""
        where = ["--project", str(self.folder / "treaty.yaml"), "--root", str(self.folder)]
        done = CliRunner().invoke(group, [*words, *where], env={"REGISTRY_URL": self.url}, catch_exceptions=False)
        assert done.exit_code == 0, done.output

    def package(self, agent: str) -> ModuleType:
        """The package of an agent."""
        return importlib.import_module(f"{self.name}_{agent}")

    def contract(self, agent: str) -> AgentContract:
        found: AgentContract = self.package(agent).CONTRACT
        return found

    @property
    def messages(self) -> ModuleType:
        """The classes of all messages."""
        return importlib.import_module(f"{self.name}_messages.{self.name}.v1")

    def agent(self, name: str, handlers: object) -> Agent[Any]:
        """One of the agents at target `dev`, as `TREATY_TARGET=dev` starts it."""
        package = self.package(name)
        client: type[Client] = getattr(package, f"{name.title()}Client")
        return Agent(
            self.contract(name),
            handlers,
            client,
            KafkaTransport(settings(self._kafka)),
            prefix=f"{self.name}.",
            registry=registry_of(package.__name__, "dev"),
        )

    def topic(self, event: str) -> str:
        return f"{self.name}.events.{event}"

    def produce(self, event: str, serialise: Callable[..., bytes], value: object) -> None:
        """Send as a producer does that knows confluent-kafka's serialisers and nothing of treaty."""
        headers: Headers = []
        body = serialise(value, SerializationContext(self.topic(event), MessageField.VALUE, headers))
        producer = Producer({"bootstrap.servers": self._kafka.address})
        producer.produce(self.topic(event), body, b"k", headers=headers)
        assert producer.flush(10) == 0

    def consume(self, event: str) -> tuple[bytes | None, Headers, bytes]:
        """Key, headers and body of the first message on a topic."""
        consumer = Consumer(
            {
                "bootstrap.servers": self._kafka.address,
                "group.id": secrets.token_hex(4),
                "auto.offset.reset": "earliest",
            }
        )
        try:
            consumer.subscribe([self.topic(event)])
            found = consumer.poll(15)
            assert found is not None
            assert found.error() is None
            headers = found.headers()
            assert headers is None or isinstance(headers, list)
            return found.key(), headers or [], found.value() or b""
        finally:
            consumer.close()

    def understood(self, event: str, deserialise: Callable[..., Any]) -> Any:
        """The first message on a topic, as confluent-kafka's deserialisers read it."""
        _, headers, body = self.consume(event)
        return deserialise(body, SerializationContext(self.topic(event), MessageField.VALUE, headers))


def _objects(contract: AgentContract) -> set[str]:
    """The topics that an agent reads and parks its failures in."""
    found: set[str] = set()
    for subscription in contract.subscriptions:
        found.update(bound.channel.object for bound in subscription.channels)
        found.update(subscription.dead_letters.values())
        found.update(name for names in subscription.retries.values() for name in names)
    return found


def fields(payload: Any) -> Mapping[str, object]:
    """Two fields that all three messages have."""
    return {"id": payload.id, "count": payload.count}
