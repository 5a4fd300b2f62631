"""`treaty registry diff`: what a push would register, under which subjects, and what the registry would answer."""

from __future__ import annotations

from dataclasses import replace

import click

from treatyc.cli.compat import DIALECTS
from treatyc.cli.project import FAILED
from treatyc.cli.registry.opened import (
    FOUND,
    Opened,
    ask,
    end,
    find_target,
    offline_option,
    registry_options,
    target_option,
)
from treatyc.cli.registry.plan_view import view
from treatyc.cli.registry.planned import Planned, Wish, plan, plan_offline, wish
from treatyc.cli.registry.unreleased import unreleased
from treatyc.diagnostics import Severity
from treatyc.printing.registry_plan import as_facts, as_lines, counted
from treatyc.system.registry import Dialect


@click.command("diff")
@target_option
@click.option("--dialect", type=DIALECTS, help="Foretell the answers of this registry; else of the target's.")
@offline_option
@registry_options
def command(wanted: str, *, dialect: str | None, offline: bool, opened: Opened) -> None:
    """Show what `treaty registry push` would do at a target's registry, and what would be said of it.

    Each text that the registry lacks, under its subject and after what it refers to, with the registry's own answer
    and treaty's verdict. What cannot be asked, since a reference or the mode is new itself, is foretold as the
    registry's dialect decides. With --offline everything is, by `treaty.lock` and the releases.

    Exits 1 where there is something to register or to set.
    """
    target, registry = find_target(opened, wanted)
    asked = wish(opened, target, Dialect(dialect) if dialect is not None else registry.dialect)
    if asked is None:
        end(opened, (), {"target": target.name}, FAILED)
    planned = plan_offline(opened, asked) if offline else ask(opened, target, lambda api: plan(api, opened, asked))
    show(opened, asked, planned, "diff")


def show(opened: Opened, asked: Wish, planned: Planned, verb: str, *behind: str) -> None:
    """Print a plan, with lines behind it, and end: 1 where there is something to do, or something against it."""
    shown = view(planned, asked, opened.system)
    lines = [f"{verb}: target `{shown.target}`: {counted(shown)}", *as_lines(shown), *behind]
    report = opened.report
    for each in (*unreleased(opened, asked.declared.target), *planned.contradictions, *planned.wrong, *planned.remarks):
        report.add(each)
    tree = opened.workspace.tree
    if planned.run is not None:
        for each in planned.run.judged.diagnostics:
            if each.severity is not Severity.INFO:
                report.add(each)
        tree = planned.run.tree
    code = 0 if planned.difference.nothing and not planned.refused(asked) and not report.failed else FOUND
    end(replace(opened, workspace=replace(opened.workspace, tree=tree)), lines, as_facts(shown), code)
