"""What SQS and SNS hold: frozen values in Amazon's own words, without the numbers of accounts and the names of regions.

Attributes are sorted pairs. A list, such as the statements of a policy, is one attribute even where it is empty: so a
statement that somebody added is taken away again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from treatyc.topology.resource import Origin, Value

Attributes = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue. `label` is its name with dots, which its tag keeps: of a shortened name it cannot be read."""

    kind: ClassVar[str] = "queue"

    name: str
    attributes: Attributes = ()
    label: str = field(default="", compare=False)
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """A queue for what a group could not handle. It is there before the queue whose messages end in it."""

    kind: ClassVar[str] = "dead-letter-queue"

    name: str
    attributes: Attributes = ()
    label: str = field(default="", compare=False)
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of SNS, which copies what is published to the queue of each group."""

    kind: ClassVar[str] = "topic"

    name: str
    attributes: Attributes = ()
    label: str = field(default="", compare=False)
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a topic's messages come to a queue. SNS has no name for it but a number, so ours is of both its ends."""

    kind: ClassVar[str] = "subscription"

    topic: str = field(compare=False)
    queue: str = field(compare=False)
    attributes: Attributes = ()
    origin: Origin = field(default=Origin(), compare=False)

    @property
    def name(self) -> str:
        """`orders-placed/orders-placed-_group-shop-billing`."""
        return f"{self.topic}/{self.queue}"


AnyQueue = Queue | DeadLetterQueue
SqsResource = AnyQueue | Topic | Subscription
