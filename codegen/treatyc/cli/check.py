"""`treaty check`: everything that is wrong with the contracts, and with what changed in them, in one run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from treatyc.checks.choice import Choice
from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.cli.compat import DIALECTS
from treatyc.cli.formats import REPORT_FORMATS, ReportFormat, printed
from treatyc.cli.gating import RELEASES, Asked, asks, foretold, gate_options, run_gate
from treatyc.cli.project import FAILED, Opened, locate, open_system, project_options
from treatyc.cli.terminal import brush
from treatyc.compatibility.conclusion import Conclusion
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.gate import gate
from treatyc.printing.as_json import as_json
from treatyc.printing.as_text import Coloured, as_text
from treatyc.printing.located import Located, located
from treatyc.suggest import did_you_mean
from treatyc.system.registry import Dialect
from treatyc.system.system import System
from treatyc.workspace import gate_stamp
from treatyc.workspace.gate_stamp import Said
from treatyc.workspace.reading import read

FOUND = 1

_DIALECT_HELP = "Say what this registry would answer, too, and where it is wrong; without BASELINE, of `releases`."


@click.command("check")
@click.option("--format", "written", type=REPORT_FORMATS, default=ReportFormat.TEXT.value, help="How it is printed.")
@click.option("--select", multiple=True, metavar="RULES", help="Run these rules alone, on-demand ones too.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules out of this run.")
@click.option("--against", metavar="BASELINE", help="Also hold what changed against this.")
@click.option("--dialect", "dialects", type=DIALECTS, multiple=True, help=_DIALECT_HELP)
@gate_options
@project_options
def command(
    written: str,
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    against: str | None,
    dialects: tuple[str, ...],
    choice: gate.Choice,
    project: Path | None,
    root: Path | None,
) -> None:
    """Check the contracts: names, wiring, delivery, schemas, targets.

    RULES are ids, separated by commas; `treaty explain --list` names them all.

    BASELINE is `releases`, `git:REVISION`, `registry:TARGET`, or the path of a project or of schemas. What changed
    since then must be compatible as the contracts say; `--mode`, `--category` and `--content-model` are about that.
    What a registry would answer changes no exit code: what it would refuse, and treaty does not, is a warning.
    """
    style = ReportFormat(written)
    if against is None and dialects:
        against = RELEASES
    if against is None and style is ReportFormat.MARKDOWN:
        raise click.UsageError("`--format markdown` is the report of a comparison: name a baseline with `--against`")
    rules = Choice(only=_rules(select), without=_rules(ignore))
    if against is None:
        said = _checked(open_system(project, root), rules, style)
    else:
        said = _held(locate(project), root, rules, _asked(against, choice, dialects), style)
    click.echo(said.text, nl=False)
    if said.code:
        raise SystemExit(said.code)


def _asked(against: str, choice: gate.Choice, dialects: Sequence[str]) -> Asked:
    return Asked(against, choice, tuple(Dialect(dialect) for dialect in dict.fromkeys(dialects)))


def _held(project: Path, root: Path | None, rules: Choice, asked: Asked, style: ReportFormat) -> Said:
    """What is said of a project and of what changed in it: as the last time, where nothing is different."""
    report = Report()
    workspace = read(project, report, root)
    known = asks(workspace, asked) if workspace is not None and not report.diagnostics else None
    if known is None:
        return _answer(open_system(project, root), rules, asked, style)
    colours = str(isinstance(brush(sys.stdout.isatty()), Coloured))
    question = gate_stamp.question((*known, style, colours, repr(rules)))
    said = gate_stamp.recall(project, question)
    if said is None:
        said = _answer(open_system(project, root), rules, asked, style)
        gate_stamp.remember(project, question, said)
    return said


def _answer(opened: Opened, rules: Choice, asked: Asked, style: ReportFormat) -> Said:
    if opened.system is None:
        return _checked(opened, rules, style)
    return _gated(opened, opened.system, _findings(opened, rules), asked, style)


def _checked(opened: Opened, rules: Choice, style: ReportFormat) -> Said:
    """What is said of a project by itself."""
    ordinary = _findings(opened, rules)
    text = _printed(located(ordinary, opened.workspace.tree), opened, style)
    return Said(text, FOUND if _matters(ordinary) else 0)


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


def _gated(opened: Opened, system: System, ordinary: tuple[Diagnostic, ...], asked: Asked, style: ReportFormat) -> Said:
    """The whole report of a project and of what changed in it."""
    run = run_gate(opened, system, asked)
    told = foretold(opened, system, asked, run)
    found = located((*ordinary, *run.remarks, *run.refused, *run.judged.diagnostics, *told.warnings), run.tree)
    text = printed(found, run.tree, replace(run.judged.conclusion, answers=told.answers), style)
    return Said(text, FOUND if run.judged.failed or _matters(ordinary) or run.refused else 0)


def _matters(found: Sequence[Diagnostic]) -> bool:
    return any(one.severity is not Severity.INFO for one in found)


def _printed(found: Sequence[Located], opened: Opened, format: ReportFormat) -> str:
    """A report with nothing to conclude: no version was held against another."""
    if format is ReportFormat.TEXT:
        text = as_text(found, opened.workspace.tree, brush(sys.stdout.isatty()))
        return f"{text}{_rest(opened.system, found)}"
    if format is ReportFormat.JSON:
        return as_json(found)
    return printed(found, opened.workspace.tree, Conclusion(()), format)


def _rest(system: System | None, found: Sequence[Located]) -> str:
    """What is said when there is nothing to say, or when there may be more."""
    if system is None:
        return "check: the rules run once the contracts can be read\n"
    if found:
        return ""
    counts = {"agent": len(system.agents), "channel": len(system.channels), "schema": len(system.schemas)}
    agents, channels, schemas = (f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items())
    return f"check: nothing found in {agents}, {channels} and {schemas}\n"
