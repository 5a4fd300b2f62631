"""One delivery on its way through the delivery code."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from treaty.delivery.plan import Plan, Route
from treaty.message import Message
from treaty.transport import Delivery, Outgoing


class State(enum.Enum):
    """Where a delivery is on its way."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    """For its next try, for a schema that is looked up, or for the end of the message that it duplicates."""
    PUBLISHING = "publishing"
    ENDED = "ended"


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where a message lay first, as a dead letter tells it; a copy in a retry object carries it along."""

    object: bytes
    partition: bytes
    offset: bytes


class Work(msgspec.Struct, gc=False):
    """A delivery that is held and not yet settled.

    `attempt` counts from 1, over all instances where that is known. `identity` is (source, id) where it has both.
    `origin` and `due` are set for a copy from a retry object, `first_failed_at` (as a header carries it) once an
    attempt failed, `reply_to` where it is to be answered. `lookups` counts the schemas that it waited for.
    """

    number: int
    delivery: Delivery
    headers: Mapping[str, bytes]
    route: Route
    identity: tuple[bytes, bytes] | None
    lane: int
    attempt: int
    state: State = State.QUEUED
    due: float = 0.0
    started_at: float = 0.0
    first_failed_at: bytes | None = None
    origin: Origin | None = None
    message: Message[object] | None = None
    reply_to: str | None = None
    lookups: int = 0

    @property
    def plan(self) -> Plan:
        """Its channel, as its subscription reads it."""
        return self.route.plan


class Purpose(enum.Enum):
    """Why the delivery code publishes by itself."""

    REPLY = "reply"
    RETRY = "retry"
    DEAD_LETTER = "dead letter"
    FAILURE = "failure"


class Publication(msgspec.Struct):
    """A message that must be confirmed before a delivery may end, and by `then` one that must follow it."""

    work: Work
    purpose: Purpose
    message: Outgoing
    then: Outgoing | None = None
    tries: int = 0


def is_over(due: Work | Publication) -> bool:
    """Whether a delivery, or the one that something is published for, has ended."""
    return (due.work if isinstance(due, Publication) else due).state is State.ENDED
