"""Who may ask the registry: who shows a password or a token, or, where none is asked for, whatever is no web page."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import socket
from dataclasses import dataclass, field

import msgspec
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
_REALM = "schema registry"


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the registry: any one of them does."""

    login: tuple[str, str] | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    @property
    def given(self) -> bool:
        """Whether there are any."""
        return self.login is not None or self.token is not None


def guards(keys: Keys) -> tuple[Middleware, ...]:
    """What stands before the registry; without keys it stands on a loopback address, see `is_loopback`."""
    return (Middleware(Locked, keys=keys),) if keys.given else (Middleware(NoWebPages),)


def is_loopback(host: str) -> bool:
    """Whether an address or a name leads to this machine alone; raises OSError where it leads nowhere."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return all(_address(str(where[0])).is_loopback for *_, where in found)


class Locked:
    """Lets in who shows a key, and tells all others alike that they are not let in."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app = app
        self._login = _digest(_bytes(":".join(keys.login))) if keys.login is not None else None
        self._token = _digest(_bytes(keys.token)) if keys.token is not None else None
        basic = f'Basic realm="{_REALM}", charset="UTF-8"' if self._login is not None else ""
        bearer = f'Bearer realm="{_REALM}"' if self._token is not None else ""
        self._asks = ", ".join(each for each in (basic, bearer) if each)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or turn it away before anything of it is read."""
        if scope["type"] != "http" or self._opened_by(Headers(scope=scope).getlist("authorization")):
            await self._app(scope, receive, send)
            return
        answer = _refusal(401, 40101, "User cannot access the resource.")
        answer.headers["WWW-Authenticate"] = self._asks
        await answer(scope, receive, send)

    def _opened_by(self, shown: list[str]) -> bool:
        """Two headers are none: who stands between us and the client may have read the other one."""
        if len(shown) != 1:
            return False
        scheme, _, credentials = shown[0].partition(" ")
        match scheme.lower():
            case "basic":
                return _is(self._login, _decoded(credentials.strip()))
            case "bearer":
                return _is(self._token, credentials.strip().encode("latin-1"))
            case _:
                return False


class NoWebPages:
    """Turns away what a browser asks for a page: of any site, whose own name may lead to this machine, too.

    A server on loopback that asks nobody who they are would else be open to every site that its user visits. Clients
    of registries send no `Origin`, and call this machine by its address or `localhost`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or turn it away."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if "origin" in headers or not all(map(_is_this_machine, headers.getlist("host"))):
                answer = _refusal(403, 40301, "The registry is for this machine's programs, and for no web page.")
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_this_machine(written: str) -> bool:
    """Whether a `Host` is an address or a name that no site can have."""
    host = written.rpartition(":")[0] if written.rpartition(":")[2].isdigit() else written
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        _address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _address(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    found = ipaddress.ip_address(written)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _is(known: bytes | None, shown: bytes) -> bool:
    """Compared in a time that tells nothing of how much of it was right, nor of how long it is."""
    return known is not None and hmac.compare_digest(known, _digest(shown))


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


def _decoded(credentials: str) -> bytes:
    try:
        return base64.b64decode(credentials, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _refusal(status: int, code: int, words: str) -> Response:
    return Response(msgspec.json.encode({"error_code": code, "message": words}), status, media_type=_MEDIA_TYPE)
