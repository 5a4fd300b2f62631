"""A graph as Graphviz text."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.describe.graph import Edge, Graph, Line, Node, Shape

_SHAPES = {
    Shape.AGENT: 'shape=box, style="rounded,filled", fillcolor="#e8f0fe"',
    Shape.EVENT: "shape=oval",
    Shape.WORK: "shape=cds",
    Shape.OTHER: "shape=note",
}


def as_dot(graph: Graph) -> str:
    """The text of the digraph."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.title)} {{"
    yield "  rankdir=LR;"
    yield '  node [fontname="Helvetica", fontsize=11]; edge [fontname="Helvetica", fontsize=9];'
    yield from (f"  {_node(node)}" for node in graph.nodes)
    yield from (f"  {_edge(edge)}" for edge in graph.edges)
    yield "}"


def _node(node: Node) -> str:
    return f"{node.id} [label={_quoted(node.label)}, {_SHAPES[node.shape]}];"


def _edge(edge: Edge) -> str:
    attributes = [f"label={_quoted(edge.label)}"] if edge.label else []
    attributes += ["style=dashed"] if edge.line is Line.DOTTED else []
    written = f" [{', '.join(attributes)}]" if attributes else ""
    return f"{edge.source} -> {edge.target}{written};"


def _quoted(text: str) -> str:
    r"""A quoted id; `\` is doubled, since labels read `\n`, `\l` and `\G` as more than themselves."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
