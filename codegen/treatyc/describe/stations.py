"""The real objects of a target's broker, drawn beside the agents and channels that they are there for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from treatyc.describe.graph import Edge, Frame, Graph, Line, Node, Shape
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.flow import Flow, Passage, Station
from treatyc.topology.semantics import Semantics

_READERS = frozenset({"group", "consumer", "subscription"})


def with_stations(drawn: Graph, system: System, target: Target, semantics: Semantics) -> Graph:
    """The graph with a frame for the broker, in it one for each channel that is several objects, and the ways between.

    A channel is tied to what it becomes. What serves many channels stands in the broker's frame itself.
    """
    flow = semantics.flow(system, target)
    nodes = {each.address: _node(f"s{index}", each, semantics) for index, each in enumerate(flow.stations)}
    agents = {f"agent:{node.label}": node for node in drawn.nodes if node.shape is Shape.AGENT}
    steps = _steps(flow, [f"agent:{node.label}" for node in _writing(drawn)])
    ends = {where: node.id for where, node in (*agents.items(), *nodes.items())}
    ways = (Edge(ends[each.source], ends[each.target], _key(each), Line.THICK) for each in flow.passages)
    held: dict[str, list[Node]] = {}
    for station in sorted(flow.stations, key=lambda each: steps.get(each.address, len(steps))):
        held.setdefault(station.channel, []).append(nodes[station.address])
    loose = [node for channel, several in held.items() if not channel or len(several) == 1 for node in several]
    framed = sorted((channel, several) for channel, several in held.items() if channel and len(several) > 1)
    frames = {channel: Frame(f"f{index}", channel, tuple(several)) for index, (channel, several) in enumerate(framed)}
    ties = [
        Edge(node.id, frames[node.label].id if node.label in frames else held[node.label][0].id, "", Line.TIE)
        for node in drawn.nodes
        if node.shape is not Shape.AGENT and node.label in held
    ]
    broker = Frame("b", f"{target.broker.value} at {target.name}", tuple(loose), tuple(frames.values()))
    edges = (*drawn.edges, *ties, *ways)
    return replace(drawn, nodes=_from_the_start(drawn), edges=edges, frames=(broker,) if nodes else ())


def _from_the_start(drawn: Graph) -> tuple[Node, ...]:
    """Agents that only write come first: of a circle, renderers turn round what leads back to where they began."""
    first = _writing(drawn)
    return (*first, *(node for node in drawn.nodes if node not in first))


def _writing(drawn: Graph) -> tuple[Node, ...]:
    """Agents that read no channel. Answers lead from agent to agent, and do not count: who calls comes first."""
    agents = {node.id for node in drawn.nodes if node.shape is Shape.AGENT}
    reading = {edge.target for edge in drawn.edges if edge.source not in agents}
    return tuple(node for node in drawn.nodes if node.id in agents - reading)


def _steps(flow: Flow, start: Iterable[str]) -> dict[str, int]:
    """How many steps after its start a message first comes to a station or agent; without what it never comes to."""
    onward: dict[str, list[str]] = {}
    for passage in flow.passages:
        onward.setdefault(passage.source, []).append(passage.target)
    steps = dict.fromkeys(start, 0)
    waiting = deque(steps)
    while waiting:
        here = waiting.popleft()
        for there in onward.get(here, ()):
            if there not in steps:
                steps[there] = steps[here] + 1
                waiting.append(there)
    return steps


def _key(passage: Passage) -> str:
    """What selects messages on the way; that a queue's messages come by its own name is said by its name."""
    return "" if passage.label == passage.target.partition(":")[2] else passage.label


def _node(id: str, station: Station, semantics: Semantics) -> Node:
    if station.kind in _READERS:
        shape = Shape.READER
    else:
        shape = Shape.STORE if station.kind in semantics.holding else Shape.RELAY
    return Node(id, f"{station.kind} {station.name}", shape)
