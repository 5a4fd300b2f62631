"""Findings as a comment for a pull request: a table of verdicts, and each finding folded with what proves it.

The first line is a marker by which a program finds the comment that it made before. What stands in contracts is not
trusted: nothing of it can become markup, a mention or a link, or leave its block of code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from treatyc.compatibility.conclusion import WHERE, Conclusion
from treatyc.compatibility.finding import Verdict
from treatyc.diagnostics import Note, Severity
from treatyc.printing.inert import block, code, place, prose
from treatyc.printing.located import FACTS, Located, counted

MARKER = "<!-- treaty: compatibility -->"
CHARACTERS_MAX = 60_000
"""GitHub takes 65,536 characters; the rest is left to the other formats."""

_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "💬"}
_VERDICTS = {Verdict.COMPATIBLE: "✅ compatible", Verdict.BREAKING: "❌ breaking", Verdict.UNPROVEN: "❓ unproven"}
_INLINE = 120


def as_markdown(found: Sequence[Located], conclusion: Conclusion) -> str:
    """The whole comment; findings that do not fit are counted."""
    head = "\n".join([MARKER, "### treaty: compatibility of contracts", "", *_summary(found, conclusion)])
    blocks, left = list[str](), CHARACTERS_MAX - len(head)
    for one in found:
        written = "\n".join(_finding(one))
        left -= len(written) + 2
        if left < 0:
            break
        blocks.append(written)
    if len(blocks) < len(found):
        blocks.append(f"… and {len(found) - len(blocks)} more, which the other formats show.")
    return "\n\n".join([head, *blocks]) + "\n"


def _summary(found: Sequence[Located], conclusion: Conclusion) -> Iterator[str]:
    if conclusion.verdicts:
        yield from ("| what | verdict |", "|---|---|")
        yield from (f"| {WHERE[category]} | {_VERDICTS[verdict]} |" for category, verdict in conclusion.verdicts)
    else:
        yield f"❓ {prose(conclusion.sentence)}"
    yield ""
    counts = [f"{_SIGNS[severity]} {count}" for severity, count in counted(found).items() if count]
    yield f"Findings: {' · '.join(counts)}" if counts else "Nothing was found."
    if conclusion.change is not None:
        yield from ("", *(f"{prose(what)}: {prose(version)}" for what, version in conclusion.steps))
    elif conclusion.versions:
        yield from ("", "| schema | next version |", "|---|---|")
        yield from (f"| {code(schema)} | {prose(version)} |" for schema, version in conclusion.versions)
    if conclusion.rollout:
        yield from ("", "**Order of deployment**", "", *block("rollout", "\n".join(conclusion.rollout)))
    if conclusion.answers:
        yield from ("", "**Other engines**", "", *block("answers", "\n".join(conclusion.answered())))


def _finding(one: Located) -> Iterator[str]:
    yield f"<details><summary>{_SIGNS[one.severity]} {code(one.rule)}: {prose(one.message)}</summary>"
    yield ""
    yield f"at {place(one.span)}"
    yield from (f"<br>{prose(other.message)}: {place(other.span)}" for other in one.related)
    for note in one.notes:
        if note.title not in FACTS:
            yield from ("", *_note(note))
    if one.help:
        yield from ("", f"**help**: {prose(one.help)}")
    if key := one.note("key"):
        facts = [one.note(title) for title in FACTS if title != "key"]
        yield from ("", f"{code(key)} ({prose(', '.join(fact for fact in facts if fact))})")
    yield from ("", "</details>")


def _note(note: Note) -> Iterator[str]:
    """A witness is read as code is; of the rest, what fits into a line stays in one."""
    if note.title == "witness" or "\n" in note.text or len(note.text) > _INLINE:
        yield f"**{prose(note.title)}**"
        yield ""
        yield from block("json" if note.title == "witness" else "text", note.text)
    else:
        yield f"**{prose(note.title)}**: {code(note.text)}"
