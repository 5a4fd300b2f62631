"""How messages pass through a broker's real objects: what `treaty graph --target` draws."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Station:
    """An object on the way, or a group that reads from one: `kind` and `name` as at the broker.

    `channel` is the template whose messages it holds, empty where it holds those of many.
    """

    kind: str
    name: str
    channel: str = ""

    @property
    def address(self) -> str:
        """As of a resource."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Passage:
    """From one station or agent to another, by address (`agent:pricing` for an agent).

    `label` is what selects messages on the way, such as a routing key; empty where all pass.
    """

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """All stations and passages, sorted."""

    stations: tuple[Station, ...] = ()
    passages: tuple[Passage, ...] = ()
