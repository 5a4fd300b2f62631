"""A real Apicurio Registry on free loopback ports, for tests and benchmarks; it keeps nothing when it stops.

with running() as apicurio: … apicurio.url …
python -m tools.apicurio.registry      runs one until interrupted, and prints the address of its Confluent API
"""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.kafka.jars import fetched, java
from tools.server import free_ports, launch
from tools.unavailable import UnavailableError

VERSION = "3.3.3"
API = "/apis/ccompat/v7"

_JAVA_AT_LEAST = 21
_START_TIMEOUT_S = 90.0
_ATTEMPTS = 3  # a port that was free may be taken before the registry binds it
_JVM = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


@dataclass(frozen=True, slots=True)
class Apicurio:
    """A running registry: where clients of the Confluent API find it, and what belongs to it."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """All that the registry has said so far."""
        return (self.folder / "registry.log").read_text(errors="replace")


def application() -> Path:
    """The folder of the unpacked registry, filled at the first call.

    It must be whole: at a jar that is missing, Quarkus's class loader waits for ever (quarkus issue 48750), and
    nothing in the log says so. A registry whose archive Maven had unpacked, which cuts long names, lacked three jars,
    answered everything but the questions of Protobuf's compatibility, and lost a thread at each of those.
    """
    return fetched(f"apicurio-registry-{VERSION}", Path(__file__).with_name("pom.xml"), "unpack")


@contextmanager
def running() -> Iterator[Apicurio]:
    """Start a registry, wait until it answers, and stop it at the end; raises `UnavailableError`."""
    with tempfile.TemporaryDirectory(prefix="treaty-apicurio-") as folder:
        apicurio = _start(Path(folder))
        try:
            yield apicurio
        finally:
            _end(apicurio)


def _start(folder: Path) -> Apicurio:
    for attempt in range(_ATTEMPTS):
        home = folder / str(attempt)
        home.mkdir()
        port, management = free_ports(2)
        apicurio = Apicurio(f"http://127.0.0.1:{port}{API}", home, _launch(home, port, management))
        try:
            _await_ready(apicurio, port)
        except UnavailableError:
            _end(apicurio)
            if attempt == _ATTEMPTS - 1 or "already in use" not in apicurio.log:
                raise
        else:
            return apicurio
    raise AssertionError("the last attempt returns or raises")


def _launch(home: Path, port: int, management: int) -> subprocess.Popen[bytes]:
    settings = {
        "QUARKUS_HTTP_HOST": "127.0.0.1",
        "QUARKUS_HTTP_PORT": str(port),
        "QUARKUS_MANAGEMENT_HOST": "127.0.0.1",
        "QUARKUS_MANAGEMENT_PORT": str(management),
        "APICURIO_STORAGE_KIND": "sql",
        "APICURIO_STORAGE_SQL_KIND": "h2",
        # By the port, since a database in memory is known by its name alone.
        "APICURIO_DATASOURCE_URL": f"jdbc:h2:mem:registry_{port}",
        "APICURIO_REST_DELETION_ARTIFACT_ENABLED": "true",
        "APICURIO_REST_DELETION_ARTIFACTVERSION_ENABLED": "true",
        "APICURIO_REST_DELETION_GROUP_ENABLED": "true",
    }
    command = [str(java(_JAVA_AT_LEAST)), *_JVM, "-jar", str(application() / "quarkus-run.jar")]
    return launch(command, home / "registry.log", settings)


def _await_ready(apicurio: Apicurio, port: int) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while not _answers(port):
        if apicurio.process.poll() is not None or time.monotonic() > deadline:
            raise UnavailableError(f"the registry did not start: {apicurio.log[-800:]}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"{API}/subjects")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(apicurio: Apicurio) -> None:
    apicurio.process.kill()  # nothing of it is kept, so there is nothing to end in order
    apicurio.process.wait()


if __name__ == "__main__":
    try:
        with running() as started:
            print(started.url, flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except UnavailableError as unavailable:
        sys.exit(f"no registry: {unavailable}")
