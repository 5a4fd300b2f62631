"""What the management API answers, as far as we read it. What it says beyond that is left out."""

from __future__ import annotations

import msgspec

Setting = str | int | float | bool | None | list[object] | dict[str, object]


class Overview(msgspec.Struct):
    """The cluster itself."""

    cluster_name: str
    rabbitmq_version: str


class Named(msgspec.Struct):
    """Anything that has a name."""

    name: str


class ExchangeRow(msgspec.Struct):
    """An exchange; the default one has no name."""

    name: str
    type: str
    durable: bool
    auto_delete: bool
    internal: bool
    arguments: dict[str, Setting] = {}


class QueueRow(msgspec.Struct):
    """A queue. `messages` is what its leader told last, some seconds ago at most."""

    name: str
    durable: bool
    auto_delete: bool
    arguments: dict[str, Setting] = {}
    type: str = "classic"
    exclusive: bool | None = None
    owner_pid_details: object = None
    policy: str | None = None
    members: list[str] | None = None
    messages: int | None = None


class BindingRow(msgspec.Struct):
    """A binding of a queue or an exchange; `properties_key` is its name among those of the two."""

    source: str
    destination: str
    destination_type: str
    routing_key: str
    properties_key: str
    arguments: dict[str, Setting] = {}


class PolicyRow(msgspec.Struct):
    """A policy."""

    name: str
    pattern: str
    apply_to: str = msgspec.field(name="apply-to")
    priority: int = 0
    definition: dict[str, Setting] = {}


class UserRow(msgspec.Struct):
    """A user, with the salted hash of the password, which is empty for one that cannot log in by any."""

    name: str
    password_hash: str = ""
    hashing_algorithm: str | None = None
    tags: str | list[str] = ""


class PermissionRow(msgspec.Struct):
    """What a user may do in a virtual host."""

    user: str
    configure: str
    write: str
    read: str


class TopicPermissionRow(msgspec.Struct):
    """Which keys of an exchange a user may send with and bind by."""

    user: str
    exchange: str
    write: str
    read: str


class ConsumerQueue(msgspec.Struct):
    """What a consumer reads."""

    name: str


class ConsumerRow(msgspec.Struct):
    """A consumer."""

    queue: ConsumerQueue


class Fetched(msgspec.Struct):
    """A message that was looked at."""

    message_count: int = 0


class GlobalParameter(msgspec.Struct):
    """A setting of the cluster; its value is anybody's."""

    name: str
    value: msgspec.Raw
