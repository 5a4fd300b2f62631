"""`treaty explain`: what a rule, channel, pattern, message or agent is, in plain words."""

from __future__ import annotations

from pathlib import Path

import click

from treatyc.cli.findings import show
from treatyc.cli.project import FAILED, open_system, project_options
from treatyc.cli.target import chosen_target, known_semantics
from treatyc.describe.explain import explain_at_target, explain_name, explain_rule, suggestion
from treatyc.describe.pages import pages
from treatyc.describe.sheet import Sheet, as_text
from treatyc.printing.visible import visible
from treatyc.system.system import System


@click.command("explain")
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="Name every rule with its sentence.")
@click.option(
    "--target",
    metavar="NAME",
    help="Say what the channel or agent is on this target's broker: objects, settings, rights, and what it cannot do.",
)
@project_options
def command(name: str | None, listing: bool, target: str | None, project: Path | None, root: Path | None) -> None:
    """Say in plain words what NAME is.

    NAME is the id of a rule, or an agent, a message, a channel, an address or a pattern such as `events.order.*`.
    """
    if listing:
        width = max(len(rule) for rule in pages())
        click.echo("\n".join(f"{rule.ljust(width)}  {page.title}" for rule, page in pages().items()))
    elif name is None:
        raise click.UsageError("name a rule, an agent, a message, a channel or a pattern, or use --list")
    elif target is not None:
        _explain_at_target(name, target, project, root)
    elif (text := explain_rule(name)) is not None:
        click.echo(text, nl=False)
    else:
        _explain_in_project(name, project, root)


def _explain_in_project(name: str, project: Path | None, root: Path | None) -> None:
    opened = open_system(project, root)
    if opened.system is None:
        show(opened.report.diagnostics, opened.workspace)
        raise SystemExit(FAILED)
    _show(explain_name(opened.system, name), opened.system, name)


def _explain_at_target(name: str, target: str, project: Path | None, root: Path | None) -> None:
    opened = open_system(project, root)
    if opened.system is None:
        show(opened.report.diagnostics, opened.workspace)
        raise SystemExit(FAILED)
    there = chosen_target(opened.system, target)
    sheet = explain_at_target(opened.system, there, known_semantics(there), name)
    if sheet is None and (explain_rule(name) or explain_name(opened.system, name)):
        click.echo(f"treaty: `{visible(name)}` is neither a channel nor an agent: `--target` is for these", err=True)
        raise SystemExit(FAILED)
    _show(sheet, opened.system, name)


def _show(sheet: Sheet | None, system: System, name: str) -> None:
    if sheet is None:
        click.echo(f"treaty: nothing is called `{visible(name)}`; {visible(suggestion(system, name))}", err=True)
        raise SystemExit(FAILED)
    # Descriptions are a contract's own words, which must not steer the terminal.
    click.echo("\n".join(visible(line) for line in as_text(sheet).split("\n")), nl=False)
