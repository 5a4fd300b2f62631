"""A live Kafka as `plan`, `apply`, `drift` and `import` see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from confluent_kafka.admin import ClusterMetadata  # type: ignore[attr-defined]  # its exports are not marked as such

from treatyc.brokers.connection import Connection
from treatyc.brokers.kafka import groups, permissions, topics, users
from treatyc.brokers.kafka.client import MEANWHILE, Client
from treatyc.brokers.kafka.doing import after, doing
from treatyc.brokers.kafka.lease import LEASE_S, KafkaLease
from treatyc.brokers.kafka.log import Reader, ScopeLog
from treatyc.brokers.kafka.marks import Note, notes, written
from treatyc.brokers.live import BrokerError, Lease, LiveBroker, Outcome
from treatyc.system.target import Target
from treatyc.topology.kafka.objects import Topic
from treatyc.topology.kafka.state import state_name, state_scope, state_topic
from treatyc.topology.observed import Held, Mark, Observed
from treatyc.topology.plan import Action, Scope, Step
from treatyc.topology.resource import Resource, address, digest

_INTERNAL = "__"
"""What the names of Kafka's own topics begin with."""


def open_broker(target: Target, connection: Connection) -> LiveBroker:
    """The cluster of a target; raises `BrokerError` where the connection cannot be used."""
    return LiveKafka(target, connection)


class LiveKafka:
    """An open connection, and the notes of the scope that it works on as far as they were read."""

    def __init__(self, target: Target, connection: Connection, lease_s: float = LEASE_S) -> None:
        self._target = target
        self._passwords = connection.passwords
        self._client = Client(connection)
        self._reader = Reader(self._client)
        self._lease_s = lease_s
        self._logs: dict[Scope, ScopeLog] = {}
        self._stale: frozenset[str] = frozenset()
        """What bears our mark, is not there any more and is not wanted, as of the last look."""

    @property
    def address(self) -> str:
        """Its servers."""
        return self._client.address

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """All that the cluster has of these and of the scope's own, and the names of the rest."""
        cluster = self._client.metadata()
        asked = {address(resource): resource for resource in wanted}
        marked = self._notes(cluster)
        own = marked.get(scope, {})
        unread = [state_name(each) for each in _scopes(cluster) if each not in marked]
        if state_name(scope) in unread:
            raise BrokerError(f"treaty's own records in `{state_name(scope)}` may not be read: it takes Read")
        self._need_sight(cluster, {state_name(scope), *_topic_names({*asked, *own})})
        there = self._there(cluster, {*asked, *own})
        owners = _owners(marked, there, asked, scope)
        messages = self._messages(there, asked, own)
        gone = {name for name, note in own.items() if name not in there and note.gone}
        self._stale = frozenset(gone - asked.keys())
        listed = {*there, *(f"{Topic.kind}:{name}" for name in _foreign(cluster))}
        return Observed(
            str(cluster.cluster_id),
            tuple(
                Held(there[name], owners.get(name), messages.get(name))
                for name in sorted(there)
                if name in asked or name in own
            ),
            tuple(sorted(listed - asked.keys() - owners.keys())),
            tuple(sorted(gone)),
            tuple(f"`{each}` may not be read here: what it says is another's looks like nobody's" for each in unread),
        )

    def everything(self) -> tuple[Held, ...]:
        """All topics but Kafka's own and treaty's, all users, what anybody may do, and what each group reads."""
        cluster = self._client.metadata()
        marked = self._notes(cluster)
        there = self._there(cluster, {f"{Topic.kind}:{name}" for name in _foreign(cluster)})
        owners = _owners(marked, there, {})
        found = [Held(there[name], owners.get(name)) for name in sorted(there)]
        return (*found, *(Held(group) for group in groups.find(self._client)))

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """Do these, all of one kind and one action: write what is intended, do it, write what was done.

        Of what was not done the intention stays: a request that nobody answered may still be carried out.
        """
        log = self._log(scope)
        before = notes(log.read())
        log.write(
            written({step.address: before.get(step.address, Note()).intending(_intended(step)) for step in steps})
        )
        problems = doing(self._client, steps, self._passwords)
        done: dict[str, Note | None] = {}
        for step in steps:
            if step.resource.name not in problems:
                done[step.address] = None if step.action is Action.DELETE else Note(_intended(step))
            elif problems[step.resource.name] == MEANWHILE:
                done[step.address] = before.get(step.address)
        log.write(written(done))
        yield from (Outcome(step, problems.get(step.resource.name)) for step in steps)

    @contextmanager
    def lock(self, scope: Scope, holder: str) -> Iterator[Lease]:
        """Be the only run on this scope; what a dead one left open is tidied up first.

        At its end notes of what is gone go too: else what somebody makes of that name would pass for ours.
        """
        log = self._log(scope)
        lease = KafkaLease(log, scope, holder, self._lease_s)
        try:
            lease.acquire()
            self._tidy(log)
            yield lease
            if self._stale:
                lease.renew()
                log.write(written(dict.fromkeys(self._stale)))
        finally:
            lease.release()

    def close(self) -> None:
        """Everything was written when it was asked for; the client goes when nobody holds it any more."""
        self._logs.clear()

    def _tidy(self, log: ScopeLog) -> None:
        """Note as done what a run ended and could not note, and forget what it never made, or has deleted.

        Else a stranger's could pass for it, or what somebody changes by hand later for a stranger's.
        """
        opened = {name: note for name, note in notes(log.read()).items() if note.intended is not None}
        if opened:
            there = self._there(self._client.metadata(), opened)
            settled: dict[str, Note | None] = {
                name: Note(note.intended)
                for name, note in opened.items()
                if note.intended and name in there and note.intended == digest(there[name])
            }
            forgotten = {name: None for name, note in opened.items() if note.dead and name not in there}
            log.write(written(settled | forgotten))

    def _log(self, scope: Scope) -> ScopeLog:
        """The log of a scope; it is made by the first run that changes anything."""
        if scope not in self._logs:
            topic = state_topic(scope, self._target)
            cluster = self._client.metadata()
            if topic.name not in cluster.topics:
                problems = topics.create(self._client, [topic])
                cluster = self._client.metadata()
                if topic.name not in cluster.topics:
                    raise BrokerError(f"`{topic.name}` cannot be made: {problems.get(topic.name, 'it is not listed')}")
            found = topics.find(self._client, [topic.name], cluster.topics)[topic.name]
            if dict(found.config).get("cleanup.policy") != "compact" or found.partitions != 1:
                raise BrokerError(f"`{topic.name}` is not as treaty makes it: it must be compacted, of one partition")
            self._logs[scope] = ScopeLog(self._client, self._reader, topic.name)
        return self._logs[scope]

    def _notes(self, cluster: ClusterMetadata) -> dict[Scope, dict[str, Note]]:
        """The notes of all scopes on the cluster."""
        scopes = {state_name(scope): scope for scope in _scopes(cluster)}
        return {scopes[topic]: notes(records) for topic, records in self._reader.read(scopes).items()}

    def _need_sight(self, cluster: ClusterMetadata, names: set[str]) -> None:
        """Raise `BrokerError` where one of these topics may be there and we could not know."""
        if hidden := topics.hidden(self._client, names - cluster.topics.keys()):
            more = f" and {len(hidden) - 1} more" if len(hidden) > 1 else ""
            raise BrokerError(f"{self.address} does not let us see topic `{hidden[0]}`{more}: it takes Describe")

    def _there(self, cluster: ClusterMetadata, addresses: Collection[str]) -> dict[str, Resource]:
        """Users and permissions of all, and the topics of these addresses, by address."""
        names = _topic_names(addresses)
        found: list[Resource] = []
        if self._client.may_look():
            found.extend(users.find(self._client).values())
            found.extend(permissions.find(self._client).values())
        elif len(names) < len(addresses):
            raise BrokerError(f"{self.address} lets us see no users and permissions: it takes Describe on the cluster")
        found.extend(topics.find(self._client, names, cluster.topics).values())
        return {address(resource): resource for resource in found}

    def _messages(
        self, there: Mapping[str, Resource], asked: Mapping[str, Resource], own: Mapping[str, Note]
    ) -> dict[str, int | None]:
        """What our own topics hold that may have to go: that nobody asks for, or that cannot be made as asked for."""
        doubtful = [
            topic
            for name, topic in there.items()
            if isinstance(topic, Topic) and name in own and _may_have_to_go(topic, asked.get(name))
        ]
        counts = topics.messages(self._client, doubtful)
        return {address(topic): counts.get(topic.name, 0) for topic in doubtful}


