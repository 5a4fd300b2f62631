"""A moto server on a free loopback port: SQS and SNS in memory, for tests.

with running() as aws: … aws.client("sqs", account="000000000001") …
python -m tools.aws.server      runs one until interrupted, and prints its address
"""

from __future__ import annotations

import http.client
import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tools.server import Process, free_ports, hold, on_free_ports
from tools.unavailable import UnavailableError

REGION = "eu-central-1"

_START_TIMEOUT_S = 60.0
_SERVING = Path(__file__).with_name("serving.py")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client shows to act in one account."""

    access_key: str
    secret_key: str
    session_token: str


@dataclass(frozen=True, slots=True)
class Aws:
    """A running moto: the address that stands for each service's, and its process, which keeps all in memory."""

    url: str
    process: Process

    def credentials(self, account: str) -> Credentials:
        """What opens an account, of 12 digits: it is there, and empty, when it is first used."""
        anyone = Credentials("any", "any", "any")
        asked = self._client("sts", anyone).assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/tests", RoleSessionName="tests"
        )
        given = asked["Credentials"]
        return Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def client(self, service: str, account: str) -> Any:
        """Amazon's own client of a service, such as `sqs`, in an account."""
        return self._client(service, self.credentials(account))

    def _client(self, service: str, credentials: Credentials) -> Any:
        import boto3  # noqa: PLC0415 - heavy

        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=credentials.access_key,
            aws_secret_access_key=credentials.secret_key,
            aws_session_token=credentials.session_token,
        )


@contextmanager
def running() -> Iterator[Aws]:
    """Start a server, wait until it answers, and stop it at the end; raises `UnavailableError`."""
    with tempfile.TemporaryDirectory(prefix="treaty-aws-") as folder:
        aws = on_free_ports(Path(folder), _start)
        try:
            yield aws
        finally:
            aws.process.kill()


def _start(home: Path) -> Aws:
    if importlib.util.find_spec("moto") is None:
        raise UnavailableError("no moto: install the test dependency moto[server]")
    (port,) = free_ports(1)
    command = [sys.executable, str(_SERVING), "-H", "127.0.0.1", "-p", str(port)]
    process = Process(command, home / "moto.log", partial(_answers, port), start_timeout_s=_START_TIMEOUT_S)
    process.start()
    return Aws(f"http://127.0.0.1:{port}", process)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/moto-api/")
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
        sys.exit(f"no AWS: {unavailable}")
