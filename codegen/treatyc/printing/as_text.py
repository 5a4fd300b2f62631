"""Findings as text for people: what is wrong, the line that says it, and what to do about it."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from treatyc.diagnostics import Note, Severity
from treatyc.printing.cut import cut
from treatyc.printing.located import FACTS, Located, counted
from treatyc.printing.visible import visible, width
from treatyc.source import Source, SourceTree, Span

_HIDING = "secret-written"
_RELATED_MAX = 4
_LINE_MAX = 110
"""How many characters of a line are shown; a schema may be one line of a megabyte."""
_NOTE_MAX = 240
_NOTE_LINES_MAX = 6


class Paint(enum.Enum):
    """What the colours stand for; the value is the terminal's code."""

    ERROR = "1;31"
    WARNING = "1;33"
    INFO = "1;36"
    STRONG = "1"
    FRAME = "1;34"
    HELP = "1;32"


_SEVERITIES = {Severity.ERROR: Paint.ERROR, Severity.WARNING: Paint.WARNING, Severity.INFO: Paint.INFO}


@dataclass(frozen=True, slots=True)
class Plain:
    """No colours: a file, a pipe, or `NO_COLOR`."""

    def paint(self, text: str, paint: Paint) -> str:
        """The text itself."""
        del paint
        return text


@dataclass(frozen=True, slots=True)
class Coloured:
    """Colours of a terminal."""

    def paint(self, text: str, paint: Paint) -> str:
        """The text between the terminal's codes."""
        return f"\x1b[{paint.value}m{text}\x1b[0m"


Brush = Plain | Coloured


def as_text(found: Sequence[Located], tree: SourceTree, brush: Brush) -> str:
    """Every finding with its excerpts, and a line that counts them; empty when there are none."""
    if not found:
        return ""
    shown = _without_secrets(found, tree)
    blocks = ["\n".join(_finding(one, shown, brush)) for one in found]
    return "\n\n".join([*blocks, summary(found)]) + "\n"


def _without_secrets(found: Sequence[Located], tree: SourceTree) -> SourceTree:
    """The files with stars where a secret may stand: logs of CI are read by more people than contracts are."""
    files = dict(tree.files)
    for span in (one.span for one in found if one.rule == _HIDING):
        lines = files[span.path].text.split("\n")
        line, start = lines[span.line - 1], span.column - 1
        lines[span.line - 1] = line[:start] + "*" * span.length + line[start + span.length :]
        files[span.path] = Source(span.path, "\n".join(lines))
    return replace(tree, files=files)


def summary(found: Sequence[Located]) -> str:
    """`found 2 errors and 1 warning`."""
    words = [f"{count} {_plural(severity, count)}" for severity, count in counted(found).items() if count]
    return f"found {' and '.join(words)}" if len(words) < 3 else f"found {', '.join(words[:-1])} and {words[-1]}"


def _plural(severity: Severity, count: int) -> str:
    word = {Severity.INFO: "remark"}.get(severity, severity.value)
    return word if count == 1 else f"{word}s"


def _finding(one: Located, tree: SourceTree, brush: Brush) -> Iterator[str]:
    shown = one.related[:_RELATED_MAX]
    gutter = max(len(str(span.line)) for span in (one.span, *(other.span for other in shown)))
    paint = _SEVERITIES[one.severity]
    head = brush.paint(f"{one.severity.value}[{one.rule}]", paint)
    yield f"{head}{brush.paint(f': {visible(one.message)}', Paint.STRONG)}"
    yield from _excerpt(one.span, _Mark("^", "", paint, "-->"), gutter, tree, brush)
    for other in shown:
        yield from _excerpt(other.span, _Mark("-", visible(other.message), Paint.FRAME, ":::"), gutter, tree, brush)
    if len(one.related) > len(shown):
        yield _note(gutter, "note", f"and {len(one.related) - len(shown)} more places", brush)
    for note in one.notes:
        if note.title not in FACTS:
            yield from _lines_of_note(gutter, note, brush)
    if key := one.note("key"):
        facts = [one.note(title) for title in FACTS if title != "key"]
        yield _note(gutter, "key", visible(f"{key} ({', '.join(fact for fact in facts if fact)})"), brush)
    if one.help:
        yield _note(gutter, "help", visible(one.help), brush)


def _lines_of_note(gutter: int, note: Note, brush: Brush) -> Iterator[str]:
    """A note's lines, one below the other; what is too long for a person is cut, other formats have the whole."""
    lines = cut(note.text, _NOTE_MAX, _NOTE_LINES_MAX)
    yield _note(gutter, note.title, visible(lines[0]), brush)
    indent = " " * (gutter + len(note.title) + 5)
    yield from (f"{indent}{visible(line)}" for line in lines[1:])


@dataclass(frozen=True, slots=True)
class _Mark:
    """How a place is underlined: by what character, with what words behind it, after which arrow."""

    character: str
    words: str
    paint: Paint
    arrow: str


def _note(gutter: int, label: str, text: str, brush: Brush) -> str:
    return f"{' ' * gutter} {brush.paint('=', Paint.FRAME)} {brush.paint(f'{label}:', Paint.HELP)} {text}"


def _excerpt(span: Span, mark: _Mark, gutter: int, tree: SourceTree, brush: Brush) -> Iterator[str]:
    """The line of a place, underlined there; only the place itself where its file is not at hand."""
    arrow = brush.paint(f"{' ' * gutter}{mark.arrow}", Paint.FRAME)
    yield f"{arrow} {visible(span.path)}:{span.line}:{span.column}"
    source = tree.get(span.path)
    lines = source.text.split("\n") if source is not None else []
    if span.line > len(lines) or not lines[span.line - 1].strip():
        if mark.words:
            yield f"{' ' * gutter} {brush.paint('=', Paint.FRAME)} {mark.words}"
        return
    before, marked, after = _window(lines[span.line - 1].rstrip("\r"), span)
    bar = brush.paint("|", Paint.FRAME)
    number = brush.paint(str(span.line).rjust(gutter), Paint.FRAME)
    underline = brush.paint(f"{mark.character * max(width(marked), 1)} {mark.words}".rstrip(), mark.paint)
    yield f"{' ' * gutter} {bar}"
    yield f"{number} {bar} {before}{marked}{after}"
    yield f"{' ' * gutter} {bar} {' ' * width(before)}{underline}"


def _window(line: str, span: Span) -> tuple[str, str, str]:
    """What stands before, in and after a place, cut where the line is too long to show."""
    start = min(span.column - 1, len(line))
    end = min(start + span.length, len(line))
    marked = line[start : min(end, start + _LINE_MAX)]
    room = max(_LINE_MAX - len(marked), 0)
    first = max(0, start - room // 2) if len(line) > _LINE_MAX else 0
    last = min(len(line), first + _LINE_MAX) if len(line) > _LINE_MAX else len(line)
    head = "…" if first > 0 else ""
    tail = "…" if last < len(line) or len(marked) < end - start else ""
    after = line[start + len(marked) : last] if len(marked) == end - start else ""
    return head + visible(line[first:start]), visible(marked), visible(after) + tail