def _topic_names(addresses: Collection[str]) -> set[str]:
    prefix = f"{Topic.kind}:"
    return {each.removeprefix(prefix) for each in addresses if each.startswith(prefix)}


def _may_have_to_go(found: Topic, wanted: Resource | None) -> bool:
    return not isinstance(wanted, Topic) or (wanted.partitions, wanted.replicas) != (found.partitions, found.replicas)


def _owners(
    marked: Mapping[Scope, Mapping[str, Note]],
    there: Mapping[str, Resource],
    asked: Mapping[str, Resource],
    scope: Scope | None = None,
) -> dict[str, Mark]:
    """Whose each thing is: who made it comes before who only meant to, and `scope` before others."""
    owners: dict[str, Mark] = {}
    for whose, each in sorted(marked.items(), key=lambda pair: pair[0] == scope):
        for name, note in each.items():
            found = there.get(name)
            if found is not None and not note.owns(found, asked.get(name)):
                continue
            if note.applied or name not in owners:
                owners[name] = Mark(whose, note.applied if found is None else note.mark(digest(found)))
    return owners


def _scopes(cluster: ClusterMetadata) -> list[Scope]:
    """Whose notes there are, readable or not."""
    return [scope for name in sorted(cluster.topics) if (scope := state_scope(name)) is not None]


def _foreign(cluster: ClusterMetadata) -> list[str]:
    return [name for name in cluster.topics if not name.startswith(_INTERNAL) and state_scope(name) is None]


def _intended(step: Step) -> str:
    resource = after(step)
    return digest(resource) if resource is not None else ""
