"""What the demo prints: a line for each message as it travels, a heading for each step, a table at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from demo.ledger import Sending

_RESET, _BOLD, _DIM, _RED, _GREEN, _CYAN = "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[36m"
_FORMATS = {"application/json": "json", "application/protobuf": "protobuf", "application/avro": "avro"}
_ARROWS = {"EVENT": "•", "TASK": "→", "RESULT": "←", "ERROR": "!", "METRIC": "~"}


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One agent's figures in the summary."""

    agent: str
    sent: int
    handled: int
    retried: int = 0
    dead_letters: int = 0
    duplicates: int = 0

    def differences(self, other: Row) -> Iterator[tuple[str, int, int]]:
        """The columns in which two rows differ, with both figures."""
        for name in ("sent", "handled", "retried", "dead_letters", "duplicates"):
            mine, its = getattr(self, name), getattr(other, name)
            if mine != its:
                yield name, mine, its


class Screen:
    """A terminal, or a file; colour only on the first."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._colour = out.isatty() and "NO_COLOR" not in os.environ
        self._step = 0

    def step(self, title: str) -> None:
        """Say what happens next."""
        self._step += 1
        self._line("")
        self._line(self._paint(_BOLD, f"{self._step}  {title}"))

    def note(self, text: str) -> None:
        """Say what a person should notice."""
        self._line(f"   {self._paint(_CYAN, text)}")

    def sending(self, sending: Sending, readers: Sequence[str]) -> None:
        """One message: who, what kind of, where, what, how large, and to whom."""
        if sending.dead_letter is not None:
            said = f"   {sending.sender:<16} ✗ {sending.address:<38} dead letter: {sending.dead_letter}"
            self._line(self._paint(_RED, said))
            return
        arrow = _ARROWS.get(sending.message_type, "?")
        name = sending.type.rpartition(".")[2]
        format_name = _FORMATS.get(sending.content_type.partition(";")[0], sending.content_type)
        number = "" if sending.schema is None else f"  #{sending.schema.rpartition('/')[2]:<3}"
        size = self._paint(_DIM, f"{format_name:<8} {sending.size_bytes:>4} B{number}")
        self._line(
            f"   {sending.sender:<16} {arrow} {_short(sending.address):<38} {name:<19} {size}  {', '.join(readers)}"
        )

    def summary(self, rows: Sequence[Row]) -> None:
        """What each agent did, and all of them together."""
        self._line("")
        heading = f"   {'agent':<16} {'sent':>6} {'handled':>8} {'retried':>8} {'dead':>6} {'duplicates':>11}"
        self._line(self._paint(_BOLD, heading))
        columns = ("sent", "handled", "retried", "dead_letters", "duplicates")
        total = Row("all", *(sum(int(getattr(row, column)) for row in rows) for column in columns))
        for row in (*sorted(rows), total):
            line = (
                f"   {row.agent:<16} {row.sent:>6} {row.handled:>8} {row.retried:>8} "
                f"{row.dead_letters:>6} {row.duplicates:>11}"
            )
            self._line(self._paint(_BOLD, line) if row is total else line)

    def proof(self, text: str) -> None:
        """Say what shows that it was so."""
        self._line("")
        self.note(text)

    def verdict(self, failures: Sequence[str]) -> None:
        """The last line: OK, or what differs from what was expected."""
        self._line("")
        for failure in failures:
            self._line(f"   {self._paint(_RED, failure)}")
        self._line(self._paint(_RED, "FAILED") if failures else self._paint(_GREEN, "OK"))

    def _paint(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self._colour else text

    def _line(self, text: str) -> None:
        self._out.write(f"{text.rstrip()}\n")
        self._out.flush()


def _short(address: str) -> str:
    """An address with its UUIDs cut, so that columns hold."""
    tokens = (f"{token[:8]}…" if len(token) == 36 else token for token in address.split("."))
    return ".".join(tokens)
