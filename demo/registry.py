"""A schema registry beside the demo's Kafka, where agents register what they write, and a look at what they did."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from confluent_kafka import OFFSET_BEGINNING, Consumer, Message, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

_TOPIC = "events.order.placed"
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Registry:
    """The embedded registry and the Kafka, both asked here by clients that know nothing of treaty."""

    url: str
    kafka: str

    @property
    def environment(self) -> Mapping[str, str]:
        """What a person exports before an agent is started at target `local`."""
        return {"TREATY_BROKER": f"kafka://{self.kafka}", "TREATY_TARGET": "local", "REGISTRY_URL": self.url}

    def subjects(self) -> int:
        """How many subjects were registered."""
        with SchemaRegistryClient({"url": self.url}) as client:
            return len(client.get_subjects())

    def read_back(self) -> str | None:
        """What Confluent's own deserialiser makes of an order on its topic; None where none with an id comes."""
        with SchemaRegistryClient({"url": self.url}) as client:
            deserialise = AvroDeserializer(client)
            for message in self._messages():
                value = message.value() or b""
                if not value.startswith(b"\0"):
                    continue  # the stranger's, who knows no registry
                schema_id = int.from_bytes(value[1:5])
                schema = json.loads(client.get_schema(schema_id).schema_str)
                order = deserialise(value, SerializationContext(_TOPIC, MessageField.VALUE))
                return f"#{schema_id} as {schema['namespace']}.{schema['name']} {str(order['order_id'])[:8]}…"
        return None

    def _messages(self) -> Iterator[Message]:
        """What the topic holds, for as long as we are patient."""
        consumer = Consumer({"bootstrap.servers": self.kafka, "group.id": "demo", "enable.auto.commit": False})
        try:
            partitions = consumer.list_topics(_TOPIC, _PATIENCE_S).topics[_TOPIC].partitions
            consumer.assign([TopicPartition(_TOPIC, number, OFFSET_BEGINNING) for number in partitions])
            deadline = time.monotonic() + _PATIENCE_S
            while time.monotonic() < deadline:
                message = consumer.poll(0.1)
                if message is not None and message.error() is None:
                    yield message
        finally:
            consumer.close()


@contextmanager
def registry_beside(kafka: str) -> Iterator[Registry]:
    """A registry in this process and a temporary folder; as long as it runs, the environment says where."""
    # Registries that others make read no Protobuf of an edition, as the fleet's climate is.
    with running(compile_protobuf, dialect="sound") as url:
        registry = Registry(url, kafka)
        before = {name: os.environ.get(name) for name in registry.environment}
        os.environ.update(registry.environment)
        try:
            yield registry
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
