"""`treaty new agent`: the handwritten part of an agent that the contracts declare."""

from __future__ import annotations

from pathlib import Path

import click

from treatyc.cli.findings import errors_only, show
from treatyc.cli.project import FAILED, locate, open_system, project_options
from treatyc.emit.starter import new_agent
from treatyc.suggest import did_you_mean
from treatyc.workspace.reading import home
from treatyc.workspace.starting import occupied, write_new


@click.group("new")
def command() -> None:
    """Write the handwritten part of something that the contracts declare."""


@command.command("agent")
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The folder of all agents; else agents/.")
@project_options
def agent(name: str, out: Path | None, project: Path | None, root: Path | None) -> None:
    """Write the folder of the agent NAME: a class with every handler that it needs, for you to fill in.

    It lies apart from what is generated, and nothing that is there is replaced.
    """
    path = locate(project)
    opened = open_system(path, root)
    found = errors_only(opened)
    if found or opened.system is None:
        show(found, opened.workspace)
        raise SystemExit(FAILED)
    declared = {each.name: each for each in opened.system.agents}
    if name not in declared:
        advice = did_you_mean(name, declared, f"declare it under `agents` in {path}")
        click.echo(f"treaty: no agent is called `{name}`; {advice}", err=True)
        raise SystemExit(FAILED)
    folder = home(path) / "agents" if out is None else out
    files = new_agent(opened.system, declared[name])
    taken = occupied(folder, files)
    if taken:
        click.echo(f"treaty: nothing was written, for these are there already: {', '.join(taken)}", err=True)
        raise SystemExit(FAILED)
    write_new(folder, files)
    click.echo("".join(f"{folder / file.path}\n" for file in files), nl=False)
