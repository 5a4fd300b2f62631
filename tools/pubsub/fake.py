"""Google's fake of Pub/Sub on a free loopback port, for tests: built once into the user's cache; it keeps nothing.

with running() as pubsub: … pubsub.host …      which is what clients read from PUBSUB_EMULATOR_HOST
python -m tools.pubsub.fake      runs one until interrupted, and prints its address
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools.golang import built
from tools.server import Process, free_ports, hold, listens, on_free_ports
from tools.unavailable import UnavailableError


@dataclass(frozen=True, slots=True)
class PubSub:
    """A running fake: where clients connect, without TLS or credentials, and its process, which keeps all in memory."""

    host: str
    process: Process


@contextmanager
def running() -> Iterator[PubSub]:
    """Start a fake, wait until it answers, and stop it at the end; raises `UnavailableError`."""
    with tempfile.TemporaryDirectory(prefix="treaty-pubsub-") as folder:
        pubsub = on_free_ports(Path(folder), _start)
        try:
            yield pubsub
        finally:
            pubsub.process.kill()


def executable() -> Path:
    """The fake's program, built at the first call; raises `UnavailableError`."""
    return built("fake", Path(__file__).parent)


def _start(home: Path) -> PubSub:
    (port,) = free_ports(1)
    process = Process([str(executable()), str(port)], home / "pubsub.log", partial(listens, port))
    process.start()
    return PubSub(f"127.0.0.1:{port}", process)


if __name__ == "__main__":
    try:
        with running() as started:
            hold(started.host)
    except UnavailableError as unavailable:
        sys.exit(f"no Pub/Sub: {unavailable}")
