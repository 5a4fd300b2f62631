"""A rule: an id, what it looks at, and its page, which is the docstring of its module."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from treatyc.diagnostics import Related, Severity
from treatyc.source import Place
from treatyc.system.agent import Agent, Subscription
from treatyc.system.channel import Channel
from treatyc.system.policy import Policy
from treatyc.system.schema import Field, Record, Schema
from treatyc.system.system import System
from treatyc.system.target import Target


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says; the engine adds the rule's id and severity.

    `about` are the declared things that it concerns beside the one that the rule looked at: an `ignore` beside any of
    them silences it.
    """

    message: str
    place: Place
    help: str = ""
    related: tuple[Related, ...] = ()
    about: tuple[Channel | Agent, ...] = ()


Findings = Iterator[Finding]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One agent's reading of one channel; `policy` is the subscription's own, or else the channel's."""

    agent: Agent
    subscription: Subscription
    channel: Channel
    policy: Policy


@dataclass(frozen=True, slots=True)
class OnSystem:
    """The rule looks at the whole at once."""

    check: Callable[[System], Findings]


@dataclass(frozen=True, slots=True)
class OnTarget:
    """The rule looks at one target."""

    check: Callable[[System, Target], Findings]


@dataclass(frozen=True, slots=True)
class OnBroker:
    """The rule tells what the broker of a target would refuse: its package finds that, under the rule's id."""


@dataclass(frozen=True, slots=True)
class OnPolicy:
    """The rule looks at one named policy."""

    check: Callable[[System, Policy], Findings]


@dataclass(frozen=True, slots=True)
class OnChannel:
    """The rule looks at one channel."""

    check: Callable[[System, Channel], Findings]


@dataclass(frozen=True, slots=True)
class OnAgent:
    """The rule looks at one agent."""

    check: Callable[[System, Agent], Findings]


@dataclass(frozen=True, slots=True)
class OnDelivery:
    """The rule looks at one agent's reading of one channel."""

    check: Callable[[System, Delivery], Findings]


@dataclass(frozen=True, slots=True)
class OnMessage:
    """The rule looks at one message type on one channel."""

    check: Callable[[System, Channel, Schema], Findings]


@dataclass(frozen=True, slots=True)
class OnSchema:
    """The rule looks at one schema."""

    check: Callable[[System, Schema], Findings]


@dataclass(frozen=True, slots=True)
class OnField:
    """The rule looks at one field of a record that some schema holds."""

    check: Callable[[System, Schema, Record, Field], Findings]


Look = OnSystem | OnTarget | OnBroker | OnPolicy | OnChannel | OnAgent | OnDelivery | OnMessage | OnSchema | OnField


class Runs(enum.Enum):
    """Whether a rule belongs to the default set."""

    ALWAYS = "always"
    ON_DEMAND = "on demand"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a project's system is held to."""

    id: str
    severity: Severity
    look: Look
    page: str
    runs: Runs = Runs.ALWAYS
