"""Runs of numbers, as messages and enumerations reserve them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

Span = tuple[int, int]
"""The first number, and the one behind the last."""


class Range(Protocol):
    """What a descriptor holds."""

    @property
    def start(self) -> int:
        """The first number."""

    @property
    def end(self) -> int:
        """The last number of an enumeration's range, the one behind it of a message's."""


def spans(ranges: Iterable[Range]) -> tuple[Span, ...]:
    """A message's ranges, sorted, those that touch joined."""
    return _joined((each.start, each.end) for each in ranges)


def enum_spans(ranges: Iterable[Range]) -> tuple[Span, ...]:
    """An enumeration's ranges, whose ends count."""
    return _joined((each.start, each.end + 1) for each in ranges)


def covered(number: int, found: Sequence[Span]) -> bool:
    """Whether a number lies in one of some spans."""
    return any(start <= number < end for start, end in found)


def left_out(old: Sequence[Span], new: Sequence[Span]) -> list[str]:
    """The parts of old spans that no new one covers, in words."""
    found: list[Span] = []
    for start, end in old:
        position = start
        for begin, stop in new:
            if begin < end and stop > position:
                if begin > position:
                    found.append((position, begin))
                position = max(position, stop)
        if position < end:
            found.append((position, end))
    return [f"{start}" if end == start + 1 else f"{start} to {end - 1}" for start, end in found]


def _joined(ranges: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
