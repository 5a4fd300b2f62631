"""What a Kafka holds: frozen values in Kafka's own words."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import ClassVar

from treatyc.topology.resource import Origin


class Purpose(enum.Enum):
    """What a topic is there for; the value is the word for it in what people read."""

    CHANNEL = "channel"
    REPLY = "reply"
    RETRY = "retry"
    DEAD_LETTER = "dead letter"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. `config` is sorted, holds only what differs by choice, and every value is Kafka's own text."""

    kind: ClassVar[str] = "topic"

    name: str
    partitions: int
    replicas: int
    config: tuple[tuple[str, str], ...] = ()
    purpose: Purpose = field(default=Purpose.CHANNEL, compare=False)
    keyed: bool = field(default=False, compare=False)
    """Whether messages have keys, whose order a new partition breaks."""
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class User:
    """Who may log in by SCRAM: `credentials` are mechanisms with their iterations, sorted.

    A password is never here: the broker does not tell it, and what differs in it cannot be seen.
    """

    kind: ClassVar[str] = "user"

    name: str
    credentials: tuple[tuple[str, int], ...]
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Permissions:
    """All that one principal may do, as sorted lines (`rights.Right`); `name` is the principal without its `User:`."""

    kind: ClassVar[str] = "permissions"

    name: str
    rights: tuple[str, ...]
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many bytes a second a user may send to each broker, all its instances together."""

    kind: ClassVar[str] = "quota"

    name: str
    producer_byte_rate: int
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A consumer group with the topics that it reads; nobody makes one, it begins with its first member."""

    kind: ClassVar[str] = "group"

    name: str
    topics: tuple[str, ...]
    origin: Origin = field(default=Origin(), compare=False)
