"""What a broker holds for a system: frozen values, of the broker's own kind, equal when the broker would be equal."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from treatyc.source import Place


class Purpose(enum.Enum):
    """What a topic is there for; the value is the word for it in what people read."""

    CHANNEL = "channel"
    REPLY = "reply"
    RETRY = "retry"
    DEAD_LETTER = "dead letter"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a Kafka. `config` is sorted, holds only what differs by choice, and every value is Kafka's own text.

    `address` is the channel that it is for, and `place` where that was declared; neither is anything at the broker.
    """

    name: str
    partitions: int
    replicas: int
    config: tuple[tuple[str, str], ...] = ()
    purpose: Purpose = field(default=Purpose.CHANNEL, compare=False)
    address: str = field(default="", compare=False)
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class KafkaTopology:
    """All that a Kafka must hold, or holds: topics sorted by name."""

    topics: tuple[Topic, ...] = ()

    def topic(self, name: str) -> Topic | None:
        """The topic of this name, or None."""
        return next((topic for topic in self.topics if topic.name == name), None)


@dataclass(frozen=True, slots=True)
class EmbeddedTopology:
    """The `memory` broker: it makes what it needs by itself."""


Topology = KafkaTopology | EmbeddedTopology
