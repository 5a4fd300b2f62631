"""What a whole run took, by the clock and of CPU, and tables of such runs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measure import table


@dataclass(frozen=True)
class Taken:
    """What a run took: seconds by the clock, and of CPU of this process, all its threads included."""

    messages: int
    wall_s: float
    cpu_s: float


class Watch:
    """Started at the first message, so that joining a group does not count."""

    def __init__(self) -> None:
        self._wall_s = self._cpu_s = 0.0

    def start(self) -> None:
        """Begin."""
        self._wall_s, self._cpu_s = time.perf_counter(), time.process_time()

    def stop(self, messages: int) -> Taken:
        """End."""
        return Taken(messages, time.perf_counter() - self._wall_s, time.process_time() - self._cpu_s)


def rates(title: str, rounds: Mapping[str, Sequence[Taken]], *, raw: str) -> None:
    """Print the medians of rounds: messages a second, CPU a message, and that over the raw client's."""
    wall = {name: statistics.median(taken.wall_s / taken.messages for taken in found) for name, found in rounds.items()}
    cpu = {name: statistics.median(taken.cpu_s / taken.messages for taken in found) for name, found in rounds.items()}
    table(
        title,
        [
            ("", "messages a second", "µs of CPU", "times the raw client's"),
            *(
                (name, f"{1 / wall[name]:,.0f}", f"{cpu[name] * 1e6:.1f}", f"{cpu[name] / cpu[raw]:.1f}")
                for name in rounds
            ),
        ],
    )
