"""SQS and SNS alive: what `plan`, `apply`, `drift` and `import` ask of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import Lease, Outcome
from treatyc.brokers.sqs import inventory, lock
from treatyc.brokers.sqs.clients import Clients, open_clients
from treatyc.brokers.sqs.inventory import Found, Names
from treatyc.brokers.sqs.performing import perform
from treatyc.system.target import Target
from treatyc.topology.observed import Held, Observed
from treatyc.topology.plan import Scope, Step
from treatyc.topology.resource import Resource, Value, address
from treatyc.topology.sqs import marks
from treatyc.topology.sqs.objects import DeadLetterQueue, Queue, Subscription, Topic

_REDRIVERS = "RedriveAllowPolicy"
_UNTOLD = f"This server does not tell whose dead letters a queue takes (`{_REDRIVERS}`): it is set, and not compared."

Ends = tuple[str, str]
"""A subscription's topic and queue."""


def open_broker(target: Target, connection: Connection) -> SqsBroker:
    """Connect to the account and region of a target; raises `BrokerError`."""
    del target
    return SqsBroker(open_clients(connection))


class SqsBroker:
    """One account's SQS and SNS in one region."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    @property
    def address(self) -> str:
        """Where SQS answers."""
        return self._clients.address

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """What is wanted and what is ours is read; all else is only named."""
        there = inventory.names(self._clients)
        asked = _asked(wanted, there, scope)
        queues = inventory.read_queues(self._clients, _of(there.queues, asked.queues), asked.letters)
        tells = inventory.tells_who_may_redrive(self._clients, there.queues, queues)
        if not tells:
            queues = {name: _as_wanted(each, asked) for name, each in queues.items()}
        topics = inventory.read_topics(self._clients, asked.topics & there.topics)
        marked = _marked(queues, scope)
        listed = _of(there.subscriptions, asked.ends | marked)
        found = (
            *(each.held for each in queues.values()),
            *(each.held for each in topics.values()),
            *inventory.read_subscriptions(self._clients, listed, queues),
        )
        addresses = {address(each) for each in wanted}
        held = tuple(each for each in found if address(each.resource) in addresses or _is_of(each, scope))
        known = {address(each.resource) for each in held}
        gone = (_subscription(ends) for ends in asked.ends & marked - listed.keys())
        return Observed(
            self._clients.identity,
            held,
            unmanaged=tuple(sorted(name for name in _nobodys(there, scope) if name not in known)),
            gone=tuple(sorted(gone)),
            remarks=() if tells else (_UNTOLD,),
        )

    def everything(self) -> tuple[Held, ...]:
        """All queues, topics and subscriptions of queues, whoever's they are."""
        there = inventory.names(self._clients)
        queues = inventory.read_queues(self._clients, there.queues, ())
        topics = inventory.read_topics(self._clients, there.topics)
        return (
            *(each.held for each in queues.values()),
            *(each.held for each in topics.values()),
            *inventory.read_subscriptions(self._clients, there.subscriptions, queues),
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """The names of what is read: what is wanted, and what is ours. `letters` are those of wanted dead letters.

    `allowed` is whose dead letters each wanted queue shall take.
    """

    queues: frozenset[str]
    letters: frozenset[str]
    topics: frozenset[str]
    ends: frozenset[Ends]
    allowed: Mapping[str, Value]


def _asked(wanted: Sequence[Resource], there: Names, scope: Scope) -> _Asked:
    queues = [each for each in wanted if isinstance(each, Queue | DeadLetterQueue)]
    ours = {key for key, owner in there.owners.items() if owner.scope == scope}
    return _Asked(
        frozenset(each.name for each in queues) | {name for service, name in ours if service == "sqs"},
        frozenset(each.name for each in queues if isinstance(each, DeadLetterQueue)),
        frozenset(each.name for each in wanted if isinstance(each, Topic))
        | {name for service, name in ours if service == "sns"},
        frozenset((each.topic, each.queue) for each in wanted if isinstance(each, Subscription)),
        {each.name: dict(each.attributes)[_REDRIVERS] for each in queues},
    )


def _as_wanted(found: Found, asked: _Asked) -> Found:
    """A queue of a server that does not say whose dead letters it takes: what is asked for is taken to be there."""
    queue = found.held.resource
    if not isinstance(queue, Queue | DeadLetterQueue) or queue.name not in asked.allowed:
        return found
    told = {**dict(queue.attributes), _REDRIVERS: asked.allowed[queue.name]}
    whole = replace(queue, attributes=tuple(sorted(told.items())))
    return replace(found, held=replace(found.held, resource=whole))


def _subscription(ends: Ends) -> str:
    return f"{Subscription.kind}:{ends[0]}/{ends[1]}"


def _of(there: Mapping[inventory.K, str], asked: Collection[inventory.K]) -> dict[inventory.K, str]:
    return {key: found for key, found in there.items() if key in asked}


def _is_of(held: Held, scope: Scope) -> bool:
    return held.mark is not None and held.mark.scope == scope


def _marked(queues: Mapping[str, Found], scope: Scope) -> set[Ends]:
    """The subscriptions that we made, by what their queues say."""
    pairs = ((marks.subscribed_topic(found.tags), name) for name, found in queues.items() if _is_of(found.held, scope))
    return {pair for pair in pairs if pair[0]}


def _nobodys(there: Names, scope: Scope) -> Iterator[str]:
    """What bears nobody's mark, and what hangs on queues of ours: all that is not another project's."""
    for name in there.queues:
        if ("sqs", name) not in there.owners:
            yield f"{DeadLetterQueue.kind if inventory.is_for_dead_letters(name) else Queue.kind}:{name}"
    for name in there.topics:
        if ("sns", name) not in there.owners:
            yield f"{Topic.kind}:{name}"
    for ends in there.subscriptions:
        owner = there.owners.get(("sqs", ends[1]))
        if owner is None or owner.scope == scope:
            yield _subscription(ends)
