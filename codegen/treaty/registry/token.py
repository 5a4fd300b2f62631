"""Tokens for OAuth client credentials (RFC 6749, 4.4): asked for once for all who wait, and anew before they end."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

import httpx2 as httpx

from treaty.registry.answer import body_of, json_of, wait_of
from treaty.registry.connection import Bearer, ClientCredentials, Credentials, host_of
from treaty.registry.problem import Passing, Refused, WrongAnswer

ANSWER_BYTES_MAX = 64 * 1024
LIFETIME_S = 300.0
"""How long a token is taken to live of which nothing is said."""

_SHARE = 0.8
"""The part of a token's life after which it is renewed; until its end it serves where that fails."""
_LIFETIME_MAX_S = 86_400.0
_DIGITS_MAX = 10
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,16384}=*\Z")
_REASONS = frozenset(
    "invalid_request invalid_client invalid_grant unauthorized_client unsupported_grant_type invalid_scope".split()
)
"""What the RFC lets a server say; its other words may repeat what we sent."""
_PASSING = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class _Given:
    bearer: Bearer
    renew_at: float
    ends_at: float


class Tokens:
    """The token for some credentials. All methods raise `RegistryProblem`, of which `Passing` may pass."""

    def __init__(
        self,
        credentials: ClientCredentials,
        http: httpx.AsyncClient,
        answer_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._credentials = credentials
        self._http = http
        self._answer_s = answer_s
        self._clock = clock
        self._given: _Given | None = None
        self._asking: asyncio.Task[_Given] | None = None

    async def bearer(self) -> Bearer:
        """A token that lives."""
        given = self._given
        if given is not None and self._clock() < given.renew_at:
            return given.bearer
        try:
            return (await self._new()).bearer
        except Passing:
            if given is not None and given is self._given and self._clock() < given.ends_at:
                return given.bearer
            raise

    def forget(self, bearer: Credentials | None) -> None:
        """This token was refused; where there is a newer one already, it stays."""
        if self._given is not None and self._given.bearer == bearer:
            self._given = None

    async def aclose(self) -> None:
        """Nobody waits any more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _new(self) -> _Given:
        """What the endpoint gives; who comes while it is being asked waits for the same answer."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
            self._asking.add_done_callback(_seen)
        # One who gives up does not take the answer from the others.
        return await asyncio.shield(self._asking)

    async def _ask(self) -> _Given:
        host = host_of(self._credentials.url)
        try:
            async with asyncio.timeout(self._answer_s):
                self._given = await self._answer(host)
                return self._given
        except TimeoutError:
            problem = f"{host}, which gives tokens, did not answer within {self._answer_s:g} s"
        except (httpx.HTTPError, OSError) as error:
            problem = f"no answer from {host}, which gives tokens: {type(error).__name__}"
        raise Passing(problem)

    async def _answer(self, host: str) -> _Given:
        asked_at = self._clock()
        request = self._http.build_request(
            "POST", self._credentials.url, content=_form(self._credentials), headers=_headers(self._credentials)
        )
        response = await self._http.send(request, stream=True, follow_redirects=False)
        try:
            body = await body_of(response, host, ANSWER_BYTES_MAX)
        finally:
            await response.aclose()
        match response.status_code:
            case 200:
                return _given(json_of(body, host), host, asked_at)
            case status if status in _PASSING:
                raise Passing(f"{host}, which gives tokens, answers with HTTP {status}", wait_of(response))
            case (400 | 401 | 403) as status:
                raise Refused(f"{host} gives us no token (HTTP {status}{_reason(body)})")
            case status if response.is_redirect:
                raise WrongAnswer(f"{host}, which gives tokens, sends us elsewhere (HTTP {status}); we do not follow")
            case status:
                raise WrongAnswer(f"{host}, which gives tokens, answers with HTTP {status}")


def _form(credentials: ClientCredentials) -> bytes:
    scope = {"scope": credentials.scope} if credentials.scope else {}
    return urlencode({"grant_type": "client_credentials", **scope}).encode()


def _headers(credentials: ClientCredentials) -> httpx.Headers:
    """Who we are, each part escaped before they are joined (2.3.1); these headers print no secret."""
    login = f"{quote_plus(credentials.client_id)}:{quote_plus(credentials.client_secret)}"
    return httpx.Headers(
        {
            "Accept": "application/json",
            "Authorization": f"Basic {base64.b64encode(login.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
    )


def _given(answer: object, host: str, asked_at: float) -> _Given:
    """The token of an answer (5.1)."""
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(token, str) or not _TOKEN.match(token):
        raise WrongAnswer(f"{host} answers with something that holds no token")
    kind = answer.get("token_type")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise WrongAnswer(f"{host} gives a token of another type than `Bearer`")
    lifetime = _lifetime(answer.get("expires_in"))
    return _Given(Bearer(token), asked_at + _SHARE * lifetime, asked_at + lifetime)


def _lifetime(value: object) -> float:
    """The seconds that a token lives; some servers write the number as a text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < _DIGITS_MAX:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return LIFETIME_S
    return float(min(value, _LIFETIME_MAX_S))


def _reason(body: bytes) -> str:
    try:
        answer = json_of(body, "")
    except WrongAnswer:
        return ""
    word = answer.get("error") if isinstance(answer, dict) else None
    return f", {word}" if isinstance(word, str) and word in _REASONS else ""


def _seen(task: asyncio.Task[_Given]) -> None:
    """Where all have given up, nobody is left to hear of an error."""
    if not task.cancelled():
        task.exception()
