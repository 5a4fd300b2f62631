"""`treaty registry serve` as a process: who may come in, over TLS too, what is told on its first line, and its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from confluent_kafka.schema_registry import SchemaRegistryClient, SchemaRegistryError
from schema_registry.client import SchemaRegistryClient as PythonClient
from schema_registry.client.errors import ClientError

from tests.clients.texts import AVRO, AVRO_WIDER
from tests.unit.registry.test_registry_tls import certificate

__all__ = ["certificate"]

SECRETS = {"REGISTRY_PASSWORD": "s3cret: öffentlich", "REGISTRY_TOKEN": "t0ken"}
LOGIN = ("--user", "ci", "--password", "${REGISTRY_PASSWORD}")
TOKEN = ("--token", "${REGISTRY_TOKEN}")


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "treatyc.cli", "registry", "serve", *options]


@contextmanager
def serving(*options: str, environment: Mapping[str, str] = SECRETS) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server on a free port, and its address as it prints it."""
    process = subprocess.Popen(
        command("--port", "0", *options),
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        try:
            url = process.stdout.readline().strip()
            assert url, process.stderr.read()
            yield url, process
        finally:
            process.kill()
            process.wait()


def refused(*options: str, environment: Mapping[str, str] = SECRETS) -> str:
    """What is said of options that it cannot serve by, in one line and with exit code 2."""
    done = subprocess.run(
        command(*options), env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=30
    )
    assert (2, "", 1) == (done.returncode, done.stdout, len(done.stderr.splitlines())), done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_once_it_prints_its_address_and_ends_with_0(number: signal.Signals) -> None:
    with serving() as (url, process):
        assert [] == httpx2.get(f"{url}/subjects").json()
        process.send_signal(number)
        assert 0 == process.wait(10)
        assert process.stderr is not None
        assert "it keeps nothing when it ends; `--store FILE` does\n" == process.stderr.read()


def test_what_was_begun_is_brought_to_its_end(tmp_path: Path) -> None:
    """SIGTERM comes in the middle of a request: it is answered and kept, and nobody new is let in."""
    store = tmp_path / "store"
    body = json.dumps({"schema": AVRO.schema_str}).encode()
    head = "POST /subjects/orders/versions HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
    with serving("--store", str(store)) as (url, process):
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as begun:
            begun.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
            assert b"100 Continue" in begun.recv(4096)  # it reads the body now
            process.send_signal(signal.SIGTERM)
            while is_taken_in(port):
                pass
            begun.sendall(body)
            assert b"200 OK" in begun.recv(4096)
        assert 0 == process.wait(10)
    with serving("--store", str(store)) as (url, _):
        assert ["orders"] == httpx2.get(f"{url}/subjects").json()


def is_taken_in(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
    except OSError:
        return False
    return True


def test_a_store_is_one_servers_alone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with serving("--store", str(store)):
        said = refused("--port", "0", "--store", str(store))

    assert f"treaty: {store} is used by another server" == said


def test_what_it_cannot_serve_by_is_said_in_a_line(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("these are my notes and no database at all\n" * 20)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        cases = {
            ("--port", port): f"port {port} of 127.0.0.1 is taken; choose another with `--port`",
            ("--store", str(other)): f"{other} cannot be used as a store: file is not a database",
            ("--host", "0.0.0.0"): "0.0.0.0 can be reached from other machines, and nobody would have to say who they "  # noqa: S104 - refused
            "are; give `--user` and `--password`, or `--token`",
            ("--token", "t0ken"): "`--token` names a variable of the environment, such as '${REGISTRY_SECRET}', and is "
            "no secret itself",
            ("--token", "${NOWHERE}"): "`--token` needs NOWHERE in the environment",
            ("--user", "ci"): "`--user` and `--password` belong together",
            ("--certificate", str(other)): "the certificate cannot be used: it needs to be one of PEM, with its key",
            ("--private-key", str(other)): "`--private-key` belongs to a `--certificate`, which is missing",
        }
        told = {options: refused(*(() if "--port" in options else ("--port", "0")), *options) for options in cases}

    assert {options: f"treaty: {words}" for options, words in cases.items()} == told


def test_without_its_packages_it_says_how_to_get_them() -> None:
    hidden = "import sys; sys.modules['uvicorn'] = None; from treatyc.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "registry", "serve"], capture_output=True, text=True, check=False, timeout=30
    )

    advice = "get it with: pip install 'treaty[registry-server]'"
    assert f"treaty: the server of `treaty registry serve` is not installed; {advice}\n" == done.stderr
    assert 2 == done.returncode


def test_clients_come_in_by_password_over_tls(certificate: Path) -> None:
    """From other machines, too: a server with keys may listen at any address."""
    file = str(certificate)
    with serving("--host", "0.0.0.0", "--certificate", file, *LOGIN) as (url, _):  # noqa: S104 - behind a password
        port = url.rpartition(":")[2]
        assert url.startswith("https://")
        settings = {"url": f"https://127.0.0.1:{port}", "ssl.ca.location": file, "max.retries": 0}
        login = f"ci:{SECRETS['REGISTRY_PASSWORD']}"
        with SchemaRegistryClient({**settings, "basic.auth.user.info": login}) as client:
            assert 1 == client.register_schema("orders", AVRO)
        for wrong in ({}, {"basic.auth.user.info": "ci:s3cret"}):
            with SchemaRegistryClient({**settings, **wrong}) as client, pytest.raises(SchemaRegistryError) as error:
                client.register_schema("orders", AVRO_WIDER)
            assert (401, 40101) == (error.value.http_status_code, error.value.error_code)


def test_clients_come_in_by_token_or_password() -> None:
    with serving(*LOGIN, *TOKEN) as (url, _):
        bearer = {
            "bearer.auth.credentials.source": "STATIC_TOKEN",
            "bearer.auth.token": SECRETS["REGISTRY_TOKEN"],
            "bearer.auth.logical.cluster": "lsrc-1",
            "bearer.auth.identity.pool.id": "pool-1",
        }
        with SchemaRegistryClient({"url": url, **bearer}) as client:
            number = client.register_schema("orders", AVRO)
        login = httpx2.BasicAuth("ci", SECRETS["REGISTRY_PASSWORD"])
        assert AVRO.schema_str == httpx2.get(f"{url}/schemas/ids/{number}", auth=login).json()["schema"]
        anonymous = httpx2.get(f"{url}/subjects")
        asked = 'Basic realm="schema registry", charset="UTF-8", Bearer realm="schema registry"'
        assert (401, asked) == (anonymous.status_code, anonymous.headers["www-authenticate"])
        assert 40101 == anonymous.json()["error_code"]
        with pytest.raises(ClientError) as error:
            PythonClient(url=url.replace("://", "://ci:wrong@")).get_by_id(number)
        assert 401 == error.value.http_code


def test_secrets_are_in_no_output() -> None:
    with serving(*LOGIN, *TOKEN) as (url, process):
        httpx2.get(f"{url}/subjects", headers={"Authorization": "Bearer t0ken"})
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        assert process.stdout is not None
        assert process.stderr is not None
        said = process.stdout.read() + process.stderr.read()
    assert [] == [secret for secret in SECRETS.values() if secret in said]


def test_two_clients_that_register_one_text_get_one_version(tmp_path: Path) -> None:
    """A race of two pushes, over connections of their own."""
    with serving("--store", str(tmp_path / "store")) as (url, _):
        found: list[int] = []

        def register() -> None:
            with SchemaRegistryClient({"url": url}) as client:
                found.append(client.register_schema("orders", AVRO))

        threads = [threading.Thread(target=register) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert [1] * 8 == found
        assert [1] == httpx2.get(f"{url}/subjects/orders/versions").json()
