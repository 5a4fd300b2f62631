"""Pub/Sub alive: what `plan`, `apply`, `drift` and `import` ask of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import Lease, Outcome
from treatyc.brokers.pubsub import inventory, lock
from treatyc.brokers.pubsub.clients import Clients, open_clients
from treatyc.brokers.pubsub.inventory import Found
from treatyc.brokers.pubsub.performing import perform
from treatyc.system.target import Target
from treatyc.topology.observed import Held, Mark, Observed, Obstacle
from treatyc.topology.plan import Scope, Step
from treatyc.topology.pubsub import marks
from treatyc.topology.pubsub.accounts import SERVICE_AGENT
from treatyc.topology.pubsub.objects import Permissions, TopicSchema
from treatyc.topology.resource import Resource, address, digest

_ACCESSLESS = (
    "what answers there knows of no permissions, as Google's emulator does not: nobody is let in or kept out by it"
)
_NUMBERLESS = "needs the number of the project, which is in the name of Google's own account"


def open_broker(target: Target, connection: Connection) -> PubSubBroker:
    """Connect to the project of a target; raises `BrokerError`."""
    del target
    return PubSubBroker(open_clients(connection))


class PubSubBroker:
    """One project's Pub/Sub."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    @property
    def address(self) -> str:
        """The project, and where it is looked for when that is not Google."""
        return self._clients.address

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """Everything is listed; policies are asked for where they are wanted or ours."""
        found = inventory.look(self._clients)
        whole = (
            *inventory.topics(self._clients, found, scope),
            *inventory.subscriptions(self._clients, found, scope),
            *inventory.schemas(self._clients, found, scope),
        )
        asked = {address(each) for each in wanted}
        policies = _policies(found, wanted, scope)
        access = inventory.access(self._clients, found, policies, scope)
        remarks = (_ACCESSLESS,) if access is None else ()
        whole += access if access is not None else _imagined(wanted, scope)
        held = tuple(
            each
            for each in whole
            if address(each.resource) in asked or (each.mark is not None and each.mark.scope == scope)
        )
        known = {address(each.resource) for each in held}
        nobodys = {address(each.resource) for each in whole if each.mark is None}
        return Observed(
            self._clients.project,
            held,
            tuple(sorted(nobodys - known)),
            tuple(sorted(_gone(found, wanted, scope))),
            remarks,
            _obstacles(wanted, self._clients.number) if access is not None else (),
        )

    def everything(self) -> tuple[Held, ...]:
        """All topics, subscriptions, schemas and policies, whoever's they are."""
        found = inventory.look(self._clients)
        access = inventory.access(self._clients, found, inventory.protected(found), None) or ()
        return (
            *inventory.topics(self._clients, found, None),
            *inventory.subscriptions(self._clients, found, None),
            *inventory.schemas(self._clients, found, None),
            *(each for each in access if isinstance(each.resource, Permissions) and each.resource.members),
        )

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """Do these steps, several at once."""
        return perform(self._clients, steps, scope)

    def lock(self, scope: Scope, holder: str) -> AbstractContextManager[Lease]:
        """Be the only run on this scope."""
        return lock.held(self._clients, scope, holder)

    def close(self) -> None:
        """Let go of the connections."""
        self._clients.close()


def _policies(found: Found, wanted: Sequence[Resource], scope: Scope) -> set[str]:
    """The topics and subscriptions whose policies matter: those that are wanted, and those that bear one of ours."""
    asked = {each.name for each in wanted if isinstance(each, Permissions)}
    for name in inventory.protected(found):
        mark = marks.mark(found.labels(name) or {}, Permissions.kind, scope)
        if mark is not None and mark.scope == scope:
            asked.add(name)
    return asked


def _imagined(wanted: Sequence[Resource], scope: Scope) -> tuple[Held, ...]:
    """Where nothing knows of access, nothing is to be done about it."""
    return tuple(Held(each, Mark(scope, digest(each))) for each in wanted if isinstance(each, Permissions))


def _gone(found: Found, wanted: Sequence[Resource], scope: Scope) -> Iterator[str]:
    """Schemas that a topic says we made, and that are not there."""
    for each in wanted:
        if isinstance(each, TopicSchema) and each.name in found.topics and each.name not in found.schemas:
            mark = marks.mark(found.topics[each.name].labels, TopicSchema.kind, scope)
            if mark is not None and mark.scope == scope:
                yield address(each)


def _obstacles(wanted: Sequence[Resource], number: str) -> tuple[Obstacle, ...]:
    """Policies that name Google's own account while nobody knows what it is called."""
    if number:
        return ()
    recipe = (
        "ask for it: gcloud projects describe PROJECT --format='value(projectNumber)'",
        "put it behind the target's `url`: pubsub://PROJECT?number=NUMBER, and plan again",
    )
    named = (
        each
        for each in wanted
        if isinstance(each, Permissions) and any(line.endswith(f" {SERVICE_AGENT}") for line in each.members)
    )
    return tuple(Obstacle(address(each), _NUMBERLESS, recipe) for each in named)
