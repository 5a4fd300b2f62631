"""Messages a second through a real Kafka: an agent, and the transport alone, beside the raw client, in one run.

The raw client does the least that a program must: it produces with confirmations, fetches in batches of 500, decodes,
and commits each batch. An agent also writes and reads the envelope, checks, deduplicates, keeps order by key over 16
lanes, and commits only what is settled. CPU is the whole process's, the client's own threads included.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import replace

import msgspec
from confluent_kafka import Consumer, Producer

from benchmarks.measure import Outcome
from benchmarks.runtime import CODEC, CONTRACT, DECIDED, VALUE, Decision, outgoing
from benchmarks.watch import Taken, Watch, rates
from tools.kafka.broker import Kafka, running
from tools.kafka.topics import make_topic
from treaty.agent import Agent
from treaty.client import Client
from treaty.contract import AgentContract, Bound, Policy
from treaty.message import Message
from treaty.transport import Delivery, Outgoing, Settlement, Source, Verdict
from treaty.transports.kafka import KafkaTransport
from treaty.transports.kafka_settings import KafkaSettings

ROUNDS = 3
PARTITIONS = 4
SENDERS = 500
BATCH = 500

_NUMBERS = itertools.count(1)


class SenderClient(Client):
    """Sends decisions, as a generated client does."""

    async def send_decision_made(self, payload: Decision) -> str:
        """Send one and wait for its confirmation."""
        return await self._send(DECIDED, payload)


class Handlers:
    """Counts, and says when the first and the last came."""

    def __init__(self, expected: int) -> None:
        self.watch = Watch()
        self.handled = 0
        self.expected = expected
        self.all = asyncio.Event()

    async def on_decision_made(self, message: Message[Decision], _client: Client) -> None:
        """Handle one."""
        if not self.handled:
            self.watch.start()
        if message.payload.automatic:
            self.handled += 1
        if self.handled == self.expected:
            self.all.set()


def fresh_group() -> str:
    """A group that has read nothing yet."""
    return f"bench.reader{next(_NUMBERS)}"


async def raw_produce(kafka: Kafka, messages: list[Outgoing]) -> Taken:
    """The raw client, polled now and then, flushed at the end."""
    producer = Producer({"bootstrap.servers": kafka.address, "enable.idempotence": True, "log_level": 0})
    confirmed = 0

    def report(error: object, _message: object) -> None:
        nonlocal confirmed
        assert error is None
        confirmed += 1

    watch = Watch()
    watch.start()
    for message in messages:
        producer.produce(message.object, message.body, message.key, headers=list(message.headers), on_delivery=report)
        producer.poll(0)
    producer.flush()
    assert confirmed == len(messages)
    return watch.stop(len(messages))


async def transport_publish(kafka: Kafka, messages: list[Outgoing]) -> Taken:
    """Our transport, in batches."""
    transport = KafkaTransport(KafkaSettings(kafka.address))
    await transport.open()
    watch = Watch()
    watch.start()
    for start in range(0, len(messages), BATCH):
        assert not any(await transport.publish(messages[start : start + BATCH]))
    taken = watch.stop(len(messages))
    await transport.close()
    return taken


async def agent_send(kafka: Kafka, messages: list[Outgoing]) -> Taken:
    """An agent's client, awaited one by one by each of many senders."""
    contract = AgentContract(project="bench", name="writer", sends=(Bound(DECIDED),))
    decision = msgspec.convert(VALUE, Decision)
    values = [
        msgspec.structs.replace(decision, conversation_id=f"conversation-{number % 500}")
        for number in range(len(messages))
    ]
    waiting = iter(values)
    agent = Agent(contract, object(), SenderClient, KafkaTransport(KafkaSettings(kafka.address)))
    async with agent:

        async def send() -> None:
            for value in waiting:
                await agent.client.send_decision_made(value)

        watch = Watch()
        watch.start()
        await asyncio.gather(*(send() for _ in range(SENDERS)))
        return watch.stop(len(messages))


async def raw_consume(kafka: Kafka, messages: list[Outgoing]) -> Taken:
    """The raw client: batches of 500, decoded, each batch committed."""
    consumer = Consumer(
        {
            "bootstrap.servers": kafka.address,
            "group.id": fresh_group(),
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "log_level": 0,
        }
    )
    consumer.subscribe([DECIDED.object])
    watch = Watch()
    count = 0
    while count < len(messages):
        batch = consumer.consume(BATCH, 0.05)
        if batch and not count:
            watch.start()
        for message in batch:
            body = message.value()
            assert isinstance(body, bytes)
            CODEC.decode(body)
            count += 1
        if batch:
            consumer.commit(asynchronous=True)
    taken = watch.stop(count)
    consumer.close()
    return taken


async def transport_receive(kafka: Kafka, messages: list[Outgoing]) -> Taken:
    """Our transport: received, decoded and settled in batches."""
    transport = KafkaTransport(KafkaSettings(kafka.address))
    await transport.open()
    await transport.subscribe([Source(1, DECIDED.object, (">",), fresh_group())])
    watch = Watch()
    count = 0
    while count < len(messages):
        batch = [one for one in await transport.receive(BATCH, 1.0) if isinstance(one, Delivery)]
        if batch and not count:
            watch.start()
        for delivery in batch:
            CODEC.decode(delivery.body)
        await transport.settle([Settlement(delivery.position, Verdict.ACKNOWLEDGE) for delivery in batch])
        count += len(batch)
    taken = watch.stop(count)
    await transport.close()
    return taken


async def agent_handle(kafka: Kafka, messages: list[Outgoing]) -> Taken:
    """An agent with its handler, everything on."""
    [subscription] = CONTRACT.subscriptions
    ours = replace(subscription, group=fresh_group(), policy=Policy(in_flight=2000))
    handlers = Handlers(len(messages))
    transport = KafkaTransport(KafkaSettings(kafka.address))
    async with Agent(replace(CONTRACT, subscriptions=(ours,)), handlers, Client, transport) as agent:
        await handlers.all.wait()
        taken = handlers.watch.stop(len(messages))
    assert agent.counts["on_decision_made"].handled == len(messages)
    return taken


Run = Callable[[Kafka, list[Outgoing]], Awaitable[Taken]]

READING: dict[str, Run] = {"raw client": raw_consume, "transport": transport_receive, "agent": agent_handle}
WRITING: dict[str, Run] = {"raw client": raw_produce, "transport": transport_publish, "agent": agent_send}


def main() -> list[Outcome]:
    """Print the figures, for which there is no target; raises `UnavailableError`."""
    with running() as kafka:
        [subscription] = CONTRACT.subscriptions
        for letters in subscription.dead_letters.values():
            make_topic(kafka, letters)
        make_topic(kafka, DECIDED.object, partitions=PARTITIONS)
        _measure(kafka, outgoing())
    return []


def _measure(kafka: Kafka, messages: list[Outgoing]) -> None:
    # What is read is what was written first, once; the topic grows only afterwards.
    asyncio.run(_once(raw_produce, kafka, messages))
    for title, runs in (("reading: fetch, decode, settle", READING), ("writing: send, await confirmations", WRITING)):
        rounds: dict[str, list[Taken]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                gc.collect()
                rounds[name].append(asyncio.run(_once(run, kafka, messages)))
        measured = f"{title}, {len(messages)} messages of {len(messages[0].body)} bytes"
        rates(measured, rounds, raw="raw client")


async def _once(run: Run, kafka: Kafka, messages: list[Outgoing]) -> Taken:
    return await run(kafka, messages)


if __name__ == "__main__":
    main()
