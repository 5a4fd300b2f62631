"""`treaty drift`: what somebody changed at a target's broker since treaty applied it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import assert_never

import click

from treatyc.brokers.applying import observe
from treatyc.cli.at_broker import CHANGES, FORMATS, PlanFormat, Words, open_subject, reached
from treatyc.cli.project import project_options
from treatyc.cli.terminal import brush
from treatyc.printing.drift_printed import as_json, as_markdown, as_text
from treatyc.topology.drift import drift


@click.command("drift")
@click.option("--target", "wanted", required=True, metavar="NAME", help="The target of the project file.")
@click.option("--format", "written", type=FORMATS, default=PlanFormat.TEXT.value, help="How it is printed.")
@project_options
def command(wanted: str, written: str, project: Path | None, root: Path | None) -> None:
    """Show what of ours at a target's broker is no longer as it was applied, whatever the contracts say by now.

    Nothing is changed: `treaty plan` says how it would be put right. Settings that nobody declared count as well.

    Exits 0 where nothing drifted, 1 where something did.
    """
    subject = open_subject(wanted, project, root)
    wish = subject.wish(Words())
    scope, tree = wish.request.scope, subject.workspace.tree
    with reached(subject) as broker:
        found = drift(wish.wanted, observe(broker, wish), scope)
        head = f"drift: target `{scope.target}`, {wish.request.broker} at {broker.address}"
    match PlanFormat(written):
        case PlanFormat.TEXT:
            text = as_text(found, scope, head, tree, brush(sys.stdout.isatty()))
        case PlanFormat.JSON:
            text = as_json(found, scope, tree)
        case PlanFormat.MARKDOWN:
            text = as_markdown(found, scope, tree)
        case unknown:
            assert_never(unknown)
    click.echo(text, nl=False)
    raise SystemExit(CHANGES if found else 0)
