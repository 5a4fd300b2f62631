"""What a production target refuses: texts that nobody released may still change under their version."""

from __future__ import annotations

from dataclasses import replace

from treatyc.checks.choice import Choice
from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.cli.gating import UNRELEASED
from treatyc.cli.registry.opened import Opened
from treatyc.diagnostics import Diagnostic
from treatyc.system.target import Target


def unreleased(opened: Opened, target: Target) -> tuple[Diagnostic, ...]:
    """The messages of a production target that are no releases; none of another target."""
    return check(replace(opened.system, targets=(target,)), RULES, Choice(only=(UNRELEASED,)))
