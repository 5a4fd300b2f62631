"""Findings as a comment for a pull request: a table of verdicts, and each finding folded with what proves it.

The first line is a marker by which a program finds the comment that it made before. What stands in contracts is not
trusted: nothing of it can become markup, a mention or a link, or leave its block of code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from treatyc.compatibility.conclusion import WHERE, Conclusion
from treatyc.compatibility.finding import Verdict
from treatyc.diagnostics import Note, Severity
from treatyc.printing.cut import cut
from treatyc.printing.located import FACTS, Located, counted
from treatyc.printing.visible import visible
from treatyc.source import Span

MARKER = "<!-- treaty: compatibility -->"
CHARACTERS_MAX = 60_000
"""GitHub takes 65,536 characters; the rest is left to the other formats."""

_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "💬"}
_VERDICTS = {Verdict.COMPATIBLE: "✅ compatible", Verdict.BREAKING: "❌ breaking", Verdict.UNPROVEN: "❓ unproven"}
_CODE = re.compile(r"`([^`]+)`")
_PUNCTUATION = re.compile(r"[^\w\s,;()/-]|_")
_NOTE_CHARACTERS, _NOTE_LINES = 2_000, 40
_INLINE = 120
_GAP = "&#8203;"
"""A space without width: after it stands no mention, no number of an issue, no address."""


def as_markdown(found: Sequence[Located], conclusion: Conclusion) -> str:
    """The whole comment; findings that do not fit are counted."""
    head = "\n".join([MARKER, "### treaty: compatibility of contracts", "", *_summary(found, conclusion)])
    blocks, left = list[str](), CHARACTERS_MAX - len(head)
    for one in found:
        block = "\n".join(_finding(one))
        left -= len(block) + 2
        if left < 0:
            break
        blocks.append(block)
    if len(blocks) < len(found):
        blocks.append(f"… and {len(found) - len(blocks)} more, which the other formats show.")
    return "\n\n".join([head, *blocks]) + "\n"


def _summary(found: Sequence[Located], conclusion: Conclusion) -> Iterator[str]:
    if conclusion.verdicts:
        yield from ("| what | verdict |", "|---|---|")
        yield from (f"| {WHERE[category]} | {_VERDICTS[verdict]} |" for category, verdict in conclusion.verdicts)
    else:
        yield f"❓ {_prose(conclusion.sentence)}"
    yield ""
    counts = [f"{_SIGNS[severity]} {count}" for severity, count in counted(found).items() if count]
    yield f"Findings: {' · '.join(counts)}" if counts else "Nothing was found."
    if conclusion.change is not None:
        yield from ("", *(f"{_prose(what)}: {_prose(version)}" for what, version in conclusion.steps))
    elif conclusion.versions:
        yield from ("", "| schema | next version |", "|---|---|")
        yield from (f"| {_code(schema)} | {_prose(version)} |" for schema, version in conclusion.versions)
    if conclusion.rollout:
        yield from ("", "**Order of deployment**", "", *_block("rollout", "\n".join(conclusion.rollout)))
    if conclusion.answers:
        yield from ("", "**Other engines**", "", *_block("answers", "\n".join(conclusion.answered())))


def _finding(one: Located) -> Iterator[str]:
    yield f"<details><summary>{_SIGNS[one.severity]} {_code(one.rule)}: {_prose(one.message)}</summary>"
    yield ""
    yield f"at {_place(one.span)}"
    yield from (f"<br>{_prose(other.message)}: {_place(other.span)}" for other in one.related)
    for note in one.notes:
        if note.title not in FACTS:
            yield from ("", *_note(note))
    if one.help:
        yield from ("", f"**help**: {_prose(one.help)}")
    if key := one.note("key"):
        facts = [one.note(title) for title in FACTS if title != "key"]
        yield from ("", f"{_code(key)} ({_prose(', '.join(fact for fact in facts if fact))})")
    yield from ("", "</details>")


def _note(note: Note) -> Iterator[str]:
    """A witness is read as code is; of the rest, what fits into a line stays in one."""
    if note.title == "witness" or "\n" in note.text or len(note.text) > _INLINE:
        yield f"**{_prose(note.title)}**"
        yield ""
        yield from _block("json" if note.title == "witness" else "text", note.text)
    else:
        yield f"**{_prose(note.title)}**: {_code(note.text)}"


def _block(language: str, text: str) -> Iterator[str]:
    """A block of code that its text cannot end."""
    lines = [visible(line) for line in cut(text, _NOTE_CHARACTERS, _NOTE_LINES)]
    longest = max((len(run) for run in re.findall(r"`+", "\n".join(lines))), default=0)
    fence = "`" * max(longest + 1, 3)
    yield f"{fence}{language}"
    yield from lines
    yield fence


def _place(span: Span) -> str:
    return _code(f"{span.path}:{span.line}:{span.column}")


def _prose(text: str) -> str:
    """Words of our own with names of contracts in backquotes, which become code."""
    parts = _CODE.split(visible(text))
    return "".join(_code(part) if number % 2 else _inert(part) for number, part in enumerate(parts))


def _code(text: str) -> str:
    """Code within a line, in which there are no mentions; the entities keep everything else from being read."""
    return f"<code>{_PUNCTUATION.sub(_entity, visible(text))}</code>"


def _inert(text: str) -> str:
    return _PUNCTUATION.sub(lambda match: _entity(match) + (_GAP if _links(match) else ""), text)


def _links(match: re.Match[str]) -> bool:
    """Whether GitHub would link what stands here: a mention, an issue, an address."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    match match.group():
        case "@" | "#":
            return True
        case ":":
            return after.startswith("//")
        case ".":
            return before.lower().endswith("www")
        case _:
            return False


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"
