"""Where a running agent's client sends: declared channels only, checked, at their rate, confirmed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping

import msgspec

from treaty.bucket import Bucket
from treaty.clock import Clock, sleep
from treaty.contract import AgentContract, Bound, Channel
from treaty.delivery.address import covers, fill
from treaty.delivery.compose import Composer, following
from treaty.delivery.correlate import Calls, Pending
from treaty.delivery.decode import decode_payload
from treaty.delivery.failure import Failure
from treaty.delivery.framed import FramedOf, unframed
from treaty.delivery.lane import CURRENT
from treaty.delivery.lookups import LookupTasks
from treaty.delivery.plan import Plan
from treaty.delivery.publisher import Publisher
from treaty.delivery.unknown import LOOKUPS_MAX
from treaty.errors import CallFailed, CallTimeout, NotDeclared, TransportError, UnknownSchemaError
from treaty.registry.wire import SchemaPending

Waiter = asyncio.Future[object]


class AgentOutlet:
    """The `Outlet` of one running agent."""

    def __init__(
        self,
        contract: AgentContract,
        composer: Composer,
        publisher: Publisher,
        clock: Clock,
        lookups: LookupTasks,
        *,
        new_id: Callable[[], str],
        alarm: Callable[[], None],
        framed_of: FramedOf = unframed,
    ) -> None:
        self._sends = _by_address(contract.sends)
        self._calls = _by_address(contract.calls)
        self._name = contract.name
        self._composer = composer
        self._publisher = publisher
        self._clock = clock
        self._lookups = lookups
        self._new_id = new_id
        self._alarm = alarm
        self._buckets: dict[str, Bucket] = {}
        self._plans = {
            address: Plan(Bound(reply), framed=framed_of(reply))
            for address, bounds in self._calls.items()
            if (reply := bounds[0].channel.reply) is not None
        }
        self.pending: Calls[Waiter] = Calls()

    async def send(
        self,
        channel: Channel,
        payload: object,
        parameters: Mapping[str, str],
        *,
        recipient: str | None,
        correlation_id: str | None,
        message_id: str | None,
    ) -> str:
        """Send one message; its id, once the broker has confirmed it."""
        address = self._address(self._sends, channel, parameters)
        identifier = message_id or self._new_id()
        context = msgspec.structs.replace(following(CURRENT.get()), message_id=identifier, recipient=recipient)
        if correlation_id is not None:
            context = msgspec.structs.replace(context, correlation_id=correlation_id)
        await self._wait_for_turn(channel, math.inf)
        message = self._composer.message(channel, payload, address, context=context, epoch=self._clock.epoch())
        await self._publisher.publish(message)
        return identifier

    async def call(
        self,
        channel: Channel,
        payload: object,
        parameters: Mapping[str, str],
        *,
        timeout: float | None,
        correlation_id: str | None,
        message_id: str | None,
    ) -> object:
        """Send one request; the payload of its reply. The time runs from now, whatever else comes meanwhile."""
        address = self._address(self._calls, channel, parameters)
        reply_to = _reply_address(channel, payload)
        identifier = message_id or self._new_id()
        context = msgspec.structs.replace(following(CURRENT.get()), message_id=identifier, reply_to=reply_to)
        if correlation_id is not None:
            context = msgspec.structs.replace(context, correlation_id=correlation_id)
        deadline = self._clock.monotonic() + (channel.timeout_s if timeout is None else timeout)
        await self._wait_for_turn(channel, deadline)
        message = self._composer.message(channel, payload, address, context=context, epoch=self._clock.epoch())
        reply: Waiter = asyncio.get_running_loop().create_future()
        pending = Pending(reply_to.encode(), deadline, self._plans[channel.address], reply)
        self.pending.open(identifier, pending)
        self._alarm()
        try:
            self._publisher.submit(message, lambda error: _refused(reply, error))
            answer = await reply
        finally:
            self.pending.close(identifier, pending)
        if isinstance(answer, Failure):
            raise CallFailed(answer.code, answer.detail)
        return answer

    def answered(self, headers: Mapping[str, bytes], body: bytes) -> None:
        """A message came to an inbox."""
        for pending in self.pending.answered(headers):
            self._answer(pending, headers, body, LOOKUPS_MAX)

    def _answer(self, pending: Pending[Waiter], headers: Mapping[str, bytes], body: bytes, lookups: int) -> None:
        """Hand a reply to whoever waits for it; it may have to wait, as they do, for its schema."""
        if pending.waiter.done():
            return
        try:
            pending.waiter.set_result(decode_payload(pending.plan, headers, body))
        except SchemaPending as unknown:
            if not lookups:
                pending.waiter.set_exception(UnknownSchemaError(f"{unknown.wanted} was looked up, and forgotten"))
                return
            # Expected again, for its time goes on; of several replies the first that can be read counts.
            self.pending.open(headers["ce_causationid"].decode(), pending)
            self._lookups.start(unknown.wanted, lambda: self._answer(pending, headers, body, lookups - 1))
        except Exception as error:  # noqa: BLE001 - it is the caller's, who waits for it
            pending.waiter.set_exception(error)

    def tick(self, now: float) -> None:
        """Time passed: end the calls whose time is over."""
        for pending in self.pending.overdue(now):
            if not pending.waiter.done():
                pending.waiter.set_exception(CallTimeout(f"no reply at {pending.address.decode()} in time"))

    def end(self) -> None:
        """Nothing is read any more: whoever waits for a reply waits in vain."""
        for pending in self.pending.overdue(math.inf):
            if not pending.waiter.done():
                pending.waiter.set_exception(TransportError("the agent has stopped", retryable=False))

    def _address(
        self, declared: Mapping[str, tuple[Bound, ...]], channel: Channel, parameters: Mapping[str, str]
    ) -> str:
        """The concrete address, if the contract lets the agent write there."""
        bounds = declared.get(channel.address, ())
        if not any(covers(bound, parameters) for bound in bounds):
            raise NotDeclared(f"{self._name} does not declare {channel.address} with {dict(parameters)}")
        return fill(channel, parameters)

    async def _wait_for_turn(self, channel: Channel, deadline: float) -> None:
        """Until the channel's rate lets one more go; raises `CallTimeout` when that is too late."""
        if channel.rate is None:
            return
        now = self._clock.monotonic()
        bucket = self._buckets.setdefault(channel.address, Bucket(channel.rate, now))
        wait_s = bucket.take(now)
        if now + wait_s >= deadline:
            bucket.give_back()
            raise CallTimeout(f"{channel.address}: its rate lets nothing go for {wait_s:g} s")
        if wait_s > 0:
            await sleep(self._clock, wait_s)


def _by_address(bounds: tuple[Bound, ...]) -> dict[str, tuple[Bound, ...]]:
    addresses = {bound.channel.address for bound in bounds}
    return {address: tuple(bound for bound in bounds if bound.channel.address == address) for address in addresses}


def _reply_address(channel: Channel, payload: object) -> str:
    """Where the reply to a request will come; its parameters are the request's fields of the same names."""
    if channel.reply is None:
        raise NotDeclared(f"{channel.address} declares no reply: send to it instead")
    return fill(channel.reply, {} if channel.reply_parameters is None else channel.reply_parameters(payload))


def _refused(reply: Waiter, error: TransportError | None) -> None:
    if error is not None and not reply.done():
        reply.set_exception(error)
