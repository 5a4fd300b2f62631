"""What a message costs an agent in process, beside FastStream on the same message and handler; publishing not counted.

Ours is everything between the broker's queue and the acknowledgement: receive, decode, deduplicate, order by key over
16 lanes, the handler, acknowledge. FastStream's is its subscriber's way for a message that is already there, with
pydantic, its default, which the target means; and once more with msgspec. It neither deduplicates nor orders by key.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, get_type_hints
from uuid import UUID

import msgspec

from benchmarks.measure import Outcome, at_least, at_most, cpu_us, outcomes, table
from benchmarks.typed import document
from treaty.agent import Agent
from treaty.client import Client
from treaty.contract import (
    AgentContract,
    Bound,
    Channel,
    Kind,
    MessageSchema,
    Order,
    Policy,
    Reading,
    Subscription,
)
from treaty.delivery.compose import Composer, Context
from treaty.errors import DecodeError
from treaty.message import Message
from treaty.transport import Outgoing
from treaty.transports.memory import KAFKA_LIKE, MemoryBroker

MESSAGES = 20_000
ROUNDS = 5
TARGET_US = 12.0
TARGET_RATIO = 10.0


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """Who a decision is about."""

    customer_id: str
    name: str
    country: str
    tier: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was bought."""

    sku: str
    title: str
    quantity: int
    unit_cents: int


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A realistic agent message: about ten fields, a nested record, a list of five, a UUID and a time."""

    decision_id: UUID
    conversation_id: str
    agent: str
    confidence: float
    attempt: int
    automatic: bool
    reason: str
    decided_at: datetime
    customer: Customer
    lines: list[Line]


class DecisionCodec:
    """JSON by msgspec, as generated codecs decode it on their fast path."""

    content_type = "application/json"

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(Decision)

    def encode(self, value: Decision, /) -> bytes:
        """Encode."""
        return msgspec.json.encode(value)

    def decode(self, payload: bytes, /) -> Decision:
        """Decode and check in one pass."""
        try:
            return self._decoder.decode(payload)
        except msgspec.DecodeError as error:
            raise DecodeError(str(error)) from error

    def decoder(self, _version: str, /) -> Callable[[bytes], Decision] | None:
        """No other version is known."""
        return None


VALUE = document(moment="2026-11-21T08:30:15.123456Z", message_id="", total=0)  # `Decision` takes its own fields
CODEC = DecisionCodec()
DECIDED = Channel(
    address="events.decision.made",
    object="events.decision.made",
    kind=Kind.EVENT,
    messages=(MessageSchema("bench.v1.Decision", "1.0", "", Decision, CODEC),),
    key=lambda decision: decision.conversation_id.encode(),
    order=Order.KEY,
)
CONTRACT = AgentContract(
    project="bench",
    name="reader",
    subscriptions=(
        Subscription(
            handler="on_decision_made",
            reading=Reading.RECEIVES,
            channels=(Bound(DECIDED),),
            group="bench.reader",
            policy=Policy(),
            dead_letters={DECIDED.address: "events.decision.made.bench.reader._dead_letter"},
        ),
    ),
)


class Handlers:
    """Counts, and does nothing else."""

    def __init__(self, expected: int) -> None:
        self.handled = 0
        self.expected = expected
        self.all = asyncio.Event()

    async def on_decision_made(self, message: Message[Decision], _client: Client) -> None:
        """Handle one."""
        if message.payload.automatic:
            self.handled += 1
        if self.handled == self.expected:
            self.all.set()


def outgoing() -> list[Outgoing]:
    """The messages, of 500 conversations."""
    numbers = iter(range(MESSAGES))
    composer = Composer("bench.writer", "", lambda: f"message-{next(numbers)}")
    decision = msgspec.convert(VALUE, Decision)
    return [
        composer.message(
            DECIDED,
            msgspec.structs.replace(decision, conversation_id=f"conversation-{number % 500}"),
            DECIDED.address,
            context=Context(),
            epoch=1_800_000_000.0,
        )
        for number in range(MESSAGES)
    ]


async def agent_us(messages: list[Outgoing]) -> float:
    """Microseconds of CPU a message, from the broker's queue to the acknowledgement."""
    broker = MemoryBroker(KAFKA_LIKE)
    for message in messages:
        broker.store(message)
    handlers = Handlers(len(messages))
    agent = Agent(CONTRACT, handlers, Client, broker.connect())
    gc.collect()
    begin = time.process_time()
    async with agent:
        await handlers.all.wait()
    taken = time.process_time() - begin
    assert agent.counts["on_decision_made"].handled == len(messages)
    return taken / len(messages) * 1e6


