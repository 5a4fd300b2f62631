"""`treaty graph`: the fleet as a picture."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click

from treatyc.cli.findings import show
from treatyc.cli.project import FAILED, open_system, project_options
from treatyc.cli.target import chosen_target, known_semantics
from treatyc.describe.dot import as_dot
from treatyc.describe.explain import covered
from treatyc.describe.graph import Graph, graph
from treatyc.describe.mermaid import as_mermaid
from treatyc.describe.part import conversation, only, part
from treatyc.describe.stations import with_stations
from treatyc.printing.visible import visible
from treatyc.suggest import did_you_mean
from treatyc.system.address import has_wildcard
from treatyc.system.system import System

_TIMEOUT_S = 60.0
_MERMAID_EDGES = 500
"""Its `maxEdges`, which a page that shows a chart of somebody else's does not change."""


@click.command("graph")
@click.option(
    "--format",
    "written",
    type=click.Choice(["mermaid", "dot", "svg"]),
    default="mermaid",
    help="Text of Mermaid or Graphviz, or a picture where Graphviz is installed.",
)
@click.option(
    "--target",
    metavar="NAME",
    help="Draw the objects of this target's broker as well, and how messages pass through them.",
)
@click.option(
    "--channel",
    "wanted",
    multiple=True,
    metavar="PATTERN",
    help="Draw these channels alone, who uses them, and what they are answered on: an address or a pattern such as"
    " `events.order.*`. A whole fleet with its objects is hard to read; may be given several times.",
)
@project_options
def command(written: str, target: str | None, wanted: tuple[str, ...], project: Path | None, root: Path | None) -> None:
    """Draw every agent and channel, and who writes and reads what."""
    opened = open_system(project, root)
    if opened.system is None:
        show(opened.report.diagnostics, opened.workspace)
        raise SystemExit(FAILED)
    drawing = _graph(opened.system, wanted, target)
    if written == "mermaid" and len(drawing.edges) > _MERMAID_EDGES:
        told = f"these are {len(drawing.edges)} lines, and Mermaid draws {_MERMAID_EDGES} at most"
        click.echo(f"treaty: {told}: use --channel, or another format", err=True)
    click.echo(_drawn(drawing, written), nl=False)


def _graph(system: System, wanted: tuple[str, ...], name: str | None) -> Graph:
    """All that there is, or what is wanted of it."""
    addresses = _addresses(system, wanted)
    smaller = only(system, addresses) if wanted else system
    if name is None:
        return graph(smaller)
    target = chosen_target(system, name)
    semantics = known_semantics(target)
    if semantics is None:
        told = f"target `{target.name}` is the memory broker, which makes what it needs by itself"
        click.echo(f"treaty: {visible(told)}", err=True)
        return graph(smaller)
    there = part(system, target, addresses)[1] if wanted else target
    return with_stations(graph(smaller), smaller, there, semantics)


def _addresses(system: System, wanted: tuple[str, ...]) -> frozenset[str]:
    """Those of the channels that are meant, with what belongs to their conversations."""
    found: set[str] = set()
    for name in wanted:
        channels = covered(system, name)
        if not channels:
            advice = did_you_mean(name, [channel.address for channel in system.channels], "see `treaty graph`")
            click.echo(f"treaty: no channel is called `{visible(name)}`; {visible(advice)}", err=True)
            raise SystemExit(FAILED)
        found |= {channel.address for channel in (channels if has_wildcard(name) else channels[:1])}
    return conversation(system.channels, found)


def _drawn(drawing: Graph, written: str) -> str:
    if written == "mermaid":
        return as_mermaid(drawing)
    text = as_dot(drawing)
    return text if written == "dot" else _svg(text)


def _svg(dot: str) -> str:
    """What Graphviz makes of the text; ends the run where it is not there or fails."""
    program = shutil.which("dot")
    if program is None:
        click.echo("treaty: Graphviz's `dot` is not installed here; use --format mermaid or dot", err=True)
        raise SystemExit(FAILED)
    try:
        done = subprocess.run(
            [program, "-Tsvg"], input=dot, capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        click.echo(f"treaty: Graphviz could not draw this: {error}", err=True)
        raise SystemExit(FAILED) from error
    return done.stdout
