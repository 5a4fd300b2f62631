"""What a RabbitMQ holds: frozen values in RabbitMQ's own words. All but users lie in a virtual host."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import ClassVar

from treatyc.topology.resource import Origin, Value

Pairs = tuple[tuple[str, Value], ...]
"""Settings by name, sorted."""

SINGLE_READER = "x-single-active-consumer"
MEMBERS = "x-quorum-initial-group-size"
QUEUE_TYPE = "x-queue-type"


class Purpose(enum.Enum):
    """What a queue is there for; the value is the word for it in what people read."""

    GROUP = "group"
    RETRY = "retry"
    DEAD_LETTER = "dead letter"
    UNROUTABLE = "unroutable"


@dataclass(frozen=True, slots=True)
class Vhost:
    """A virtual host: a space of names with permissions of its own."""

    kind: ClassVar[str] = "vhost"

    name: str
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is sent to. `arguments` are those that somebody gave it; ours have none."""

    kind: ClassVar[str] = "exchange"

    name: str
    type: str = "topic"
    durable: bool = True
    auto_delete: bool = False
    internal: bool = False
    arguments: Pairs = ()
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Queue:
    """What is read from. `replicas` are the members that it has, however many it was made with.

    `single_reader`: one consumer at a time gets messages, which is what keeps their order. `arguments` are what else
    somebody gave it; ours have none, for they cannot be changed. Whatever can be changed is in its policy.
    """

    kind: ClassVar[str] = "queue"

    name: str
    type: str = "quorum"
    durable: bool = True
    auto_delete: bool = False
    replicas: int = 1
    single_reader: bool = False
    arguments: Pairs = ()
    purpose: Purpose = field(default=Purpose.GROUP, compare=False)
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """All that can be changed about one queue or exchange, for only one policy is in force on each.

    `in_force` is false where another policy takes its place; `rivals` says which.
    """

    kind: ClassVar[str] = "policy"

    name: str
    pattern: str
    apply_to: str
    priority: int
    definition: Pairs
    in_force: bool = True
    rivals: tuple[str, ...] = field(default=(), compare=False)
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Bindings:
    """From which exchanges a queue gets messages, and by which keys; `name` is the queue's.

    A route reads `event by orders.placed`. None at all is a line of its own, so that a plan can show it.
    """

    kind: ClassVar[str] = "bindings"

    name: str
    routes: tuple[str, ...]
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class User:
    """Who may log in. `tags` are joined by commas. `password` says whether it is the environment's, never which."""

    kind: ClassVar[str] = "user"

    name: str
    tags: str = ""
    password: str = "as the environment has it"  # noqa: S105 - the very point is that it is none
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Permissions:
    """All that one user may do in the virtual host, as sorted lines (`rights.Rights`); `name` is the user's."""

    kind: ClassVar[str] = "permissions"

    name: str
    rights: tuple[str, ...]
    origin: Origin = field(default=Origin(), compare=False)


RabbitResource = Vhost | Exchange | Policy | Queue | Bindings | User | Permissions

KINDS = ("vhost", "exchange", "policy", "queue", "bindings", "user", "permissions")
"""The order in which they are made. A policy comes before the queue that it is for, which so is never without it, and
is matched once, not with each policy that is made after it; bindings come when everything behind them is there."""

NO_ROUTE = "nothing"
"""The only line of a queue that no exchange gives anything to."""


def route(exchange: str, key: str) -> str:
    """The line of a binding."""
    return f"{exchange} by {key}"


def route_parts(line: str) -> tuple[str, str]:
    """The exchange and the key of a line that we made: neither has a blank."""
    exchange, _, key = line.partition(" by ")
    return exchange, key
