"""The options by which every verb finds its project, and what it does with one that cannot be read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from treatyc.diagnostics import Report
from treatyc.source import SourceTree
from treatyc.system.system import System
from treatyc.workspace.opening import open_project
from treatyc.workspace.reading import Workspace, find_project

FAILED = 2
"""The exit code of a verb that could not do its work."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A project as it was read; `system` is None where the report says why it has no meaning."""

    workspace: Workspace
    system: System | None
    report: Report


def project_options(command: Callable[..., None]) -> Callable[..., None]:
    """`--project` and `--root`, handed over as `project: Path | None, root: Path | None`."""
    path = click.Path(path_type=Path)

    @click.option("--project", type=path, help="The project file; else treaty.yaml here, in contracts/, or above.")
    @click.option("--root", type=path, help="What nothing leaves; else the git top level.")
    @functools.wraps(command)
    def wrapped(*arguments: object, **options: object) -> None:
        command(*arguments, **options)

    return wrapped


def locate(project: Path | None) -> Path:
    """The project file that is meant; ends the run where there is none."""
    found = find_project(Path.cwd()) if project is None else project
    if found is None:
        click.echo("treaty: there is no treaty.yaml here; `treaty init` makes one", err=True)
        raise SystemExit(FAILED)
    return found / "treaty.yaml" if found.is_dir() else found


def open_system(project: Path | None, root: Path | None) -> Opened:
    """Read and link the project; ends the run, and says why, where there is no project file that can be read."""
    from treatyc.pipeline import compile_tree  # noqa: PLC0415 - `generate` may find that nothing changed
    from treatyc.printing.as_text import Plain, as_text  # noqa: PLC0415 - likewise
    from treatyc.printing.located import located  # noqa: PLC0415 - likewise

    report = Report()
    path = locate(project)
    workspace = open_project(path, report, root)
    if workspace is None:
        nothing = SourceTree(path.name)
        click.echo(as_text(located(report.diagnostics, nothing), nothing, Plain()), err=True, nl=False)
        raise SystemExit(FAILED)
    return Opened(workspace, compile_tree(workspace.tree, report), report)
