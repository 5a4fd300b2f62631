"""How a target's registry is reached: its `${NAME}` references resolved from the environment, and kept out of texts.

A name and a password come from the registry's own address alone: the broker's, in `security`, are the broker's
secrets, and this is another server. What `security` says of TLS holds here too: `ca` is trusted beside what the machine
trusts, `certificate` and `private_key` show who we are without giving anything away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from treatyc.registry.problem import ConnectionUnknown
from treatyc.system.environment import REFERENCE, filled, missing
from treatyc.system.target import Target

_WRITTEN = re.compile(
    rf"(?P<scheme>[a-z][a-z0-9+.-]*://)?(?:(?P<user>{REFERENCE})(?::(?P<password>{REFERENCE}))?@)?(?P<rest>.*)\Z"
)
_TLS = ("ca", "certificate", "private_key")
_EXAMPLE = "the address of a registry is https://host:8081, or several of them with commas between"


@dataclass(frozen=True, slots=True)
class Login:
    """Who we are to a server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Connection:
    """The addresses of a registry's servers, without credentials and without a slash at their end, and who we are."""

    urls: tuple[str, ...]
    login: Login | None = field(default=None, repr=False)
    ca: str | None = None
    certificate: str | None = None
    private_key: str | None = None


def resolve(target: Target, environment: Mapping[str, str]) -> Connection:
    """The connection to a target's registry; raises `ConnectionUnknown`."""
    if target.registry is None:
        raise ConnectionUnknown(f"target `{target.name}` has no `registry`")
    files = {word: text for word, text in target.security if word in _TLS}
    if lacking := missing((target.registry, *files.values()), environment):
        raise ConnectionUnknown(f"target `{target.name}` needs {' and '.join(lacking)} in the environment")
    urls, login = _addresses(target.registry, environment)
    tls = {word: filled(text, environment) for word, text in files.items()}
    return Connection(urls, login, tls.get("ca"), tls.get("certificate"), tls.get("private_key"))


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
