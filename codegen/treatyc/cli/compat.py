"""`treaty compat`: whether the reader of one schema understands what the writer of another one sends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from treatyc.cli.formats import REPORT_FORMATS, ReportFormat, printed
from treatyc.cli.project import FAILED
from treatyc.cli.terminal import brush
from treatyc.compatibility.conclusion import conclude
from treatyc.compatibility.diagnose import FAILING, as_diagnostic, fails
from treatyc.compatibility.engines import engine_of
from treatyc.compatibility.finding import Category
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.report import CompatibilityReport
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.diagnostics import Report
from treatyc.printing.as_text import as_text
from treatyc.printing.located import located, renamed
from treatyc.source import SourceTree
from treatyc.suggest import did_you_mean
from treatyc.system.registry import Dialect
from treatyc.workspace.comparing import compare_sides
from treatyc.workspace.predicting import predict_sides
from treatyc.workspace.sides import Sides, open_sides

FOUND = 1

MODES = click.Choice([mode.value for mode in Mode], case_sensitive=False)
DIALECTS = click.Choice([dialect.value for dialect in Dialect])
MODELS = click.Choice([model.value for model in ContentModel])
_MODE_HELP = "Who has to read whom: backward (the default), forward, full, none, or with `_transitive`."
_PATH = click.Path(path_type=Path)


def categories(context: click.Context, parameter: click.Parameter, written: str) -> frozenset[Category]:
    """The categories of an option, separated by commas; the run ends where one is unknown."""
    known = [category.value for category in Category]
    named = [word.strip() for word in written.split(",") if word.strip()]
    for word in named:
        if word not in known:
            advice = did_you_mean(word, known, f"the categories are {', '.join(known)}")
            raise click.BadParameter(f"no category is named `{word}`; {advice}", context, parameter)
    return frozenset(Category(word) for word in named)


@click.command("compat")
@click.argument("writer", type=_PATH)
@click.argument("reader", type=_PATH)
@click.option("--mode", type=MODES, default=Mode.BACKWARD.value, metavar="MODE", help=_MODE_HELP)
@click.option(
    "--category",
    "failing",
    metavar="LIST",
    default=",".join(sorted(FAILING, reverse=True)),
    show_default=True,
    callback=categories,
    help="Where a break fails: wire, json, source, semantic.",
)
@click.option(
    "--content-model",
    type=MODELS,
    default=ContentModel.DECLARED.value,
    show_default=True,
    help="What a JSON Schema writer may send: what it declares, or all that it accepts.",
)
@click.option("--dialect", type=DIALECTS, help="Say what this registry would answer, too, and where it is wrong.")
@click.option("--references", type=_PATH, help="The folder of what both import.")
@click.option("--format", "written", type=REPORT_FORMATS, default=ReportFormat.TEXT.value, help="How it is printed.")
def command(
    writer: Path,
    reader: Path,
    *,
    mode: str,
    failing: frozenset[Category],
    content_model: str,
    dialect: str | None,
    references: Path | None,
    written: str,
) -> None:
    """Compare two schema files, or two folders of them: WRITER is the older, READER the newer.

    Exits 1 where something breaks in one of the categories, 2 where something is no schema.
    """
    settings = Settings(content_model=ContentModel(content_model))
    sides, compared = _compared(writer, reader, references, Mode(mode), settings)
    diagnostics = [as_diagnostic(finding, failing) for finding in compared.findings]
    found = renamed(located(diagnostics, sides.tree), sides.shown)
    formats = [engine.format for ending in sides.endings() if (engine := engine_of(ending)) is not None]
    answers = () if dialect is None else predict_sides(sides, Mode(mode), Dialect(dialect), compared.findings)
    conclusion = replace(conclude(compared, formats, Mode(mode)), answers=answers)
    click.echo(printed(found, sides.as_shown(), conclusion, ReportFormat(written)), nl=False)
    if any(fails(finding, failing) for finding in compared.findings):
        raise SystemExit(FOUND)


def _compared(
    writer: Path, reader: Path, references: Path | None, mode: Mode, settings: Settings
) -> tuple[Sides, CompatibilityReport]:
    """Both sides and what was found; ends the run, and says why, where one of them is no schema."""
    report = Report()
    sides = open_sides(writer, reader, references, report)
    compared = compare_sides(sides, mode, settings, report) if sides is not None else None
    if sides is not None and compared is not None:
        return sides, compared
    tree = sides.as_shown() if sides is not None else SourceTree("")
    found = located(report.diagnostics, sides.tree if sides is not None else tree)
    shown = renamed(found, sides.shown if sides is not None else {})
    click.echo(as_text(shown, tree, brush(terminal=False)), err=True, nl=False)
    raise SystemExit(FAILED)
