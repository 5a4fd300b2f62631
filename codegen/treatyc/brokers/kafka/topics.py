"""Topics of a live cluster: found, made, changed and deleted, many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from confluent_kafka import KafkaError, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    OffsetSpec,
    ResourceType,
    TopicMetadata,
)
from confluent_kafka.cimpl import NewPartitions, NewTopic

from treatyc.brokers.kafka.client import MEANWHILE, REQUEST_S, Client, answer, answers, chunks, told, tried_until_shown
from treatyc.brokers.live import BrokerError
from treatyc.topology.kafka.objects import Topic
from treatyc.topology.plan import Change, Step

_RECORDS = 4000
"""How much one request may change: a controller refuses what becomes more than 10,000 records of its own log."""

_ASKED = 500
"""Of how many topics one request asks the configuration."""

_LED_S = 3.0
"""How long a partition may be without a leader before it is taken to have none."""

Problems = dict[str, str]
"""Why something was not done, by its name."""


def find(client: Client, names: Collection[str], known: Mapping[str, TopicMetadata]) -> dict[str, Topic]:
    """Those of `names` that are there, with what was chosen for each: what comes from the cluster is left out."""
    present = sorted(name for name in names if name in known)
    configs = _configs(client, present)
    return {name: Topic(name, *_shape(known[name]), configs[name]) for name in present if name in configs}


def hidden(client: Client, names: Collection[str]) -> list[str]:
    """Those of `names` that we may not see, whether they are there or not: a list of all topics leaves them out."""
    if not names:
        return []
    asked = client.admin.describe_topics(TopicCollection(sorted(names)), request_timeout=REQUEST_S)
    errors = {name: error.code() for name, error in answers(asked) if error is not None}
    return sorted(name for name, code in errors.items() if code == KafkaError.TOPIC_AUTHORIZATION_FAILED)


def _shape(topic: TopicMetadata) -> tuple[int, int]:
    replicas = max((len(partition.replicas) for partition in topic.partitions.values()), default=0)
    return len(topic.partitions), replicas


def _configs(client: Client, names: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    asked = [
        client.admin.describe_configs(
            [ConfigResource(ResourceType.TOPIC, name) for name in names[start : start + _ASKED]],
            request_timeout=REQUEST_S,
        )
        for start in range(0, len(names), _ASKED)
    ]
    chosen = ConfigSource.DYNAMIC_TOPIC_CONFIG.value
    found = {}
    for futures in asked:
        for resource, future in futures.items():
            entries = answer(future, f"the configuration of {resource.name} cannot be read")
            pairs = ((name, entry.value or "") for name, entry in entries.items() if entry.source == chosen)
            found[resource.name] = tuple(sorted(pairs))
    return found


def messages(client: Client, topics: Iterable[Topic]) -> dict[str, int | None]:
    """How many messages each may hold, by its ends; None where one of its partitions does not tell."""
    places = [(topic.name, number) for topic in topics for number in range(topic.partitions)]
    first = _offsets(client, places, OffsetSpec.earliest())  # type: ignore[no-untyped-call]  # the client's own gap
    last = _offsets(client, places, OffsetSpec.latest())  # type: ignore[no-untyped-call]  # likewise
    sums: dict[str, int | None] = {}
    for place in places:
        begin, end, before = first.get(place), last.get(place), sums.get(place[0], 0)
        if begin is None or end is None or before is None:
            sums[place[0]] = None
        else:
            sums[place[0]] = before + end - begin
    return sums


def _offsets(client: Client, places: Sequence[tuple[str, int]], spec: OffsetSpec) -> dict[tuple[str, int], int]:
    """An end of each partition; one that is new, or moves to another leader, is asked again for a moment."""
    found: dict[tuple[str, int], int] = {}
    for _ in tried_until_shown(_LED_S):
        asked = {TopicPartition(*place): spec for place in places if place not in found}
        if not asked:
            break
        for place, future in client.admin.list_offsets(asked, request_timeout=REQUEST_S).items():
            try:
                found[place.topic, place.partition] = future.result(REQUEST_S * 2).offset
            except KafkaException:
                continue  # one without a leader tells nothing, which is what a missing entry says
    return found


def create(client: Client, topics: Sequence[Topic]) -> Problems:
    """Make these, and return when the cluster knows them; one that is there already is a problem."""
    problems: dict[str, str] = {}
    for chunk in chunks(topics, (1 + topic.partitions + len(topic.config) for topic in topics), _RECORDS):
        made = [NewTopic(each.name, each.partitions, each.replicas, config=dict(each.config)) for each in chunk]
        futures = client.admin.create_topics(made, operation_timeout=REQUEST_S, request_timeout=REQUEST_S)
        for name, error in answers(futures):
            if error is not None:
                problems[name] = MEANWHILE if error.code() == KafkaError.TOPIC_ALREADY_EXISTS else told(error)
        _await(client, {topic.name: topic.partitions for topic in chunk if topic.name not in problems})
    return problems


def alter(client: Client, steps: Sequence[Step]) -> Problems:
    """Change the configuration and the number of partitions as the steps say."""
    problems: dict[str, str] = {}
    configured = {step.resource.name: [each for each in step.changes if each.name not in _SHAPE] for step in steps}
    resources = [_altered(name, changes) for name, changes in configured.items() if changes]
    for chunk in chunks(resources, (len(configured[resource.name]) for resource in resources), _RECORDS):
        altering = client.admin.incremental_alter_configs(chunk, request_timeout=REQUEST_S)
        problems.update({resource.name: told(error) for resource, error in answers(altering) if error is not None})
    grown = {
        step.resource.name: change.wanted
        for step in steps
        for change in step.changes
        if change.name == "partitions" and isinstance(change.wanted, int)
    }
    names = list(grown)
    for some in chunks(names, (grown[name] for name in names), _RECORDS):
        growing = client.admin.create_partitions(
            [NewPartitions(name, grown[name]) for name in some], operation_timeout=REQUEST_S, request_timeout=REQUEST_S
        )
        problems.update({name: told(error) for name, error in answers(growing) if error is not None})
    _await(client, {name: count for name, count in grown.items() if name not in problems})
    return problems


_SHAPE = ("partitions", "replicas")


def _altered(name: str, changes: Sequence[Change]) -> ConfigResource:
    entries = [
        ConfigEntry(each.name, None, incremental_operation=AlterConfigOpType.DELETE)
        if each.wanted is None
        else ConfigEntry(each.name, str(each.wanted), incremental_operation=AlterConfigOpType.SET)
        for each in changes
    ]
    return ConfigResource(ResourceType.TOPIC, name, incremental_configs=entries)


def delete(client: Client, names: Sequence[str]) -> Problems:
    """Delete these, and return when the cluster no longer knows them; one that is not there is deleted already."""
    if not names:
        return {}
    futures = client.admin.delete_topics(list(names), operation_timeout=REQUEST_S, request_timeout=REQUEST_S)
    gone = (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC)  # noqa: SLF001 - the client's own public name
    ended = {name: error for name, error in answers(futures) if error is not None and error.code() not in gone}
    left = set(names) - ended.keys()
    for _ in tried_until_shown():
        if left.isdisjoint(client.metadata().topics):
            return {name: told(error) for name, error in ended.items()}
    raise BrokerError(f"{client.address} still lists topics that it said it deleted")


def _await(client: Client, partitions: Mapping[str, int]) -> None:
    """Until every partition of these is listed and has a leader."""
    left = dict(partitions)
    while left:
        before = len(left)
        for _ in tried_until_shown():
            known = client.metadata().topics
            left = {name: count for name, count in left.items() if name not in known or not _led(known[name], count)}
            if len(left) < before:
                break  # a thousand new topics take longer than one, and each that appears gives the others time
        else:
            raise BrokerError(f"{client.address} made topics or partitions that it does not list")


def _led(topic: TopicMetadata, count: int) -> bool:
    led = [partition for partition in topic.partitions.values() if partition.leader >= 0]
    return topic.error is None and len(led) >= count
