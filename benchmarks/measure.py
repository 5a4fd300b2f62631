"""CPU time per call, so that what else a machine does hardly shows: medians of rounds that take turns; and verdicts."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Call = Callable[[], object]

ROUNDS = 9
ROUND_S = 0.08


@dataclass(frozen=True)
class Outcome:
    """One target of the project beside what was measured. From a `margin` of 1 on it is met; 1.2 is met by a fifth."""

    name: str
    target: str
    measured: str
    margin: float

    @property
    def word(self) -> str:
        """What a reader looks for."""
        return f"{'met' if self.margin >= 1 else 'MISSED'} ({self.margin:.2f})"


def at_least(name: str, measured: float, limit: float, unit: str) -> Outcome:
    """The verdict on what should be large."""
    return Outcome(name, f">= {limit:g}{unit}", f"{measured:.1f}{unit}", measured / limit)


def at_most(name: str, measured: float, limit: float, unit: str) -> Outcome:
    """The verdict on what should be small."""
    return Outcome(name, f"<= {limit:g}{unit}", f"{measured:.2f}{unit}", limit / measured)


def cpu_us(calls: Mapping[str, Call]) -> dict[str, float]:
    """Microseconds of CPU that each call costs; the calls take turns, so that all meet the same machine."""
    counts = {name: _count(call) for name, call in calls.items()}
    rounds: dict[str, list[float]] = {name: [] for name in calls}
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for name, call in calls.items():
                rounds[name].append(_round(call, counts[name]))
    finally:
        gc.enable()
    return {name: statistics.median(taken) * 1e6 for name, taken in rounds.items()}


def _count(call: Call) -> int:
    """How many calls fill one round."""
    count = 1
    while True:
        taken = _round(call, count) * count
        if taken > ROUND_S / 4:
            return max(1, int(count * ROUND_S / taken))
        count *= 4


def _round(call: Call, count: int) -> float:
    begin = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - begin) / count


def table(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows under a title, columns aligned; the first row is the head."""
    print(f"\n{title}")
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        print("  " + "  ".join((first.ljust(widths[0]), *cells)))


def outcomes(title: str, found: Sequence[Outcome]) -> None:
    """Print targets, what was measured, and whether they are met."""
    head = ("", "target", "measured", "verdict")
    table(title, [head, *((one.name, one.target, one.measured, one.word) for one in found)])
