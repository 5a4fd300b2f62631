"""A live NATS: what its JetStream holds of a topology, and the making, changing and deleting of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError, Lease, Outcome
from treatyc.brokers.nats.inventory import inventory, is_of
from treatyc.brokers.nats.lease import LEASE_S, held
from treatyc.brokers.nats.link import Link, together
from treatyc.brokers.nats.work import Workshop
from treatyc.system.target import Target
from treatyc.topology.nats.objects import Consumer
from treatyc.topology.nats.obstacles import obstacles
from treatyc.topology.observed import Held, Observed
from treatyc.topology.plan import Scope, Step
from treatyc.topology.resource import Resource, address
from treatyc.topology.version import at_least

_METADATA = (2, 10)
"""Since when streams and consumers have metadata, consumers several filters, and making is told from changing."""

_AT_ONCE = 64


class NatsBroker:
    """An open connection to JetStream's API."""

    def __init__(self, link: Link, target: Target, lease_s: float = LEASE_S) -> None:
        self.address = link.address
        self._link = link
        self._target = target
        self._lease_s = lease_s
        self._consumers: dict[str, Consumer] = {}
        """Those that were last asked for: a stream that is made anew gets them back."""

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """What is there of these and of the scope's own; what another scope's mark is on is nobody's business here."""
        self._check_version()
        self._consumers = {each.name: each for each in wanted if isinstance(each, Consumer)}
        asked = {address(resource) for resource in wanted}
        there = self._link.run(inventory(self._link))
        return Observed(
            self._link.identity(),
            held=tuple(each for each in there if address(each.resource) in asked or is_of(each, scope)),
            unmanaged=tuple(
                sorted(name for each in there if each.mark is None and (name := address(each.resource)) not in asked)
            ),
            obstacles=obstacles(wanted, [each.resource for each in there]),
        )

    def everything(self) -> tuple[Held, ...]:
        """All streams and durable consumers but our own state."""
        return self._link.run(inventory(self._link))

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """Do these, many at a time. Each object is made or changed with its mark in one request."""
        workshop = Workshop(self._link, scope, at_least(self._target, *_METADATA), self._consumers)
        for first in range(0, len(steps), _AT_ONCE):
            works = [workshop.do(step) for step in steps[first : first + _AT_ONCE]]
            ended = self._link.run(together(works))
            yield from (each for each in ended if not isinstance(each, BaseException))
            for each in ended:
                if isinstance(each, BaseException):
                    raise each

    def lock(self, scope: Scope, holder: str) -> AbstractContextManager[Lease]:
        """A lease in a stream of our own at the same server."""
        return held(self._link, scope, holder, replicas=self._target.replicas or 1, lease_s=self._lease_s)

    def close(self) -> None:
        """Let go of the connection."""
        self._link.close()

    def _check_version(self) -> None:
        """A server that is older than we were told would drop what it does not know, our marks among it."""
        if at_least(self._target, *_METADATA) and self._link.version < _METADATA:
            version = ".".join(map(str, self._link.version))
            raise BrokerError(f"{self.address} is a NATS {version}: say `broker_version: {version}` in the target")


def open_broker(target: Target, connection: Connection) -> NatsBroker:
    """The broker of a target; raises `BrokerError`."""
    return NatsBroker(Link(connection), target)
