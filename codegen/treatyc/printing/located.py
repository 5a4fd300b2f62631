"""Diagnostics with every place turned into a line and a column, sorted, each once: what every format prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from treatyc.diagnostics import Diagnostic, Note, Severity
from treatyc.positions import locate
from treatyc.source import SourceTree, Span

FACTS = ("category", "effect", "direction", "version", "key")
"""The titles of notes that place a finding of a comparison; the others explain it."""


@dataclass(frozen=True, slots=True)
class LocatedRelated:
    """A second place, located."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Located:
    """One diagnostic, located."""

    rule: str
    severity: Severity
    message: str
    span: Span
    help: str
    related: tuple[LocatedRelated, ...]
    notes: tuple[Note, ...] = ()

    def note(self, title: str) -> str:
        """The text of a note, empty where there is none of this title."""
        return next((note.text for note in self.notes if note.title == title), "")


def located(diagnostics: Iterable[Diagnostic], tree: SourceTree) -> tuple[Located, ...]:
    """All diagnostics by file, line and column."""
    found = {_located(diagnostic, tree): None for diagnostic in diagnostics}
    return tuple(sorted(found, key=_order))


def _order(one: Located) -> tuple[object, ...]:
    notes = tuple((note.title, note.text) for note in one.notes)
    return (one.span, one.severity.value, one.rule, one.message, notes)


def _located(diagnostic: Diagnostic, tree: SourceTree) -> Located:
    related = {LocatedRelated(other.message, locate(other.place, tree)): None for other in diagnostic.related}
    return Located(
        rule=diagnostic.rule,
        severity=diagnostic.severity,
        message=diagnostic.message,
        span=locate(diagnostic.place, tree),
        help=diagnostic.help,
        related=tuple(related),
        notes=diagnostic.notes,
    )


def renamed(found: Iterable[Located], shown: Mapping[str, str]) -> tuple[Located, ...]:
    """The same under other paths, for files that a person knows by another path than the tree does."""

    def moved(span: Span) -> Span:
        return replace(span, path=shown.get(span.path, span.path))

    return tuple(
        replace(one, span=moved(one.span), related=tuple(replace(each, span=moved(each.span)) for each in one.related))
        for one in found
    )


def counted(found: Iterable[Located]) -> dict[Severity, int]:
    """How many there are of each severity, the worst first."""
    severities = [one.severity for one in found]
    return {severity: severities.count(severity) for severity in Severity}
