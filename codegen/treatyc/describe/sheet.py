"""A page of plain text: a title, a few sentences, and sections of labelled lines, wrapped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled line; one without a label goes on from the row before."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is said about one thing."""

    title: str
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]


def as_text(sheet: Sheet) -> str:
    """The sheet as text; a section without rows is left out."""
    blocks = [sheet.title, *(textwrap.fill(sentence, _WIDTH) for sentence in sheet.sentences if sentence)]
    blocks += ["\n".join(_section(section)) for section in sheet.sections if section.rows]
    return "\n\n".join(blocks) + "\n"


def rows(label: str, texts: Sequence[str]) -> tuple[Row, ...]:
    """One row for each text, the first of them labelled."""
    return tuple(Row(label if index == 0 else "", text) for index, text in enumerate(texts))


def _section(section: Section) -> Iterator[str]:
    yield section.heading
    column = max(len(row.label) for row in section.rows) + 2
    for row in section.rows:
        first = f"  {row.label.ljust(column)}"
        yield textwrap.fill(
            row.text,
            _WIDTH,
            initial_indent=first,
            subsequent_indent=" " * len(first),
            # A name is copied whole or not at all.
            break_on_hyphens=False,
            break_long_words=False,
        )
