"""A live Redis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import redis

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import Lease, LiveBroker, Outcome
from treatyc.brokers.redis import scripts
from treatyc.brokers.redis.connecting import connect, shown, speaking
from treatyc.brokers.redis.granting import Logins
from treatyc.brokers.redis.keys import MARKS
from treatyc.brokers.redis.lease import hold
from treatyc.brokers.redis.observing import everything, observe
from treatyc.brokers.redis.performing import perform
from treatyc.system.target import Target
from treatyc.topology.observed import Held, Observed
from treatyc.topology.plan import Scope, Step
from treatyc.topology.resource import Resource, address


class RedisBroker:
    """An open connection to one database of a Redis."""

    def __init__(self, client: redis.Redis, address: str, logins: Logins) -> None:
        self._client = client
        self._address = address
        self._logins = logins
        self._stale: frozenset[str] = frozenset()
        """What bears our mark, is not there any more and is not wanted, as of the last look."""

    @property
    def address(self) -> str:
        """Host, port and database."""
        return self._address

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """What it holds of these, of the scope's own, and of what is nobody's."""
        with speaking(self._address):
            observed = observe(self._client, wanted, scope)
        self._stale = frozenset(observed.gone) - {address(each) for each in wanted}
        return observed

    def everything(self) -> tuple[Held, ...]:
        """All streams, groups and users."""
        with speaking(self._address):
            return tuple(everything(self._client))

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """Do these steps."""
        with speaking(self._address):
            yield from perform(self._client, self._logins, steps, scope)

    @contextmanager
    def lock(self, scope: Scope, holder: str) -> Iterator[Lease]:
        """Be the only run on this scope.

        At its end marks of what is gone go too: else what somebody makes of that name would pass for ours.
        """
        with hold(self._client, self._address, scope, holder) as lease:
            yield lease
            if self._stale:
                lease.renew()
                with speaking(self._address):
                    self._client.eval(scripts.FORGET, 1, MARKS, str(scope), *sorted(self._stale))

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


def open_broker(target: Target, connection: Connection) -> LiveBroker:
    """A connection to the target's Redis, which is made when it is first asked something."""
    return RedisBroker(connect(connection), shown(connection), Logins(target, connection.passwords))
