"""That only one run works on a scope: a topic whose name can be made once, with labels of who made it and until when.

A run that died leaves its topic behind. Who finds one that ended may take it away, if he alone does: that right is a
lock too, with the dead holder's own number in its name, so that it is never mistaken for that of another death. It ends
for a heir who died over it as the first one does. A lease counts as ended only a while after its time, so that clocks
may differ and a request be late.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from google.api_core.exceptions import AlreadyExists, GoogleAPIError, NotFound

from treatyc.brokers.live import BrokerError, Locked
from treatyc.brokers.pubsub.clients import Clients, call, reason
from treatyc.topology.plan import Scope

PREFIX = "treaty._lock."
"""How the names of all locks begin; no object of a channel is called so."""

LEASE_S = 120
LATE_S = 60
"""How much longer than its lease somebody is taken to be alive."""

_NUMBER, _UNTIL, _HOLDER = "number", "until", "holder"
_UNLABELLED = re.compile(r"[^a-z0-9_-]")
_LABEL_MAX = 63
_NAME_MAX = 240


@dataclass(frozen=True, slots=True)
class _Dead:
    """A lock whose holder did not renew it in time."""

    number: str


class PubSubLease:
    """The topic that we made, and until when it counts."""

    def __init__(self, clients: Clients, name: str, who: str) -> None:
        self._clients = clients
        self._name = name
        self._who = who
        self._number = secrets.token_hex(8)
        self._until = 0.0

    def take(self) -> None:
        """Make the topic; raises `Locked` where somebody else holds it."""
        if len(self._name) > _NAME_MAX:
            raise Locked(f"too many runs died one after the other: delete the topics that begin with {PREFIX}")
        begun = time.monotonic()
        if not self._made():
            if (found := _dead(self._clients, self._name)) is not None:
                self._inherit(found)
            begun = time.monotonic()
            if not self._made():
                raise Locked("another run took the lock this moment")
        self._until = begun + LEASE_S

    def renew(self) -> None:
        """Hold it for another while. A lease that ended is not taken up again: somebody else may have it."""
        now = time.monotonic()
        if now >= self._until:
            raise Locked(f"our turn ended after {LEASE_S} s without a sign of life; nothing more was done")
        number = self._found()
        if number != self._number:
            raise Locked("our turn ended: " + ("somebody deleted the lock" if number is None else "another run has it"))
        request = {"topic": self._topic(), "update_mask": {"paths": ["labels"]}}
        try:
            call(self._clients.publisher.update_topic, request=request)
        except GoogleAPIError as error:
            raise BrokerError(reason(error)) from error
        self._until = now + LEASE_S

    def release(self) -> None:
        """Give it back at once, if it is still ours."""
        if time.monotonic() < self._until and self._found() == self._number:
            _delete(self._clients, self._path)

    def _found(self) -> str | None:
        """The number of who holds it; None where it is gone."""
        try:
            labels = call(self._clients.publisher.get_topic, topic=self._path).labels
        except NotFound:
            return None
        except GoogleAPIError as error:
            raise BrokerError(reason(error)) from error
        return str(labels.get(_NUMBER, ""))

    @property
    def _path(self) -> str:
        return self._clients.path("topics", self._name)

    def _topic(self) -> dict[str, Any]:
        labels = {_NUMBER: self._number, _UNTIL: str(int(time.time()) + LEASE_S), _HOLDER: self._who}
        return {"name": self._path, "labels": labels}

    def _made(self) -> bool:
        try:
            call(self._clients.publisher.create_topic, request=self._topic())
        except AlreadyExists:
            return False
        except GoogleAPIError as error:
            raise BrokerError(reason(error)) from error
        return True

    def _inherit(self, dead: _Dead) -> None:
        """Take the dead one's lock away, as the only one who does."""
        heir = PubSubLease(self._clients, f"{self._name}.{dead.number}", self._who)
        heir.take()
        try:
            if _dead(self._clients, self._name) == dead:
                _delete(self._clients, self._path)
        finally:
            heir.release()


@contextmanager
def held(clients: Clients, scope: Scope, holder: str) -> Iterator[PubSubLease]:
    """Hold the lock of a scope; raises `Locked` at once where somebody else does."""
    since = datetime.now(UTC).strftime("%Y-%m-%d_%H-%M-%S_utc")
    who = f"{_UNLABELLED.sub('-', holder.lower())[: _LABEL_MAX - len(since) - 7]}_since_{since}"
    lease = PubSubLease(clients, lock_name(scope), who)
    try:
        lease.take()
    except Locked as taken:
        raise Locked(f"another run is at work on {scope}: {taken}") from None
    try:
        yield lease
    finally:
        lease.release()


def lock_name(scope: Scope) -> str:
    """The topic that is the lock of a scope."""
    return f"{PREFIX}{scope.project}.{scope.target}"


def _dead(clients: Clients, name: str) -> _Dead | None:
    """Whose lock ended; None where it is gone. Raises `Locked` where its holder lives."""
    try:
        labels = call(clients.publisher.get_topic, topic=clients.path("topics", name)).labels
    except NotFound:
        return None
    except GoogleAPIError as error:
        raise BrokerError(reason(error)) from error
    until = labels.get(_UNTIL, "")
    if not until.isdecimal() or time.time() < int(until) + LATE_S:
        raise Locked(labels.get(_HOLDER, f"nobody knows whose; it is the topic {name}"))
    return _Dead(labels.get(_NUMBER, ""))


def _delete(clients: Clients, path: str) -> None:
    try:
        call(clients.publisher.delete_topic, topic=path)
    except NotFound:
        return
    except GoogleAPIError as error:
        raise BrokerError(reason(error)) from error
