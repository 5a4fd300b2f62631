"""What a run of the gate comes to: which findings fail, in which order to deploy, and what is said at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from treatyc.compatibility.conclusion import Conclusion, verdicts
from treatyc.compatibility.diagnose import as_diagnostic, fails
from treatyc.compatibility.edges import Edge
from treatyc.compatibility.finding import Category, Finding, Verdict
from treatyc.compatibility.rollout import Deploy, Order, Retire, Rollout, breaks, rollouts
from treatyc.compatibility.rollout_words import as_lines
from treatyc.diagnostics import Diagnostic, Note, Severity
from treatyc.gate.accepting import as_accepted, settle
from treatyc.gate.gate import Choice, Gated
from treatyc.gate.versions import Next, Step, Verdicts, versions
from treatyc.system.acceptance import Acceptance
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class Judged:
    """`failing` are the findings at which the gate stops; `diagnostics` are all findings and what else is wrong."""

    failing: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    next: tuple[Next, ...]
    rollouts: tuple[Rollout, ...]
    conclusion: Conclusion
    failed: bool


def conclude(system: System, gated: Gated, choice: Choice, elsewhere: Callable[[Acceptance], bool]) -> Judged:
    """Settle what was accepted, order what is left, and say what fails."""
    settled = settle(gated.findings, system.acceptances, choice.now.date(), elsewhere)
    accepted = dict(settled.accepted)
    stopping = {finding for finding in settled.open if fails(finding, choice.failing)}
    broken = [met.edge for met in gated.met if any(finding in stopping for finding in met.findings)]
    orders = rollouts(broken, system, choice.now)
    apart = stopping - set(_strict(gated, orders))
    failing = tuple(finding for finding in settled.open if finding in stopping and finding not in apart)
    diagnostics = [
        as_accepted(as_diagnostic(finding, choice.failing), accepted[finding], choice.now.date())
        if finding in accepted
        else _ordered(as_diagnostic(finding, choice.failing))
        if finding in apart
        else as_diagnostic(finding, choice.failing)
        for finding in gated.findings
    ]
    steps = tuple(versions(system, gated, Verdicts(failing, accepted, choice.failing)))
    conclusion = Conclusion(
        _verdicts(gated, [finding for finding in settled.open if finding not in apart]),
        versions=tuple(_told(steps)),
        rollout=tuple(_lines(broken, orders)),
    )
    return Judged(failing, (*diagnostics, *settled.faults), steps, orders, conclusion, bool(failing or settled.faults))


def _verdicts(gated: Gated, left: Sequence[Finding]) -> tuple[tuple[Category, Verdict], ...]:
    """What is left comes to; nothing, where all that changed was not to be looked at."""
    changed = [outcome for outcome in gated.outcomes if outcome.changed]
    # Of a schema whose prose alone is another one, nothing is to be said.
    told = [outcome.schema.format for outcome in gated.outcomes if outcome.changed or outcome.met or outcome.asked]
    found = verdicts(left, told)
    silent = all(each is Verdict.COMPATIBLE for _, each in found)
    return () if silent and changed and all(outcome.unasked for outcome in changed) else found


def _strict(gated: Gated, orders: Iterable[Rollout]) -> Iterable[Finding]:
    """What no order of deployment alone keeps apart: what modes ask for, and pairs that need more than patience."""
    apart = {edge for order in orders for edge in order.unmet if edge.schema in _patient(order)}
    yield from (finding for outcome in gated.outcomes for finding in outcome.asked)
    yield from (finding for met in gated.met if met.edge not in apart for finding in met.findings)
    yield from gated.others


def _patient(order: Rollout) -> frozenset[str]:
    """The schemas that cost nothing when the steps are followed: no waiting, no standing still, no agent taken away.

    Where some steps wait, each schema counts by itself: it is not to blame for what another one asks.
    """
    if any(isinstance(step, Retire) for step in order.steps):
        return frozenset()
    alone = all(isinstance(step, Deploy) for step in order.steps)
    return frozenset(name for name, each in order.schemas if alone or each is Order.READERS_FIRST)


def _ordered(diagnostic: Diagnostic) -> Diagnostic:
    note = Note("order", "the two never meet when agents are deployed in the order at the end of this report")
    return replace(diagnostic, severity=Severity.WARNING, notes=(note, *diagnostic.notes))


_FIRST_MAX = 5


def _told(steps: Sequence[Next]) -> Iterator[tuple[str, str]]:
    """The next versions for people: a project that releases for the first time does not list all that it has."""
    first = [each for each in steps if each.step is Step.FIRST]
    yield from ((each.name, str(each)) for each in steps if len(first) <= _FIRST_MAX or each.step is not Step.FIRST)
    if len(first) > _FIRST_MAX:
        yield f"{len(first)} schemas", "their first release"


def _lines(broken: Sequence[Edge], orders: Sequence[Rollout]) -> Iterator[str]:
    """Who breaks, and the order for each target; what no order keeps apart is said there."""
    told = {reason for order in orders for conflict in order.conflicts for reason in conflict.reasons}
    sentences = [sentence for sentence in dict.fromkeys(breaks(edge) for edge in broken) if sentence not in told]
    yield from sentences
    if sentences:
        yield ""
    yield from as_lines(orders)
