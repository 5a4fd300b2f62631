"""The example fleet's messages a second, on the memory broker and on a real Kafka, beside the raw client's.

The fleet is the demo's: every agent as generated from `contracts/`, with the handlers that people wrote, in one process
with one event loop. What counts is a message that a handler got; sending, calls and replies cost, and do not count.
The raw client gets the very messages of a run (key, headers, body), produces each once and reads it as often as the
fleet's groups and inboxes do, in batches of 500; it looks into none of them. CPU is the whole process's, the client's
own threads included, the broker's not.
"""

from __future__ import annotations

import asyncio
import gc
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, Producer

from benchmarks.measure import Outcome
from benchmarks.watch import Taken, Watch, rates
from demo.build import make_importable, treaty
from tools.kafka.broker import Kafka, running
from tools.kafka.topics import make_topic
from treaty.contract import AgentContract
from treaty.transports.connect import connect
from treaty.transports.memory import MemoryBroker
from treaty.transports.memory_store import Record

CUSTOMERS = 200
ROUNDS = 3
PARTITIONS = 4
BATCH = 500
WAIT_S = 0.05


@dataclass(frozen=True)
class Traffic:
    """What a run put on the wire, by object, and which objects each group or inbox reads."""

    sent: Mapping[str, Sequence[Record]]
    readers: Mapping[str, frozenset[str]]
    handled: int

    def read_by(self, reader: str) -> int:
        """How many messages a reader meets."""
        return sum(len(self.sent.get(name, ())) for name in self.readers[reader])


def main() -> list[Outcome]:
    """Print the figures, for which there is no target; raises `UnavailableError`."""
    make_importable()  # as `make demo` does: `generated/` is not installed
    # Only now can what was generated be imported.
    from benchmarks import journeys  # noqa: PLC0415
    from demo.fleet import MEMBERS  # noqa: PLC0415

    raw, memory, real = runs = "raw client, Kafka", "fleet, memory", "fleet, Kafka"
    rounds: dict[str, list[Taken]] = {name: [] for name in runs}
    with running() as kafka:
        if not treaty("apply", "--target", "local", environment={"KAFKA_URL": kafka.address}):
            raise RuntimeError("the fleet's topics could not be made")
        broker = MemoryBroker()
        asyncio.run(journeys.run(broker.connect, CUSTOMERS, "warm"))  # also brings all code to its pace
        traffic = _traffic(broker, [member.contract for member in MEMBERS], journeys.expected(CUSTOMERS).total())
        for name in traffic.sent:
            make_topic(kafka, _raw(name), partitions=PARTITIONS)
        url = f"kafka://{kafka.address}"
        for number in range(ROUNDS):
            gc.collect()
            rounds[raw].append(_raw_client(kafka, traffic))
            gc.collect()
            rounds[memory].append(asyncio.run(journeys.run(MemoryBroker().connect, CUSTOMERS, f"memory{number}")))
            gc.collect()
            rounds[real].append(
                asyncio.run(
                    journeys.run(
                        lambda client_id: connect(url, client_id=f"storefront.{client_id}"), CUSTOMERS, f"kafka{number}"
                    )
                )
            )
    sent, read = sum(map(len, traffic.sent.values())), sum(map(traffic.read_by, traffic.readers))
    rates(
        f"{CUSTOMERS} customers: {sent} messages sent, {read} times read, {traffic.handled} times handled",
        rounds,
        raw=raw,
    )
    return []


def _traffic(broker: MemoryBroker, contracts: Sequence[AgentContract], handled: int) -> Traffic:
    readers: defaultdict[str, set[str]] = defaultdict(set)
    for contract in contracts:
        for subscription in contract.subscriptions:
            readers[subscription.group].update(bound.channel.object for bound in subscription.channels)
        for bound in contract.calls:
            if bound.channel.reply is not None:
                readers[f"inbox.{contract.name}"].add(bound.channel.reply.object)
    sent = {name: records for name in broker.objects() if (records := broker.records(name))}
    return Traffic(sent, {name: frozenset(objects & sent.keys()) for name, objects in readers.items()}, handled)


def _raw(name: str) -> str:
    return f"raw.{name}"


def _raw_client(kafka: Kafka, traffic: Traffic) -> Taken:
    """All readers have joined before the first message is sent, as the fleet's have."""
    consumers = {reader: _joined(kafka, reader, objects) for reader, objects in traffic.readers.items() if objects}
    watch = Watch()
    watch.start()
    _produce(kafka, traffic)
    for reader, consumer in consumers.items():
        _consume(consumer, traffic.read_by(reader))
    taken = watch.stop(traffic.handled)
    for consumer in consumers.values():
        reached = [place for place in consumer.position(consumer.assignment()) if place.offset >= 0]
        consumer.commit(offsets=reached, asynchronous=False)
        consumer.close()
    return taken


def _joined(kafka: Kafka, reader: str, objects: frozenset[str]) -> Any:
    consumer = Consumer(
        {
            "bootstrap.servers": kafka.address,
            "group.id": f"raw.{reader}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "log_level": 0,
        }
    )
    consumer.subscribe([_raw(name) for name in sorted(objects)])
    while not consumer.assignment():
        assert not consumer.consume(1, WAIT_S), "the last round left nothing"
    return consumer


def _produce(kafka: Kafka, traffic: Traffic) -> None:
    producer = Producer({"bootstrap.servers": kafka.address, "enable.idempotence": True, "log_level": 0})
    confirmed = 0

    def report(error: object, _message: object) -> None:
        nonlocal confirmed
        assert error is None
        confirmed += 1

    for name, records in traffic.sent.items():
        for record in records:
            producer.produce(_raw(name), record.body, record.key, headers=list(record.headers), on_delivery=report)
            producer.poll(0)
    producer.flush()
    assert confirmed == sum(map(len, traffic.sent.values()))


def _consume(consumer: Any, expected: int) -> None:
    """Read and commit in batches until all are there."""
    count = 0
    while count < expected:
        batch = consumer.consume(BATCH, WAIT_S)
        assert not any(message.error() for message in batch)
        count += len(batch)
        if batch:
            consumer.commit(asynchronous=True)
    assert count == expected


if __name__ == "__main__":
    main()
