"""protoc's lines and columns as places: it counts bytes, and jumps to the next multiple of eight at a tab."""

from __future__ import annotations

import re

from treatyc.source import Source, Span

_TAB = 8
_LENGTH_MAX = 200
_TOKEN = re.compile(r"[\w.]+|\"[^\"\n]*\"?|'[^'\n]*'?|\S")


class Lines:
    """The lines of one `.proto` file, by which protoc's positions become places in characters."""

    def __init__(self, source: Source) -> None:
        self._path = source.path
        self._lines = source.text.split("\n")

    def token(self, line: int, column: int) -> Span:
        """The token at a position that counts from 0."""
        text, start = self._start(line, column)
        match = _TOKEN.match(text, start)
        return Span(self._path, self._inside(line) + 1, start + 1, min(len(match[0]), _LENGTH_MAX) if match else 1)

    def span(self, line: int, column: int, end: int) -> Span:
        """A run of characters on one line, from positions that count from 0; `end` is the column behind it."""
        text, start = self._start(line, column)
        length = _character(text, end) - start
        return Span(self._path, self._inside(line) + 1, start + 1, max(length, 1))

    def text(self, span: Span) -> str:
        """The characters of a place in this file."""
        return self._lines[span.line - 1][span.column - 1 : span.column - 1 + span.length]

    def _start(self, line: int, column: int) -> tuple[str, int]:
        text = self._lines[self._inside(line)]
        return text, _character(text, column)

    def _inside(self, line: int) -> int:
        return min(max(line, 0), len(self._lines) - 1)


def _character(text: str, column: int) -> int:
    """The index of the character at protoc's column of a line."""
    if text.isascii() and "\t" not in text:
        return min(column, len(text))
    position = 0
    for index, char in enumerate(text):
        if position >= column:
            return index
        position += _TAB - position % _TAB if char == "\t" else len(char.encode("utf-8", "surrogatepass"))
    return len(text)
