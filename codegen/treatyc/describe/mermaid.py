"""A graph as a Mermaid flowchart, which GitHub, GitLab and many editors draw."""

from __future__ import annotations

import re
from collections.abc import Iterator

from treatyc.describe.graph import Edge, Graph, Line, Node, Shape

_BRACKETS = {
    Shape.AGENT: ("[", "]"),
    Shape.EVENT: ("([", "])"),
    Shape.WORK: ("[[", "]]"),
    Shape.OTHER: ("[/", "/]"),
}
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._*>-]")


def as_mermaid(graph: Graph) -> str:
    """The text of the flowchart."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    yield from (f"  {_node(node)}" for node in graph.nodes)
    yield from (f"  {_edge(edge)}" for edge in graph.edges)
    yield "  classDef agent fill:#e8f0fe,stroke:#4a6fa5"
    if agents := ",".join(node.id for node in graph.nodes if node.shape is Shape.AGENT):
        yield f"  class {agents} agent"


def _node(node: Node) -> str:
    begin, end = _BRACKETS[node.shape]
    return f"{node.id}{begin}{_label(node.label)}{end}"


def _edge(edge: Edge) -> str:
    arrow = "-->" if edge.line is Line.SOLID else "-.->"
    label = f"|{_label(edge.label)}|" if edge.label else ""
    return f"{edge.source} {arrow}{label} {edge.target}"


def _label(text: str) -> str:
    """Quoted, with every sign that Mermaid or HTML could read as an entity code of Mermaid's."""
    return f'"{_UNSAFE.sub(lambda match: f"#{ord(match.group())};", text)}"'