async def faststream_us(body: bytes, model: type[Any], **options: Any) -> float:
    """Microseconds of CPU a message, from the raw message to the end of its handler."""
    from faststream.confluent import KafkaBroker, TestKafkaBroker  # noqa: PLC0415 - the peer, in its own measurement
    from faststream.confluent.testing import build_message  # noqa: PLC0415 - likewise

    broker = KafkaBroker(logger=None, **options)
    handled = 0

    @broker.subscriber("events.decision.made", group_id="bench")
    async def on_decision_made(decision: model) -> None:  # type: ignore[valid-type] # FastStream reads the annotation
        nonlocal handled
        handled += 1 if decision.automatic else 0

    async with TestKafkaBroker(broker):
        raw = await build_message(body, "events.decision.made", headers={"content-type": "application/json"})
        [subscriber] = broker.subscribers
        count = 2000
        gc.collect()
        begin = time.process_time()
        for _ in range(count):
            await subscriber.process_message(raw)
        taken = time.process_time() - begin
    assert handled == count
    return taken / count * 1e6


def peers(body: bytes) -> dict[str, Callable[[], float]]:
    """FastStream with each of its serialisers."""
    from fast_depends.msgspec import MsgSpecSerializer  # noqa: PLC0415 - the peer's
    from pydantic import BaseModel, create_model  # noqa: PLC0415 - likewise

    def mirrored(struct: type[msgspec.Struct], **replaced: Any) -> type[BaseModel]:
        fields = {name: (replaced.get(name, kind), ...) for name, kind in get_type_hints(struct).items()}
        return create_model(struct.__name__, **fields)  # type: ignore[call-overload,no-any-return] # built from fields

    model = mirrored(Decision, customer=mirrored(Customer), lines=list[mirrored(Line)])  # type: ignore[misc]
    return {
        "FastStream, pydantic": lambda: asyncio.run(faststream_us(body, model)),
        "FastStream, msgspec": lambda: asyncio.run(faststream_us(body, Decision, serializer=MsgSpecSerializer())),
    }


def main() -> list[Outcome]:
    """Print the figures; what came of the targets."""
    messages = outgoing()
    body = messages[0].body
    decode = cpu_us({"decode": lambda: CODEC.decode(body)})["decode"]
    calls: dict[str, Callable[[], float]] = {"treaty": lambda: asyncio.run(agent_us(messages)), **peers(body)}
    rounds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            rounds[name].append(call())
    medians = {name: statistics.median(taken) for name, taken in rounds.items()}
    ours = medians["treaty"]
    table(
        f"an agent in process, {len(body)} bytes of JSON (decoding alone: {decode:.1f} µs)",
        [
            ("", "µs a message", "times ours"),
            *((name, f"{taken:.1f}", f"{taken / ours:.1f}") for name, taken in medians.items()),
        ],
    )
    faster = medians["FastStream, pydantic"] / ours
    found = [
        at_most("an agent in process, CPU a message", ours, TARGET_US, " µs"),
        at_least("an agent in process, less than FastStream", faster, TARGET_RATIO, "x"),
    ]
    outcomes("targets", found)
    return found
