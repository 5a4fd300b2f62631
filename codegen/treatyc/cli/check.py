"""`treaty check`: everything that is wrong with the contracts, in one run."""

from __future__ import annotations

import enum
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from treatyc.check.choice import Choice
from treatyc.check.engine import check
from treatyc.check.rules import RULES
from treatyc.cli.findings import brush
from treatyc.cli.project import FAILED, Opened, open_system, project_options
from treatyc.describe.pages import pages
from treatyc.diagnostics import Diagnostic, Severity
from treatyc.printing.as_github import as_github
from treatyc.printing.as_json import as_json
from treatyc.printing.as_junit import as_junit
from treatyc.printing.as_sarif import RuleText, as_sarif
from treatyc.printing.as_text import as_text
from treatyc.printing.located import Located, located
from treatyc.suggest import did_you_mean
from treatyc.system.system import System

FOUND = 1


class Format(enum.Enum):
    """What findings are printed as."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


FORMATS = click.Choice([each.value for each in Format])


@click.command("check")
@click.option("--format", "written", type=FORMATS, default=Format.TEXT.value, help="How findings are printed.")
@click.option("--select", multiple=True, metavar="RULES", help="Run these rules alone, on-demand ones too.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules out of this run.")
@project_options
def command(
    written: str, select: tuple[str, ...], ignore: tuple[str, ...], project: Path | None, root: Path | None
) -> None:
    """Check the contracts: names, wiring, delivery, schemas, targets.

    RULES are ids, separated by commas; `treaty explain --list` names them all.
    """
    choice = Choice(only=_rules(select), without=_rules(ignore))
    opened = open_system(project, root)
    found = located(_findings(opened, choice), opened.workspace.tree)
    click.echo(_printed(found, opened, Format(written)), nl=False)
    if any(one.severity is not Severity.INFO for one in found):
        raise SystemExit(FOUND)


def _rules(written: Sequence[str]) -> tuple[str, ...]:
    """The ids of an option; ends the run where one is unknown."""
    named = [rule.strip() for part in written for rule in part.split(",") if rule.strip()]
    known = [rule.id for rule in RULES]
    for rule in named:
        if rule not in known:
            advice = did_you_mean(rule, known, "`treaty explain --list` names them all")
            click.echo(f"treaty: no rule is named `{rule}`; {advice}", err=True)
            raise SystemExit(FAILED)
    return tuple(named)


def _findings(opened: Opened, choice: Choice) -> tuple[Diagnostic, ...]:
    found = opened.report.diagnostics
    return (*found, *check(opened.system, RULES, choice)) if opened.system is not None else found


def _printed(found: Sequence[Located], opened: Opened, format: Format) -> str:
    match format:
        case Format.TEXT:
            text = as_text(found, opened.workspace.tree, brush(sys.stdout.isatty()))
            return f"{text}{_rest(opened.system, found)}"
        case Format.JSON:
            return as_json(found)
        case Format.SARIF:
            return as_sarif(found, {rule: RuleText(page.title, page.text) for rule, page in pages().items()})
        case Format.JUNIT:
            return as_junit(found)
        case Format.GITHUB:
            return as_github(found)


def _rest(system: System | None, found: Sequence[Located]) -> str:
    """What is said when there is nothing to say, or when there may be more."""
    if system is None:
        return "check: the rules run once the contracts can be read\n"
    if found:
        return ""
    counts = {"agent": len(system.agents), "channel": len(system.channels), "schema": len(system.schemas)}
    agents, channels, schemas = (f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items())
    return f"check: nothing found in {agents}, {channels} and {schemas}\n"
