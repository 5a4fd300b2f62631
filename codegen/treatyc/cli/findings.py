"""What a verb that is not `check` says about contracts that it cannot work with."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.cli.project import Opened
from treatyc.cli.terminal import brush
from treatyc.diagnostics import Diagnostic, Severity
from treatyc.printing.as_text import as_text
from treatyc.printing.located import located
from treatyc.workspace.reading import Workspace


def errors_only(opened: Opened) -> tuple[Diagnostic, ...]:
    """The errors of a project, those of the rules included; warnings are for `treaty check`."""
    found = [*opened.report.diagnostics]
    if opened.system is not None:
        found += check(opened.system, RULES)
    return tuple(diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR)


def show(diagnostics: Sequence[Diagnostic], workspace: Workspace) -> None:
    """Print findings for a person, to standard error."""
    tree = workspace.tree
    click.echo(as_text(located(diagnostics, tree), tree, brush(sys.stderr.isatty())), err=True, nl=False)
