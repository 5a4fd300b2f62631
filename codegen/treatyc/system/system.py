"""The `System`: one frozen model of all that a team declared, which everything downstream reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from treatyc.source import Place
from treatyc.system.acceptance import Acceptance
from treatyc.system.agent import Agent, Match, Outlet, Subscription
from treatyc.system.channel import Channel, Ignore, Name
from treatyc.system.deployment import Deployment
from treatyc.system.lock import LockedSchema
from treatyc.system.policy import Policy
from treatyc.system.release import Release
from treatyc.system.schema import Definition, Schema
from treatyc.system.target import Target

R = TypeVar("R", Subscription, Outlet)
Reads = tuple[Agent, Subscription, Match]
Writes = tuple[Agent, Outlet, Match]


@dataclass(frozen=True, slots=True)
class Output:
    """One entry of the project's `generate` list. `out` is a folder relative to the root, not to the project file.

    `options` are sorted pairs of the emitter's own settings; a name may come several times.
    """

    emitter: str
    out: str
    place: Place
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """The project's `rules`: which are on beside the default set, which are off, and changed severities."""

    select: tuple[Name, ...] = ()
    ignore: tuple[Ignore, ...] = ()
    severity: tuple[tuple[Name, str], ...] = ()


@dataclass(frozen=True)
class System:
    """A whole project, linked. Every tuple is sorted by name or address, and every name in it is proven."""

    name: str
    place: Place
    schemas: tuple[Schema, ...] = ()
    policies: tuple[Policy, ...] = ()
    channels: tuple[Channel, ...] = ()
    agents: tuple[Agent, ...] = ()
    targets: tuple[Target, ...] = ()
    outputs: tuple[Output, ...] = ()
    releases: tuple[Release, ...] = ()
    rules: RuleSettings = RuleSettings()
    description: str = ""
    compatibility: str = "edges"
    deployments: tuple[Deployment, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    locked: tuple[LockedSchema, ...] = ()

    @cached_property
    def _schemas(self) -> dict[str, Schema]:
        return {schema.name: schema for schema in self.schemas}

    @cached_property
    def _channels(self) -> dict[str, Channel]:
        return {channel.address: channel for channel in self.channels}

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        return {definition.name: definition for schema in self.schemas for definition in schema}

    def __hash__(self) -> int:
        """Cheap, so that emitters can keep the tables that they derive from a whole system, once for all namespaces."""
        return hash((self.name, self.place))

    def schema(self, name: str) -> Schema:
        """The schema of this full name; raises KeyError, for names in the `System` are proven."""
        return self._schemas[name]

    def find_schema(self, name: str) -> Schema | None:
        """The same, or None."""
        return self._schemas.get(name)

    def channel(self, address: str) -> Channel:
        """The channel of this template; raises KeyError."""
        return self._channels[address]

    def find_channel(self, address: str) -> Channel | None:
        """The same, or None."""
        return self._channels.get(address)

    def definition(self, name: str) -> Definition:
        """The record, enumeration, fixed or alias of this full name; raises KeyError."""
        return self._definitions[name]

    def find_definition(self, name: str) -> Definition | None:
        """The same, or None for what lies outside the project, such as Protobuf's well-known types."""
        return self._definitions.get(name)

    @cached_property
    def _writings(self) -> dict[str, tuple[Writes, ...]]:
        return _by_channel((agent, outlet) for agent in self.agents for outlet in agent.outlets)

    @cached_property
    def _readings(self) -> dict[str, tuple[Reads, ...]]:
        return _by_channel((agent, read) for agent in self.agents for read in agent.subscriptions)

    def writings(self, address: str) -> tuple[Writes, ...]:
        """Each outlet by which an agent writes to a channel."""
        return self._writings.get(address, ())

    def readings(self, address: str) -> tuple[Reads, ...]:
        """Each subscription by which an agent reads a channel."""
        return self._readings.get(address, ())

    def writers(self, address: str) -> tuple[Agent, ...]:
        """The agents that send to or call a channel."""
        return tuple({agent.name: agent for agent, _, _ in self.writings(address)}.values())

    def readers(self, address: str) -> tuple[Agent, ...]:
        """The agents that receive, tap or serve a channel."""
        return tuple({agent.name: agent for agent, _, _ in self.readings(address)}.values())


def _by_channel(references: Iterable[tuple[Agent, R]]) -> dict[str, tuple[tuple[Agent, R, Match], ...]]:
    """The references by the address of each channel that they cover, in their order."""
    found: dict[str, list[tuple[Agent, R, Match]]] = {}
    for agent, reference in references:
        for match in reference.matches:
            found.setdefault(match.channel, []).append((agent, reference, match))
    return {address: tuple(covered) for address, covered in found.items()}
