"""A real redis-server on a free loopback port, for tests; it keeps nothing when it stops.

with running() as redis: … redis.url …
with running(users=["user agent on >secret ~tools.* +xadd"]) as redis: …
python -m tools.redis.server      runs one until interrupted, and prints its address
"""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools.debian import program
from tools.server import Process, free_ports, hold, on_free_ports
from tools.unavailable import UnavailableError

DATABASES = 1024

_START_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Redis:
    """A running redis-server: where clients connect, the file of its users and its process."""

    host: str
    port: int
    acl_file: Path
    process: Process

    @property
    def url(self) -> str:
        """Database 0; another one is a path beneath."""
        return f"redis://{self.host}:{self.port}"


@contextmanager
def running(users: Sequence[str] = ()) -> Iterator[Redis]:
    """Start a server, wait until it answers, and stop it at the end; raises `UnavailableError`.

    `users` are lines of an ACL file. The default user may do everything and needs no password, unless a line says
    otherwise; `ACL SAVE` and `ACL LOAD` work.
    """
    with tempfile.TemporaryDirectory(prefix="treaty-redis-") as folder:
        redis = on_free_ports(Path(folder), partial(_start, users=users))
        try:
            yield redis
        finally:
            redis.process.kill()  # nothing of it is kept, so there is nothing to end in order


def executable() -> Path:
    """The machine's redis-server, installed where that can be; raises `UnavailableError`."""
    return program("redis-server", "redis-server", service="redis-server")


def _start(home: Path, users: Sequence[str]) -> Redis:
    (port,) = free_ports(1)
    acl_file = home / "users.acl"
    acl_file.write_text("".join(f"{line}\n" for line in users))
    settings = {
        "bind": "127.0.0.1",
        "port": str(port),
        "dir": str(home),
        "databases": str(DATABASES),
        "aclfile": str(acl_file),
        # What was acknowledged is there after a restart; the snapshot beside it would be for nothing.
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
    }
    options = [word for name, value in settings.items() for word in (f"--{name}", value)]
    process = Process(
        [str(executable()), *options], home / "redis.log", partial(_answers, port), start_timeout_s=_START_TIMEOUT_S
    )
    process.start()
    return Redis("127.0.0.1", port, acl_file, process)


def _answers(port: int) -> bool:
    """Whether it answers anything at all: who may not `PING` without a password is told so, by a server that runs."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"PING\r\n")
            said = connection.recv(64)
    except OSError:
        return False
    return said.startswith((b"+PONG", b"-NOAUTH", b"-NOPERM"))


if __name__ == "__main__":
    try:
        with running() as started:
            hold(started.url)
    except UnavailableError as unavailable:
        sys.exit(f"no Redis: {unavailable}")
