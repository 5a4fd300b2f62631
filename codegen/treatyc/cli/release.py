"""`treaty release`: freeze the text of each message that changed as its next version."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from treatyc.cli.findings import show
from treatyc.cli.formats import ReportFormat, printed
from treatyc.cli.gating import RELEASES, Asked, Run, fail, in_the_way, now, run_gate, today_option
from treatyc.cli.project import FAILED, Opened, open_system, project_options
from treatyc.gate.freezing import Frozen, freeze, to_release
from treatyc.gate.gate import Choice
from treatyc.gate.versions import Next, Step
from treatyc.load import files, paths
from treatyc.printing.located import located
from treatyc.printing.visible import visible
from treatyc.suggest import did_you_mean
from treatyc.system.system import System
from treatyc.workspace.baseline import present_contracts
from treatyc.workspace.releasing import NotReleasable, prove, write_releases

CHANGES = 1
"""The exit code where something is, or is not, to be released."""


@click.command("release")
@click.argument("schemas", nargs=-1, metavar="[SCHEMA]...")
@click.option("--dry-run", is_flag=True, help="Write nothing; exit 1 and say what would be released.")
@today_option
@project_options
def command(
    schemas: tuple[str, ...], *, dry_run: bool, today: datetime | None, project: Path | None, root: Path | None
) -> None:
    """Freeze the present text of each message that changed, with all that it imports, as its next version.

    SCHEMA are full names; without any, all messages that channels carry. Releases are files beneath `releases/`, beside
    the project file: commit them. Whatever the modes of the contracts forbid is not released, unless it was accepted.
    """
    opened = open_system(project, root)
    found = in_the_way(opened)
    if found or opened.system is None:
        show(found, opened.workspace)
        raise SystemExit(FAILED)
    system = opened.system
    _prove_known(system, schemas)
    run = run_gate(opened, system, Asked(RELEASES, Choice(now(today))))
    outcomes = to_release(system, run.gated, schemas)
    names = {outcome.schema.name for outcome in outcomes}
    _refuse(run, frozenset(names))
    frozen = _frozen(opened, system, [step for step in run.judged.next if step.name in names])
    if frozen.versions and not dry_run:
        _write(opened, frozen)
    _say(frozen, run, dry_run=dry_run)
    if frozen.versions and dry_run:
        raise SystemExit(CHANGES)


def _prove_known(system: System, names: tuple[str, ...]) -> None:
    for name in names:
        if system.find_schema(name) is None:
            fail(f"no schema is called `{name}`; {did_you_mean(name, [each.name for each in system.schemas])}")


def _refuse(run: Run, names: frozenset[str]) -> None:
    """End the run where a schema that is to be released breaks what its mode asks; findings of others may wait."""
    forbidden = [step for step in run.judged.next if step.name in names and step.step is Step.MAJOR]
    if not forbidden and not run.refused:
        return
    found = located((*run.refused, *run.judged.diagnostics), run.tree)
    click.echo(printed(found, run.tree, run.judged.conclusion, ReportFormat.TEXT), err=True, nl=False)
    click.echo("treaty: nothing was released: mend what breaks, or `treaty accept` it", err=True)
    raise SystemExit(CHANGES)


def _frozen(opened: Opened, system: System, steps: list[Next]) -> Frozen:
    tree = opened.workspace.tree
    folder = paths.inside(tree.project, files.RELEASES) or files.RELEASES
    frozen = freeze(present_contracts(tree, system), folder, steps)
    try:
        prove(tree, system, frozen, folder)
    except NotReleasable as wrong:
        fail(str(wrong))
    return frozen


def _write(opened: Opened, frozen: Frozen) -> None:
    try:
        write_releases(opened.workspace.root, frozen)
    except NotReleasable as wrong:
        fail(f"nothing was released: {wrong}")
    except OSError as error:
        fail(f"nothing was released: {error.filename or 'the disk'} cannot be written: {error.strerror}")


def _say(frozen: Frozen, run: Run, *, dry_run: bool) -> None:
    """What was released, and in which order it is to be deployed where that matters."""
    word = "would release" if dry_run else "released"
    for step in frozen.versions:
        click.echo(f"{word} {step.name} {step}")
    if not frozen.versions:
        click.echo("release: nothing changed since the last releases")
    elif not dry_run:
        click.echo("release: commit the folder of releases, and run `treaty generate`: agents name these versions")
    if frozen.versions and run.judged.conclusion.rollout:
        click.echo("\n".join(["", *map(visible, run.judged.conclusion.rollout)]))
