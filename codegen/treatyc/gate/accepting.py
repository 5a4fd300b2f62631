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
    """Part findings from those that an entry lets through today: those with its key, as long as they say the same.

    `elsewhere` says whether an entry is about a finding that this run did not look for: another baseline shows it.
    """
    entries = {entry.about: entry for entry in acceptances}
    holding = {what: entry for what, entry in entries.items() if entry.holds(today)}
    found, keys = {about(finding) for finding in findings}, {finding.key for finding in findings}
    faults = [_expired(entry, matches=entry.about in found) for entry in entries.values() if not entry.holds(today)]
    unmatched = [entry for what, entry in holding.items() if what not in found and not elsewhere(entry)]
    faults += [_reworded(entry) if entry.finding in keys else _unmatched(entry) for entry in unmatched]
    return Settled(
        open=tuple(finding for finding in findings if about(finding) not in holding),
        accepted=tuple((finding, holding[about(finding)]) for finding in findings if about(finding) in holding),
        faults=tuple(faults),
    )


def about(finding: Finding) -> tuple[str, str]:
    """What an entry is matched by: the place alone would let through whatever is done there next."""
    return finding.key, finding.message


def as_accepted(diagnostic: Diagnostic, entry: Acceptance, today: dt.date) -> Diagnostic:
    """A finding as a remark that names who let it through; near the end of that, as a warning."""
    note = Note("accepted", f"until {entry.until.isoformat()} by {entry.owner}: {entry.reason}")
    severity = Severity.WARNING if entry.until - today < NOTICE else Severity.INFO
    return replace(diagnostic, severity=severity, notes=(note, *diagnostic.notes))


def _expired(entry: Acceptance, *, matches: bool) -> Diagnostic:
    advice = "mend what it is about, or accept it anew" if matches else "take the entry away: nothing is found any more"
    message = f"this acceptance ended on {entry.until.isoformat()}"
    return Diagnostic("acceptance-expired", Severity.ERROR, message, entry.place, advice)


def _reworded(entry: Acceptance) -> Diagnostic:
    message = "what is found here is not what was accepted: it reads otherwise now"
    advice = "read it, and if it may pass too, take this entry away and accept it anew"
    return Diagnostic("acceptance-unmatched", Severity.ERROR, message, entry.place, advice)


def _unmatched(entry: Acceptance) -> Diagnostic:
    message = "this acceptance is about nothing that is found"
    advice = "take the entry away; a finding is matched by its whole key and what it says"
    return Diagnostic("acceptance-unmatched", Severity.ERROR, message, entry.place, advice)
