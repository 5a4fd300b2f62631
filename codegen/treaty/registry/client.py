"""A registry's servers over HTTP: one question at a time, answered by a JSON value or refused by a `RegistryProblem`.

Not built on confluent-kafka's client, which cannot do this: it reads an answer however large it is and however long it
takes, ignores `Retry-After`, and repeats in its errors what a server says. Here every question has an end: an attempt
has a deadline from the first byte sent to the last one read, a question has one for all its attempts, and answers are
bounded. Redirects are never followed, so credentials go to the servers that the target names and nowhere else. No error
of the library below is kept as a cause: its frames hold what was sent.
"""

from __future__ import annotations

import asyncio
import base64
import functools
import json
import random
import ssl
from collections.abc import Generator
from dataclasses import dataclass
from types import TracebackType
from typing import Self, assert_never

import httpx2 as httpx

from treaty.registry.answer import ANSWER_BYTES_MAX, body_of, json_of, refusal_of, wait_of
from treaty.registry.connection import Bearer, ClientCredentials, Connection, Credentials, Headers, Login, host_of
from treaty.registry.problem import NotThere, Passing, Refused, Rejected, Unreachable, WrongAnswer, said
from treaty.registry.servers import Servers
from treaty.registry.token import Tokens

__all__ = ["ANSWER_BYTES_MAX", "Client", "Patience"]

_ACCEPTED = "application/vnd.schemaregistry.v1+json, application/json"
_SENT = "application/vnd.schemaregistry.v1+json"
_AT_ONCE = 8
_UNAUTHORISED = 401
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""What a server says when the same question may be answered a moment later."""

_UNTOLD = 0
"""The code of Apicurio's API where its engine fails on a text: the same question has the same answer."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait: for an answer, for one with all attempts, and before each further attempt.

    That wait is any time up to a bound which doubles, or what a server asks for, and never more than `wait_max_s`.
    """

    attempts: int = 4
    answer_s: float = 10.0
    question_s: float = 30.0
    wait_s: float = 0.25
    wait_max_s: float = 10.0


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    path: str
    body: bytes | None = None


class _Shown(httpx.Auth):
    """Who we are, as it goes with a request; it is put there late, so that no frame of ours holds it as a text."""

    def __init__(self, login: Login | Bearer | None, headers: Headers) -> None:
        self.login = login
        self._headers = headers

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request with all that we show."""
        request.headers.update(self._headers.pairs)
        match self.login:
            case Login(user, password):
                named = base64.b64encode(f"{user}:{password}".encode()).decode()
                request.headers["Authorization"] = f"Basic {named}"
            case Bearer(token):
                request.headers["Authorization"] = f"Bearer {token}"
            case None:
                pass
            case unknown:
                assert_never(unknown)
        yield request


