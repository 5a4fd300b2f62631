"""protoc, run by the shell: the `.proto` texts of a tree in, descriptor sets and every problem of every file out.

protoc runs in a process of its own, since hostile input crashes it, on a copy of the texts in a temporary folder, so
that no import can leave them. It stops at the first bad file; then each file is run again alone.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from treatyc.diagnostics import Report
from treatyc.load.protobuf.errors import explain
from treatyc.load.protobuf.guard import may_compile
from treatyc.source import Source, SourceTree, Span
from treatyc.workspace.unavailable import ToolUnavailable

TIMEOUT_S = 30.0

_CHILD = Path(__file__).with_name("protoc_child.py")
_NAMED = re.compile(r"^([^:\n]+\.proto):", re.MULTILINE)
_CRASHES_MAX = 4
_CONFLICTS_MAX = 32


def compile_protobuf(
    tree: SourceTree, folders: Iterable[str], report: Report, process: Process | None = None
) -> SourceTree:
    """`tree` with the descriptors of each folder's `.proto` files; what protoc refuses is reported and left out.

    Without a `process` each batch of runs gets one of its own.
    """
    process = process or _process
    found = {folder: _texts(tree, folder, report) for folder in sorted(set(folders))}
    files = {folder: texts for folder, texts in found.items() if texts}
    if not files:
        return tree
    with tempfile.TemporaryDirectory(prefix="treaty-protoc-") as scratch:
        jobs = [
            _Job(folder, _lay_out(Path(scratch) / str(number), texts), texts)
            for number, (folder, texts) in enumerate(files.items())
        ]
        ends = _run([job.run(tuple(job.files)) for job in jobs], process)
        descriptors = {
            job.folder: job.out.read_bytes() if end.good else _salvage(job, end, report, process)
            for job, end in zip(jobs, ends, strict=True)
        }
        for job, end in zip(jobs, ends, strict=True):
            explain(job.files, frozenset(), _warnings(end.said), report)
    return dataclasses.replace(tree, descriptors={**tree.descriptors, **descriptors})


@dataclass(frozen=True, slots=True)
class Run:
    """One run of protoc: where, and with what arguments."""

    folder: Path
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended; `code` is None where protoc did not come to an end."""

    code: int | None
    said: str

    @property
    def good(self) -> bool:
        """Whether protoc took all of it."""
        return self.code == 0


Process = Callable[[Sequence[Run]], tuple[list[End], bool]]
"""The ends of the first runs, and whether the one after them brought the process down."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One folder's files by import path, laid out on disk for protoc."""

    folder: str
    place: Path
    files: dict[str, Source]

    @property
    def out(self) -> Path:
        return self.place.with_suffix(".binpb")

    def run(self, paths: tuple[str, ...]) -> Run:
        """Compiles these files together."""
        what = ("--include_imports", "--include_source_info", "--retain_options")
        return Run(self.place, ("-I.", f"-I{_well_known()}", *what, f"--descriptor_set_out={self.out}", *paths))


def _texts(tree: SourceTree, folder: str, report: Report) -> dict[str, Source]:
    prefix = f"{folder}/" if folder else ""
    found = {
        source.path.removeprefix(prefix): source
        for source in tree
        if source.path.startswith(prefix) and source.path.endswith(".proto")
    }
    return {path: source for path, source in found.items() if may_compile(source, path, report)}


def _lay_out(place: Path, texts: dict[str, Source]) -> Path:
    place.mkdir()
    for folder in {(place / path).parent for path in texts}:
        folder.mkdir(parents=True, exist_ok=True)
    for path, source in texts.items():
        (place / path).write_bytes(source.text.encode("utf-8", "surrogatepass"))
    return place


def _salvage(job: _Job, first: End, report: Report, process: Process) -> bytes:
    """Report what is wrong with each file of a folder that does not compile, and compile the others."""
    paths = tuple(job.files)
    ends = dict(zip(paths, _run([job.run((path,)) for path in paths], process), strict=True))
    for path in sorted(path for path, end in ends.items() if end.code is None):
        message = "protoc did not come to an end with this file"
        report.error("protobuf-compiler", message, at=Span(job.files[path].path), help="make it smaller or flatter")
    good, conflicts = _agreeing(job, [path for path, end in ends.items() if end.good], process)
    failed = frozenset(paths) - frozenset(good)
    explain(job.files, failed, "\n".join([*(end.said for end in ends.values()), *conflicts]), report)
    if not report.failed:
        report.error("protobuf-compiler", f"protoc refuses this folder: {first.said}", at=Span(job.folder))
    return job.out.read_bytes() if good else b""


def _agreeing(job: _Job, paths: list[str], process: Process) -> tuple[list[str], list[str]]:
    """Those of some files, each right by itself, that compile together, and what protoc said of the others."""
    good, said = paths, list[str]()
    for _ in range(_CONFLICTS_MAX):
        end = _run([job.run(tuple(good))], process)[0] if good else None
        if end is None or end.good:
            return good, said
        said.append(end.said)
        culprit = ([path for path in _NAMED.findall(end.said) if path in good] or good)[-1]
        (job.place / culprit).unlink()
        good = [path for path in good if path != culprit]
    return [], said


def _warnings(said: str) -> str:
    return "\n".join(line for line in said.splitlines() if ": warning: " in line or "No edition or syntax" in line)


def _run(runs: Sequence[Run], process: Process) -> list[End]:
    """How each run ended. One that brings the process down is passed over, and the rest runs in a new process."""
    ends: list[End] = []
    for _ in range(_CRASHES_MAX):
        if len(ends) == len(runs):
            return ends
        done, crashed = process(runs[len(ends) :])
        ends += done
        if crashed:
            ends.append(End(None, ""))
    return ends + [End(None, "") for _ in runs[len(ends) :]]


def _process(runs: Sequence[Run]) -> tuple[list[End], bool]:
    """The ends of the first runs, and whether the one after them brought the process down."""
    try:
        finished = subprocess.run(child(), input=entries(runs), capture_output=True, timeout=TIMEOUT_S, check=False)
        output, noise = finished.stdout, finished.stderr
    except subprocess.TimeoutExpired as late:
        output, noise = late.stdout or b"", b"it took too long"
    lines = [line for line in output.splitlines() if line.endswith(b"}")]
    ends = [found for line in lines if (found := end_in(line)) is not None]
    if not lines:
        raise ToolUnavailable(f"protoc cannot be started: {noise.decode(errors='replace').strip()}")
    return ends, len(ends) < len(runs)


def child() -> list[str]:
    """How the process is started that protoc runs in; it takes `entries` and tells their ends, a line each."""
    return [sys.executable, "-I", "-S", str(_CHILD), str(_site())]


def entries(runs: Sequence[Run]) -> bytes:
    """A batch of runs, as the process takes it."""
    return json.dumps([[str(run.folder), run.arguments] for run in runs]).encode() + b"\n"


def end_in(line: bytes) -> End | None:
    """How a run ended, where this line of the process tells it; None for a run that began."""
    told = json.loads(line)
    return End(told["code"], told["said"]) if "ended" in told else None


def _site() -> Path:
    spec = importlib.util.find_spec("grpc_tools")
    if spec is None or not spec.submodule_search_locations:
        raise ToolUnavailable("grpcio-tools is not installed: install treaty[compiler]")
    return Path(next(iter(spec.submodule_search_locations))).parent


def _well_known() -> Path:
    return _site() / "grpc_tools" / "_proto"
