"""Which findings were accepted, and which acceptances have had their time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from treatyc.compatibility.finding import Finding
from treatyc.diagnostics import Diagnostic, Note, Severity
from treatyc.system.acceptance import Acceptance

NOTICE = dt.timedelta(days=30)
"""How long before its end an acceptance is warned of: from one day to the next, the gate would fail by itself."""


@dataclass(frozen=True, slots=True)
class Settled:
    """`faults` are what is wrong with the entries themselves."""

    open: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, Acceptance], ...]
    faults: tuple[Diagnostic, ...]


def settle(
    findings: Sequence[Finding],
    acceptances: Iterable[Acceptance],
    today: dt.date,
    elsewhere: Callable[[Acceptance], bool],
) -> Settled:
    """Part findings from those that an entry lets through today.

    `elsewhere` says whether an entry is about a finding that this run did not look for: another baseline shows it.
    """
    entries = {entry.finding: entry for entry in acceptances}
    holding = {key: entry for key, entry in entries.items() if entry.holds(today)}
    found = {finding.key for finding in findings}
    faults = [_expired(entry, matches=entry.finding in found) for entry in entries.values() if not entry.holds(today)]
    unmatched = [entry for key, entry in holding.items() if key not in found and not elsewhere(entry)]
    faults += [_unmatched(entry) for entry in unmatched]
    return Settled(
        open=tuple(finding for finding in findings if finding.key not in holding),
        accepted=tuple((finding, holding[finding.key]) for finding in findings if finding.key in holding),
        faults=tuple(faults),
    )


def as_accepted(diagnostic: Diagnostic, entry: Acceptance, today: dt.date) -> Diagnostic:
    """A finding as a remark that names who let it through; near the end of that, as a warning."""
    note = Note("accepted", f"until {entry.until.isoformat()} by {entry.owner}: {entry.reason}")
    severity = Severity.WARNING if entry.until - today < NOTICE else Severity.INFO
    return replace(diagnostic, severity=severity, notes=(note, *diagnostic.notes))


def _expired(entry: Acceptance, *, matches: bool) -> Diagnostic:
    advice = "mend what it is about, or accept it anew" if matches else "take the entry away: nothing is found any more"
    message = f"this acceptance ended on {entry.until.isoformat()}"
    return Diagnostic("acceptance-expired", Severity.ERROR, message, entry.place, advice)


def _unmatched(entry: Acceptance) -> Diagnostic:
    message = "this acceptance is about nothing that is found"
    advice = "take the entry away; a finding is matched by its whole key"
    return Diagnostic("acceptance-unmatched", Severity.ERROR, message, entry.place, advice)
