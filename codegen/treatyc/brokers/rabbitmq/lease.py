"""That one run alone works on a scope: a queue that cannot be declared by two who disagree on its arguments.

Its length limit is a number that the run drew, so the broker refuses everybody else's declaration (and that is decided
in one place of the cluster, whichever node is asked), while the holder's own succeeds and starts its time anew: a queue
that nobody uses, and nobody declares again, expires. A renewal that makes the queue had lost it before.

The queue is in the default virtual host, which is there before any other; a cluster without that has it in the
target's own.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from treatyc.brokers.live import BrokerError, Locked
from treatyc.brokers.rabbitmq.inventory import has_vhost
from treatyc.brokers.rabbitmq.management import Answer, Management, escaped
from treatyc.topology.plan import Scope

LEASE_MS = 120_000
"""How long a run that died keeps others waiting: longer than any batch takes."""

_NUMBERS = 2**31 - 1
_REFUSED = 400
_DEFAULT_VHOST = "/"


class _Arguments(msgspec.Struct, frozen=True):
    holder: str = msgspec.field(default="", name="treaty-holder")
    since: str = msgspec.field(default="", name="treaty-since")


class _Queue(msgspec.Struct):
    arguments: _Arguments = _Arguments()


@dataclass(frozen=True, slots=True)
class QueueLease:
    """A queue that is ours for a while."""

    management: Management
    path: str
    number: int
    holder: str
    since: str

    def renew(self) -> None:
        """Go on holding it."""
        answer = self.declare()
        if answer.made and not answer.repeated:
            self.management.delete(self.path)
            raise Locked("the lease was lost: it ran out while a step took too long")
        if answer.problem is not None:
            self.refused(answer)

    def declare(self) -> Answer:
        """Ask for the queue."""
        arguments = {
            "x-expires": LEASE_MS,
            "x-max-length": self.number,
            "treaty-holder": self.holder,
            "treaty-since": self.since,
        }
        return self.management.put(self.path, {"durable": True, "auto_delete": False, "arguments": arguments})

    def refused(self, answer: Answer) -> None:
        """Say who has it, or why nobody can."""
        if answer.status != _REFUSED or "inequivalent" not in (answer.problem or ""):
            raise BrokerError(f"{self.management.address} does not let us take the lock: {answer.problem}")
        there = self.management.find(self.path, _Queue)
        told = there.arguments if there is not None else _Arguments()
        who = f"{told.holder} is at work on it since {told.since}" if told.holder else "somebody is at work on it"
        raise Locked(who)


def lock_name(scope: Scope) -> str:
    """Of the queue; names of projects and targets have no dots."""
    return f"treaty.{scope.project}.{scope.target}._lock"


@contextlib.contextmanager
def hold(management: Management, scope: Scope, vhost: str, holder: str) -> Iterator[QueueLease]:
    """Be the only run on this scope."""
    where = _DEFAULT_VHOST if has_vhost(management, _DEFAULT_VHOST) else vhost
    path = escaped("queues", where, lock_name(scope))
    since = datetime.now(UTC).isoformat(timespec="seconds")
    lease = QueueLease(management, path, 1 + secrets.randbelow(_NUMBERS), holder, since)
    answer = lease.declare()
    if answer.problem is not None:
        lease.refused(answer)
    try:
        yield lease
    finally:
        # Only our own is taken away: by then another run may hold it.
        if lease.declare().problem is None:
            management.delete(path)
