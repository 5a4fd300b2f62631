"""What agents ask of their registry: treaty's with a lock, and confluent-kafka's serialisers, for the same messages.

Both start, send one message of each format and read it; the embedded registry counts the requests. treaty's agents have
the ids that `treaty registry push` wrote into the lock, and ask nothing; serialisers look up what they write, and
deserialisers fetch what they read.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.measure import Outcome, table
from treaty.agent import Agent
from treaty.entry import registry_of
from treaty.message import Message
from treaty.transports.memory import MemoryBroker
from treatyc.cli.group import group
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

PROJECT = """\
treaty: 1
name: starting
targets:
  dev: {broker: memory, registry: "${REGISTRY_URL}"}
defaults:
  "events.*": {kind: event, key: id, retain: 1d, owner: bench, description: It travels.}
channels:
  events.measured: {message: starting.v1.Measured}
  events.noted: {message: starting.v1.Noted}
  events.paid: {message: starting.v1.Paid}
agents:
  writer: {sends: ["events.*"], owner: bench, description: It writes.}
  reader: {receives: ["events.*"], owner: bench, description: It reads.}
generate:
  - python: {out: generated}
"""
AVRO = {
    "type": "record",
    "name": "Measured",
    "namespace": "starting.v1",
    "doc": "A measure.",
    "fields": [{"name": "id", "type": "string", "doc": "Whose."}, {"name": "count", "type": "int", "doc": "How many."}],
}
JSON = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Noted",
    "description": "A note.",
    "type": "object",
    "properties": {"id": {"type": "string"}, "count": {"type": "integer"}},
    "required": ["id", "count"],
}
PROTOBUF = """\
syntax = "proto3";
package starting.v1;
// A payment.
message Paid {
  // Whose.
  string id = 1;
  // How many.
  int32 count = 2;
}
"""
FILES = {
    "treaty.yaml": PROJECT,
    "schemas/starting/v1/Measured.avsc": json.dumps(AVRO),
    "schemas/starting/v1/Noted.schema.json": json.dumps(JSON),
    "schemas/starting/v1/paid.proto": PROTOBUF,
}
VALUE = {"id": "a", "count": 7}


class Counting:
    """Notes what is asked, and hands it on."""

    def __init__(self, app: ASGIApp, asked: list[str]) -> None:
        self._app = app
        self._asked = asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note a request, then hand it on."""
        self._asked.append(f"{scope['method']} {scope['path']}")
        await self._app(scope, receive, send)


class Handlers:
    """Keeps what it reads, and says when all is there."""

    def __init__(self) -> None:
        self.read: list[Any] = []
        self.all = asyncio.Event()

    async def on_events(self, message: Message[Any], _client: object) -> None:
        """Handle one, which must have been framed by an id."""
        schema = message.envelope.data_schema
        if schema is None or not schema.startswith("/schemas/ids/"):
            raise RuntimeError(f"a message says of its schema: {schema}")
        self.read.append(message.payload)
        if len(self.read) == len(FILES) - 1:
            self.all.set()


def main() -> list[Outcome]:
    """Print the requests of both; what came of the target."""
    asked: list[str] = []
    with running(compile_protobuf, guards=(Middleware(Counting, asked=asked),)) as url, _project(url):
        asked.clear()
        asyncio.run(_treaty())
        ours = list(asked)
        asked.clear()
        _confluent(url)
        theirs = list(asked)
    rows = [("", "requests"), ("treaty, with a lock", str(len(ours))), ("confluent-kafka", str(len(theirs)))]
    table("what starting, sending and reading one message of each format asks of a registry", rows)
    # A share of nothing is none: it is met by no request, and missed by the first one.
    margin = 1.0 if not ours else 0.0
    return [Outcome("start-up of an agent with the lock: requests", "0", str(len(ours)), margin)]


@contextmanager
def _project(url: str) -> Iterator[Path]:
    """A project that was pushed and generated, whose packages can be imported."""
    before = list(sys.path)
    with tempfile.TemporaryDirectory(prefix="treaty-bench-") as name:
        folder = Path(name)
        for path, text in FILES.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        os.environ["REGISTRY_URL"] = url
        where = ["--project", str(folder / "treaty.yaml"), "--root", str(folder)]
        _run(["registry", "push", "--target", "dev", *where])
        _run(["generate", *where])
        sys.path[:0] = [str(each) for each in sorted((folder / "generated").iterdir()) if each.is_dir()]
        importlib.invalidate_caches()
        try:
            yield folder
        finally:
            sys.path[:] = before
            del os.environ["REGISTRY_URL"]


def _run(words: list[str]) -> None:
    """A verb of the command line, which must end well."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            group.main(words, standalone_mode=False)
        except SystemExit as end:
            if end.code:
                raise RuntimeError(f"treaty {' '.join(words)}: {said.getvalue()}") from end


async def _treaty() -> None:
    """A writer and a reader, as `TREATY_TARGET=dev` starts them."""
    broker, handlers = MemoryBroker(), Handlers()
    messages = importlib.import_module("starting_messages.starting.v1")
    async with _agent("reader", handlers, broker), _agent("writer", object(), broker) as writer:
        await writer.client.send_measured(messages.Measured(**VALUE))
        await writer.client.send_noted(messages.Noted(**VALUE))
        await writer.client.send_paid(messages.Paid(**VALUE))
        async with asyncio.timeout(10):
            await handlers.all.wait()


def _agent(name: str, handlers: object, broker: MemoryBroker) -> Agent[Any]:
    package = importlib.import_module(f"starting_{name}")
    client = getattr(package, f"{name.title()}Client")
    return Agent(package.CONTRACT, handlers, client, broker.connect(), registry=registry_of(package.__name__, "dev"))


def _confluent(url: str) -> None:
    """The same by confluent-kafka, which is told to register nothing."""
    paid = importlib.import_module("starting_messages.starting.v1").Paid
    quiet = {"auto.register.schemas": False, "use.latest.version": True}
    with SchemaRegistryClient({"url": url}) as writing, SchemaRegistryClient({"url": url}) as reading:
        ways = {
            "events.measured": (AvroSerializer(writing, None, conf=quiet), AvroDeserializer(reading), VALUE),
            "events.noted": (
                JSONSerializer(json.dumps(JSON), writing, conf=quiet),
                JSONDeserializer(None, schema_registry_client=reading),
                VALUE,
            ),
            "events.paid": (
                ProtobufSerializer(paid, writing, {**quiet, "use.deprecated.format": False}),
                ProtobufDeserializer(paid, {"use.deprecated.format": False}, reading),
                paid(**VALUE),
            ),
        }
        for topic, (serialise, deserialise, value) in ways.items():
            context = SerializationContext(topic, MessageField.VALUE, [])
            if deserialise(serialise(value, context), context) != value:
                raise RuntimeError(f"{topic}: something else came back")


if __name__ == "__main__":
    main()
