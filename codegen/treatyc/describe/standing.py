"""What kind of thing an id is, in the words below its name: how much it matters, and when it is looked for."""

from __future__ import annotations

from treatyc.checks.rule import Runs
from treatyc.checks.rules import RULES
from treatyc.compatibility.conclusion import WHERE
from treatyc.compatibility.finding import Scope
from treatyc.compatibility.rulebook import rules

_RUNS = {Runs.ALWAYS: "in the default set", Runs.ON_DEMAND: "on demand"}
_SCOPES = {Scope.EDGE: "for any writer and reader", Scope.CHANGE: "from an old version to a new one"}


def standing(name: str) -> str:
    """Of a rule; empty for what reading the contracts refuses."""
    for rule in RULES:
        if rule.id == name:
            return f"{rule.severity.value}, {_RUNS[rule.runs]}"
    for compared in rules():
        if compared.id == name:
            return f"compatibility: {compared.effect} {WHERE[compared.category]}, {_SCOPES[compared.scope]}"
    return ""
