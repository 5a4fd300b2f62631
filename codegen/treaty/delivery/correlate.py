"""Requests that wait for their reply: which reply belongs to which, and when waiting is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from treaty.delivery.plan import Plan

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Pending(Generic[F]):
    """A request on its way: where its reply is to come, until when, how it is read, and who waits for it."""

    address: bytes
    deadline: float
    plan: Plan
    waiter: F


class Calls(Generic[F]):
    """The requests of one agent. A reply is known by the id of its request and the address that it was asked to."""

    def __init__(self) -> None:
        self.late = 0
        """Replies that nobody waits for (any more): late ones, second ones, and those to other instances."""
        self._pending: dict[bytes, Pending[F]] = {}

    def open(self, request_id: str, pending: Pending[F]) -> None:
        """Expect a reply; before the request is sent."""
        self._pending[request_id.encode()] = pending

    def close(self, request_id: str) -> None:
        """Expect it no longer; harmless when it came."""
        self._pending.pop(request_id.encode(), None)

    def answered(self, headers: Mapping[str, bytes]) -> Pending[F] | None:
        """The request that a message answers, which is then over; a stray leaves all deadlines as they are."""
        request_id = headers.get("ce_causationid", b"")
        pending = self._pending.get(request_id)
        if pending is None or headers.get("ce_subject") != pending.address:
            self.late += 1
            return None
        return self._pending.pop(request_id)

    def overdue(self, now: float) -> list[Pending[F]]:
        """The requests whose time is over, which are forgotten."""
        over = [name for name, pending in self._pending.items() if pending.deadline <= now]
        return [self._pending.pop(name) for name in over]

    def deadline(self) -> float:
        """When the next one's time is over."""
        return min((pending.deadline for pending in self._pending.values()), default=float("inf"))
