"""What a project of Google Pub/Sub holds: frozen values in Google's own words, without the project's name or number.

A duration is written as Google does, in seconds with an `s`; empty is one that is not set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from treatyc.topology.resource import Origin, Value

NEVER = "never"
"""When a subscription ends that nobody reads; Google's own default is 31 days."""

PULL = "pull"
"""Where a subscription's messages go: to those who ask for them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What senders publish to. It keeps messages for a replay where `message_retention_duration` is set.

    `schema` is one that is attached and not ours: our own is a `TopicSchema`.
    """

    kind: ClassVar[str] = "topic"

    name: str
    message_retention_duration: str = ""
    schema: str = ""
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class TopicSchema:
    """A schema, and that the topic of the same name takes only its messages. `encoding` is empty while it does not."""

    kind: ClassVar[str] = "schema"

    name: str
    definition: str
    type: str = "AVRO"
    encoding: str = "BINARY"
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one group gets of a topic. `max_delivery_attempts` is 0 where nothing is put aside."""

    kind: ClassVar[str] = "subscription"

    name: str
    topic: str
    ack_deadline_seconds: int = 10
    message_retention_duration: str = "604800s"
    retain_acked_messages: bool = False
    enable_message_ordering: bool = False
    filter: str = ""
    expiration: str = NEVER
    minimum_backoff: str = ""
    maximum_backoff: str = ""
    dead_letter_topic: str = ""
    max_delivery_attempts: int = 0
    enable_exactly_once_delivery: bool = False
    delivers_to: str = PULL
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Permissions:
    """Who may do what with one topic or subscription: its whole policy of access.

    `name` is `topics/orders.placed` or `subscriptions/…`, as an address at Google ends.
    """

    kind: ClassVar[str] = "permissions"

    name: str
    policy: tuple[tuple[str, Value], ...] = (("members", ()),)
    origin: Origin = field(default=Origin(), compare=False)

    @property
    def members(self) -> tuple[str, ...]:
        """Roles with who has them, sorted: `roles/pubsub.publisher shop-orders`."""
        found = dict(self.policy)["members"]
        return found if isinstance(found, tuple) else ()


def permissions_of(name: str, members: tuple[str, ...], origin: Origin) -> Permissions:
    """The policy of a topic or a subscription; one without members is a fact too."""
    return Permissions(name, (("members", tuple(sorted(members))),), origin)


PubSubResource = Topic | TopicSchema | Subscription | Permissions
