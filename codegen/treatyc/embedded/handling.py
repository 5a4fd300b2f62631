"""What carries a request to its work and an answer back: bodies with bounds, errors in the API's words, media types."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import unquote

import anyio
import anyio.to_thread
import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from treatyc.embedded.names import DEFAULT, Name, parse
from treatyc.embedded.refusal import Refusal, invalid_subject, store_failed

BODY_BYTES_MAX = 8 * 1024 * 1024
BODY_S_MAX = 30.0
MEDIA_TYPES = ("application/vnd.schemaregistry.v1+json", "application/vnd.schemaregistry+json", "application/json")
_TAKEN = (*MEDIA_TYPES, "application/octet-stream", "")
_UNREAD = (408, 413, 503)
"""Answers before all of a body came: nobody waits for the rest of it."""
_AT_ONCE = 4
"""Threads that parse, compare and write; the turns of Python among them leave look-ups their share."""

_log = logging.getLogger("treaty.registry")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, once it is all there; `path` are the parts of the address that the route names, decoded."""

    path: dict[str, str]
    query: QueryParams
    body: bytes

    @property
    def context(self) -> str | None:
        """The context that the address begins with."""
        return self.path.get("context")

    @property
    def name(self) -> Name:
        """The subject that the address names; with none it is the context, or everything."""
        return self.named(self.path.get("subject", ""))

    def named(self, written: str) -> Name:
        """A subject as seen from the address's context."""
        if written.startswith(":.") or self.context is None:
            return parse(written)
        return Name(self.context, written)


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer that is a text and no JSON."""

    text: str


@dataclass(frozen=True, slots=True)
class Later:
    """An answer that takes its time: it is worked out beside, so that looks into the file need not wait."""

    work: Callable[[], object]


Work = Callable[[Asked], object]
"""What answers a request: a JSON value, `Raw`, or `Later`; raises `Refusal`."""


@dataclass(frozen=True, slots=True)
class Handling:
    """How all requests are handled."""

    at_once: anyio.CapacityLimiter

    def endpoint(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        """The work as Starlette calls it."""

        async def answered(request: Request) -> Response:
            try:
                return _response(request, await self._work(request, work))
            except Refusal as refusal:
                return refused(request, refusal)
            except (sqlite3.Error, OSError) as error:
                _log.error("the store failed: %s", error)
                return refused(request, store_failed())
            except ClientDisconnect:
                return Response(status_code=400)
            except asyncio.CancelledError:  # by a server that ends, and has waited as long as it does
                return refused(request, Refusal(503, "the registry ends"))

        return answered

    async def _work(self, request: Request, work: Work) -> object:
        asked = Asked(
            {key: unquote(value) for key, value in request.path_params.items()},
            request.query_params,
            await _body(request),
        )
        context = asked.context
        if context is not None and not context.startswith("."):
            raise invalid_subject(context)
        answer = work(asked)
        if isinstance(answer, Later):
            answer = await anyio.to_thread.run_sync(answer.work, limiter=self.at_once)
        return answer


def handling() -> Handling:
    """A way of handling with a few threads of its own."""
    return Handling(anyio.CapacityLimiter(_AT_ONCE))


def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal as the API words it."""
    answer = _response(request, {"error_code": refusal.code, "message": refusal.words}, refusal.status)
    if refusal.status in _UNREAD:
        answer.headers["Connection"] = "close"
    return answer


def unhandled(request: Request, status: int, phrase: str) -> Response:
    """An answer to what no route takes, or what went wrong; nobody outside learns how."""
    return refused(request, Refusal(status, f"HTTP {status} {phrase}"))


class SegmentsKept:
    """Routes by the address as it was sent: a subject's escaped slashes do not part it, a slash at the end is none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        if scope["type"] == "http":
            sent = scope.get("raw_path") or scope["path"].encode()
            path = sent.decode("ascii", "replace").rstrip("/") or "/"
            scope = {**scope, "path": path}
        await self._app(scope, receive, send)


async def _body(request: Request) -> bytes:
    if request.method in ("GET", "HEAD"):
        return b""
    found = bytearray()
    with anyio.move_on_after(BODY_S_MAX) as bound:
        async for chunk in request.stream():
            found += chunk
            if len(found) > BODY_BYTES_MAX:
                raise Refusal(413, f"the body is larger than {BODY_BYTES_MAX // 1024 // 1024} MiB")
    if bound.cancelled_caught:
        raise Refusal(408, "the body did not come in time")
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found and media not in _TAKEN:
        raise Refusal(415, "HTTP 415 Unsupported Media Type")
    return bytes(found)


def _response(request: Request, answer: object, status: int = 200) -> Response:
    text = answer.text.encode() if isinstance(answer, Raw) else msgspec.json.encode(answer)
    return Response(text, status, media_type=_media_type(request.headers.get("accept", "")))


def _media_type(accepted: str) -> str:
    """The API's own type, unless the client names others alone."""
    return next((each for each in MEDIA_TYPES if each in accepted), MEDIA_TYPES[0])


def in_context(asked: Asked, prefix: str | None) -> str | None:
    """The prefix of names that is asked for, as seen from the address's context."""
    if asked.context is None or asked.context == DEFAULT or (prefix or "").startswith(":"):
        return prefix
    return f":{asked.context}:{prefix or ''}"
