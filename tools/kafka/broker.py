"""A real Kafka of one node on free loopback ports, for tests, demo and benchmarks; it keeps nothing when it stops.

with running() as kafka: … kafka.address …
python -m tools.kafka.broker      runs one until interrupted, and prints its address
"""

from __future__ import annotations

import base64
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from tools.kafka.jars import jars, java
from tools.server import free_ports, launch
from tools.unavailable import UnavailableError

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 20.0
_ATTEMPTS = 3  # a port that was free may be taken before the broker binds it
_JVM = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


USERNAME = "agent"
PASSWORD = "open sesame"  # noqa: S105 - of a broker on loopback that lives as long as a test run
"""Who may connect at `sasl_address`, by SCRAM-SHA-512."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one broker."""

    plain: int
    sasl: int
    controller: int


@dataclass(frozen=True, slots=True)
class Kafka:
    """A running broker: where clients connect, with or without showing who they are, and what belongs to it."""

    address: str
    sasl_address: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """All that the broker has said so far."""
        return (self.folder / "broker.log").read_text(errors="replace")


SECURED: Mapping[str, str] = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    # Who connects without showing who he is, at the plain listener on loopback, may do everything.
    "super.users": "User:ANONYMOUS",
    "allow.everyone.if.no.acl.found": "false",
}
"""Settings of a broker whose users, at its `sasl_address`, may do what rules allow and nothing else."""


@contextmanager
def running(settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Kafka]:
    """Start a broker, wait until it answers, and stop it at the end; raises `UnavailableError`.

    `settings` are Kafka's own, beside those that make it a small broker on free ports.
    """
    with tempfile.TemporaryDirectory(prefix="treaty-kafka-") as folder:
        kafka = _start(Path(folder), settings)
        try:
            yield kafka
        finally:
            kafka.process.kill()  # nothing of it is kept, so there is nothing to end in order
            kafka.process.wait()


def stop(kafka: Kafka) -> None:
    """End the broker's process: politely, then not."""
    kafka.process.terminate()
    try:
        kafka.process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        kafka.process.kill()
        kafka.process.wait()


def restart(kafka: Kafka) -> Kafka:
    """Start a stopped broker again on its ports, with the data that it had."""
    return _await_ready(replace(kafka, process=_launch(kafka.folder)))


def _start(folder: Path, settings: Mapping[str, str]) -> Kafka:
    for attempt in range(_ATTEMPTS):
        home = folder / str(attempt)
        home.mkdir()
        ports = Ports(*free_ports(3))
        (home / "server.properties").write_text(_properties(home, ports, settings))
        _format(home)
        kafka = Kafka(f"127.0.0.1:{ports.plain}", f"127.0.0.1:{ports.sasl}", home, _launch(home))
        try:
            return _await_ready(kafka)
        except UnavailableError:
            stop(kafka)
            if attempt == _ATTEMPTS - 1 or "Address already in use" not in kafka.log:
                raise
    raise AssertionError("the last attempt returns or raises")


def _properties(home: Path, ports: Ports, more: Mapping[str, str]) -> str:
    open_to_clients = f"PLAINTEXT://127.0.0.1:{ports.plain},SASL://127.0.0.1:{ports.sasl}"
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{ports.controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"{open_to_clients},CONTROLLER://127.0.0.1:{ports.controller}",
        "advertised.listeners": open_to_clients,
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "listener.name.sasl.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.sasl.scram-sha-512.sasl.jaas.config": (
            "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        ),
        "log.dirs": home / "data",
        # Nothing but `treaty apply` makes topics, here as in production.
        "auto.create.topics.enable": "false",
        # One node is all there is.
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 4,
        # Quick to join, and quick to notice a consumer that was killed.
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 500,
        # Small: the defaults set aside 128 MiB for the cleaner, and 10 MiB of index for each segment.
        "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
        "log.index.size.max.bytes": 256 * 1024,
        "log.cleaner.io.buffer.size": 64 * 1024,
    }
    return "".join(f"{key}={value}\n" for key, value in {**settings, **more}.items())


def _format(home: Path) -> None:
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    user = f"SCRAM-SHA-512=[name={USERNAME},password={PASSWORD}]"
    tool = ["kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", f"{home}/server.properties"]
    tool += ["--add-scram", user]
    done = subprocess.run([*_java(), *tool], text=True, capture_output=True, timeout=_START_TIMEOUT_S, check=False)
    if done.returncode != 0:
        raise UnavailableError(f"the broker's storage could not be formatted: {(done.stdout + done.stderr)[-400:]}")


def _launch(home: Path) -> subprocess.Popen[bytes]:
    return launch([*_java(), "kafka.Kafka", f"{home}/server.properties"], home / "broker.log", {})


def _java() -> list[str]:
    logging = Path(__file__).with_name("log4j2.properties")
    return [str(java()), *_JVM, f"-Dlog4j2.configurationFile={logging}", "-cp", f"{jars()}/*"]


def _await_ready(kafka: Kafka) -> Kafka:
    from confluent_kafka import KafkaException  # noqa: PLC0415 - heavy, and a wrong Java should fail without it
    from confluent_kafka.admin import AdminClient  # noqa: PLC0415 - likewise

    deadline = time.monotonic() + _START_TIMEOUT_S
    while not _listens(kafka.address):
        if kafka.process.poll() is not None or time.monotonic() > deadline:
            raise UnavailableError(f"the broker did not start: {kafka.log[-800:]}")
        time.sleep(0.05)
    try:
        AdminClient({"bootstrap.servers": kafka.address}).list_topics(timeout=deadline - time.monotonic())
    except KafkaException as error:
        raise UnavailableError(f"the broker does not answer: {error}") from error
    return kafka


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    try:
        with running() as started:
            print(started.address, flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except UnavailableError as unavailable:
        sys.exit(f"no Kafka: {unavailable}")
