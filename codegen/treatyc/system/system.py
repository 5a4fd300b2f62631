"""The `System`: one frozen model of all that a team declared, which everything downstream reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from treatyc.source import Place
from treatyc.system.agent import Agent, Match
from treatyc.system.channel import Channel, Ignore, Name
from treatyc.system.policy import Policy
from treatyc.system.release import Release
from treatyc.system.schema import Definition, Schema
from treatyc.system.target import Target


@dataclass(frozen=True, slots=True)
class Output:
    """One entry of the project's `generate` list; `options` are sorted pairs of the emitter's own settings."""

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

    @cached_property
    def _schemas(self) -> dict[str, Schema]:
        return {schema.name: schema for schema in self.schemas}

    @cached_property
    def _channels(self) -> dict[str, Channel]:
        return {channel.address: channel for channel in self.channels}

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        return {definition.name: definition for schema in self.schemas for definition in schema}

    def schema(self, name: str) -> Schema:
        """The schema of this full name; raises KeyError, for names in the `System` are proven."""
        return self._schemas[name]

    def find_schema(self, name: str) -> Schema | None:
        """The same, or None."""
        return self._schemas.get(name)

    def channel(self, address: str) -> Channel:
        """The channel of this template; raises KeyError."""
        return self._channels[address]

    def definition(self, name: str) -> Definition:
        """The record, enumeration, fixed or alias of this full name; raises KeyError."""
        return self._definitions[name]

    def find_definition(self, name: str) -> Definition | None:
        """The same, or None for what lies outside the project, such as Protobuf's well-known types."""
        return self._definitions.get(name)

    @cached_property
    def _writers(self) -> dict[str, tuple[Agent, ...]]:
        return _by_channel(self.agents, lambda agent: (match for outlet in agent.outlets for match in outlet.matches))

    @cached_property
    def _readers(self) -> dict[str, tuple[Agent, ...]]:
        return _by_channel(self.agents, lambda agent: (match for read in agent.subscriptions for match in read.matches))

    def writers(self, address: str) -> tuple[Agent, ...]:
        """The agents that send to or call a channel."""
        return self._writers.get(address, ())

    def readers(self, address: str) -> tuple[Agent, ...]:
        """The agents that receive, tap or serve a channel."""
        return self._readers.get(address, ())


def _by_channel(
    agents: Iterable[Agent], matches_of: Callable[[Agent], Iterable[Match]]
) -> dict[str, tuple[Agent, ...]]:
    """The agents by the address of each channel that they refer to, each once and in their order."""
    found: dict[str, dict[str, Agent]] = {}
    for agent in agents:
        for match in matches_of(agent):
            found.setdefault(match.channel, {})[agent.name] = agent
    return {address: tuple(by_name.values()) for address, by_name in found.items()}
