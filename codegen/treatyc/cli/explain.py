"""`treaty explain`: what a rule, channel, pattern, message or agent is, in plain words."""

from __future__ import annotations

from pathlib import Path

import click

from treatyc.cli.findings import show
from treatyc.cli.project import FAILED, open_system, project_options
from treatyc.describe.explain import explain_name, explain_rule, suggestion
from treatyc.describe.pages import pages
from treatyc.describe.sheet import as_text
from treatyc.printing.visible import visible


@click.command("explain")
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="Name every rule with its sentence.")
@project_options
def command(name: str | None, listing: bool, project: Path | None, root: Path | None) -> None:
    """Say in plain words what NAME is.

    NAME is the id of a rule, or an agent, a message, a channel, an address or a pattern such as `events.order.*`.
    """
    if listing:
        width = max(len(rule) for rule in pages())
        click.echo("\n".join(f"{rule.ljust(width)}  {page.title}" for rule, page in pages().items()))
    elif name is None:
        raise click.UsageError("name a rule, an agent, a message, a channel or a pattern, or use --list")
    elif (text := explain_rule(name)) is not None:
        click.echo(text, nl=False)
    else:
        _explain_in_project(name, project, root)


def _explain_in_project(name: str, project: Path | None, root: Path | None) -> None:
    opened = open_system(project, root)
    sheet = explain_name(opened.system, name) if opened.system is not None else None
    if sheet is not None:
        # Descriptions are a contract's own words, which must not steer the terminal.
        click.echo("\n".join(visible(line) for line in as_text(sheet).split("\n")), nl=False)
        return
    if opened.system is None:
        show(opened.report.diagnostics, opened.workspace)
    else:
        advice = suggestion(opened.system, name)
        click.echo(f"treaty: nothing is called `{visible(name)}`; {visible(advice)}", err=True)
    raise SystemExit(FAILED)
