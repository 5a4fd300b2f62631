"""The `System`: one frozen model of all that a team declared, which everything downstream reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from treatyc.source import Place
from treatyc.system.agent import Agent
from treatyc.system.channel import Channel, Ignore
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

    select: tuple[str, ...] = ()
    ignore: tuple[Ignore, ...] = ()
    severity: tuple[tuple[str, str], ...] = ()


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

    def channel(self, address: str) -> Channel:
        """The channel of this template; raises KeyError."""
        return self._channels[address]

    def definition(self, name: str) -> Definition:
        """The record, enumeration, fixed or alias of this full name; raises KeyError."""
        return self._definitions[name]

    def writers(self, address: str) -> tuple[Agent, ...]:
        """The agents that send to or call a channel."""
        return tuple(
            agent
            for agent in self.agents
            if any(match.channel == address for outlet in agent.outlets for match in outlet.matches)
        )

    def readers(self, address: str) -> tuple[Agent, ...]:
        """The agents that receive, tap or serve a channel."""
        return tuple(
            agent
            for agent in self.agents
            if any(match.channel == address for reading in agent.subscriptions for match in reading.matches)
        )
