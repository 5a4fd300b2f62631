"""A finding as a diagnostic: at the newer of its two places, with what proves it as notes."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.compatibility.finding import Category, Direction, Effect, Finding
from treatyc.diagnostics import Diagnostic, Note, Related, Severity
from treatyc.source import Place, Span

FAILING = frozenset({Category.WIRE, Category.SEMANTIC})
"""The categories whose breaks fail a gate unless a person says otherwise."""


def as_diagnostic(finding: Finding, failing: frozenset[Category] = FAILING) -> Diagnostic:
    """What is printed for a finding; `failing` are the categories in which a break is an error."""
    writer, reader = zip((finding.writer, finding.reader), finding.sides, strict=True)
    # The newer side is the one that a person can still change, and that a pull request shows.
    sides = (reader, writer) if finding.direction is Direction.BACKWARD else (writer, reader)
    there = [(place, words) for place, words in sides if place is not None]
    first: Place = there[0][0] if there else Span(finding.schema)
    return Diagnostic(
        rule=finding.rule,
        severity=_severity(finding, failing),
        message=finding.message,
        place=first,
        help=finding.help,
        related=tuple(Related(words, place) for place, words in there[1:]),
        notes=tuple(_notes(finding)),
    )


def fails(finding: Finding, failing: frozenset[Category] = FAILING) -> bool:
    """Whether a gate over some categories stops at this finding."""
    return finding.category in failing and finding.effect in (Effect.BREAKS, Effect.UNPROVEN)


def _severity(finding: Finding, failing: frozenset[Category]) -> Severity:
    if fails(finding, failing):
        return Severity.ERROR
    return Severity.INFO if finding.effect is Effect.NOTES else Severity.WARNING


def _notes(finding: Finding) -> Iterator[Note]:
    """Each title once: programs look a note up by it."""
    if finding.witness is not None:
        yield Note("witness", finding.witness.message)
        if finding.witness.hex:
            yield Note("bytes", _spaced(finding.witness.hex))
        yield Note("reader", finding.witness.reader)
    if finding.unproven:
        yield Note("cannot prove" if finding.effect is Effect.UNPROVEN else "no witness", finding.unproven)
    yield Note("category", finding.category.value)
    yield Note("effect", finding.effect.value)
    yield Note("direction", finding.direction.value)
    if finding.version:
        yield Note("version", finding.version)
    yield Note("key", finding.key)


def _spaced(written: str) -> str:
    """Hexadecimal digits by bytes, however the engine wrote them."""
    digits = "".join(written.split())
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))
