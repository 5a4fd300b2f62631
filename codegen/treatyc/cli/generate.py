"""`treaty generate`: write what the project file lists, or say what is not as it should be."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from treatyc.cli.project import FAILED, Opened, locate, open_system, project_options
from treatyc.diagnostics import Report
from treatyc.emit.file import File
from treatyc.system.registry import Registering
from treatyc.system.system import System
from treatyc.workspace import stamp
from treatyc.workspace.reading import read
from treatyc.workspace.writing import LIST, Change, Difference, UnsafePath, differences, write

Act = Callable[[Path, Sequence[File]], tuple[Difference, ...]]


@click.command("generate")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 and say which files are not fresh.")
@project_options
def command(check: bool, project: Path | None, root: Path | None) -> None:
    """Write what the project file lists under `generate`.

    Files that differ are replaced as a whole, files of earlier runs that are no longer generated are removed, and
    nothing is written unless everything could be generated.
    """
    path = locate(project)
    inputs = _inputs(path, root)
    if inputs is not None and stamp.is_fresh(path, inputs):
        click.echo("generate: everything is fresh")
        return
    opened = open_system(path, root)
    outputs = _outputs(opened)
    act, say = (differences, _say_stale) if check else (write, _say_written)
    changed = _act(opened.workspace.root, outputs, act)
    if inputs is not None and not (check and changed):
        folders = {os.path.relpath(opened.workspace.root / out, path.parent): files for out, files in outputs.items()}
        stamp.remember(path, inputs, folders)
    say(changed, outputs)


def _inputs(path: Path, root: Path | None) -> str | None:
    """The digest of the project as it is on disk; None where reading it found a problem that is to be told."""
    report = Report()
    workspace = read(path, report, root)
    return stamp.inputs_digest(workspace.tree) if workspace is not None and not report.diagnostics else None


def _outputs(opened: Opened) -> dict[str, tuple[File, ...]]:
    """All files by their folder, relative to the root; ends the run where the contracts hold an error."""
    from treatyc.cli.findings import errors_only, show  # noqa: PLC0415 - nobody waits for it where nothing changed
    from treatyc.pipeline import generate  # noqa: PLC0415 - likewise

    found = errors_only(opened)
    if found or opened.system is None:
        show(found, opened.workspace)
        raise SystemExit(FAILED)
    generated = generate(opened.system)
    if not generated:
        click.echo("treaty: the project file lists nothing under `generate`", err=True)
        raise SystemExit(FAILED)
    texts = _texts(opened, opened.system)
    return {
        each.output.out: tuple(sorted((*each.files, *texts))) if each.output.emitter == "python" else each.files
        for each in generated
    }


def _texts(opened: Opened, system: System) -> tuple[File, ...]:
    """What agents register when they start: whole texts of files, which only a registry wants."""
    from treatyc.cli.findings import show  # noqa: PLC0415 - as above
    from treatyc.registry.wanted.starting import texts_files  # noqa: PLC0415 - few targets ask for it
    from treatyc.workspace.baseline import present_contracts  # noqa: PLC0415 - likewise

    if not any(target.registry and target.registry.register is Registering.AT_START for target in system.targets):
        return ()
    present, report = present_contracts(opened.workspace.tree, system), Report()
    found = texts_files(system, present.tree, present.folder, report)
    if report.failed:
        show(report.diagnostics, opened.workspace)
        raise SystemExit(FAILED)
    return found


def _act(root: Path, outputs: dict[str, tuple[File, ...]], act: Act) -> dict[str, tuple[Difference, ...]]:
    try:
        return {out: found for out, files in outputs.items() if (found := act(root / out, files))}
    except UnsafePath as unsafe:
        click.echo(f"treaty: {unsafe}", err=True)
    except OSError as error:
        click.echo(f"treaty: {error.filename or 'the output'} cannot be written: {error.strerror}", err=True)
    raise SystemExit(FAILED)


def _say_stale(changed: dict[str, tuple[Difference, ...]], outputs: dict[str, tuple[File, ...]]) -> None:
    del outputs
    words = {Change.NEW: "missing", Change.CHANGED: "differs", Change.STALE: "no longer generated"}
    for out, found in changed.items():
        for difference in found:
            click.echo(f"{out}/{difference.path}: {words[difference.change]}")
    if changed:
        click.echo(f"generate: {sum(map(len, changed.values()))} files are not fresh; run `treaty generate`")
        raise SystemExit(1)
    click.echo("generate: everything is fresh")


def _say_written(changed: dict[str, tuple[Difference, ...]], outputs: dict[str, tuple[File, ...]]) -> None:
    for out, files in outputs.items():
        found = [difference for difference in changed.get(out, ()) if difference.path != LIST]
        removed = sum(difference.change is Change.STALE for difference in found)
        note = f", {removed} removed" if removed else ""
        click.echo(f"generate: {out}: {len(files)} files, {len(found) - removed} written{note}")
