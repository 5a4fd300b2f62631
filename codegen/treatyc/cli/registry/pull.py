"""`treaty registry pull`: bring a registry's subjects into the contracts, with their history as releases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from treatyc.cli.gating import fail
from treatyc.cli.registry.opened import (
    FOUND,
    Opened,
    ask,
    dry_run_option,
    end,
    find_target,
    registry_options,
    target_option,
)
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.printing.visible import visible
from treatyc.registry.api import Api
from treatyc.registry.held.survey import Survey, survey
from treatyc.registry.pull.contents import Into
from treatyc.registry.pull.proposing import Proposal, lines, proposals
from treatyc.registry.pull.pulling import Brought, NotPullable, Pulled, pull
from treatyc.source import SourceTree, Span
from treatyc.suggest import did_you_mean
from treatyc.system.target import Target
from treatyc.workspace.baseline import present_contracts
from treatyc.workspace.opening import protobuf_folders
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.replacing import NotWritable, write_all

_ALL = "Only this subject, and what it refers to; may be given several times."
_OVER = "A file of the project that may be replaced; may be given several times."


@click.command("pull")
@target_option
@click.option("--subject", "chosen", multiple=True, metavar="NAME", help=_ALL)
@click.option("--overwrite", multiple=True, metavar="PATH", help=_OVER)
@dry_run_option
@registry_options
def command(wanted: str, chosen: tuple[str, ...], overwrite: tuple[str, ...], dry_run: bool, opened: Opened) -> None:
    """Write what a target's registry has into the contracts: texts, their history as releases, ids in treaty.lock.

    The way in for a project that has a registry already: all that it needs is a file with its name and the target.
    No file that is there is replaced unless `--overwrite` names it. What cannot be brought is said, and the rest is.
    """
    target, _ = find_target(opened, wanted)
    present = present_contracts(opened.workspace.tree, opened.system)
    into = Into(opened.system, target.name, present, _paths(opened, overwrite))

    async def question(api: Api) -> Survey:
        return await survey(api, frozenset(chosen))

    found = ask(opened, target, question)
    _prove_known(chosen, found)
    try:
        pulled = pull(found, into, target, compile_protobuf, _whole)
    except NotPullable as wrong:
        fail(f"nothing was written: {wrong}")
    if not dry_run:
        _write(opened, pulled)
    _tell(opened, target, pulled)
    proposed = proposals(pulled.brought, target, found.modes, opened.system.compatibility)
    told = any(each.severity is not Severity.INFO for each in opened.report.diagnostics)
    code = FOUND if told or (dry_run and pulled.files) else 0
    end(opened, list(_lines(target, pulled, proposed, dry_run=dry_run)), _facts(target, pulled, proposed), code)


def _paths(opened: Opened, overwrite: tuple[str, ...]) -> frozenset[str]:
    """The files that may be replaced, as the tree calls them."""
    found = set()
    for each in overwrite:
        path = Path.cwd() / each
        inner = (
            path.relative_to(opened.workspace.root).as_posix() if path.is_relative_to(opened.workspace.root) else each
        )
        if opened.workspace.tree.get(inner) is None:
            fail(f"`{each}` is no file of this project, so that there is nothing to replace")
        found.add(inner)
    return frozenset(found)


def _prove_known(chosen: tuple[str, ...], found: Survey) -> None:
    for each in chosen:
        if each not in found.listed:
            advice = did_you_mean(each, found.listed, "without `--subject` all are brought")
            fail(visible(f"the registry has no subject `{each}`; {advice}"))


def _whole(tree: SourceTree, report: Report) -> SourceTree:
    return compile_protobuf(tree, protobuf_folders(tree), report)


def _write(opened: Opened, pulled: Pulled) -> None:
    try:
        write_all(opened.workspace.root, opened.workspace.tree, pulled.files)
    except NotWritable as wrong:
        fail(f"nothing was written: {wrong}")
    except OSError as error:
        fail(f"nothing was written: {error.filename or 'the disk'} cannot be written: {error.strerror}")


def _tell(opened: Opened, target: Target, pulled: Pulled) -> None:
    """What was left behind, as findings."""
    for left in pulled.left:
        severity = Severity.INFO if left.expected else Severity.WARNING
        help_ = "" if left.expected else "the rest is brought without it"
        opened.report.add(Diagnostic("registry-not-brought", severity, str(left), target.place, help_))
    for path, subject in pulled.kept.items():
        message = f"this says something else than the last version of subject `{subject}`"
        help_ = f"`--overwrite {path}` takes the registry's; a later `treaty registry push` registers this one"
        opened.report.warning("registry-file-kept", message, at=Span(path), help=help_)
    for name in pulled.unregistered:
        message = f"`{name}` is registered with an older version of something that it refers to"
        help_ = (
            "its present text with what is present beside it is no release yet: see what `treaty registry diff` says"
        )
        opened.report.warning("registry-refers-to-older", message, at=target.place, help=help_)


def _lines(target: Target, pulled: Pulled, proposed: tuple[Proposal, ...], *, dry_run: bool) -> Iterator[str]:
    for each in pulled.brought:
        yield _line(each)
    word = "would write" if dry_run else "wrote"
    for source in pulled.files:
        yield f"{word} {source.path}"
    if not pulled.files:
        yield f"pull: nothing is new at `{target.name}`"
    if pulled.files and proposed:
        yield ""
        yield from lines(proposed)


def _line(brought: Brought) -> str:
    count = f"{brought.versions} version{'s' if brought.versions != 1 else ''}"
    released = ", ".join(f"{name} {version}" for name, version in brought.releases)
    return f"{brought.subject} ({count}): {released or 'nothing new'}"


def _facts(target: Target, pulled: Pulled, proposed: tuple[Proposal, ...]) -> dict[str, object]:
    return {
        "target": target.name,
        "subjects": [
            {
                "subject": each.subject,
                "path": each.path,
                "schemas": list(each.schemas),
                "versions": each.versions,
                "releases": [{"schema": name, "version": str(version)} for name, version in each.releases],
            }
            for each in pulled.brought
        ],
        "files": [source.path for source in pulled.files],
        "left": [{"subject": each.subject, "version": each.version, "why": each.why} for each in pulled.left],
        "channels": [
            {
                "address": each.address,
                "kind": each.kind.value,
                "messages": list(each.messages),
                "owner": each.owner,
                "compatibility": each.compatibility.value if each.compatibility is not None else None,
            }
            for each in proposed
        ],
    }
