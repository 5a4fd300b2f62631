"""A broker, a clock and agents in one test: publish, let time pass, and look at what was sent and what died."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

import msgspec

from treaty.agent import Agent
from treaty.client import NO_PARAMETERS, Client
from treaty.clock import SimulatedClock
from treaty.contract import AgentContract, Bound, Channel
from treaty.delivery.address import fill, match
from treaty.delivery.compose import Composer, Context
from treaty.delivery.dead_letter import PREFIX
from treaty.delivery.decode import decode_payload
from treaty.delivery.framed import Framed
from treaty.delivery.plan import Plan
from treaty.delivery.retry import lenient
from treaty.envelope import Envelope, parse_time
from treaty.errors import TransportError
from treaty.message import Message
from treaty.registry.bundle import Bundle
from treaty.registry.wire import Asking, Unasked
from treaty.transport import Capabilities, Headers, Outgoing
from treaty.transports.memory import EVERYTHING, Faults, MemoryBroker
from treaty.transports.memory_store import Record

C = TypeVar("C", bound=Client)


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a message that could not be handled: its own bytes and headers, and why."""

    address: str
    reason: str
    error_class: str
    error: str
    attempts: int
    failed_at: datetime
    consumer: str
    body: bytes
    headers: Mapping[str, bytes]


class Simulation:
    """Everything of a broker within a test. Time stands still until `advance`; backoffs have no jitter.

    `capabilities` are those of `treaty.transports.memory`: `EVERYTHING`, `KAFKA_LIKE`, `NATS_LIKE`.
    """

    def __init__(self, capabilities: Capabilities = EVERYTHING) -> None:
        self.clock = SimulatedClock()
        self.broker = MemoryBroker(capabilities, clock=self.clock)
        self._numbers = itertools.count(1)
        self._bundles: list[Bundle] = []

    @property
    def faults(self) -> Faults:
        """What goes wrong with what is published next."""
        return self.broker.faults

    def agent(
        self,
        contract: AgentContract,
        handlers: object,
        client_type: type[C],
        *,
        shutdown_s: float = 20,
        registry: Bundle | None = None,
        asking: Asking | None = None,
    ) -> Agent[C]:
        """An agent on this broker and clock: `async with simulation.agent(...) as agent`."""
        if registry is not None:
            self._bundles.append(registry)
        return Agent(
            contract,
            handlers,
            client_type,
            self.broker.connect(f"{contract.project}.{contract.name}"),
            shutdown_s=shutdown_s,
            clock=self.clock,
            jitter=lambda: 1.0,
            new_id=self._new_id,
            registry=registry,
            asking=asking,
        )

    async def publish(
        self,
        channel: Channel,
        payload: object,
        parameters: Mapping[str, str] = NO_PARAMETERS,
        *,
        sender: str = "test.sender",
        message_id: str | None = None,
        correlation_id: str | None = None,
    ) -> str:
        """Send a message as some other agent would, and let it be handled; its id."""
        identifier = message_id or self._new_id()
        message = Composer(sender, "", self._new_id).message(
            channel,
            payload,
            fill(channel, parameters),
            context=Context(message_id=identifier, correlation_id=correlation_id),
            epoch=self.clock.epoch(),
        )
        await self._store(message)
        return identifier

    async def publish_raw(
        self, channel: Channel, body: bytes, headers: Headers = (), *, address: str = "", key: bytes | None = None
    ) -> None:
        """Store any bytes under any headers, as a broken or hostile sender would."""
        subject = address or channel.address
        await self._store(Outgoing(channel.object, subject, key, headers, body, self._new_id()))

    async def advance(self, seconds: float) -> None:
        """Let time pass: backoffs, timeouts, times to live and ack waits go by."""
        await self.clock.advance(seconds)

    def sent(self, channel: Channel) -> list[Message[object]]:
        """All messages on a channel, decoded, the oldest first; raises `DecodeError` for one that is none."""
        plan = Plan(Bound(channel), framed=self._framed(channel))
        found = [_message(plan, record) for record in self.broker.records(channel.object)]
        return sorted((message for message in found if message is not None), key=lambda message: message.timestamp)

    def dead_letters(self, contract: AgentContract) -> list[DeadLetter]:
        """All dead letters of an agent."""
        objects = {name for reading in contract.subscriptions for name in reading.dead_letters.values()}
        return [_letter(record) for name in sorted(objects) for record in self.broker.records(name)]

    def _framed(self, channel: Channel) -> Framed | None:
        """What reads the frames of agents that were made for a target with a registry."""
        bundle = next((bundle for bundle in self._bundles if channel.address in bundle.channels), None)
        return None if bundle is None else Framed(channel, bundle, Unasked())

    async def _store(self, message: Outgoing) -> None:
        transport = self.broker.connect("test")
        await transport.open()
        try:
            [error] = await transport.publish([message])
        finally:
            await transport.close()
        if error is not None:
            raise TransportError(str(error), retryable=error.retryable)
        await self.clock.settle()

    def _new_id(self) -> str:
        return f"message-{next(self._numbers)}"


def _message(plan: Plan, record: Record) -> Message[object] | None:
    """A record as a message; None when it is on another channel of the same object."""
    headers = dict(record.headers)
    parameters = match(plan.channel, record.subject)
    if parameters is None:
        return None
    return Message(decode_payload(plan, headers, record.body), Envelope(headers), parameters)


def _letter(record: Record) -> DeadLetter:
    headers = dict(record.headers)
    told = {name.removeprefix(PREFIX): lenient(value) for name, value in record.headers if name.startswith(PREFIX)}
    return DeadLetter(
        address=record.subject,
        reason=told["reason"],
        error_class=told["class"],
        error=told["error"],
        attempts=int(told["attempts"]),
        failed_at=parse_time(PREFIX + "last-failed-at", told["last-failed-at"]),
        consumer=told["consumer"],
        body=record.body,
        headers=headers,
    )
