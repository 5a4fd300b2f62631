"""What every verb of `treaty registry` begins and ends with: project, target, questions, and what is printed."""

from __future__ import annotations

import enum
import functools
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from treatyc.cli.findings import show
from treatyc.cli.gating import in_the_way
from treatyc.cli.project import FAILED, open_system, project_options
from treatyc.cli.target import chosen_target
from treatyc.cli.terminal import brush
from treatyc.diagnostics import Diagnostic, Report
from treatyc.printing.as_json import as_json
from treatyc.printing.as_text import as_text
from treatyc.printing.located import Located, located
from treatyc.printing.visible import visible
from treatyc.registry import asking
from treatyc.registry.api import Api
from treatyc.system.registry import Registry
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.workspace.reading import Workspace

FOUND = 1
"""The exit code of a verb that found something, or would change or refused something."""

T = TypeVar("T")


class Written(enum.StrEnum):
    """What a verb prints."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Opened:
    """A project without errors. `report` is the verb's own: what it adds there is printed at its end."""

    workspace: Workspace
    system: System
    written: Written
    report: Report


def registry_options(command: Callable[..., None]) -> Callable[..., None]:
    """`--format`, `--project` and `--root`, handed over as `opened: Opened`; ends the run where it cannot be opened."""

    @format_option
    @project_options
    @functools.wraps(command)
    def wrapped(written: str, project: Path | None, root: Path | None, **options: object) -> None:
        command(**options, opened=open_project(project, root, Written(written)))

    return wrapped


format_option = click.option(
    "--format",
    "written",
    type=click.Choice([each.value for each in Written]),
    default=Written.TEXT.value,
    help="How it is printed.",
)
"""`--format`, handed over as `written: str`."""

target_option = click.option(
    "--target", "wanted", required=True, metavar="NAME", help="The target of the project file."
)
"""`--target`, handed over as `wanted: str`."""

dry_run_option = click.option("--dry-run", is_flag=True, help="Change nothing; exit 1 and say what would be done.")
"""`--dry-run`, handed over as `dry_run: bool`."""

offline_option = click.option("--offline", is_flag=True, help="Ask no registry.")
"""`--offline`, handed over as `offline: bool`."""


def open_project(project: Path | None, root: Path | None, written: Written) -> Opened:
    """A project that a verb can work with; ends the run, and says why, where it cannot."""
    opened = open_system(project, root)
    found = in_the_way(opened)
    if found or opened.system is None:
        refuse(found, opened.workspace, written)
    return Opened(opened.workspace, opened.system, written, Report())


def refuse(found: Sequence[Diagnostic], workspace: Workspace, written: Written) -> NoReturn:
    """Say what keeps a project from being worked with, as the verb would have said what it found, and end the run."""
    match written:
        case Written.TEXT:
            show(found, workspace)
        case Written.JSON:
            _echo_json({}, located(found, workspace.tree))
    raise SystemExit(FAILED)


def find_target(opened: Opened, name: str) -> tuple[Target, Registry]:
    """The target of this name and its registry; ends the run where there is no such target, or it has none."""
    target = chosen_target(opened.system, name)
    if target.registry is None:
        advice = f'write `registry: "${{REGISTRY_URL}}"` into target `{name}`'
        opened.report.error("registry-unknown", f"target `{name}` has no `registry`", at=target.place, help=advice)
        end(opened, (), {}, FAILED)
    return target, target.registry


def ask(opened: Opened, target: Target, question: asking.Question[T]) -> T:
    """The answer of a target's registry; ends the run, and says why, where there is none."""

    async def noted(api: Api) -> tuple[T]:
        return (await question(api),)

    answered = asking.ask(noted, target, os.environ, opened.report)
    if answered is None:
        end(opened, (), {}, FAILED)
    return answered[0]


def end(opened: Opened, lines: Sequence[str], facts: Mapping[str, object], code: int) -> NoReturn:
    """Print what a verb found, then end with this exit code.

    As text: the lines, then the report's findings. As JSON: one document, `facts` beside the findings.
    """
    found = located(opened.report.diagnostics, opened.workspace.tree)
    match opened.written:
        case Written.TEXT:
            for line in lines:
                click.echo(visible(line))
            text = as_text(found, opened.workspace.tree, brush(sys.stdout.isatty()))
            click.echo(f"\n{text}" if text and lines else text, nl=False)
        case Written.JSON:
            _echo_json(facts, found)
    raise SystemExit(code)


def _echo_json(facts: Mapping[str, object], found: Sequence[Located]) -> None:
    click.echo(json.dumps({"version": 1, **facts, **json.loads(as_json(found))}, indent=2))
