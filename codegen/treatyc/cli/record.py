"""`treaty record`: write down which release of an agent runs at a target, so that the gate knows who can meet whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from treatyc.cli.findings import show
from treatyc.cli.project import FAILED, Opened, open_system, project_options
from treatyc.cli.target import chosen_target
from treatyc.compatibility.deployed import NotRunning, Recorded, begin, forget, retire
from treatyc.diagnostics import Report, Severity
from treatyc.load.deployed import LABEL, TIME
from treatyc.load.manifest import load_manifest
from treatyc.source import Span
from treatyc.suggest import did_you_mean
from treatyc.system.deployment import Deployment, Manifest
from treatyc.system.system import System
from treatyc.workspace.reading import Workspace
from treatyc.workspace.recording import ChangedMeanwhile, generated_manifest, read_manifest, write_deployed


@click.command("record")
@click.argument("agent")
@click.option("--label", required=True, help="What this release is called: a version, or a revision.")
@click.option("--target", required=True, metavar="NAME", help="The target of the project file where it runs.")
@click.option("--manifest", type=click.Path(path_type=Path), help="Its manifest.json; else the generated one.")
@click.option("--replaces", multiple=True, metavar="LABEL", help="A release that ends with this; may be repeated.")
@click.option("--retire", "retires", is_flag=True, help="The release runs no more.")
@click.option("--forget", "forgets", is_flag=True, help="Take out what ended and of which nothing is kept any more.")
@click.option("--at", metavar="TIME", help="When, such as 2026-11-21T11:02:00Z; else now.")
@project_options
def command(
    agent: str,
    *,
    label: str,
    target: str,
    manifest: Path | None,
    replaces: tuple[str, ...],
    retires: bool,
    forgets: bool,
    at: str | None,
    project: Path | None,
    root: Path | None,
) -> None:
    """Record in deployed.lock that a release of AGENT runs at a target, for `treaty check --against`.

    It is meant for the pipeline that deploys: after a deployment, `treaty record orders --label 2026.11.2 --replaces
    2026.11.1 --target prod`, and commit the lock. What the release sends and receives is read from its manifest. A
    release that ended still counts for as long as what it wrote is kept.
    """
    opened = open_system(project, root)
    system = _sound(opened)
    moment = _moment(at)
    _check_words(system, label, target)
    try:
        if retires:
            if manifest is not None or replaces:
                _fail("`--retire` takes neither `--manifest` nor `--replaces`")
            recorded = retire(system.deployments, target, agent, label, moment)
        else:
            found = _manifest(system, agent, manifest, opened.workspace)
            new = Deployment(target, label, found, moment, None, Span(""))
            recorded = begin(system.deployments, new, replaces)
    except NotRunning as error:
        _fail(str(error))
    if at is not None:
        _prove_order(recorded, at, moment)
    left = forget(recorded.deployments, system, moment) if forgets else recorded.deployments
    if left == system.deployments:
        click.echo(f"record: {agent} {label} runs in {target} already")
        return
    _write(opened.workspace, left)
    _say(recorded, agent, label, target)
    if forgotten := len(recorded.deployments) - len(left):
        click.echo(f"record: {forgotten} of which nothing is kept taken out")


def _sound(opened: Opened) -> System:
    if opened.system is None:
        errors = [each for each in opened.report.diagnostics if each.severity is Severity.ERROR]
        show(errors, opened.workspace)
        raise SystemExit(FAILED)
    return opened.system


def _moment(at: str | None) -> datetime:
    if at is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.strptime(at, TIME).replace(tzinfo=UTC)
    except ValueError:
        return _fail(f"`{at}` is no time such as 2026-11-21T11:02:00Z")


def _prove_order(recorded: Recorded, at: str, moment: datetime) -> None:
    """A clock may go backwards by a little; a time that a person wrote is meant, and is not bent to what was before."""
    for each in recorded.ended:
        if moment < each.since:
            began = each.since.strftime(TIME)
            _fail(f"`{each.agent}` {each.label} began on {began} and cannot end at {at}: name a later time")


def _check_words(system: System, label: str, target: str) -> None:
    if re.fullmatch(LABEL, label) is None:
        _fail(f"`{label}` is no label: letters, digits and `._+/@:-`, at most 128, no space")
    chosen_target(system, target)


def _manifest(system: System, agent: str, given: Path | None, workspace: Workspace) -> Manifest:
    known = [each.name for each in system.agents]
    if agent not in known:
        advice = did_you_mean(agent, known, f"there are: {', '.join(known)}" if known else "the project declares none")
        _fail(f"no agent is named `{agent}`; {advice}")
    path = given or generated_manifest(system, agent, workspace.root)
    if path is None:
        _fail("the project generates no Python package; `--manifest` names the agent's manifest.json")
    report = Report()
    source = read_manifest(path, report)
    manifest = load_manifest(source, system.name, agent, report) if source is not None else None
    if manifest is None:
        show(report.diagnostics, workspace)
        raise SystemExit(FAILED)
    return manifest


def _write(workspace: Workspace, deployments: Sequence[Deployment]) -> None:
    try:
        write_deployed(workspace, deployments)
    except ChangedMeanwhile:
        _fail("another run changed deployed.lock meanwhile: run this one again")
    except OSError as error:
        _fail(f"deployed.lock cannot be written: {error.strerror}")


def _say(recorded: Recorded, agent: str, label: str, target: str) -> None:
    if any(each.until is None and each.label == label and each.agent == agent for each in recorded.deployments):
        click.echo(f"record: {agent} {label} runs in {target}")
    _say_each(recorded.ended, "ended")
    _say_each(recorded.beside, "still runs; `--replaces` or `--retire` ends it")


def _say_each(deployments: Sequence[Deployment], what: str) -> None:
    for each in deployments:
        click.echo(f"record: {each.agent} {each.label} {what}")


def _fail(message: str) -> NoReturn:
    click.echo(f"treaty: {message}", err=True)
    raise SystemExit(FAILED)
