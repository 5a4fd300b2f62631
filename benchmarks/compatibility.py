"""The engines' speed on pairs of schemas, and the gate on a large Protobuf tree beside `buf breaking`, in one run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import grown, protobuf_tree
from benchmarks.measure import Outcome, at_least, at_most, outcomes, table
from treatyc.compatibility.engine import Engine
from treatyc.compatibility.engines import engine
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Named, Subject
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree
from treatyc.system.schema import Format
from treatyc.workspace.protoc import compile_protobuf

PAIRS = 200
FILES = 3000
ROUNDS = 3
AGAINST = ("--against", "git:HEAD")
BUF = str(Path(sys.executable).with_name("buf"))
MEASURE = """
import resource, subprocess, sys, time
begin = time.perf_counter()
code = subprocess.call(sys.argv[1:])
wall = time.perf_counter() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print()
print(code, wall, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""

_CHANGES = {
    Format.AVRO: ('"int"', '"long"', '"int",\n      "default": 1', '"string",\n      "default": "1"'),
    Format.PROTOBUF: (
        "  bool rehearsal = 8;",
        "  bool rehearsal = 8;\n  string why = 9;",
        "int64 cents",
        "string cents",
    ),
    Format.JSONSCHEMA: ('"maxLength": 500', '"maxLength": 600', '"maximum": 1000', '"maximum": 900'),
}
"""For each format what a compatible change replaces by what, and a breaking one."""


@dataclass(frozen=True)
class Cost:
    """What one run of a command took, with all that it started; `peak_mb` is that of its largest process."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def main() -> list[Outcome]:
    """Print checks a second for each format, then the large tree; what came of the targets."""
    rows = [("", "compatible", "breaking, with a witness"), *(_speed(each) for each in Format)]
    table(f"checks a second, of {PAIRS} pairs of one nested message of 8 fields, parsed beforehand", rows)
    found = _tree()
    outcomes("targets", found)
    return found


def _speed(format: Format) -> tuple[str, ...]:
    old, fine, plain, bad = _CHANGES[format]
    return format.value, _rate(format, (old, fine), "compatible"), _rate(format, (plain, bad), "breaking")


def _rate(format: Format, change: tuple[str, str], expected: str) -> str:
    """Checks a second; every verdict must be the one that the change has."""
    asked: Engine[Any] = engine(format)
    tree = _pairs(format, change)
    report = Report()
    if format is Format.PROTOBUF:
        tree = compile_protobuf(tree, ("old", "new"), report)
    libraries = asked.read(tree, "old", report), asked.read(tree, "new", report)
    if report.failed:
        raise RuntimeError(str(report.diagnostics))
    names = [name for name, _ in asked.names(libraries[0])]
    begin = time.process_time()
    for name in names:
        old, new = (Subject(library, Named(name)) for library in libraries)
        said = verdict(asked.compare(old, new, Settings()))
        if said != expected:
            raise RuntimeError(f"{name}: {said}, and it should be {expected}")
    return f"{len(names) / (time.process_time() - begin):,.0f}"


def _pairs(format: Format, change: tuple[str, str]) -> SourceTree:
    ending = {Format.AVRO: ".avsc", Format.PROTOBUF: ".proto", Format.JSONSCHEMA: ".schema.json"}[format]
    before, after = change
    files: dict[str, Source] = {}
    for path, text in grown.project(PAIRS // len(grown.NOUNS) * grown.FILES_A_DOMAIN).items():
        if path.endswith(ending):
            inner = path.removeprefix("schemas/")
            if before not in text:
                raise RuntimeError(f"{path} does not hold {before}")
            files |= {f"old/{inner}": Source(f"old/{inner}", text)}
            files |= {f"new/{inner}": Source(f"new/{inner}", text.replace(before, after))}
    return SourceTree("", files)


def _tree() -> list[Outcome]:
    with tempfile.TemporaryDirectory(prefix="treaty-bench-") as scratch:
        folder = Path(scratch)
        before = protobuf_tree.texts(FILES)
        protobuf_tree.commit(folder, before)
        protobuf_tree.change(folder, protobuf_tree.changed(before))
        command = [sys.executable, "-m", "treatyc.cli", "check", *AGAINST]
        buf, cold, warm = [], [], []
        for _ in range(ROUNDS):
            shutil.rmtree(folder / ".treaty", ignore_errors=True)
            buf.append(_run([BUF, "breaking", "--against", ".git#ref=HEAD"], folder, 100))
            cold.append(_run(command, folder, 1))
            warm.append(_run(command, folder, 1))
        best = [min(costs, key=lambda cost: cost.wall_s) for costs in (buf, cold, warm)]
    names = ("buf breaking", "treaty check --against, cold", "treaty check --against, warm")
    _show(names, best)
    peer, first, again = best
    return [
        at_most("a tree of 3,000 files: wall time over buf's, cold", first.wall_s / peer.wall_s, 2.0, "x"),
        at_most("a tree of 3,000 files: wall time over buf's, warm", again.wall_s / peer.wall_s, 1.0, "x"),
        at_least("a tree of 3,000 files: buf's memory over treaty's", peer.peak_mb / first.peak_mb, 1.0, "x"),
    ]


def _run(command: Sequence[str], folder: Path, expected: int) -> Cost:
    """The cost of one run, which must find the break and end as it says that it does."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, *command], cwd=folder, capture_output=True, text=True, check=False
    )
    *said, last = done.stdout.splitlines()
    code, wall_s, cpu_s, peak_kb = last.split()
    if int(code) != expected or "cents" not in "\n".join(said):
        raise RuntimeError(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Cost(float(wall_s), float(cpu_s), float(peak_kb) / 1024)


def _show(names: Sequence[str], costs: Sequence[Cost]) -> None:
    rows = [
        (name, f"{cost.wall_s:.1f} s", f"{cost.cpu_s:.1f} s", f"{cost.peak_mb:.0f} MB")
        for name, cost in zip(names, costs, strict=True)
    ]
    table(f"a pull request against a Protobuf tree of {FILES} files", [("", "wall", "CPU", "peak memory"), *rows])


if __name__ == "__main__":
    main()
