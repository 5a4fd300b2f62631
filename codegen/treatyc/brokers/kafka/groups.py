"""The consumer groups of a live cluster, with what they read: by their members now, and by what they committed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaError, KafkaException

from treatyc.brokers.kafka.client import REQUEST_S, Client, answer, told
from treatyc.brokers.live import BrokerError
from treatyc.topology.kafka.objects import Group

_NOT_YET = (KafkaError.COORDINATOR_LOAD_IN_PROGRESS, KafkaError.COORDINATOR_NOT_AVAILABLE)
_AT_ONCE = 200
"""How many groups are asked for what they committed at a time: that is a request each."""


def find(client: Client) -> tuple[Group, ...]:
    """Every group that we may see, sorted; one that reads nothing has no topics."""
    names = _names(client)
    topics: dict[str, set[str]] = {name: set() for name in names}
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        for name, topic in (*_assigned(client, some), *_committed(client, some)):
            topics[name].add(topic)
    return tuple(Group(name, tuple(sorted(topics[name]))) for name in names)


def _names(client: Client) -> list[str]:
    """The names of all groups; a coordinator that is not there yet is waited for, as on a cluster that just began."""
    deadline = time.monotonic() + REQUEST_S
    while True:
        asked = client.admin.list_consumer_groups(request_timeout=REQUEST_S)
        listed = answer(asked, "the consumer groups cannot be listed")
        if not listed.errors:
            return sorted(each.group_id for each in listed.valid or () if each.group_id)
        # The client's page says that they are exceptions, and they are errors.
        errors = [each.args[0] if isinstance(each, KafkaException) else each for each in listed.errors]
        if time.monotonic() > deadline or any(each.code() not in _NOT_YET for each in errors):
            raise BrokerError(f"the consumer groups cannot be listed: {told(errors[0])}")
        time.sleep(0.1)


def _assigned(client: Client, names: list[str]) -> Iterator[tuple[str, str]]:
    """What members of each group have now; a group of another protocol, or gone meanwhile, tells nothing."""
    for name, future in client.admin.describe_consumer_groups(names, request_timeout=REQUEST_S).items():
        try:
            group = future.result(REQUEST_S * 2)
        except KafkaException:
            continue  # what it committed is asked for all the same
        for member in group.members:
            if member.assignment is not None:
                yield from ((name, each.topic) for each in member.assignment.topic_partitions)


def _committed(client: Client, names: list[str]) -> Iterator[tuple[str, str]]:
    """What each group has kept its place in."""
    asked: dict[str, Future[ConsumerGroupTopicPartitions]] = {}
    for name in names:
        asked |= client.admin.list_consumer_group_offsets(
            [ConsumerGroupTopicPartitions(name)], request_timeout=REQUEST_S
        )
    for name, future in asked.items():
        found = answer(future, f"what the group {name} reads cannot be read")
        yield from ((name, each.topic) for each in found.topic_partitions or ())
