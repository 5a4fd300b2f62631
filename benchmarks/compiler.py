"""The compiler's own cost: CPU time and peak memory of its commands, on a thousand contract files and on one."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import grown
from benchmarks.measure import Outcome, at_most, outcomes, table

ROUNDS = 3
TREATY = (sys.executable, "-m", "treatyc.cli")
MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(code)
"""
"""A small process between, for the peak memory of a process counts from that of the one that starts it."""


@dataclass(frozen=True)
class Cost:
    """What a process and all that it started took."""

    cpu_s: float
    peak_mb: float


def main() -> list[Outcome]:
    """Print what each command costs beside what it should; what came of the targets."""
    with tempfile.TemporaryDirectory(prefix="treaty-bench-") as scratch:
        bare = _best([sys.executable, "-c", "pass"], Path(scratch))
        help_ = _best([*TREATY, "--help"], Path(scratch))
        many = Path(scratch) / "many"
        texts = grown.project()
        grown.write(many, texts)
        found = [
            *_rows(
                f"{len(texts)} contract files: Protobuf, Avro, JSON Schema, YAML",
                ("check", _best([*TREATY, "check"], many), 2.0),
                ("generate, cold", _cold(many), 5.0),
                ("generate, nothing changed", _best([*TREATY, "generate"], many), 0.5),
            ),
            *_rows("one schema", *(row for ending in grown.VERBS for row in _single(Path(scratch) / ending, ending))),
        ]
        over = Cost(help_.cpu_s - bare.cpu_s, help_.peak_mb - bare.peak_mb)
        found += _rows("treaty --help", ("over bare Python", over, 0.15))
    outcomes("targets", found)
    return found


def _single(folder: Path, ending: str) -> tuple[tuple[str, Cost, float], ...]:
    grown.write(folder, grown.single(ending))
    return (f"check, {ending}", _best([*TREATY, "check"], folder), 0.6), (f"generate, {ending}", _cold(folder), 0.6)


def _cold(project: Path) -> Cost:
    """`generate` without its outputs and without what it remembers."""
    costs = []
    for _ in range(ROUNDS):
        shutil.rmtree(project / "generated", ignore_errors=True)
        shutil.rmtree(project / ".treaty", ignore_errors=True)
        costs.append(_run([*TREATY, "generate"], project))
    return min(costs, key=lambda cost: cost.cpu_s)


def _best(command: list[str], folder: Path) -> Cost:
    return min((_run(command, folder) for _ in range(ROUNDS)), key=lambda cost: cost.cpu_s)


def _run(command: list[str], folder: Path) -> Cost:
    """The cost of one run; it must find nothing wrong."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, *command], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    cpu_s, peak_kb = map(float, done.stdout.splitlines()[-1].split())
    return Cost(cpu_s, peak_kb / 1024)


def _rows(title: str, *rows: tuple[str, Cost, float]) -> list[Outcome]:
    shown = [(name, f"{cost.cpu_s:.2f} s", f"{cost.peak_mb:.0f} MB") for name, cost, _ in rows]
    table(title, [("", "CPU", "peak memory"), *shown])
    return [at_most(f"{title.partition(':')[0]}: {name}", cost.cpu_s, target, " s") for name, cost, target in rows]


if __name__ == "__main__":
    main()
