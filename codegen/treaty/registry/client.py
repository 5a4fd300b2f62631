"""A registry's servers over HTTP: one question at a time, answered by a JSON value or refused by a `RegistryProblem`.

Not built on confluent-kafka's client, which cannot do this: it reads an answer however large it is and however long it
takes, ignores `Retry-After`, and repeats in its errors what a server says. Here every question has an end: an attempt
has a deadline from the first byte sent to the last one read, answers are bounded, attempts are counted. Redirects are
never followed, so credentials go to the servers that the target names and nowhere else.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Self, assert_never

import httpx2 as httpx

from treaty.registry.connection import Bearer, ClientCredentials, Connection, Login
from treaty.registry.problem import NotThere, Refused, RegistryProblem, Rejected, Unreachable, WrongAnswer, said

ANSWER_BYTES_MAX = 8 * 1024 * 1024

_ACCEPTED = "application/vnd.schemaregistry.v1+json, application/json"
_SENT = "application/vnd.schemaregistry.v1+json"
_AT_ONCE = 8
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""What a server says when the same question may be answered a moment later."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait: for an answer, and before each further attempt up to twice as long as before the last one."""

    attempts: int = 4
    answer_s: float = 10.0
    wait_s: float = 0.25
    wait_max_s: float = 10.0


class _Passing(RegistryProblem):
    """It may go well the next time; `wait_s` is what the server asks for."""

    def __init__(self, text: str, wait_s: float = 0.0) -> None:
        self.wait_s = wait_s
        super().__init__(text)


class Client:
    """Open connections to one registry: `async with Client(connection) as client: await client.get(path)`."""

    def __init__(self, connection: Connection, patience: Patience | None = None) -> None:
        self._urls = connection.urls
        self._patience = patience or Patience()
        # Not left to the pool: an attempt's time would run while it waits for its turn.
        self._turns = asyncio.Semaphore(_AT_ONCE)
        login = connection.login
        self._http = httpx.AsyncClient(
            auth=_authentication(login),
            verify=_trust(connection),
            follow_redirects=False,
            timeout=self._patience.answer_s,
            limits=httpx.Limits(max_connections=_AT_ONCE),
            # Bytes as they are: a few packed ones can stand for any number.
            headers={"Accept": _ACCEPTED, "Accept-Encoding": "identity", "User-Agent": "treaty"},
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def get(self, path: str) -> object:
        """The JSON value at a path."""
        return await self._request("GET", path)

    async def post(self, path: str, value: object) -> object:
        """What the registry answers to a value; each `POST` of its API may be repeated without harm."""
        return await self._request("POST", path, json.dumps(value).encode())

    async def put(self, path: str, value: object) -> object:
        """What the registry answers to a setting."""
        return await self._request("PUT", path, json.dumps(value).encode())

    async def delete(self, path: str) -> object:
        """What the registry answers to a deletion; what is gone already raises `NotThere`."""
        return await self._request("DELETE", path)

    async def _request(self, method: str, path: str, body: bytes | None = None) -> object:
        """Ask every server, and again after a while where that may help."""
        last: _Passing | None = None
        for attempt in range(self._patience.attempts):
            if last is not None:
                await asyncio.sleep(max(self._jitter(attempt), min(last.wait_s, self._patience.wait_max_s)))
            for url in self._urls:
                try:
                    async with self._turns, asyncio.timeout(self._patience.answer_s):
                        return await self._ask(method, url, path, body)
                except _Passing as passing:
                    last = passing
                except TimeoutError:
                    last = _Passing(f"{_host(url)} did not answer within {self._patience.answer_s:g} s")
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    last = _Passing(f"no answer from {_host(url)}: {said(str(error)) or type(error).__name__}")
        raise Unreachable(str(last))

    def _jitter(self, attempt: int) -> float:
        """Any time up to twice the last bound, so that many who were turned away do not come back together."""
        bound = min(self._patience.wait_max_s, self._patience.wait_s * 2 ** (attempt - 1))
        return random.uniform(0, bound)  # noqa: S311 - spreads load, keeps no secret

    async def _ask(self, method: str, url: str, path: str, body: bytes | None) -> object:
        headers = {"Content-Type": _SENT} if body is not None else {}
        async with self._http.stream(method, url + path, content=body, headers=headers) as response:
            answer = await _body(response, _host(url))
        match response.status_code:
            case 200 | 201 | 202:
                return _json(answer, _host(url))
            case 204:
                return None
            case 401 | 403 as status:
                raise Refused(
                    f"{_host(url)} does not let us {'read' if method == 'GET' else 'do this'} (HTTP {status})"
                )
            case 404 if (said_ := _of_registry(answer)) is not None:
                raise NotThere(f"{_host(url)} does not have it", said_[0])
            case 404:
                raise WrongAnswer(f"{_host(url)} has no registry at this address (HTTP 404)")
            case (409 | 422) as status if (said_ := _of_registry(answer)) is not None:
                raise Rejected(f"{_host(url)} does not take it: {said(said_[1])}", status, *said_)
            case status if status in _PASSING:
                raise _Passing(f"{_host(url)} answers with HTTP {status}", _asked_for(response))
            case status if response.is_redirect:
                raise WrongAnswer(f"{_host(url)} sends us elsewhere (HTTP {status}), and redirects are not followed")
            case status:
                raise WrongAnswer(f"{_host(url)} answers with HTTP {status}")


async def _body(response: httpx.Response, host: str) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise WrongAnswer(f"{host} packs its answer, which was not asked for")
    found = bytearray()
    async for chunk in response.aiter_raw():
        found += chunk
        if len(found) > ANSWER_BYTES_MAX:
            raise WrongAnswer(f"{host} answers with more than {ANSWER_BYTES_MAX // 1024 // 1024} MiB")
    return bytes(found)


def _json(body: bytes, host: str) -> object:
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        raise WrongAnswer(f"what {host} answers is no JSON") from None
    return value


def _of_registry(body: bytes) -> tuple[int, str] | None:
    """The code and the words of a refusal that is a registry's own; any server answers 404 to an unknown address."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = value.get("error_code") if isinstance(value, dict) else None
    if not isinstance(code, int) or isinstance(code, bool):
        return None
    return code, str(value.get("message", ""))


def _asked_for(response: httpx.Response) -> float:
    """The seconds that a server wants us to wait; a date counts as none."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _authentication(login: Login | Bearer | ClientCredentials | None) -> httpx.Auth | None:
    match login:
        case None:
            return None
        case Login(user, password):
            return httpx.BasicAuth(user, password)
        case Bearer() | ClientCredentials():
            raise NotImplementedError("tokens come with issue 5")
        case unknown:
            assert_never(unknown)


def _host(url: str) -> str:
    """A server, for people; addresses here hold no credentials."""
    return url.partition("://")[2].partition("/")[0]


def _trust(connection: Connection) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        if connection.ca is not None:
            context.load_verify_locations(connection.ca)
        if connection.certificate is not None:
            context.load_cert_chain(connection.certificate, connection.private_key)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise Unreachable(f"the files that `security` names for TLS cannot be used: {reason.lower()}") from error
    return context
