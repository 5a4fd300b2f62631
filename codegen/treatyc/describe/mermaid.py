"""A graph as a Mermaid flowchart, which GitHub, GitLab and many editors draw."""

from __future__ import annotations

import re
from collections.abc import Iterator

from treatyc.describe.graph import Edge, Frame, Graph, Line, Node, Shape

_BRACKETS = {
    Shape.AGENT: ("[", "]"),
    Shape.EVENT: ("([", "])"),
    Shape.WORK: ("[[", "]]"),
    Shape.OTHER: ("[/", "/]"),
    Shape.STORE: ("[(", ")]"),
    Shape.RELAY: ("{{", "}}"),
    Shape.READER: ("(", ")"),
}
_ARROWS = {Line.SOLID: "-->", Line.DOTTED: "-.->", Line.THICK: "==>", Line.TIE: "-.-"}
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._*>-]")


def as_mermaid(graph: Graph) -> str:
    """The text of the flowchart."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    yield from (f"  {_node(node)}" for node in graph.nodes)
    for frame in graph.frames:
        yield from (f"  {line}" for line in _frame(frame))
    yield from (f"  {_edge(edge)}" for edge in graph.edges)
    yield "  classDef agent fill:#e8f0fe,stroke:#4a6fa5"
    if agents := ",".join(node.id for node in graph.nodes if node.shape is Shape.AGENT):
        yield f"  class {agents} agent"


def _node(node: Node) -> str:
    begin, end = _BRACKETS[node.shape]
    return f"{node.id}{begin}{_label(node.label)}{end}"


def _frame(frame: Frame) -> Iterator[str]:
    yield f"subgraph {frame.id}[{_label(frame.label)}]"
    yield from (f"  {_node(node)}" for node in frame.nodes)
    for inner in frame.frames:
        yield from (f"  {line}" for line in _frame(inner))
    yield "end"


def _edge(edge: Edge) -> str:
    label = f"|{_label(edge.label)}|" if edge.label else ""
    return f"{edge.source} {_ARROWS[edge.line]}{label} {edge.target}"


def _label(text: str) -> str:
    """Quoted, with every sign that Mermaid or HTML could read as an entity code of Mermaid's."""
    return f'"{_UNSAFE.sub(lambda match: f"#{ord(match.group())};", text)}"'
