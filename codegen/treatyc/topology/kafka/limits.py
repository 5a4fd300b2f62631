"""What a Kafka would refuse of a system, or do otherwise than declared."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.units import size_text
from treatyc.topology import names
from treatyc.topology.kafka.objects import Permissions, Topic
from treatyc.topology.kafka.permissions import permissions
from treatyc.topology.kafka.topics import topics
from treatyc.topology.semantics import Problem

EVERYONE = "*"
"""Who everybody is in an entry of the access control list."""

_LONG_MAX = 2**63 - 1
_REQUEST_MAX = 100 * 1024**2
"""What a broker takes in one request unless its `socket.request.max.bytes` says otherwise."""


def problems(system: System, target: Target) -> tuple[Problem, ...]:
    """All of it, in the order of topics, then of principals."""
    wanted = topics(system, target)
    return (
        *(problem for topic in wanted for problem in _of_topic(topic)),
        *_colliding(wanted),
        *(problem for each in permissions(system, target) for problem in _of_principal(each)),
    )


def _of_principal(granted: Permissions) -> Iterator[Problem]:
    if granted.name == EVERYONE:
        yield Problem(
            "broker-name",
            f"to Kafka the principal `{EVERYONE}` is everyone, and everyone would have the rights of one agent",
            "give the agent a `principal` of its own",
            granted,
        )


def _of_topic(topic: Topic) -> Iterator[Problem]:
    config = dict(topic.config)
    if (problem := names.problem(topic.name)) is not None:
        yield Problem(
            "broker-name",
            f"Kafka takes no topic `{topic.name}`: {problem}",
            "shorten the address, the prefix or the name of the reader's group",
            topic,
        )
    if int(config.get("retention.ms", "-1")) > _LONG_MAX:
        yield Problem(
            "broker-retention",
            f"Kafka cannot keep what is in `{topic.name}` for that long: its milliseconds are too large a number",
            "set a shorter `retain`",
            topic,
        )
    if int(config["max.message.bytes"]) > _REQUEST_MAX:
        yield Problem(
            "size-over-broker",
            f"Kafka takes requests of {size_text(_REQUEST_MAX)}, and one message of `{topic.name}` with its headers may"
            " be larger",
            "lower `max_bytes`, and send large content by reference",
            topic,
        )


def _colliding(wanted: tuple[Topic, ...]) -> Iterator[Problem]:
    """Topics that differ in `.` and `_` only: a name that we add beside a channel's may be such a one too."""
    holders: dict[str, Topic] = {}
    for topic in wanted:
        holder = holders.setdefault(topic.name.replace(".", "_"), topic)
        if holder is not topic:
            yield Problem(
                "kafka-metric-collision",
                f"Kafka's metrics cannot tell the topics `{holder.name}` and `{topic.name}` apart",
                "use `-` instead of `_`, or another word",
                topic,
            )
