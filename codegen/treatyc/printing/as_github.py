"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.diagnostics import Note, Severity
from treatyc.printing.cut import cut
from treatyc.printing.located import FACTS, Located
from treatyc.printing.visible import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_github(found: Sequence[Located]) -> str:
    """One command a line."""
    return "".join(f"{_command(one)}\n" for one in found)


def _command(one: Located) -> str:
    properties = {
        "file": one.span.path,
        "line": str(one.span.line),
        "col": str(one.span.column),
        "endColumn": str(one.span.column + one.span.length),
        "title": one.rule,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    notes = [line for note in one.notes if note.title not in FACTS for line in _note(note)]
    lines = [one.message, *notes, *([f"help: {one.help}"] if one.help else [])]
    return f"::{_COMMANDS[one.severity]} {written}::{_data(chr(10).join(map(visible, lines)))}"


def _note(note: Note) -> list[str]:
    return [f"{note.title}: {line}" if not number else line for number, line in enumerate(cut(note.text, 600, 6))]


def _data(text: str) -> str:
    """Escaped as the runner unescapes: nothing of a contract begins a command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
