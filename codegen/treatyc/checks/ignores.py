"""The project's `ignore` entries: what they silence, and what is wrong with them.

Each entry needs a reason, a rule that exists, and something to silence: what is ignored today must be seen tomorrow.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

from treatyc.diagnostics import Diagnostic, Severity
from treatyc.source import Place
from treatyc.system.agent import Agent
from treatyc.system.channel import Channel, Ignore
from treatyc.system.system import System


class Ledger:
    """Which `ignore` entries of a system have silenced something; findings are shown to it one by one."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._used: set[Ignore] = set()

    def silences(self, rule: str, subjects: Iterable[Channel | Agent]) -> bool:
        """Whether an entry for the rule, the project's or one beside a subject, silences a finding."""
        near = [*self._system.rules.ignore, *(entry for subject in subjects for entry in subject.ignores)]
        matching = [entry for entry in near if entry.rule == rule]
        self._used.update(matching)
        return bool(matching)

    def unused(self, active: Iterable[str]) -> Iterator[Diagnostic]:
        """The entries that silenced nothing, though their rule ran."""
        ran = set(active)
        for entry in entries(self._system):
            if entry.rule in ran and entry not in self._used:
                yield _warning(
                    "ignore-unused",
                    f"this ignores `{entry.rule}`, which finds nothing here",
                    entry.place,
                    "remove the entry",
                )


def entries(system: System) -> tuple[Ignore, ...]:
    """Every `ignore` entry of a project: its own, and those beside channels and agents."""
    owners: tuple[Channel | Agent, ...] = (*system.channels, *system.agents)
    return (*system.rules.ignore, *(entry for owner in owners for entry in owner.ignores))


def faults(system: System, known: Sequence[str]) -> Iterator[Diagnostic]:
    """What is wrong with the rule settings themselves: rules that do not exist, and entries without a reason."""
    named = [(name.value, name.place) for name in system.rules.select]
    named += [(name.value, name.place) for name, _ in system.rules.severity]
    named += [(entry.rule, entry.place) for entry in entries(system)]
    for rule, place in named:
        if rule not in known:
            yield Diagnostic("unknown-rule", Severity.ERROR, f"no rule is named `{rule}`", place, nearest(rule, known))
    for entry in entries(system):
        if not entry.reason.strip():
            yield _warning(
                "ignore-without-reason",
                f"this ignores `{entry.rule}` and does not say why",
                entry.place,
                "add a `reason` that a reader in a year's time understands",
            )


def nearest(name: str, known: Sequence[str]) -> str:
    """`did you mean ...?`, or where to find the list."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean `{close[0]}`?" if close else "`treaty explain --list` names every rule"


def _warning(rule: str, message: str, place: Place, help: str) -> Diagnostic:
    return Diagnostic(rule, Severity.WARNING, message, place, help)
