"""How a registry is reached: its `${NAME}` references resolved from the environment, and kept out of texts."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import msgspec

from treaty.environment import REFERENCE, filled, missing
from treaty.registry.problem import ConnectionUnknown

_WRITTEN = re.compile(
    rf"(?P<scheme>[a-z][a-z0-9+.-]*://)?(?:(?P<user>{REFERENCE})(?::(?P<password>{REFERENCE}))?@)?(?P<rest>.*)\Z"
)
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*\Z")
_ENDPOINT = "the registry's `token_url` is such as https://host/oauth2/token; `http` is for this machine alone"
_EXAMPLE = "this is no address of a registry, such as https://host:8081, or several of them with commas between"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """What the contracts say of a target's registry; every text may hold `${NAME}` references, and no secret.

    `token` is a bearer's; `token_url`, `client_id`, `client_secret` and `scope` are OAuth's client credentials.
    """

    target: str
    url: str
    context: str | None = None
    token: str | None = None
    token_url: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    scope: str | None = None
    ca: str | None = None
    certificate: str | None = None
    private_key: str | None = None
    headers: Mapping[str, str] = {}

    @property
    def texts(self) -> dict[str, str]:
        """What is written, by the name of the field."""
        found = {name: getattr(self, name) for name in self.__struct_fields__ if name != "headers"}
        return {name: text for name, text in found.items() if text is not None}


class _Secretive(msgspec.Struct, frozen=True):
    """What shows nothing of itself in a text."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class Login(_Secretive, frozen=True):
    """Who we are to a server, by name and password."""

    user: str
    password: str


class Bearer(_Secretive, frozen=True):
    """Who we are to a server, by a token."""

    token: str


class ClientCredentials(_Secretive, frozen=True):
    """Who we are to a server, by a token that `url` gives for these, and gives anew when it ends."""

    url: str
    client_id: str
    client_secret: str
    scope: str | None = None


class Headers(_Secretive, frozen=True):
    """What goes with each question to the servers of a registry, and with no other; sorted."""

    pairs: tuple[tuple[str, str], ...] = ()


Credentials = Login | Bearer | ClientCredentials


class Connection(msgspec.Struct, frozen=True):
    """The addresses of a registry's servers, without credentials and without a slash at their end, and who we are."""

    urls: tuple[str, ...]
    login: Credentials | None = None
    ca: str | None = None
    certificate: str | None = None
    private_key: str | None = None
    headers: Headers = Headers()


def resolve(address: Address, environment: Mapping[str, str]) -> Connection:
    """The connection to a target's registry; raises `ConnectionUnknown`, which names no value."""
    written = address.texts
    if lacking := missing((*written.values(), *address.headers.values()), environment):
        raise ConnectionUnknown(f"target `{address.target}` needs {' and '.join(lacking)} in the environment")
    urls, login = _addresses(address.url, environment)
    texts = {name: filled(text, environment) for name, text in written.items()}
    inside = f"/contexts/.{address.context}" if address.context is not None else ""
    servers = tuple(url + inside for url in urls)
    shown = _credentials(texts) or login
    headers = _headers({name: filled(text, environment) for name, text in address.headers.items()})
    return Connection(servers, shown, texts.get("ca"), texts.get("certificate"), texts.get("private_key"), headers)


def host_of(url: str) -> str:
    """A server, for people; the addresses of a connection hold no credentials."""
    return url.partition("://")[2].partition("/")[0].partition("?")[0]


def is_private(url: str) -> bool:
    """Whether nobody between us and a server reads what we say to it."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _credentials(texts: Mapping[str, str]) -> Credentials | None:
    """Who we are, where the address does not say it."""
    if "token" in texts:
        if not _TOKEN.match(texts["token"]):
            raise ConnectionUnknown("the registry's `token` is none: it holds letters, digits and `-._~+/` alone")
        return Bearer(texts["token"])
    if "token_url" in texts:
        named = (texts.get("client_id", ""), texts.get("client_secret", ""))
        return ClientCredentials(_token_url(texts["token_url"]), *named, texts.get("scope"))
    return None


def _headers(texts: Mapping[str, str]) -> Headers:
    for name, text in texts.items():
        if not text.isascii() or not text.isprintable():
            raise ConnectionUnknown(f"the registry's header `{name}` has a value that no header can have")
    return Headers(tuple(sorted(texts.items())))


def _token_url(text: str) -> str:
    """Where tokens are given: what we show there is as good as the token itself."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ConnectionUnknown(_ENDPOINT) from None
    if not known or parts.username is not None or parts.fragment or not is_private(text):
        raise ConnectionUnknown(_ENDPOINT)
    return text


def _addresses(written: str, environment: Mapping[str, str]) -> tuple[tuple[str, ...], Login | None]:
    """The servers, and who we are there; the values of references before an `@` are taken as they are, unescaped."""
    parts = _WRITTEN.match(written)
    if parts is None:
        raise ConnectionUnknown(_EXAMPLE)
    rest = filled((parts["scheme"] or "") + parts["rest"], environment)
    found = [_address(text.strip()) for text in rest.split(",") if text.strip()]
    if not found:
        raise ConnectionUnknown(_EXAMPLE)
    named = next((login for _, login in found if login is not None), None)
    if parts["user"]:
        password = filled(parts["password"], environment) if parts["password"] else ""
        named = Login(filled(parts["user"], environment), password)
    return tuple(url for url, _ in found), named


def _address(text: str) -> tuple[str, Login | None]:
    """One server's address, and the login that stands in it, percent escapes undone."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # The parser repeats what it refuses, which may hold a password.
        raise ConnectionUnknown(_EXAMPLE) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConnectionUnknown(_EXAMPLE)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    where = f"{host}:{port}" if port is not None else host
    login = Login(unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return f"{parts.scheme}://{where}{parts.path.rstrip('/')}", login
