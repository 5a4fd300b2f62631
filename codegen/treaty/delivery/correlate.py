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
        self._pending: dict[bytes, list[Pending[F]]] = {}
        """Several where callers gave their requests one id: the one reply is for all of them."""

    def open(self, request_id: str, pending: Pending[F]) -> None:
        """Expect a reply; before the request is sent."""
        self._pending.setdefault(request_id.encode(), []).append(pending)

    def close(self, request_id: str, pending: Pending[F]) -> None:
        """Expect it no longer; harmless when it came."""
        name = request_id.encode()
        if name in self._pending:
            self._keep(name, [other for other in self._pending[name] if other is not pending])

    def answered(self, headers: Mapping[str, bytes]) -> list[Pending[F]]:
        """The requests that a message answers, which are then over; a stray leaves all deadlines as they are."""
        name = headers.get("ce_causationid", b"")
        subject = headers.get("ce_subject")
        waiting = self._pending.get(name, [])
        answered = [pending for pending in waiting if pending.address == subject]
        if answered:
            self._keep(name, [pending for pending in waiting if pending.address != subject])
        else:
            self.late += 1
        return answered

    def overdue(self, now: float) -> list[Pending[F]]:
        """The requests whose time is over, which are forgotten."""
        over = []
        for name, waiting in list(self._pending.items()):
            late = [pending for pending in waiting if pending.deadline <= now]
            if late:
                over += late
                self._keep(name, [pending for pending in waiting if pending.deadline > now])
        return over

    def deadline(self) -> float:
        """When the next one's time is over."""
        waiting = (pending.deadline for several in self._pending.values() for pending in several)
        return min(waiting, default=float("inf"))

    def _keep(self, name: bytes, waiting: list[Pending[F]]) -> None:
        if waiting:
            self._pending[name] = waiting
        else:
            del self._pending[name]
