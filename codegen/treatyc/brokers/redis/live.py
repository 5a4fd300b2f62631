"""A live Redis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

import redis

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import Lease, LiveBroker, Outcome
from treatyc.brokers.redis.connecting import connect, shown, speaking
from treatyc.brokers.redis.granting import Logins
from treatyc.brokers.redis.lease import hold
from treatyc.brokers.redis.observing import everything, observe
from treatyc.brokers.redis.performing import perform
from treatyc.system.target import Target
from treatyc.topology.observed import Held, Observed
from treatyc.topology.plan import Scope, Step
from treatyc.topology.resource import Resource


class RedisBroker:
    """An open connection to one database of a Redis."""

    def __init__(self, client: redis.Redis, address: str, logins: Logins) -> None:
        self._client = client
        self._address = address
        self._logins = logins

    @property
    def address(self) -> str:
        """Host, port and database."""
        return self._address

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """What it holds of these, of the scope's own, and of what is nobody's."""
        with speaking(self._address):
            return observe(self._client, wanted, scope)

    def everything(self) -> tuple[Held, ...]:
        """All streams, groups and users."""
        with speaking(self._address):
            return tuple(everything(self._client))

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """Do these steps."""
        with speaking(self._address):
            yield from perform(self._client, self._logins, steps, scope)

    def lock(self, scope: Scope, holder: str) -> AbstractContextManager[Lease]:
        """Be the only run on this scope."""
        return hold(self._client, self._address, scope, holder)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


def open_broker(target: Target, connection: Connection) -> LiveBroker:
    """A connection to the target's Redis, which is made when it is first asked something."""
    return RedisBroker(connect(connection), shown(connection), Logins(target, connection.passwords))
