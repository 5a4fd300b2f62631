"""Runs rules over a `System`: every finding in one run, sorted by place, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from treatyc.checks.choice import EVERYTHING, Choice, chosen, severities
from treatyc.checks.ignores import Ledger, faults
from treatyc.checks.rule import OnChannel, OnDelivery, OnMessage, OnSystem, Rule
from treatyc.checks.view import Seen, View, run, variants
from treatyc.diagnostics import Diagnostic
from treatyc.source import Pointer, Span
from treatyc.system.system import System


def check(system: System, rules: Sequence[Rule], choice: Choice = EVERYTHING) -> tuple[Diagnostic, ...]:
    """What the rules find in a system as it is declared, and as each of its targets makes it."""
    active = chosen(rules, system.rules, choice)
    levels = severities(active, system.rules)
    ledger = Ledger(system)
    base = View(system)
    others = tuple(variants(system))
    found: dict[Diagnostic, None] = {}
    for rule in active:
        for finding, subjects in _everywhere(rule, base, others):
            if not ledger.silences(rule.id, subjects):
                place, related = finding.place, finding.related
                found[Diagnostic(rule.id, levels[rule.id], finding.message, place, finding.help, related)] = None
    ids = [rule.id for rule in rules]
    about_settings = [*faults(system, ids), *ledger.unused(rule.id for rule in active)]
    found.update((diagnostic, None) for diagnostic in about_settings if choice.takes(diagnostic.rule))
    return tuple(sorted(found, key=_position))


def _everywhere(rule: Rule, base: View, others: Sequence[tuple[str, View]]) -> Iterator[Seen]:
    """What a rule says about the project, then what more it says about a target that changes channels."""
    first = list(run(rule, base))
    yield from first
    if isinstance(rule.look, OnSystem | OnChannel | OnDelivery | OnMessage):
        told = {(finding.message, finding.place) for finding, _ in first}
        for target, view in others:
            for finding, subjects in run(rule, view):
                if (finding.message, finding.place) not in told:
                    yield replace(finding, message=f"{finding.message} (in target `{target}`)"), subjects


def _position(diagnostic: Diagnostic) -> tuple[str, int, int, tuple[str, ...], str, str]:
    place = diagnostic.place
    match place:
        case Span(path, line, column, _):
            return path, line, column, (), diagnostic.rule, diagnostic.message
        case Pointer(path, tokens):
            return path, 0, 0, tuple(map(str, tokens)), diagnostic.rule, diagnostic.message
