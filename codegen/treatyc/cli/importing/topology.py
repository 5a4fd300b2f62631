"""`treaty import topology`: contracts for what a broker already holds, the way in for a fleet that is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from treatyc.adopt.brokers import READERS
from treatyc.adopt.fleet import UNDESCRIBED, Fleet, Gravity, Remark
from treatyc.adopt.placing import place
from treatyc.adopt.proving import Draft, NotImportable, prove
from treatyc.cli.at_broker import open_subject, reached
from treatyc.cli.gating import fail
from treatyc.cli.importing.schemas import after, of_registry, whole
from treatyc.cli.project import project_options
from treatyc.cli.registry.opened import FOUND, Opened, Written, dry_run_option, end, format_option, target_option
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.source import Source
from treatyc.system.target import Target
from treatyc.workspace.baseline import present_contracts
from treatyc.workspace.replacing import NotWritable, write_all

_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_NOBODY = "Nobody has described yet what travels here: give the channel a message of its own."


@dataclass(frozen=True, slots=True)
class _Imported:
    """What an import comes to: the fleet that is declared now, its files, and the channels that nobody described."""

    fleet: Fleet
    files: tuple[Source, ...]
    undescribed: tuple[str, ...]


@click.command("topology")
@target_option
@dry_run_option
@format_option
@project_options
def command(wanted: str, dry_run: bool, written: str, project: Path | None, root: Path | None) -> None:
    """Write contracts for what a target's broker holds, with the schemas of its registry.

    The way in for a fleet that is there already: all that it needs is a file with its name and the target. The broker
    is only read. What is declared already stays as it is, and no file is replaced; a project file that includes
    nothing yet gets the line that does. What the contracts have no words for is said, one by one, and the rest is
    written; `treaty plan` shows then how the broker differs.
    """
    subject = open_subject(wanted, project, root)
    target, opened = subject.target, Opened(subject.workspace, subject.system, Written(written), Report())
    reader = READERS.get(target.broker)
    if reader is None:
        fail(f"target `{target.name}`: a `{target.broker.value}` broker holds nothing that another run could see")
    with reached(subject) as broker:
        held = broker.everything()
    try:
        imported = _imported(reader(held, subject.system, target), opened, target)
    except NotImportable as wrong:
        fail(f"nothing was written: {wrong}")
    if not dry_run:
        _write(opened, imported.files)
    _tell(opened, target, imported)
    told = any(each.severity is not Severity.INFO for each in opened.report.diagnostics)
    code = FOUND if told or (dry_run and imported.files) else 0
    end(opened, list(_lines(target, imported, dry_run=dry_run)), _facts(target, imported), code)


def _imported(found: Fleet, opened: Opened, target: Target) -> _Imported:
    """The files of a fleet, proven with the project; raises `NotImportable`."""
    tree, system = opened.workspace.tree, opened.system
    schemas = of_registry(opened, target, [channel.address for channel in found.channels])
    folder = present_contracts(tree, system).folder
    unknown = _unknown(f"{folder}/" if folder else "", system.name)
    placed = place(tree, target.name)
    first = (*schemas.files, unknown, *([placed.project] if placed.project is not None else []))
    name = f"{system.name}.imported.v1.Unknown"
    head = f"What target {target.name} held when it was imported. Say of each thing what it is, and who owns it."
    proven = prove(found, Draft(placed.path, after(tree, first), schemas.carried, name, head), whole)
    undescribed = tuple(each.address for each in proven.fleet.channels if each.address not in schemas.carried)
    if proven.file is None:
        return _Imported(proven.fleet, (), ())
    files = [each for each in first if each is not unknown or (undescribed and tree.get(each.path) is None)]
    return _Imported(proven.fleet, (proven.file, *files), undescribed)


def _unknown(folder: str, project: str) -> Source:
    text = json.dumps({"$schema": _SCHEMA, "description": _NOBODY, "type": "object"}, indent=2)
    return Source(f"{folder}{project}/imported/v1/Unknown.schema.json", f"{text}\n")


def _write(opened: Opened, files: Sequence[Source]) -> None:
    try:
        write_all(opened.workspace.root, opened.workspace.tree, files)
    except NotWritable as wrong:
        fail(f"nothing was written: {wrong}")
    except OSError as error:
        fail(f"nothing was written: {error.filename or 'the disk'} cannot be written: {error.strerror}")


def _tell(opened: Opened, target: Target, imported: _Imported) -> None:
    """What was left behind, and what will differ, as findings."""
    for each in imported.fleet.remarks:
        severity = Severity.INFO if each.gravity is Gravity.EXPECTED else Severity.WARNING
        opened.report.add(Diagnostic(each.rule, severity, f"{each.source}: {each.message}", target.place, each.help))
    if imported.undescribed:
        one, *more = imported.undescribed
        several = f"channel `{one}` carries" if not more else f"channel `{one}` and {len(more)} more carry"
        message = f"{several} a message that nobody has described"
        help_ = "add a schema and name it in `message:`; the file calls such a message `Unknown` until then"
        opened.report.warning(UNDESCRIBED, message, at=target.place, help=help_)


def _lines(target: Target, imported: _Imported, *, dry_run: bool) -> Iterator[str]:
    fleet = imported.fleet
    if not imported.files:
        yield f"import: nothing is new at `{target.name}`"
        return
    yield f"{_count(len(fleet.channels), 'channel')} and {_count(len(fleet.agents), 'agent')}"
    word = "would write" if dry_run else "wrote"
    for source in imported.files:
        yield f"{word} {source.path}"
    if dry_run:
        yield ""
        yield from imported.files[0].text.splitlines()
    else:
        yield f"`treaty plan --target {target.name} --adopt '*'` shows what would change there"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _facts(target: Target, imported: _Imported) -> dict[str, object]:
    return {
        "target": target.name,
        "channels": [each.address for each in imported.fleet.channels],
        "agents": [each.name for each in imported.fleet.agents],
        "undescribed": list(imported.undescribed),
        "files": [source.path for source in imported.files],
        "remarks": [_remark(each) for each in imported.fleet.remarks],
    }


def _remark(remark: Remark) -> dict[str, object]:
    return {"object": remark.source, "rule": remark.rule, "message": remark.message, "help": remark.help}
