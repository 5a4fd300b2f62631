"""The gate as `check`, `release` and `accept` run it: the same options, the same baseline, the same conclusion."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NoReturn

import click

from treatyc.cli.compat import MODELS, categories
from treatyc.cli.findings import errors_only
from treatyc.cli.project import FAILED, Opened
from treatyc.cli.registry_baseline import open_registry
from treatyc.compatibility.diagnose import FAILING
from treatyc.compatibility.finding import Category
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.gate.accepting import about
from treatyc.gate.baseline import Baseline, Contracts, Histories, before_last
from treatyc.gate.conclude import Judged, conclude
from treatyc.gate.gate import Choice, Gated, gate
from treatyc.gate.question import EDGES, question
from treatyc.printing.as_text import Plain, as_text
from treatyc.printing.located import located
from treatyc.printing.visible import visible
from treatyc.source import SourceTree
from treatyc.system.acceptance import Acceptance
from treatyc.system.registry import Dialect
from treatyc.system.system import System
from treatyc.workspace import stamp
from treatyc.workspace.baseline import (
    AtRegistry,
    BaselineUnknown,
    digest,
    find_baseline,
    open_baseline,
    own_releases,
    present_contracts,
    shown,
)
from treatyc.workspace.foretelling import Foretelling, foretell, stopped_at
from treatyc.workspace.reading import Workspace
from treatyc.workspace.renewed import renewed

RELEASES = "releases"
UNRELEASED = "production-unreleased"
_MODES = click.Choice([EDGES, *(mode.value for mode in Mode)], case_sensitive=False)

today_option = click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True)
"""The day that a run takes for today: for tests."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options ask for; `against` is as a person wrote it, `dialects` are whose answers are wanted as well."""

    against: str
    choice: Choice
    dialects: tuple[Dialect, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the gate; `tree` holds both sides for printing, `refused` what an engine could not read.

    `remarks` is what is to be known of the baseline itself.
    """

    baseline: Baseline
    gated: Gated
    judged: Judged
    tree: SourceTree
    refused: tuple[Diagnostic, ...]
    remarks: tuple[Diagnostic, ...] = ()


def gate_options(command: Callable[..., None]) -> Callable[..., None]:
    """`--mode`, `--category`, `--content-model`, handed over as `choice: Choice`."""

    @click.option("--mode", type=_MODES, metavar="MODE", help="Ask this of every schema, not what the contracts say.")
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
    @today_option
    @functools.wraps(command)
    def wrapped(
        mode: str | None, failing: frozenset[Category], content_model: str, today: datetime | None, **options: object
    ) -> None:
        settings = Settings(content_model=ContentModel(content_model))
        choice = Choice(now(today), question(mode) if mode is not None else None, settings, failing)
        command(**options, choice=choice)

    return wrapped


def now(today: datetime | None) -> datetime:
    """The beginning of the day on which this runs: what happened since may still count, and a day has one answer."""
    day = today if today is not None else datetime.now(UTC)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def in_the_way(opened: Opened) -> tuple[Diagnostic, ...]:
    """The errors that keep a project from being released; that it is not released yet is none."""
    return tuple(each for each in errors_only(opened) if each.rule != UNRELEASED)


def run_gate(opened: Opened, system: System, asked: Asked) -> Run:
    """Hold a project against a baseline; ends the run, and says why, where that one cannot be read."""
    present = present_contracts(opened.workspace.tree, system)
    report = Report()
    try:
        against = find_baseline(asked.against, opened.workspace, report)
        if isinstance(against, AtRegistry):
            baseline = open_registry(against, present, system, report, asked.choice.mode)
        else:
            baseline = open_baseline(against, asked.against, present, system, report)
    except BaselineUnknown as unknown:
        fail(visible(f"{unknown}; {unknown.advice}"))
    if baseline is None or report.failed:
        _stop(report, opened.workspace.tree)
    remarks = tuple(each for each in report.diagnostics if each.severity is Severity.INFO)
    unread = tuple(each for each in report.diagnostics if each.severity is Severity.WARNING)
    run = hold(present, system, baseline, asked.choice, remarks)
    return replace(run, refused=(*unread, *run.refused))


def hold(
    present: Contracts, system: System, baseline: Baseline, choice: Choice, remarks: tuple[Diagnostic, ...] = ()
) -> Run:
    """Hold a project against a baseline that was read."""
    baseline = replace(baseline, releases=own_releases(present, system))
    refused = Report()
    gated = gate(present, system, baseline, choice, refused)
    elsewhere = _Elsewhere(present, system, choice, whole=baseline.before is not None)
    judged = conclude(system, gated, choice, elsewhere)
    return Run(baseline, gated, judged, shown(present.tree, baseline), refused.diagnostics, remarks)


def asks(workspace: Workspace, asked: Asked) -> tuple[str, ...] | None:
    """All that the gate's answer depends on, before anything is compiled; None where that cannot be said so early."""
    report = Report()
    try:
        against = find_baseline(asked.against, workspace, report)
    except BaselineUnknown:
        return None
    if isinstance(against, AtRegistry) or report.diagnostics:
        return None
    choice = asked.choice
    mode = choice.mode.value if choice.mode is not None else ""
    options = (mode, *sorted(choice.failing), choice.settings.content_model, choice.now.isoformat())
    options += tuple(dialect.value for dialect in asked.dialects)
    return (stamp.inputs_digest(workspace.tree), asked.against, digest(against), *options)


def foretold(opened: Opened, system: System, asked: Asked, run: Run) -> Foretelling:
    """What registries would answer about what changed in a run of the gate."""
    if not asked.dialects:
        return Foretelling()
    present = present_contracts(opened.workspace.tree, system)
    texts = renewed(present, system, run.baseline.histories, asked.choice.mode)
    stopped = stopped_at(run.gated, run.judged.failing)
    return foretell(texts, asked.dialects, asked.choice.settings, stopped)


@dataclass(frozen=True)
class _Elsewhere:
    """Whether the releases show what this baseline does not: an acceptance may be about either.

    A break that was accepted and then released is found between that release and those before it.
    """

    present: Contracts
    system: System
    choice: Choice
    whole: bool

    def __call__(self, entry: Acceptance) -> bool:
        return entry.about in self._found or (not self.whole and not self._is_about_a_schema(entry))

    def _is_about_a_schema(self, entry: Acceptance) -> bool:
        """What it is about, else, shows only where a whole project is the baseline."""
        subject = entry.finding.split(":")[1:2]
        return any(name in self.present.schemas or name in self._histories for name in subject)

    @functools.cached_property
    def _histories(self) -> Histories:
        return own_releases(self.present, self.system)

    @functools.cached_property
    def _found(self) -> frozenset[tuple[str, str]]:
        baseline = Baseline(RELEASES, before_last(self._histories, self.present))
        # What runs changes from day to day; what the last release broke of the one before it does not.
        asked = (self.choice, replace(self.choice, mode=Mode.FULL))
        found = (gate(self.present, self.system, baseline, choice, Report()).findings for choice in asked)
        return frozenset(about(finding) for findings in found for finding in findings)


def _stop(report: Report, tree: SourceTree) -> NoReturn:
    """Say what is wrong with a baseline; its texts are not at hand."""
    text = as_text(located(report.diagnostics, tree), tree, Plain())
    click.echo(text, err=True, nl=False)
    fail("the baseline cannot be read")


def fail(message: str) -> NoReturn:
    """End a run that cannot do its work."""
    click.echo(f"treaty: {message}", err=True)
    raise SystemExit(FAILED)
