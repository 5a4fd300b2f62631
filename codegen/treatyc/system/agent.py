"""An agent and what it reads and writes; every reference is already resolved to declared channels."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from treatyc.source import Place
from treatyc.system.channel import Ignore
from treatyc.system.policy import Policy


class Reading(enum.Enum):
    """How an agent reads a channel."""

    RECEIVES = "receives"
    TAPS = "taps"
    SERVES = "serves"


class Writing(enum.Enum):
    """How an agent writes to a channel."""

    SENDS = "sends"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Match:
    """One declared channel that a reference covers: its template, and the parameters that the reference fixes."""

    channel: str
    bindings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """An agent's reading of a channel or of a pattern of channels.

    `start` is `earliest`, `latest` or an RFC 3339 time. `policy` is None where each channel's own holds.
    """

    pattern: str
    place: Place
    reading: Reading
    matches: tuple[Match, ...]
    group: str
    concurrency: int = 16
    policy: Policy | None = None
    start: str = "earliest"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel that an agent may send to or call, as it was referred to."""

    pattern: str
    place: Place
    writing: Writing
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Agent:
    """A service and all that it does with messages; `subscriptions` and `outlets` are in the order declared."""

    name: str
    place: Place
    subscriptions: tuple[Subscription, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    instances: int = 1
    handler_timeout_s: float | None = None
    principal: str | None = None
    owner: str | None = None
    description: str = ""
    ignores: tuple[Ignore, ...] = ()
