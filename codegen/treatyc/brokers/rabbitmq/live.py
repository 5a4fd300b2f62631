"""A live RabbitMQ, by its management API."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError, Lease, LiveBroker, Outcome
from treatyc.brokers.rabbitmq.inventory import Found, inventory
from treatyc.brokers.rabbitmq.lease import hold
from treatyc.brokers.rabbitmq.making import Maker
from treatyc.brokers.rabbitmq.management import Management
from treatyc.brokers.rabbitmq.marks import Ledger, read
from treatyc.brokers.rabbitmq.performing import perform
from treatyc.brokers.rabbitmq.rows import Overview
from treatyc.system.target import Target
from treatyc.topology.observed import Held, Mark, Observed
from treatyc.topology.plan import Scope, Step
from treatyc.topology.rabbitmq.limits import OLDEST
from treatyc.topology.rabbitmq.objects import Bindings, Queue, Vhost
from treatyc.topology.resource import Resource, address
from treatyc.topology.version import numbers


class RabbitBroker:
    """An open connection to the management of a cluster, for one virtual host of it."""

    def __init__(self, management: Management, target: Target, connection: Connection) -> None:
        self._management = management
        self._target = target
        self._passwords = connection.passwords
        self._stale: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Where its management is, and the virtual host."""
        return f"{self._management.address} ({self._target.vhost})"

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """What it holds of these, of the scope's own, and of what is nobody's."""
        overview = self._overview()
        asked = {address(resource) for resource in wanted}
        marks = read(self._management, scope, self._target.vhost)
        held: dict[str, Held] = {}
        unmanaged: list[str] = []
        found = [
            Held(each.resource, marks.mark(scope, address(each.resource)), each.messages) for each in self._found()
        ]
        strangers = {each.resource.name for each in found if isinstance(each.resource, Queue) and each.mark is None}
        for each in found:
            name = address(each.resource)
            if name in asked or name in marks.own:
                held[name] = each
            elif each.mark is None and not _goes_without_saying(each.resource, strangers):
                unmanaged.append(name)
        gone = sorted(set(marks.own) - set(held))
        self._stale = frozenset(gone) - asked
        return Observed(overview.cluster_name, tuple(held.values()), tuple(sorted(unmanaged)), tuple(gone))

    def everything(self) -> tuple[Held, ...]:
        """All that the virtual host holds, and all users."""
        self._overview()
        marks = read(self._management, Scope("", ""), self._target.vhost)
        return tuple(_held(each, marks.others.get(address(each.resource))) for each in self._found())

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """Do these steps."""
        yield from perform(Maker(self._management, self._target, self._passwords), self._ledger(scope), steps)

    @contextlib.contextmanager
    def lock(self, scope: Scope, holder: str) -> Iterator[Lease]:
        """Be the only run on this scope."""
        with hold(self._management, scope, self._target.vhost, holder) as lease:
            yield lease
            if self._stale:
                self._ledger(scope).tidy()

    def _ledger(self, scope: Scope) -> Ledger:
        return Ledger(self._management, scope, self._target.vhost, self._stale)

    def close(self) -> None:
        """Let go of the connection."""
        self._management.close()

    def _found(self) -> Iterator[Found]:
        return inventory(self._management, self._target.vhost, self._passwords)

    def _overview(self) -> Overview:
        """The cluster, if it is one that can do what is asked of it."""
        found = self._management.get("overview?columns=cluster_name,rabbitmq_version", Overview)
        version, said = numbers(found.rabbitmq_version), self._target.broker_version
        if version < OLDEST:
            oldest = ".".join(str(number) for number in OLDEST)
            raise BrokerError(f"{self.address} is a RabbitMQ {found.rabbitmq_version}, and it takes {oldest} at least")
        if said is not None and version < numbers(said):
            raise BrokerError(
                f"{self.address} is a RabbitMQ {found.rabbitmq_version}, and the target's `broker_version` is {said}:"
                " it would be asked for what it does not know"
            )
        return found


def _held(found: Found, mark: Mark | None) -> Held:
    return Held(found.resource, mark, found.messages)


def _goes_without_saying(resource: Resource, strangers: set[str]) -> bool:
    """The virtual host itself, and how a queue that is listed anyway is bound."""
    return isinstance(resource, Vhost) or (isinstance(resource, Bindings) and resource.name in strangers)


def open_broker(target: Target, connection: Connection) -> LiveBroker:
    """A connection to the management of the target's RabbitMQ, which is made when it is first asked something."""
    return RabbitBroker(Management(connection), target, connection)
