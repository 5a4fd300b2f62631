"""A small fleet by hand, for tests of the runtime alone: what generated packages say, without generating any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

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
from treaty.errors import DecodeError, EncodeError
from treaty.message import Message

S = TypeVar("S", bound=msgspec.Struct)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work, or the news of it: number `number` of its key."""

    key: str
    number: int
    text: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a responder says."""

    text: str


class JsonCodec(Generic[S]):
    """JSON, as a generated codec: sending checks by decoding what was encoded."""

    content_type = "application/json"

    def __init__(self, kind: type[S], readable: tuple[str, ...] = ()) -> None:
        self._decoder = msgspec.json.Decoder(kind)
        self._readable = readable

    def encode(self, value: S, /) -> bytes:
        payload = msgspec.json.encode(value)
        try:
            self._decoder.decode(payload)
        except msgspec.ValidationError as error:
            raise EncodeError(str(error)) from error
        return payload

    def decode(self, payload: bytes, /) -> S:
        try:
            return self._decoder.decode(payload)
        except msgspec.DecodeError as error:
            raise DecodeError(str(error)) from error

    def decoder(self, version: str, /) -> Callable[[bytes], S] | None:
        return self.decode if version in self._readable else None


JOB = MessageSchema("suite.v1.Job", "1.1", "", Job, JsonCodec(Job, ("1.0",)))
ANSWER = MessageSchema("suite.v1.Answer", "1.0", "", Answer, JsonCodec(Answer))


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """What the objects are called at the broker under test."""

    jobs: str
    jobs_dead: str
    tasks: str
    tasks_dead: str
    tasks_retry: str
    requests: str
    requests_dead: str
    replies: str


NAMES = Names(**{field: field.replace("_", "._") for field in Names.__struct_fields__})
"""For a broker that nobody else uses."""

QUICK = Policy(ack_wait_s=20.0, max_deliver=3, backoff_s=(0.1, 0.2))


class Fleet(msgspec.Struct, frozen=True):
    """Channels and contracts over some names."""

    names: Names
    policy: Policy = QUICK

    @property
    def jobs(self) -> Channel:
        """An event, kept in order by its key."""
        return Channel(
            address="events.job",
            object=self.names.jobs,
            kind=Kind.EVENT,
            messages=(JOB,),
            key=lambda job: job.key.encode(),
            order=Order.KEY,
            max_bytes=100_000,
        )

    @property
    def tasks(self) -> Channel:
        """Work for one of a pool, in no order."""
        return Channel(
            address="commands.task.{size}",
            object=self.names.tasks,
            kind=Kind.COMMAND,
            messages=(JOB,),
            parameters={"size": ("small", "big")},
        )

    @property
    def requests(self) -> Channel:
        """A question that is answered."""
        reply = Channel(address="tools.result.{key}", object=self.names.replies, kind=Kind.REPLY, messages=(ANSWER,))
        return Channel(
            address="tools.execute.{tool}",
            object=self.names.requests,
            kind=Kind.COMMAND,
            messages=(JOB,),
            key=lambda job: job.key.encode(),
            order=Order.KEY,
            reply=reply,
            reply_parameters=lambda job: {"key": job.key},
            timeout_s=10.0,
        )

    def reader(self, channel: Channel, handler: str, name: str = "worker", **more: Any) -> Subscription:
        """A subscription of the group that is called after its agent."""
        letters = {
            "events.job": self.names.jobs_dead,
            "commands.task.{size}": self.names.tasks_dead,
            "tools.execute.{tool}": self.names.requests_dead,
        }
        retries = {"commands.task.{size}": (self.names.tasks_retry,)} if channel.order is Order.NONE else {}
        options: dict[str, Any] = {
            "handler": handler,
            "reading": Reading.RECEIVES,
            "channels": (Bound(channel),),
            "group": f"suite.{name}",
            "policy": self.policy,
            "dead_letters": {channel.address: letters[channel.address]},
            "retries": retries,
        }
        return Subscription(**(options | more))

    def worker(self, *subscriptions: Subscription, name: str = "worker", **more: Any) -> AgentContract:
        """An agent that reads; by default the jobs."""
        return AgentContract("suite", name, subscriptions or (self.reader(self.jobs, "on_job", name),), **more)

    @property
    def sender(self) -> AgentContract:
        """An agent that writes to all channels and reads none."""
        return AgentContract(
            "suite", "sender", sends=(Bound(self.jobs), Bound(self.tasks)), calls=(Bound(self.requests),)
        )

    @property
    def server(self) -> AgentContract:
        """An agent that answers."""
        return AgentContract(
            "suite", "server", (self.reader(self.requests, "serve_tool", "server", reading=Reading.SERVES),)
        )


def sender_type(fleet: Fleet) -> type[SenderClient]:
    """The client that a fleet's sender is generated with."""
    return type("BoundSenderClient", (SenderClient,), {"fleet": fleet})


class SenderClient(Client):
    """As generated, but for the channels' names, which belong to the broker under test."""

    fleet: Fleet

    async def send_job(
        self,
        payload: Job,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send an event."""
        return await self._send(
            self.fleet.jobs, payload, recipient=recipient, correlation_id=correlation_id, message_id=message_id
        )

    async def send_task(self, payload: Job, *, size: str) -> str:
        """Send work."""
        return await self._send(self.fleet.tasks, payload, {"size": size})

    async def call_tool(self, payload: Job, *, tool: str, timeout: float | None = None) -> Answer:
        """Ask."""
        answer: Answer = await self._call(self.fleet.requests, payload, {"tool": tool}, timeout=timeout)
        return answer


Handle = Callable[[Message[Job]], Any]


class Handlers:
    """Handlers from functions; each may be a coroutine function and may be left out."""

    def __init__(self, **handlers: Handle) -> None:
        for name, handle in handlers.items():
            setattr(self, name, _handler(handle))


def _handler(handle: Handle) -> Callable[[Message[Job], Client], Any]:
    async def handler(message: Message[Job], _client: Client) -> object:
        result = handle(message)
        return await result if hasattr(result, "__await__") else result

    return handler


def headers_of(record_headers: tuple[tuple[str, bytes], ...]) -> Mapping[str, str]:
    """Headers as text, for people."""
    return {name: value.decode() for name, value in record_headers}
