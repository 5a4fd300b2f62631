"""`treaty apply`: make a target's broker as the contracts say, or do exactly what a saved plan says."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from treatyc.brokers.applying import Run, Stale, Wish, apply, look
from treatyc.brokers.live import LiveBroker, Outcome
from treatyc.cli.at_broker import CHANGES, Subject, Words, open_subject, reached, say_idle, unreleased, words_options
from treatyc.cli.findings import show
from treatyc.cli.gating import fail
from treatyc.cli.holder import holder
from treatyc.cli.project import FAILED, project_options
from treatyc.cli.terminal import brush
from treatyc.printing.applied_as_text import Ending, as_lines
from treatyc.printing.plan_as_text import Detail, Setting, as_text
from treatyc.printing.visible import visible
from treatyc.topology.plan import Action, Plan, Word
from treatyc.topology.principals import password_name, principal
from treatyc.topology.saved import Saved, Unreadable, differences
from treatyc.workspace.saved_plan import read_plan

_DIFFERENCES_MAX = 20
_MAKING = (Action.CREATE, Action.REPLACE)


@click.command("apply")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--target", "wanted", metavar="NAME", help="The target of the project file.")
@words_options
@project_options
def command(file: Path | None, wanted: str | None, *, words: Words, project: Path | None, root: Path | None) -> None:
    """Do at a target's broker what `treaty plan` shows; with FILE, exactly what that saved plan shows, or nothing.

    One run works on a target at a time. It stops at the first step that fails, and a new run goes on from there. What
    is blocked is left as it is. A production target takes released schemas only.

    Exits 0 where all is as wanted then, 1 where something is left, 2 where something failed or the plan is stale.
    """
    saved = _read(file, wanted, words) if file is not None else None
    name = saved.target if saved is not None else wanted
    if name is None:
        raise click.UsageError("name a target with --target, or a saved plan")
    subject = open_subject(name, project, root)
    if found := unreleased(subject):
        show(found, subject.workspace)
        raise SystemExit(FAILED)
    wish = subject.wish(words) if saved is None else _agreed(saved, subject)
    with reached(subject) as broker:
        plan = look(broker, wish)
        if saved is not None and saved.promise != plan.promise:
            _refuse_stale(saved, plan)
        tree, paint = subject.workspace.tree, brush(sys.stdout.isatty())
        click.echo(as_text(plan, Setting("apply", broker.address), tree, paint, Detail.CHANGES), nl=False)
        say_idle(wish, plan)
        if not plan.todo:
            raise SystemExit(0 if plan.empty else CHANGES)
        _need_passwords(plan, subject)
        with _progress(len(plan.todo)) as progress:
            run = _apply(broker, wish, plan, progress)
    for line in as_lines(_ending(run), paint):
        click.echo(line)
    raise SystemExit(FAILED if run.broken else 0 if run.left is not None and run.left.empty else CHANGES)


def _read(file: Path, wanted: str | None, words: Words) -> Saved:
    if words.given:
        raise click.UsageError("a saved plan has its own words of consent: give them to `treaty plan -o FILE`")
    try:
        saved = read_plan(file)
    except Unreadable as error:
        fail(visible(f"{file}: {error}"))
    if wanted not in (None, saved.target):
        fail(visible(f"{file} is a plan for target `{saved.target}`, not `{wanted}`"))
    return saved


def _agreed(saved: Saved, subject: Subject) -> Wish:
    """What a saved plan was made from, as the contracts are now; ends the run where it is for something else."""
    wish = subject.wish(Words(saved.consents, (), saved.authoritative))
    if saved.scope != wish.request.scope:
        fail(visible(f"this is a plan of project `{saved.project}`, and this one is `{subject.system.name}`"))
    if saved.broker != wish.request.broker:
        fail(visible(f"this is a plan for {saved.broker}, and the target's broker is {wish.request.broker}"))
    return wish


def _refuse_stale(saved: Saved, plan: Plan) -> NoReturn:
    lines = list(differences(saved, plan))
    told = [f"  {line}" for line in lines[:_DIFFERENCES_MAX]]
    if len(lines) > len(told):
        told.append(f"  … and {len(lines) - len(told)} more")
    click.echo("\n".join(visible(line) for line in told), err=True)
    fail("the plan is stale, and nothing was done: plan again")


def _need_passwords(plan: Plan, subject: Subject) -> None:
    """Say which passwords the environment lacks before anything is done, not in the middle of it."""
    principals = {principal(subject.system, agent) for agent in subject.system.agents}
    lacking = {
        name
        for step in plan.todo
        if step.resource.kind in subject.semantics.secret and step.resource.name in principals
        if step.action in _MAKING or step.allows(Word.ROTATE)
        if (name := password_name(subject.target, step.resource.name)) and not os.environ.get(name)
    }
    if lacking:
        fail(f"target `{subject.target.name}` needs {' and '.join(sorted(lacking))} in the environment")


def _apply(broker: LiveBroker, wish: Wish, plan: Plan, progress: _Progress) -> Run:
    try:
        return apply(broker, wish, plan, holder(), progress)
    except Stale:
        fail("the broker changed while this run looked at it, and nothing was done: run it again")


def _ending(run: Run) -> Ending:
    return Ending(
        run.plan.scope.target,
        run.done,
        [(outcome.step, outcome.problem or "") for outcome in run.failed],
        run.unconfirmed,
        run.untried,
        run.left,
        run.stopped,
    )


@dataclass(slots=True)
class _Progress:
    """How far it came, on a terminal, and whether somebody pressed Ctrl-C: what is begun is ended first."""

    total: int
    shown: bool
    done: int = 0
    interrupted: bool = False

    def told(self, outcome: Outcome) -> None:
        """A step ended."""
        self.done += 1
        if self.shown:
            click.echo(
                f"\r\x1b[Kapply: {self.done} of {self.total}  {visible(outcome.step.address)}", err=True, nl=False
            )

    def stopping(self) -> bool:
        """Whether to end before the next batch."""
        return self.interrupted

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Stop soon; a second Ctrl-C stops at once."""
        del number, frame
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True


@contextlib.contextmanager
def _progress(total: int) -> Iterator[_Progress]:
    progress = _Progress(total, sys.stderr.isatty())
    before = signal.signal(signal.SIGINT, progress.interrupt)
    try:
        yield progress
    finally:
        signal.signal(signal.SIGINT, before)
        if progress.shown:
            click.echo("\r\x1b[K", err=True, nl=False)
