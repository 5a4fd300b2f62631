"""A server's process on loopback: on ports that are free, ended with us, and waited for until it answers."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tools.unavailable import UnavailableError

S = TypeVar("S")

_ATTEMPTS = 3  # a port that was free may be taken before the server binds it
_TAKEN = re.compile("already in use|eaddrinuse", re.IGNORECASE)
_POLL_S = 0.02
_STOP_TIMEOUT_S = 20.0


class PortTakenError(UnavailableError):
    """Another process was quicker to take the port."""


@dataclass(slots=True)
class Process:
    """A server's process, which can be ended and started again on its ports, with the data that it had."""

    command: Sequence[str]
    log_file: Path
    answers: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    start_timeout_s: float = 60.0
    _running: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """All that the server has said so far."""
        return self.log_file.read_text(errors="replace")

    def start(self) -> None:
        """Start it and wait until it answers; raises `UnavailableError`, and nothing of it is left then."""
        self._running = launch(self.command, self.log_file, self.environment)
        deadline = time.monotonic() + self.start_timeout_s
        # Who answers may be another server, which took the port while ours ended.
        while not (self.answers() and self._running.poll() is None):
            if self._running.poll() is not None or time.monotonic() > deadline:
                self.kill()
                kind = PortTakenError if _TAKEN.search(self.log) else UnavailableError
                raise kind(f"`{Path(self.command[0]).name}` did not start: {self.log[-800:]}")
            time.sleep(_POLL_S)

    def kill(self) -> None:
        """End it at once, as a crash would, with all processes that it started."""
        if self._running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()
            self._running = None

    def stop(self) -> None:
        """End it politely, then not."""
        if self._running is not None:
            self._running.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._running.wait(_STOP_TIMEOUT_S)
        self.kill()

    def restart(self) -> None:
        """End it politely and start it again."""
        self.stop()
        self.start()


def launch(command: Sequence[str], log_file: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a process that ends with its parent, even one that was killed, where the machine has what that takes."""
    guard = [found, "--pdeathsig", "TERM"] if (found := shutil.which("setpriv")) else []
    with log_file.open("ab") as log:
        return subprocess.Popen(
            [*guard, *command],
            cwd=log_file.parent,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt at the terminal is for us: we stop the server in order
        )


def on_free_ports(folder: Path, start: Callable[[Path], S]) -> S:
    """What `start` makes in a folder of its own, again with other ports when those were taken meanwhile."""
    for attempt in range(1, _ATTEMPTS):
        with contextlib.suppress(PortTakenError):
            return start(_home(folder, attempt))
    return start(_home(folder, _ATTEMPTS))


def _home(folder: Path, attempt: int) -> Path:
    home = folder / str(attempt)
    home.mkdir()
    return home


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listened at just now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def listens(port: int) -> bool:
    """Whether someone takes connections at this port of loopback."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def hold(started: str) -> None:
    """Say what was started, and wait until this process is asked to end: what `python -m` of a server does."""
    print(started, flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
