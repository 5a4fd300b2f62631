"""protoc in a process that stays, for a server: starting one costs twenty times what a text does.

A crash, or a text that takes too long, costs that process; the next text gets another. So does every so manieth, which
bounds what hostile texts can heap up in it.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from treatyc.diagnostics import Report
from treatyc.source import SourceTree
from treatyc.workspace.protoc import TIMEOUT_S, End, Run, child, compile_protobuf, end_in, entries
from treatyc.workspace.unavailable import ToolUnavailable

BATCHES_MAX = 500


class KeptProtoc:
    """Compiles as `compile_protobuf` does, from any thread, one text at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._batches = 0

    def __call__(self, tree: SourceTree, folders: Iterable[str], report: Report) -> SourceTree:
        """A tree with the descriptors of each folder's files."""
        return compile_protobuf(tree, folders, report, self._run)

    def close(self) -> None:
        """End the process."""
        with self._turn:
            self._end()

    def _run(self, runs: Sequence[Run]) -> tuple[list[End], bool]:
        with self._turn:
            begun, ends = _asked(self._started(), runs)
            if not begun and self._batches > 1:  # it had ended since the last text
                self._end()
                begun, ends = _asked(self._started(), runs)
            crashed = len(ends) < len(runs)
            if crashed:
                self._end()
            if not begun:
                raise ToolUnavailable("protoc cannot be started")
            return ends, crashed

    def _started(self) -> subprocess.Popen[bytes]:
        self._batches += 1
        if self._batches > BATCHES_MAX or (self._process is not None and self._process.poll() is not None):
            self._end()
        if self._process is None:
            self._batches = 1
            # A session of its own: an interrupt at the terminal is for the server, which ends it in order.
            self._process = subprocess.Popen(
                child(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


@contextmanager
def kept_protoc() -> Iterator[KeptProtoc]:
    """A process for as long as the block runs."""
    protoc = KeptProtoc()
    try:
        yield protoc
    finally:
        protoc.close()


def _asked(process: subprocess.Popen[bytes], runs: Sequence[Run]) -> tuple[bool, list[End]]:
    """Whether the process began before it ended itself or was ended for being late, and the ends that it told."""
    was_late = threading.Event()

    def end() -> None:
        was_late.set()
        process.kill()

    late = threading.Timer(TIMEOUT_S, end)
    late.start()
    try:
        begun, ends = _told(process, runs)
    finally:
        late.cancel()
    return begun or was_late.is_set(), ends


def _told(process: subprocess.Popen[bytes], runs: Sequence[Run]) -> tuple[bool, list[End]]:
    """Whether it began a run, and the ends that it told."""
    begun, ends = False, list[End]()
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both are pipes")
    try:
        process.stdin.write(entries(runs))
        process.stdin.flush()
    except BrokenPipeError:
        return begun, ends
    while len(ends) < len(runs):
        line = process.stdout.readline()
        if not line.endswith(b"}\n"):
            break
        begun = True
        if (end := end_in(line)) is not None:
            ends.append(end)
    return begun, ends
