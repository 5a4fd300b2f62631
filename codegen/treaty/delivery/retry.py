"""What follows a failure: another try after a backoff, in one of three ways, or the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from treaty.contract import Order, Policy
from treaty.delivery.work import Origin, Work
from treaty.envelope import write_time
from treaty.errors import DecodeError, Reject, TooManyUnknownSchemasError, UnknownSchemaError, UnknownVersionError
from treaty.transport import Capabilities, Delivery, Headers, Outgoing

PREFIX = "x-treaty-retry-"
"""The headers of a retry object's messages; honoured only there, for only this group writes to it."""

REPUBLISH_S = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait before what the delivery code must publish is published again."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Try again here, after so long; where order is by key, the lane waits too."""

    delay_s: float


@dataclass(frozen=True, slots=True)
class Release:
    """Give it back to the broker, which brings it again after so long."""

    delay_s: float


@dataclass(frozen=True, slots=True)
class Republish:
    """Publish a copy to a retry object, due after so long."""

    object: str
    delay_s: float


@dataclass(frozen=True, slots=True)
class Bury:
    """No further try: a dead letter."""

    reason: str


Step = Wait | Release | Republish | Bury


class Way:
    """How a subscription tries again."""

    def __init__(self, policy: Policy, capabilities: Capabilities, jitter: Callable[[], float]) -> None:
        self._policy = policy
        self._releases = capabilities.can_release and capabilities.counts_deliveries
        self._jitter = jitter

    def after(self, work: Work, error: BaseException) -> Step:
        """What follows the failure of a work's attempt; the backoff has full jitter."""
        match error:
            case Reject():
                return Bury("rejected")
            case UnknownVersionError():
                last = Bury("unknown-version")
            case TooManyUnknownSchemasError():
                return Bury("unknown-schema")
            case UnknownSchemaError():
                last = Bury("unknown-schema")
            case DecodeError() if work.message is None:
                return Bury("undecodable")
            case _:
                last = Bury("exhausted")
        if work.attempt >= self._policy.max_deliver:
            return last
        backoff = self._policy.backoff_s
        delay_s = backoff[min(work.attempt, len(backoff)) - 1] * self._jitter() if backoff else 0.0
        return self._again(work, delay_s)

    def _again(self, work: Work, delay_s: float) -> Step:
        """In place where order is by key, for whatever leaves its place is overtaken."""
        plan = work.plan
        if plan.channel.order is not Order.NONE:
            return Wait(delay_s)
        if self._releases:
            return Release(delay_s)
        if plan.retries:
            return Republish(plan.retries[min(work.attempt, len(plan.retries)) - 1], delay_s)
        return Wait(delay_s)


def copy(work: Work, step: Republish, *, epoch: float, message_id: str) -> Outgoing:
    """The copy for a retry object: the same bytes and headers, and how far it got.

    `message_id` is a new one: a broker that deduplicates must not take a second try, or a stranger's message that bears
    no id or somebody else's, for what it has already.
    """
    delivery = work.delivery
    origin = work.origin or origin_of(delivery)
    marks: dict[str, bytes] = {
        "attempt": str(work.attempt).encode(),
        "due": str(int((epoch + step.delay_s) * 1000)).encode(),
        "first-failed-at": work.first_failed_at or write_time(epoch),
        "object": origin.object,
        "partition": origin.partition,
        "offset": origin.offset,
    }
    return Outgoing(
        object=step.object,
        subject=lenient(work.headers.get("ce_subject", work.plan.channel.address.encode())),
        key=delivery.key,
        headers=(*without_marks(delivery.headers), *((PREFIX + name, value) for name, value in marks.items())),
        body=delivery.body,
        message_id=message_id,
    )


def origin_of(delivery: Delivery) -> Origin:
    """Where a delivery lies itself."""
    return Origin(delivery.object.encode(), str(delivery.partition).encode(), str(delivery.offset).encode())


def resume(work: Work, now: float, epoch: float, policy: Policy) -> None:
    """Take up a copy where its marks say it stands. A clock that was set makes no wait longer than the policy's."""
    headers = work.headers
    work.attempt += _number(headers.get(PREFIX + "attempt", b"0"))
    work.first_failed_at = headers.get(PREFIX + "first-failed-at")
    work.origin = Origin(
        headers.get(PREFIX + "object", b""), headers.get(PREFIX + "partition", b""), headers.get(PREFIX + "offset", b"")
    )
    wait_s = _number(headers.get(PREFIX + "due", b"0")) / 1000 - epoch
    work.due = now + max(0.0, min(wait_s, max(policy.backoff_s, default=0.0)))


def lenient(written: bytes | None) -> str:
    """A header's text for the eyes of people, whatever its bytes are."""
    return "" if written is None else written.decode(errors="replace")


def without_marks(headers: Headers) -> Headers:
    """The headers as the sender wrote them."""
    return tuple(header for header in headers if not header[0].startswith(PREFIX))


def _number(written: bytes) -> int:
    """A mark's number; 0 when it is none, for a message that lost its marks is still to be handled."""
    return int(written) if written.isdigit() and len(written) < 20 else 0
