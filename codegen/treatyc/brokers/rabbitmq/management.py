"""RabbitMQ's management API over HTTP: bounded answers, no redirects, and no secret in any text."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlsplit

import httpx2 as httpx
import msgspec

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError

T = TypeVar("T")
Json = object

ANSWER_BYTES_MAX = 256 * 1024 * 1024
"""Of one answer: all queues of a large cluster, and no endless stream."""

AT_ONCE = 8
"""How many requests are under way together."""

_TIMEOUT_S = 60.0
_REASON_MAX = 400
_ATTEMPTS = 3
_BELOW_REDIRECTS = 300
_UNAUTHORISED = 401
_NOT_FOUND = 404
_RIGHTS = (
    "an administrator, too, needs permission to configure, write and read in the virtual host"
    " (`rabbitmqctl set_permissions`)"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to a change.

    `made` where it is new because of it. `repeated` where a connection broke off, so that the change was asked for
    twice, and may be done since the first time.
    """

    status: int
    reason: str = ""
    repeated: bool = False

    @property
    def made(self) -> bool:
        """Whether there was nothing before."""
        return self.status == httpx.codes.CREATED

    @property
    def problem(self) -> str | None:
        """What it was refused for, or None."""
        return None if self.status < _BELOW_REDIRECTS else self.reason


class _Refusal(msgspec.Struct):
    reason: str | list[object] = ""
    error: str = ""


class Management:
    """An open connection to the management of one cluster, as one of its administrators."""

    def __init__(self, connection: Connection) -> None:
        self.address = _address(connection.admin)
        security = connection.security
        self._http = httpx.Client(
            base_url=self.address,
            auth=(security.get("username", "guest"), security.get("password", "guest")),
            verify=_trust(security) if self.address.startswith("https:") else False,
            follow_redirects=False,
            trust_env=False,
            timeout=_TIMEOUT_S,
            limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "treaty"},
        )

    def get(self, path: str, kind: type[T]) -> T:
        """What is there, in the form that we expect; raises `BrokerError`."""
        found = self.find(path, kind)
        if found is None:
            raise BrokerError(f"{self.address} has no {path}: is it the management of a RabbitMQ?")
        return found

    def find(self, path: str, kind: type[T]) -> T | None:
        """The same, or None where there is nothing."""
        status, body, _ = self._ask("GET", path, None)
        if status == _UNAUTHORISED:
            raise BrokerError(
                f"{self.address} does not let us in: `security` must name a user with the tag `administrator`, and its"
                f" password ({_reason(body)})"
            )
        if status == _NOT_FOUND:
            return None
        if status >= _BELOW_REDIRECTS:
            raise BrokerError(f"{self.address} answers {status} to {path}: {_reason(body)}")
        return self._decoded(path, body, kind)

    def put(self, path: str, value: Mapping[str, Json]) -> Answer:
        """Make it or change it."""
        return self._change("PUT", path, value)

    def post(self, path: str, value: Mapping[str, Json]) -> Answer:
        """Add it."""
        return self._change("POST", path, value)

    def fetch(self, path: str, value: Mapping[str, Json], kind: type[T]) -> T:
        """What a question that comes as a body is answered with; raises `BrokerError`."""
        status, body, _ = self._ask("POST", path, value)
        if status >= _BELOW_REDIRECTS:
            raise BrokerError(f"{self.address} answers {status} to {path}: {_refusal(status, body)}")
        return self._decoded(path, body, kind)

    def delete(self, path: str) -> Answer:
        """Remove it; what is gone already is no problem."""
        answer = self._change("DELETE", path, None)
        return Answer(204) if answer.status == _NOT_FOUND else answer

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _decoded(self, path: str, body: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(body, type=kind)
        except msgspec.DecodeError as error:
            raise BrokerError(f"{self.address} answers to {path} what we do not understand: {error}") from None

    def _change(self, method: str, path: str, value: Mapping[str, Json] | None) -> Answer:
        status, body, repeated = self._ask(method, path, value)
        return Answer(status, _refusal(status, body) if status >= _BELOW_REDIRECTS else "", repeated)

    def _ask(self, method: str, path: str, value: Mapping[str, Json] | None) -> tuple[int, bytes, bool]:
        """An answer in full, and whether it took several attempts.

        A server may close a connection just as we use it. What was not answered is asked again, for every request of
        this API may be repeated.
        """
        for attempt in range(_ATTEMPTS):
            try:
                status, body = self._once(method, path, value)
            except httpx.RemoteProtocolError as error:
                problem = str(error)
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                problem = str(error) or type(error).__name__
                break
            else:
                return status, body, attempt > 0
        raise BrokerError(f"no answer from {self.address}: {problem}")

    def _once(self, method: str, path: str, value: Mapping[str, Json] | None) -> tuple[int, bytes]:
        content = None if value is None else msgspec.json.encode(value)
        headers = {} if value is None else {"Content-Type": "application/json"}
        body = bytearray()
        with self._http.stream(method, f"/api/{path}", content=content, headers=headers) as response:
            for part in response.iter_raw():
                body += part
                if len(body) > ANSWER_BYTES_MAX:
                    raise BrokerError(f"{self.address} answers to {path} with more than {ANSWER_BYTES_MAX:,} bytes")
            return response.status_code, bytes(body)


def escaped(*parts: str) -> str:
    """A path of names, each of which may hold anything."""
    return "/".join(quote(part, safe="") for part in parts)


def _refusal(status: int, body: bytes) -> str:
    """Why a request was refused. Who could look at everything but is refused a change lacks a permission."""
    reason = _reason(body)
    return f"{reason.rstrip('.')}: {_RIGHTS}" if status == _UNAUTHORISED else reason


def _reason(body: bytes) -> str:
    """What a refusal says, in one line."""
    try:
        told = msgspec.json.decode(body, type=_Refusal)
    except msgspec.DecodeError:
        return "no reason is given"
    text = told.reason if isinstance(told.reason, str) else f"{told.error}: {told.reason}"
    text = " ".join((text or told.error).replace("&lt;", "<").replace("&gt;", ">").split())
    return text if len(text) <= _REASON_MAX else f"{text[:_REASON_MAX]} …"


def _address(url: str) -> str:
    """Where the management is, without who we are."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.path.strip("/"):
        raise BrokerError(
            "the management of a RabbitMQ is reached by an `admin_url` such as http://host:15672; who you are goes"
            " into `security`"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"


def _trust(security: Mapping[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        if "ca" in security:
            context.load_verify_locations(security["ca"])
        if "certificate" in security:
            # A key that wants a passphrase would ask for it at the terminal, and wait.
            context.load_cert_chain(security["certificate"], security.get("private_key"), password="")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise BrokerError(f"the files that `security` names for TLS cannot be used: {reason.lower()}") from None
    return context
