"""What the bodies of generated Avro functions are made of: lines of statements, and what those share with a module."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Protocol

from treatyc.emit.python.avro.needs import Locals, Needs
from treatyc.emit.python.avro.resolve import Structure, Symbols
from treatyc.system.schema import Enumeration, Unit

Lines = list[str]

SMALL_INDEXES = 64
"""Indexes below this take one byte, which is twice the index."""

EPOCHS = {True: "EPOCH", False: "LOCAL_EPOCH"}
"""What a timestamp counts from, with a zone and without."""

STEPS = {Unit.MILLISECONDS: "MILLISECOND", Unit.MICROSECONDS: "MICROSECOND"}
"""What a timestamp counts."""


class Shared(Protocol):
    """What the statements of a function refer to in their module; asking for it is what makes it be written."""

    def reading(self, structure: Structure) -> Callee:
        """The function that reads a record."""
        ...

    def skipping(self, record: str) -> Callee:
        """The function that skips a record of the writer's."""
        ...

    def writing(self, record: str) -> Callee:
        """The function that writes a record."""
        ...

    def symbols_by_index(self, symbols: Symbols) -> str:
        """The table from what stands in the payload to the reader's symbol."""
        ...

    def indexes_by_symbol(self, enumeration: Enumeration) -> str:
        """The table from a symbol to what stands in the payload."""
        ...


@dataclass(frozen=True, slots=True)
class Callee:
    """A generated function; a recursive one takes the depth that it is called at."""

    name: str
    recursive: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Where statements stand: their module, their function's locals, and whether that function knows its depth."""

    shared: Shared
    needs: Needs
    locals: Locals
    recursive: bool

    def call(self, callee: Callee, *arguments: str) -> str:
        """A call, one level deeper where both functions count."""
        depth = ["depth + 1"] if callee.recursive and self.recursive else []
        return f"{callee.name}({', '.join([*arguments, *depth])})"


def indented(lines: Lines) -> Lines:
    """Lines one level deeper; an item may hold several lines."""
    return [f"    {line}" if line else "" for text in lines for line in text.split("\n")]


def apart(before: Lines, after: Lines) -> Lines:
    """Lines with a blank one between them where either side is a block of its own, as people leave it."""
    blank = [""] if before and after and (len(after) > _BLOCK or _ends_in_block(before)) else []
    return [*before, *blank, *after]


_BLOCK = 2


def _ends_in_block(lines: Lines) -> bool:
    """Whether one of the lines behind the last blank one is indented."""
    behind = itertools.takewhile(bool, reversed(lines))
    return any(line.startswith("    ") for line in behind)


def ends(lines: Lines) -> bool:
    """Whether nothing can follow these lines."""
    return bool(lines) and lines[-1].startswith("raise ")
