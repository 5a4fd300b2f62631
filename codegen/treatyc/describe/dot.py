"""A graph as Graphviz text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from treatyc.describe.graph import Edge, Frame, Graph, Line, Node, Shape

_SHAPES = {
    Shape.AGENT: 'shape=box, style="rounded,filled", fillcolor="#e8f0fe"',
    Shape.EVENT: "shape=oval",
    Shape.WORK: "shape=cds",
    Shape.OTHER: "shape=note",
    Shape.STORE: "shape=cylinder",
    Shape.RELAY: "shape=hexagon",
    Shape.READER: 'shape=box, style="rounded"',
}
_LINES = {
    Line.SOLID: (),
    Line.DOTTED: ("style=dashed",),
    Line.THICK: ("penwidth=2", 'color="#4a6fa5"'),
    Line.TIE: ("style=dotted", "dir=none"),
}


def as_dot(graph: Graph) -> str:
    """The text of the digraph."""
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.title)} {{"
    yield "  rankdir=LR; compound=true; newrank=true;" if graph.frames else "  rankdir=LR;"
    yield '  node [fontname="Helvetica", fontsize=11]; edge [fontname="Helvetica", fontsize=9];'
    yield from (f"  {_node(node)}" for node in graph.nodes)
    for frame in graph.frames:
        yield from (f"  {line}" for line in _frame(frame))
    framed = {frame.id: _first(frame) for frame in _all(graph.frames)}
    beside = _beside(graph)
    yield from (f"  {_edge(edge, framed, beside.get(edge, ()))}" for edge in graph.edges)
    yield "}"


def _frame(frame: Frame) -> Iterator[str]:
    yield f"subgraph cluster_{frame.id} {{"
    yield f'  label={_quoted(frame.label)}; labeljust=l; fontname="Helvetica"; fontsize=10; color="#999999";'
    yield from (f"  {_node(node)}" for node in frame.nodes)
    for inner in frame.frames:
        yield from (f"  {line}" for line in _frame(inner))
    yield "}"


def _all(frames: Iterable[Frame]) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        yield from _all(frame.frames)


def _first(frame: Frame) -> Node:
    """A node within: an edge of Graphviz to a frame goes to one of its nodes, and is cut at the frame."""
    return frame.nodes[0] if frame.nodes else _first(frame.frames[0])


def _node(node: Node) -> str:
    return f"{node.id} [label={_quoted(node.label)}, {_SHAPES[node.shape]}];"


def _beside(graph: Graph) -> dict[Edge, tuple[str, ...]]:
    """How edges are held back that are not the way through a broker, where one is drawn: that alone says what is where.

    What is declared stays to be seen, in grey; only who writes stands before a channel.
    """
    if not graph.frames:
        return {}
    agents = {node.id for node in graph.nodes if node.shape is Shape.AGENT}
    found: dict[Edge, tuple[str, ...]] = {}
    for edge in graph.edges:
        match edge.line:
            case Line.SOLID | Line.DOTTED:
                grey = ('color="#999999"', 'fontcolor="#777777"')
                found[edge] = (*grey, "constraint=false") if edge.target in agents else grey
            case Line.TIE:
                found[edge] = ("constraint=false",)
            case Line.THICK:
                pass
    return found


def _edge(edge: Edge, framed: Mapping[str, Node], more: Iterable[str]) -> str:
    inner = framed.get(edge.target)
    attributes = [f"label={_quoted(edge.label)}"] if edge.label else []
    attributes += [*_LINES[edge.line], *more, *([f"lhead=cluster_{edge.target}"] if inner is not None else [])]
    written = f" [{', '.join(attributes)}]" if attributes else ""
    return f"{edge.source} -> {inner.id if inner is not None else edge.target}{written};"


def _quoted(text: str) -> str:
    r"""A quoted id; `\` is doubled, since labels read `\n`, `\l` and `\G` as more than themselves."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
