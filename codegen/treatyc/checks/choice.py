"""Which rules run, how much each matters, and which findings were silenced with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from treatyc.checks.rule import Rule, Runs
from treatyc.diagnostics import Severity
from treatyc.system.system import RuleSettings


@dataclass(frozen=True, slots=True)
class Choice:
    """What one run asks for: `only` these rules (empty: the project's set), and none of `without`."""

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def takes(self, rule: str) -> bool:
        """Whether this run asks for a rule that the project has switched on."""
        return rule not in self.without and (not self.only or rule in self.only)


EVERYTHING = Choice()


def chosen(rules: Sequence[Rule], settings: RuleSettings, choice: Choice) -> tuple[Rule, ...]:
    """The rules that run."""
    selected = {name.value for name in settings.select} | set(choice.only)
    return tuple(rule for rule in rules if choice.takes(rule.id) and (rule.runs is Runs.ALWAYS or rule.id in selected))


def severities(rules: Sequence[Rule], settings: RuleSettings) -> dict[str, Severity]:
    """How much each rule matters in this project."""
    known = {severity.value: severity for severity in Severity}
    changed = {name.value: known[severity] for name, severity in settings.severity if severity in known}
    return {rule.id: changed.get(rule.id, rule.severity) for rule in rules}
