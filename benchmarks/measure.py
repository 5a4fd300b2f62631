"""CPU time per call, so that what else a machine does hardly shows: medians of rounds that take turns."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping

Call = Callable[[], object]

ROUNDS = 9
ROUND_S = 0.08


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


def table(title: str, rows: list[tuple[str, ...]]) -> None:
    """Print rows under a title, columns aligned; the first row is the head."""
    print(f"\n{title}")
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  " + row[0].ljust(widths[0]) + "  " + "  ".join(others) if first else "")
