"""Being the only run on a scope: one message on a subject of its own, put there only where none is (compare and set).

The stream lets go of what is older than a lease, by the server's clock: a run that died is over by itself.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager

from treatyc.brokers.live import BrokerError, Locked
from treatyc.brokers.nats.inventory import STATE
from treatyc.brokers.nats.link import Link, refusal
from treatyc.topology import names
from treatyc.topology.nats import durations
from treatyc.topology.plan import Scope

LEASE_S = 60.0
"""How long a run may be silent until another may begin; between two renewals lies one batch of steps."""

_WRONG_SEQUENCE = 10071
_IN_USE = 10058


class StreamLease:
    """The message that says that we are at work."""

    def __init__(self, link: Link, scope: Scope, holder: str) -> None:
        self._link = link
        self._scope = scope
        self._holder = holder
        self._stream = STATE + names.dashed(f"{scope.project}.{scope.target}")
        self._subject = f"_treaty.lock.{scope.project}.{scope.target}"
        self._sequence = 0

    def renew(self) -> None:
        """Go on holding it; raises `Locked` where somebody else has it by now."""
        self._link.run(self._put())

    async def take(self, replicas: int, lease_s: float) -> None:
        """Begin to hold it; raises `Locked`."""
        wanted = {
            "name": self._stream,
            "description": f"treaty: who is at work on {self._scope}",
            "subjects": [self._subject],
            "retention": "limits",
            "storage": "file",
            "num_replicas": replicas,
            "max_msgs_per_subject": 1,
            "max_age": durations.nanoseconds(durations.of_seconds(lease_s)),
            "duplicate_window": durations.nanoseconds(durations.of_seconds(lease_s)),
        }
        refused = refusal(await self._link.ask(f"STREAM.CREATE.{self._stream}", wanted))
        if refused is not None and refused.number != _IN_USE:
            raise BrokerError(f"{self._link.address} has no place for our lock: {refused}")
        await self._put()

    async def release(self) -> None:
        """Hold it no more; what somebody else put there since stays."""
        await self._link.ask(f"STREAM.MSG.DELETE.{self._stream}", {"seq": self._sequence})

    async def _put(self) -> None:
        expected = {"Nats-Expected-Last-Subject-Sequence": str(self._sequence)}
        answer = await self._link.request(self._subject, self._holder.encode(), headers=expected)
        refused = refusal(answer)
        if refused is None:
            sequence = answer.get("seq")
            self._sequence = sequence if isinstance(sequence, int) else 0
        elif refused.number == _WRONG_SEQUENCE:
            raise Locked(await self._who())
        else:
            raise BrokerError(f"{self._link.address} does not take our lock: {refused}")

    async def _who(self) -> str:
        answer = await self._link.ask(f"STREAM.MSG.GET.{self._stream}", {"last_by_subj": self._subject})
        message = answer.get("message")
        if not isinstance(message, dict):
            return f"another run was at work on {self._scope}"
        holder = base64.b64decode(str(message.get("data", ""))).decode(errors="replace")
        return f"{json.dumps(holder)} is at work on {self._scope}, since {message.get('time')}"


@contextmanager
def held(link: Link, scope: Scope, holder: str, *, replicas: int, lease_s: float) -> Iterator[StreamLease]:
    """The lease, for as long as the block runs."""
    lease = StreamLease(link, scope, holder)
    link.run(lease.take(replicas, lease_s))
    try:
        yield lease
    finally:
        link.run(lease.release())
