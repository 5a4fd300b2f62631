"""From what a Kafka must hold and what it holds to how they differ; nothing is said of topics that nobody asked for."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.topology.broker import KafkaTopology, Topic


@dataclass(frozen=True, slots=True)
class Missing:
    """A topic that is not there."""

    topic: Topic


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about a topic that is otherwise: `partitions`, `replicas`, or a key of its configuration."""

    name: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Different:
    """A topic that is there, and not as it should be."""

    topic: Topic
    facts: tuple[Fact, ...]


Difference = Missing | Different


def compare(wanted: KafkaTopology, actual: KafkaTopology) -> tuple[Difference, ...]:
    """How `actual` differs from `wanted`, in the order of names; empty when everything wanted is there."""
    there = {topic.name: topic for topic in actual.topics}
    found: list[Difference] = []
    for topic in wanted.topics:
        if topic.name not in there:
            found.append(Missing(topic))
        elif facts := _facts(topic, there[topic.name]):
            found.append(Different(topic, facts))
    return tuple(found)


def _facts(wanted: Topic, actual: Topic) -> tuple[Fact, ...]:
    """Only what was chosen is compared: the rest of a topic's configuration is the cluster's."""
    chosen = {"partitions": str(wanted.partitions), "replicas": str(wanted.replicas), **dict(wanted.config)}
    present = {"partitions": str(actual.partitions), "replicas": str(actual.replicas), **dict(actual.config)}
    return tuple(
        Fact(name, value, present.get(name, "")) for name, value in chosen.items() if present.get(name, "") != value
    )
