"""Topics for tests and benchmarks; what contracts need, `treaty apply` makes."""

from __future__ import annotations

import time
from collections.abc import Mapping

from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from tools.kafka.broker import Kafka

_VISIBLE_S = 15.0


def admin(kafka: Kafka) -> AdminClient:
    """A client for administration that says nothing when its broker has gone."""
    return AdminClient({"bootstrap.servers": kafka.address, "log_level": 0})


def make_topic(kafka: Kafka, name: str, *, partitions: int = 1, config: Mapping[str, str] | None = None) -> str:
    """Create a topic and return its name once the broker shows it: a topic is created before it is known."""
    client = admin(kafka)
    client.create_topics([NewTopic(name, partitions, 1, config=dict(config or {}))])[name].result(30)
    deadline = time.monotonic() + _VISIBLE_S
    while name not in client.list_topics(timeout=10).topics:
        if time.monotonic() > deadline:
            raise TimeoutError(f"the broker does not show {name}")
        time.sleep(0.02)
    return name
