"""What a generated package declares, as data: message types, channels, and the agent that uses them.

Nothing here connects or decides; `treaty.agent` runs an agent from its `AgentContract` and its handlers.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from treaty.codec import Codec
from treaty.errors import ApiMismatch

T = TypeVar("T")

API = 1
"""The number of this interface; generated code names the one that it was made for."""


def require_api(number: int) -> None:
    """Raise `ApiMismatch` unless this runtime fulfils the interface that a generated package was made for."""
    if number != API:
        message = (
            f"this package was generated for interface {number} of the treaty runtime, and {API} is installed: "
            "run `treaty generate` with the compiler of the same version"
        )
        raise ApiMismatch(message)


@dataclass(frozen=True, slots=True)
class MessageSchema(Generic[T]):
    """One message type: its full name, the version that this package writes, its class and its codec."""

    name: str
    version: str
    fingerprint: str
    type: type[T]
    codec: Codec[T]


class Kind(enum.Enum):
    """What a channel is for."""

    EVENT = "event"
    COMMAND = "command"
    REPLY = "reply"
    METRIC = "metric"
    STATE = "state"
    DEAD_LETTER = "dead_letter"


class Order(enum.Enum):
    """What order a channel keeps."""

    KEY = "key"
    NONE = "none"
    SEQUENCE = "sequence"


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket at the sender: `messages` each `per_s` seconds."""

    messages: int
    per_s: float


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens between a message's arrival and its end. Durations are in seconds; no deduplication at 0."""

    ack_wait_s: float = 30.0
    max_deliver: int = 3
    backoff_s: tuple[float, ...] = (1.0, 5.0)
    dead_letter: bool = True
    deduplicate_s: float = 600.0
    in_flight: int = 256


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel. `address` is its template, `object` what holds it at a broker (without the target's prefix).

    `key` makes a payload's ordering key (None: no key). A reply's parameters come from the request's fields of the
    same name: `reply_parameters` makes them from the request's payload.
    """

    address: str
    object: str
    kind: Kind
    messages: tuple[MessageSchema[Any], ...]
    key: Callable[[Any], bytes | None] | None = None
    order: Order = Order.NONE
    ttl_s: float | None = None
    max_bytes: int = 256 * 1024
    rate: Rate | None = None
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reply: Channel | None = None
    reply_parameters: Callable[[Any], Mapping[str, str]] | None = None
    timeout_s: float = 30.0


class Reading(enum.Enum):
    """How an agent reads: `SERVES` answers each request; a tap sees work without taking it."""

    RECEIVES = "receives"
    TAPS = "taps"
    SERVES = "serves"


@dataclass(frozen=True, slots=True)
class Bound:
    """A channel with some of its parameters fixed; a message on it with other values is not for this subscription."""

    channel: Channel
    bindings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One handler's reading. `handler` is the method's name; `start` is `earliest`, `latest` or an RFC 3339 time.

    `dead_letters` and `retries` are by channel address: the broker objects, of this group alone, that the runtime
    publishes failed work to. `retries` is empty where order is by key, for the lane then waits in place.
    """

    handler: str
    reading: Reading
    channels: tuple[Bound, ...]
    group: str
    policy: Policy
    concurrency: int = 16
    start: str = "earliest"
    dead_letters: Mapping[str, str] = field(default_factory=dict)
    retries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgentContract:
    """An agent: all that it reads and, by `sends` and `calls`, all that it may write."""

    project: str
    name: str
    subscriptions: tuple[Subscription, ...] = ()
    sends: tuple[Bound, ...] = ()
    calls: tuple[Bound, ...] = ()
    handler_timeout_s: float | None = None
    digest: str = ""
