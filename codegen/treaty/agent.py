"""An agent at work: one connection, its subscriptions, start and drain.

What generated code and users lean on:

    Agent(contract, handlers, client_type, transport, *, prefix="", shutdown_s=20.0, clock=SystemClock(), jitter=random,
          registry=None)
    async with agent:            # refuses a missing handler, connects, opens the inboxes, subscribes, starts
        agent.client             # a `client_type`, for what is sent outside of handlers
        await agent.stopped()    # until `agent.stop()`; leaving the block drains

A handler is a method of `handlers`, named by its `Subscription`:

    async def on_x(self, message: Message[T], client: XClient) -> None     # receives, taps
    async def serve_x(self, message: Message[T], client: XClient) -> R     # serves: returns the reply's payload
"""

from __future__ import annotations

import asyncio
import inspect
import random
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Generic, Self, TypeVar
from uuid import uuid4

from treaty.client import Client
from treaty.clock import Clock, SystemClock
from treaty.contract import AgentContract, Channel
from treaty.delivery.compose import Composer
from treaty.delivery.counts import Counts, total
from treaty.delivery.framed import Framed
from treaty.delivery.intake import inboxes, intakes, plans_of
from treaty.delivery.lane import Handler, LaneTasks
from treaty.delivery.lookups import LookupTasks
from treaty.delivery.loop import Loop
from treaty.delivery.machine import Machine
from treaty.delivery.outlet import AgentOutlet
from treaty.delivery.publisher import Publisher
from treaty.delivery.stamp import Stamp, stamps_of
from treaty.errors import ContractError
from treaty.registry.asking import asking_of, at_start
from treaty.registry.bundle import Bundle
from treaty.registry.wire import Asking, Unasked
from treaty.transport import Transport

C_co = TypeVar("C_co", bound=Client, covariant=True)

SHUTDOWN_S = 20.0
"""How long a drain may take before what still runs is given up, to be delivered again."""


def _new_id() -> str:
    return str(uuid4())


class Agent(Generic[C_co]):
    """One instance of an agent. `jitter` is what a backoff is multiplied with, a number from 0 to 1.

    `registry` is what its package knows of its target's registry; without it nothing is framed. `asking` looks up what
    is not known by that.
    """

    def __init__(
        self,
        contract: AgentContract,
        handlers: object,
        client_type: type[C_co],
        transport: Transport,
        *,
        prefix: str = "",
        shutdown_s: float = SHUTDOWN_S,
        clock: Clock | None = None,
        jitter: Callable[[], float] = random.random,
        new_id: Callable[[], str] = _new_id,
        registry: Bundle | None = None,
        asking: Asking | None = None,
    ) -> None:
        self.contract = contract
        self._registry = registry
        self._handlers = {reading.handler: _handler(handlers, reading.handler) for reading in contract.subscriptions}
        self._transport = transport
        self._prefix = prefix
        self._shutdown_s = shutdown_s
        self._clock = SystemClock() if clock is None else clock
        self._jitter = jitter
        self._asking = asking or (Unasked() if registry is None else asking_of(registry, contract, self._clock))
        lookups = LookupTasks(self._asking.look_up)
        self._stamps: dict[tuple[str, str], Stamp] = {}
        self._composer = Composer(f"{contract.project}.{contract.name}", prefix, new_id, self._stamps)
        publisher = Publisher(transport, on_end=self._on_end)
        self._outlet = AgentOutlet(
            contract,
            self._composer,
            publisher,
            self._clock,
            lookups,
            new_id=new_id,
            alarm=self._alarm,
            framed_of=self._framed_of,
        )
        self.client: C_co = client_type(self._outlet)
        self._loop = Loop(transport, self._clock, publisher, self._outlet, lookups, failed=self._fail)
        self._counts: dict[str, list[Counts]] = {}
        self._stop = asyncio.Event()
        self._error: BaseException | None = None

    async def __aenter__(self) -> Self:
        """Connect, subscribe and start; raises `ContractError` or `TransportError`."""
        if self._registry is not None:
            self._registry = await at_start(self._registry, self.contract)
            self._stamps.update(stamps_of(self.contract, self._registry))
        try:
            await self._transport.open()
            await self._start()
        except BaseException:
            await self._transport.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drain: fetch no more, finish, settle, close."""
        try:
            await self._loop.drain(self._shutdown_s)
        finally:
            await self._asking.aclose()
            await self._transport.close()

    def stop(self) -> None:
        """End `stopped`."""
        self._stop.set()

    async def stopped(self) -> None:
        """Wait until `stop` is called; raises what the agent cannot go on after, such as a final `TransportError`."""
        await self._stop.wait()
        if self._error is not None:
            raise self._error

    async def kill(self) -> None:
        """End as a crash would: nothing is finished or settled. For tests of what follows a crash."""
        await self._loop.abandon()
        await self._asking.aclose()
        self._stop.set()

    @property
    def counts(self) -> Mapping[str, Counts]:
        """What happened so far, by handler: a pattern over channels of several policies has several subscriptions."""
        return {name: total(several) for name, several in self._counts.items()}

    @property
    def late_replies(self) -> int:
        """Replies that came when nobody waited for them."""
        return self._outlet.pending.late

    async def _start(self) -> None:
        machines: dict[Machine, LaneTasks] = {}
        readers = []
        for subscription in self.contract.subscriptions:
            machine = Machine(
                subscription,
                self._transport.capabilities,
                self._composer,
                handler_timeout_s=self.contract.handler_timeout_s,
                jitter=self._jitter,
                now=self._clock.monotonic(),
            )
            readers += [(machine, plan) for plan in plans_of(subscription, self._prefix, self._framed_of)]
            handler = self._handlers[subscription.handler]
            machines[machine] = LaneTasks(machine, handler, self.client, self._clock, on_end=self._loop.on_end)
            self._counts.setdefault(subscription.handler, []).append(machine.counts)
        # Inboxes first: a handler may call as soon as it runs, and a reply that comes before its inbox is lost.
        boxes = inboxes(self.contract, self._prefix, self._outlet.answered)
        taken = intakes(readers, self._prefix, len(boxes))
        await self._transport.subscribe([box.source for box in boxes])
        await self._transport.subscribe([intake.source for intake in taken])
        self._loop.start([*boxes, *taken], machines)

    def _framed_of(self, channel: Channel) -> Framed | None:
        return None if self._registry is None else Framed(channel, self._registry, self._asking)

    def _alarm(self) -> None:
        self._loop.alarm()

    def _on_end(self) -> None:
        self._loop.on_end()

    def _fail(self, error: BaseException) -> None:
        self._error = error
        self._stop.set()


def _handler(handlers: object, name: str) -> Handler:
    found: Handler | None = getattr(handlers, name, None)
    if found is None:
        raise ContractError(f"{type(handlers).__name__} has no handler `{name}`")
    if not inspect.iscoroutinefunction(found):
        raise ContractError(f"{type(handlers).__name__}.{name} must be an `async def`")
    return found