class Client:
    """Open connections to one registry: `async with Client(connection) as client: await client.get(path)`."""

    def __init__(self, connection: Connection, patience: Patience | None = None) -> None:
        self._servers = Servers(connection.urls)
        self._patience = patience or Patience()
        # Not left to the pool: a question's time would run while it waits for its turn.
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._http = httpx.AsyncClient(
            verify=_trust(connection),
            follow_redirects=False,
            timeout=self._patience.answer_s,
            # One more than there are turns: a token is asked for while all of them are taken.
            limits=httpx.Limits(max_connections=_AT_ONCE + 1),
            # Bytes as they are: a few packed ones can stand for any number.
            headers={"Accept": _ACCEPTED, "Accept-Encoding": "identity", "User-Agent": "treaty"},
        )
        self._headers = connection.headers
        self._credentials = _credentials(connection.login, self._http, self._patience)

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(self._credentials, Tokens):
            await self._credentials.aclose()
        await self._http.__aexit__(kind, error, trace)

    async def get(self, path: str) -> object:
        """The JSON value at a path."""
        return await self._answer(_Question("GET", path))

    async def post(self, path: str, value: object) -> object:
        """What the registry answers to a value; each `POST` of its API may be repeated without harm."""
        return await self._answer(_Question("POST", path, json.dumps(value).encode()))

    async def put(self, path: str, value: object) -> object:
        """What the registry answers to a setting."""
        return await self._answer(_Question("PUT", path, json.dumps(value).encode()))

    async def delete(self, path: str) -> object:
        """What the registry answers to a deletion; what is gone already raises `NotThere`."""
        return await self._answer(_Question("DELETE", path))

    async def _answer(self, question: _Question) -> object:
        """What the registry answers in the end."""
        async with self._turns:
            problem = "no server answers"
            try:
                async with asyncio.timeout(self._patience.question_s):
                    for attempt in range(self._patience.attempts):
                        try:
                            return await self._attempt(question)
                        except Passing as passing:
                            problem, asked_for = str(passing), passing.wait_s
                        if attempt + 1 < self._patience.attempts:
                            await asyncio.sleep(self._wait(attempt, asked_for))
            except TimeoutError:
                problem = f"{problem}; after {self._patience.question_s:g} s we gave up"
        raise Unreachable(problem)

    async def _attempt(self, question: _Question) -> object:
        """Ask every server once, until one answers; raises `Passing` where none does."""
        shown = await self._shown()
        last = ""
        asked_for = 0.0
        for url in self._servers.in_turn():
            try:
                async with asyncio.timeout(self._patience.answer_s):
                    answer = await self._ask_as(shown, question, url)
            except Passing as passing:
                last, asked_for = str(passing), passing.wait_s
            except TimeoutError:
                last = f"{host_of(url)} did not answer within {self._patience.answer_s:g} s"
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:  # TLS fails below the library, too
                last = f"no answer from {host_of(url)}: {said(str(error)) or type(error).__name__}"
            else:
                self._servers.answered(url)
                return answer
            self._servers.failed(url)
        raise Passing(last, asked_for)

    async def _shown(self) -> _Shown:
        match self._credentials:
            case Tokens() as tokens:
                return _Shown(await tokens.bearer(), self._headers)
            case login:
                return _Shown(login, self._headers)

    async def _ask_as(self, shown: _Shown, question: _Question, url: str) -> object:
        """Ask, and once more with a new token where the old one is no longer taken."""
        try:
            return await self._ask(shown, question, url)
        except Refused as refused:
            tokens = self._credentials
            if refused.status != _UNAUTHORISED or not isinstance(tokens, Tokens):
                raise
            tokens.forget(shown.login)
        return await self._ask(await self._shown(), question, url)

    async def _ask(self, shown: _Shown, question: _Question, url: str) -> object:
        headers = {"Content-Type": _SENT} if question.body is not None else {}
        stream = self._http.stream(
            question.method, url + question.path, content=question.body, headers=headers, auth=shown
        )
        async with stream as response:
            body = await body_of(response, host_of(url))
        return _told(response, body, host_of(url))

    def _wait(self, attempt: int, asked_for: float) -> float:
        """Any time up to a bound, so that many who were turned away do not come back together."""
        bound = min(self._patience.wait_max_s, self._patience.wait_s * 2**attempt)
        jitter = random.uniform(0, bound)  # noqa: S311 - spreads load, keeps no secret
        return max(jitter, min(asked_for, self._patience.wait_max_s))


def _told(response: httpx.Response, body: bytes, host: str) -> object:
    """The value of an answer; raises what it comes to where it is none."""
    match response.status_code:
        case 200 | 201 | 202:
            return json_of(body, host)
        case 204:
            return None
        case (401 | 403) as status:
            doing = "read" if response.request.method == "GET" else "do this"
            raise Refused(f"{host} does not let us {doing} (HTTP {status})", status)
        case 404 if (refusal := refusal_of(body)) is not None:
            raise NotThere(f"{host} does not have it", refusal[0])
        case 404:
            raise WrongAnswer(f"{host} has no registry at this address (HTTP 404)")
        case (400 | 405 | 409 | 422) as status if (refusal := refusal_of(body)) is not None:
            raise Rejected(f"{host} does not take it: {said(refusal[1])}", status, *refusal)
        case 500 if (refusal := refusal_of(body)) is not None and refusal[0] == _UNTOLD:
            raise Rejected(f"{host} fails on it: {said(refusal[1])}", 500, *refusal)
        case status if status in _PASSING:
            raise Passing(f"{host} answers with HTTP {status}", wait_of(response))
        case status if response.is_redirect:
            raise WrongAnswer(f"{host} sends us elsewhere (HTTP {status}), and redirects are not followed")
        case status:
            raise WrongAnswer(f"{host} answers with HTTP {status}")


def _credentials(
    login: Credentials | None, http: httpx.AsyncClient, patience: Patience
) -> Login | Bearer | Tokens | None:
    return Tokens(login, http, patience.answer_s) if isinstance(login, ClientCredentials) else login


@functools.cache
def _of_this_machine() -> ssl.SSLContext:
    """What this machine trusts; a file of 200 KiB is read for it."""
    return ssl.create_default_context()


def _trust(connection: Connection) -> ssl.SSLContext:
    if connection.ca is None and connection.certificate is None:
        return _of_this_machine()
    context = ssl.create_default_context()
    try:
        if connection.ca is not None:
            context.load_verify_locations(connection.ca)
        if connection.certificate is not None:
            # A key that wants a passphrase would ask for it at the terminal, and wait.
            context.load_cert_chain(connection.certificate, connection.private_key, password="")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        problem = f"the files that `security` or `registry` name for TLS cannot be used: {reason.lower()}"
    else:
        return context
    raise Unreachable(problem)
