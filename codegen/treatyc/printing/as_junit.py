"""Findings as a JUnit report: a failed test for each, which every CI system can show."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from treatyc.diagnostics import Severity
from treatyc.printing.located import Located
from treatyc.printing.visible import visible


def as_junit(found: Sequence[Located]) -> str:
    """One suite; when nothing was found, one test that passed. Remarks are tests that passed and say something."""
    failures = sum(one.severity is not Severity.INFO for one in found)
    count = max(len(found), 1)
    cases = [_case(one) for one in found] or ['    <testcase classname="treaty" name="check"/>']
    totals = f'tests="{count}" failures="{failures}" errors="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="treaty" {totals}>',
        f'  <testsuite name="check" {totals}>',
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _case(one: Located) -> str:
    name = f"{one.rule} {one.span.line}:{one.span.column}"
    head = f"<testcase classname={_attribute(one.span.path)} name={_attribute(name)}>"
    body = "\n".join(visible(line) for line in _lines(one))
    if one.severity is Severity.INFO:
        inside = f"<system-out>{escape(body)}</system-out>"
    else:
        attributes = f"message={_attribute(one.message)} type={_attribute(one.severity.value)}"
        inside = f"<failure {attributes}>{escape(body)}</failure>"
    return f"    {head}\n      {inside}\n    </testcase>"


def _lines(one: Located) -> list[str]:
    related = [f"{other.span.path}:{other.span.line}:{other.span.column}: {other.message}" for other in one.related]
    place = f"{one.span.path}:{one.span.line}:{one.span.column}: {one.message}"
    notes = [line for note in one.notes for line in f"{note.title}: {note.text}".split("\n")]
    return [place, *related, *notes, *([f"help: {one.help}"] if one.help else [])]


def _attribute(text: str) -> str:
    """Quoted; what XML 1.0 cannot hold at all is written out first."""
    return quoteattr(visible(text))
