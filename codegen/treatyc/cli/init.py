"""`treaty init`: a starter project that runs."""

from __future__ import annotations

import re
from pathlib import Path

import click

from treatyc.cli.project import FAILED
from treatyc.emit.starter import starter
from treatyc.load.scalars import PROJECT_NAME
from treatyc.workspace.starting import occupied, write_new

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
NEXT_STEPS = """
  treaty check            say what is wrong with the contracts: nothing yet
  treaty generate         write the packages of the agents into generated/
  python -m agents        run both agents in one process
"""


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--name", help="The name of the project; else made of the folder's.")
def command(folder: Path, name: str | None) -> None:
    """Write a starter project into FOLDER: contracts, two agents that talk to each other, and files for CI.

    Nothing that is there is replaced.
    """
    project = name if name is not None else project_name(folder)
    if re.fullmatch(PROJECT_NAME, project) is None:
        click.echo(f"treaty: `{project}` cannot be a project's name: a-z first, then a-z, 0-9 and `_`", err=True)
        raise SystemExit(FAILED)
    files = starter(project)
    taken = occupied(folder, files)
    if taken:
        click.echo(f"treaty: nothing was written, for these are there already: {', '.join(taken)}", err=True)
        raise SystemExit(FAILED)
    write_new(folder, files)
    click.echo("".join(f"{folder / file.path}\n" for file in files), nl=False)
    click.echo(f"init: {project} is there. Go on with:\n{NEXT_STEPS}", nl=False)


def project_name(folder: Path) -> str:
    """A name for the project in a folder: the folder's own where that can be one."""
    words = _NOT_IN_NAMES.sub("_", folder.resolve().name.lower()).strip("_")[:60]
    return words if re.fullmatch(PROJECT_NAME, words) else "shop"
