"""What the project declares already, to tell what is new there; a template is known again by what is left of it."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.address import has_wildcard, parameter_name, stem, tokens
from treatyc.system.agent import Agent
from treatyc.system.system import System


class Declared:
    """The channels and agents of a project, as they may be found again at a broker."""

    def __init__(self, system: System) -> None:
        addresses = [channel.address for channel in system.channels]
        self._by_shape = {_shape(each): each for each in addresses}
        self._by_stem = {stem(each): each for each in addresses}
        self._uses = {agent.name: set(_uses(agent)) for agent in system.agents}

    def address(self, found: str) -> str:
        """The declared address that was found, or what was found where none is declared.

        A broker whose object is for a whole template tells nothing of its parameters: `tools.execute` is the topic of
        `tools.execute.{tool_name}`.
        """
        plain = found == stem(found) and not has_wildcard(found)
        by_stem = self._by_stem.get(found) if plain else None
        return self._by_shape.get(_shape(found)) or by_stem or found

    def has(self, address: str) -> bool:
        """Whether this is the address of a channel."""
        return self._by_shape.get(_shape(address)) == address

    def uses(self, agent: str) -> set[str] | None:
        """The channels and patterns of an agent; None where no agent is called so."""
        return self._uses.get(agent)


def _uses(agent: Agent) -> Iterator[str]:
    for reading in agent.subscriptions:
        yield reading.pattern
        yield from (match.channel for match in reading.matches)
    for outlet in agent.outlets:
        yield outlet.pattern
        yield from (match.channel for match in outlet.matches)


def _shape(address: str) -> tuple[str, ...]:
    return tuple("{}" if parameter_name(token) else token for token in tokens(address))
