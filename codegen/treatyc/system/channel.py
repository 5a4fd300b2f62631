"""A channel: an address or a template of one, what it carries, and how. Durations in seconds, sizes in bytes."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from treatyc.source import Place
from treatyc.system.policy import Policy


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
class Parameter:
    """A parameter of a template; `values` lists what it may be, empty for any one token."""

    name: str
    place: Place
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a user wrote, at the place where it stands."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket at the sender: `messages` each `per_s` seconds."""

    messages: int
    per_s: float


@dataclass(frozen=True, slots=True)
class Ignore:
    """A rule that is switched off for one declared thing, with the reason that stands beside it."""

    rule: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel with every default filled in; `messages` are full names of schemas, in the order declared.

    `name` is what generated methods are called after when the user set it (key `name`). `partitions` is None for the
    target's default, 0 is kept for one object a value of a listed parameter (`per-value`, not built yet). `written`
    holds the keys that the user wrote, on the channel itself or by a pattern of `defaults`, with their places.
    """

    address: str
    place: Place
    kind: Kind
    messages: tuple[Name, ...]
    policy: Policy
    parameters: tuple[Parameter, ...] = ()
    key: Name | None = None
    name: str | None = None
    reply: Name | None = None
    timeout_s: float | None = None
    ttl_s: float | None = None
    retain_s: float = 7 * 86400.0
    max_bytes: int = 256 * 1024
    order: Order = Order.NONE
    rate: Rate | None = None
    owner: str | None = None
    description: str = ""
    deprecated: bool = False
    personal: tuple[Name, ...] = ()
    compatibility: str | None = None
    external: bool = False
    partitions: int | None = None
    ignores: tuple[Ignore, ...] = ()
    written: tuple[Name, ...] = ()
