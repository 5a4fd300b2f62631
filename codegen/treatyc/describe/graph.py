"""The fleet as a graph: agents and channels, and who writes and reads what. Renderers make pictures of it."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.system.agent import Reading, Writing
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System


class Shape(enum.Enum):
    """What a node stands for: an agent, a channel by its kind, or an object of a broker by what it does."""

    AGENT = "agent"
    EVENT = "event"
    WORK = "work"
    OTHER = "other"
    STORE = "store"
    RELAY = "relay"
    READER = "reader"


class Line(enum.Enum):
    """How an edge is drawn: work and events are solid, what only watches or answers is not.

    The way through a broker is thick. What a channel becomes there is tied to it, without an arrow.
    """

    SOLID = "solid"
    DOTTED = "dotted"
    THICK = "thick"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Node:
    """An agent, a channel or an object of a broker; `id` is our own, and safe in every language."""

    id: str
    label: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn within a line: nodes, and further frames. It has at least one node, or frames that have."""

    id: str
    label: str
    nodes: tuple[Node, ...]
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A message's way between two nodes, by their ids; a tie may end at a frame."""

    source: str
    target: str
    label: str
    line: Line


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges, sorted as the system is. Nodes within frames are not among `nodes`."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    frames: tuple[Frame, ...] = ()


_SHAPES = {Kind.EVENT: Shape.EVENT, Kind.METRIC: Shape.EVENT, Kind.COMMAND: Shape.WORK}
_VERBS: dict[Reading | Writing, str] = {Reading.TAPS: "taps", Reading.SERVES: "serves", Writing.CALLS: "calls"}
"""What is written on an edge; sending and receiving are what an arrow says already."""


def graph(system: System) -> Graph:
    """Every agent and every channel but the replies, which are drawn as the way back."""
    agents = {agent.name: Node(f"a{index}", agent.name, Shape.AGENT) for index, agent in enumerate(system.agents)}
    drawn = [channel for channel in system.channels if channel.kind is not Kind.REPLY]
    channels = {
        channel.address: Node(f"c{index}", channel.address, _SHAPES.get(channel.kind, Shape.OTHER))
        for index, channel in enumerate(drawn)
    }
    edges = dict.fromkeys([*_writes(system, agents, channels), *_reads(system, agents, channels)])
    answers = dict.fromkeys(edge for channel in drawn for edge in _answers(system, channel, agents))
    return Graph(system.name, (*agents.values(), *channels.values()), (*edges, *answers))


def _writes(system: System, agents: dict[str, Node], channels: dict[str, Node]) -> Iterator[Edge]:
    for agent in system.agents:
        for outlet in agent.outlets:
            for match in outlet.matches:
                if match.channel in channels:
                    source, target = agents[agent.name], channels[match.channel]
                    yield Edge(source.id, target.id, _VERBS.get(outlet.writing, ""), Line.SOLID)


def _reads(system: System, agents: dict[str, Node], channels: dict[str, Node]) -> Iterator[Edge]:
    for agent in system.agents:
        for subscription in agent.subscriptions:
            line = Line.DOTTED if subscription.reading is Reading.TAPS else Line.SOLID
            for match in subscription.matches:
                if match.channel in channels:
                    source, target = channels[match.channel], agents[agent.name]
                    yield Edge(source.id, target.id, _VERBS.get(subscription.reading, ""), line)


def _answers(system: System, channel: Channel, agents: dict[str, Node]) -> Iterator[Edge]:
    """From each server of a command to each of its callers."""
    if channel.reply is None:
        return
    for server, subscription, _ in system.readings(channel.address):
        for caller, outlet, _ in system.writings(channel.address):
            if subscription.reading is Reading.SERVES and outlet.writing is Writing.CALLS:
                yield Edge(agents[server.name].id, agents[caller.name].id, channel.reply.value, Line.DOTTED)
