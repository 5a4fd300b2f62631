"""`treaty plan`: what would have to be done at a target's broker, and what speaks against it. It changes nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import assert_never

import click

from treatyc.brokers.applying import look
from treatyc.cli.at_broker import (
    CHANGES,
    FORMATS,
    PlanFormat,
    Words,
    open_subject,
    reached,
    say_idle,
    unreleased,
    words_options,
)
from treatyc.cli.findings import show
from treatyc.cli.gating import fail
from treatyc.cli.project import project_options
from treatyc.cli.terminal import brush
from treatyc.printing.plan_as_json import as_json
from treatyc.printing.plan_as_markdown import as_markdown
from treatyc.printing.plan_as_text import Detail, Setting, as_text
from treatyc.printing.visible import visible
from treatyc.source import SourceTree
from treatyc.topology.plan import Plan
from treatyc.workspace.saved_plan import write_plan


@click.command("plan")
@click.option("--target", "wanted", required=True, metavar="NAME", help="The target of the project file.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="Save it for `treaty apply FILE`.")
@click.option("--format", "written", type=FORMATS, default=PlanFormat.TEXT.value, help="How it is printed.")
@click.option("-v", "--verbose", is_flag=True, help="Tell what is as wanted, and all that is unmanaged, too.")
@words_options
@project_options
def command(
    wanted: str, *, out: Path | None, written: str, verbose: bool, words: Words, project: Path | None, root: Path | None
) -> None:
    """Show what `treaty apply` would do at a target's broker, step by step, and why.

    Nothing is changed. What is there and bears no mark of ours is blocked until it is adopted by its address; nothing
    is deleted or replaced unless that is allowed by its address; what the broker cannot change is blocked, with the
    way there. The target's `${NAME}` references are read from the environment.

    Exits 0 where there is nothing to do, 1 where there is, or something is blocked.
    """
    subject = open_subject(wanted, project, root)
    remarks = unreleased(subject)
    wish = subject.wish(words)
    with reached(subject) as broker:
        plan = look(broker, wish)
        setting = Setting("plan", broker.address)
    tree = subject.workspace.tree
    click.echo(_printed(plan, setting, tree, PlanFormat(written), Detail.ALL if verbose else Detail.CHANGES), nl=False)
    if remarks:
        show(remarks, subject.workspace)
    say_idle(wish, plan)
    if out is not None:
        _save(plan, tree, out)
    raise SystemExit(0 if plan.empty else CHANGES)


def _printed(plan: Plan, setting: Setting, tree: SourceTree, written: PlanFormat, detail: Detail) -> str:
    match written:
        case PlanFormat.TEXT:
            return as_text(plan, setting, tree, brush(sys.stdout.isatty()), detail)
        case PlanFormat.JSON:
            return as_json(plan, tree)
        case PlanFormat.MARKDOWN:
            return as_markdown(plan, tree)
        case _:
            assert_never(written)


def _save(plan: Plan, tree: SourceTree, out: Path) -> None:
    try:
        write_plan(out, as_json(plan, tree))
    except OSError as error:
        fail(visible(f"{out} cannot be written: {error.strerror}"))
    click.echo(
        visible(f"plan: saved; `treaty apply {out}` does this, if it is then still what would be done"), err=True
    )
