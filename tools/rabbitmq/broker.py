"""A real RabbitMQ of one node on free loopback ports, for tests; it keeps nothing when it stops.

with running() as rabbitmq: … rabbitmq.make_vhost("test1") … rabbitmq.amqp_url("test1") …
python -m tools.rabbitmq.broker      runs one until interrupted, and prints the address of its management
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from tools.debian import program
from tools.server import Process, free_ports, hold, listens, on_free_ports
from tools.unavailable import UnavailableError

USERNAME = "admin"
PASSWORD = "open sesame"  # noqa: S105 - of a broker on loopback that lives as long as a test run
"""Who may do everything, in each virtual host that `make_vhost` made."""

ADMINISTRATOR = {
    "users": [
        {
            "name": USERNAME,
            "password_hash": base64.b64encode(b"salt" + hashlib.sha256(b"salt" + PASSWORD.encode()).digest()).decode(),
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": "administrator",
        }
    ],
    "vhosts": [{"name": "/"}],
    "permissions": [{"user": USERNAME, "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}],
}
"""The same user as definitions, which whoever boots a broker with `load_definitions` has to add."""

_START_TIMEOUT_S = 90.0
_DEBIAN = ("/usr/lib/rabbitmq/bin",)
"""Where Debian has the script itself: the one on the path becomes the user `rabbitmq`, or refuses."""

_HEADERS = {
    "Authorization": "Basic " + base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode(),
    "Content-Type": "application/json",
}


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one broker: AMQP, management, Erlang's distribution and its directory of nodes."""

    amqp: int
    management: int
    distribution: int
    epmd: int


@dataclass(frozen=True, slots=True)
class RabbitMQ:
    """A running broker: its address for AMQP clients, that of its management, and its process."""

    host: str
    port: int
    url: str
    process: Process

    def amqp_url(self, vhost: str, username: str = USERNAME, password: str = PASSWORD) -> str:
        """What an AMQP client is told, to act in a virtual host as this user."""
        credentials = f"{quote(username, safe='')}:{quote(password, safe='')}"
        return f"amqp://{credentials}@{self.host}:{self.port}/{quote(vhost, safe='')}"

    def make_vhost(self, name: str) -> str:
        """Make a virtual host, where the administrator may do everything, and return its name."""
        escaped = quote(name, safe="")
        self._put(f"/api/vhosts/{escaped}", {})
        self._put(f"/api/permissions/{escaped}/{USERNAME}", {"configure": ".*", "write": ".*", "read": ".*"})
        return name

    def _put(self, path: str, body: Mapping[str, str]) -> None:
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=30)
        try:
            connection.request("PUT", path, json.dumps(body), _HEADERS)
            answer = connection.getresponse()
            if answer.status not in {http.HTTPStatus.CREATED, http.HTTPStatus.NO_CONTENT}:
                raise RuntimeError(f"RabbitMQ answers {answer.status} to {path}: {answer.read()!r}")
        finally:
            connection.close()


@contextmanager
def running(definitions: Path | None = None) -> Iterator[RabbitMQ]:
    """Start a broker with management, wait until it answers, and stop it at the end; raises `UnavailableError`.

    `definitions` is a folder that it reads when it boots. Then it makes no user by itself: one of the files must have
    `ADMINISTRATOR`.
    """
    with tempfile.TemporaryDirectory(prefix="treaty-rabbitmq-", ignore_cleanup_errors=True) as folder:
        directory, rabbitmq = on_free_ports(Path(folder), partial(_start, definitions))
        try:
            yield rabbitmq
        finally:
            rabbitmq.process.kill()  # nothing of it is kept, so there is nothing to end in order
            directory.kill()


def executable() -> Path:
    """The machine's rabbitmq-server, installed where that can be; raises `UnavailableError`."""
    return program("rabbitmq-server", "rabbitmq-server", service="rabbitmq-server", folders=_DEBIAN)


def _start(definitions: Path | None, home: Path) -> tuple[Process, RabbitMQ]:
    """The directory of Erlang's nodes, and the one node that it knows.

    A node starts a directory when there is none, for the whole machine, and leaves it behind. Ours is our own.
    """
    server = executable()
    ports = Ports(*free_ports(4))
    (home / "enabled_plugins").write_text("[rabbitmq_management].\n")
    read = f"load_definitions = {definitions}\n" if definitions is not None else ""
    (home / "rabbitmq.conf").write_text(_settings(ports) + read)
    epmd = [str(program("epmd", "erlang-base")), "-address", "127.0.0.1", "-port", str(ports.epmd)]
    directory = Process(epmd, home / "epmd.log", partial(listens, ports.epmd))
    directory.start()
    node = Process(
        [str(server)],
        home / "broker.log",
        partial(_answers, ports.management),
        environment=_environment(home, ports),
        start_timeout_s=_START_TIMEOUT_S,
    )
    try:
        node.start()
    except UnavailableError:
        directory.kill()
        raise
    return directory, RabbitMQ("127.0.0.1", ports.amqp, f"http://127.0.0.1:{ports.management}", node)


def _settings(ports: Ports) -> str:
    settings = {
        "listeners.tcp.1": f"127.0.0.1:{ports.amqp}",
        "management.tcp.ip": "127.0.0.1",
        "management.tcp.port": ports.management,
        "default_user": USERNAME,
        "default_pass": PASSWORD,
        "log.console": "true",
        "log.console.level": "info",
        # A full disk of the machine is no matter of the tests.
        "disk_free_limit.absolute": "1MB",
        # How many messages a queue holds is known to management this often; it is 5 s by default.
        "collect_statistics_interval": 500,
    }
    return "".join(f"{name} = {value}\n" for name, value in settings.items())


def _environment(home: Path, ports: Ports) -> dict[str, str]:
    return {
        "HOME": str(home),  # of the cookie
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(ports.epmd),
        "RABBITMQ_NODENAME": "treaty@localhost",
        "RABBITMQ_DIST_PORT": str(ports.distribution),
        # Nothing of the machine's own broker is read.
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(home),
        "RABBITMQ_LOGS": "-",
        # The script becomes Erlang, rather than waits for it, so that what we end is the broker.
        "RABBITMQ_ALLOW_INPUT": "1",
        "RABBITMQ_SERVER_START_ARGS": "-noinput",
        # Schedulers that wait in a loop take the processor from the other servers of a test run.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"
        ),
    }


def _answers(port: int) -> bool:
    """Whether it is healthy: management answers before the broker has started all of itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/health/checks/protocol-listener/amqp091", headers=_HEADERS)
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
        sys.exit(f"no RabbitMQ: {unavailable}")
