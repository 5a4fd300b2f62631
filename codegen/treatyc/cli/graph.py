"""`treaty graph`: the fleet as a picture."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click

from treatyc.cli.findings import show
from treatyc.cli.project import FAILED, open_system, project_options
from treatyc.describe.dot import as_dot
from treatyc.describe.graph import Graph, graph
from treatyc.describe.mermaid import as_mermaid

_TIMEOUT_S = 60.0


@click.command("graph")
@click.option(
    "--format",
    "written",
    type=click.Choice(["mermaid", "dot", "svg"]),
    default="mermaid",
    help="Text of Mermaid or Graphviz, or a picture where Graphviz is installed.",
)
@project_options
def command(written: str, project: Path | None, root: Path | None) -> None:
    """Draw every agent and channel, and who writes and reads what."""
    opened = open_system(project, root)
    if opened.system is None:
        show(opened.report.diagnostics, opened.workspace)
        raise SystemExit(FAILED)
    click.echo(_drawn(graph(opened.system), written), nl=False)


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
