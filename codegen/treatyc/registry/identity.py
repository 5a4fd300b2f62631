"""Who answers at a registry's address, who we are to it, and whether it asks that of anybody at all.

The Confluent API does not say what software speaks it; each says so in a place of its own, and one that says nothing
is none the worse. What is found is a guess for people: nothing is decided by it.
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

import msgspec

from treaty.registry.connection import Bearer, ClientCredentials, Connection, Headers, Login, host_of, is_private
from treaty.registry.problem import Refused, RegistryProblem, Unreachable, said
from treatyc.registry.protocol import SUBJECTS
from treatyc.system.registry import Dialect

_CONTEXTS = "/contexts/."
_APICURIO = "/apis/ccompat/"


@dataclass(frozen=True, slots=True)
class Software:
    """What answers; `dialect` is the one that its verdicts follow."""

    name: str
    version: str
    dialect: Dialect


class Shown(enum.Enum):
    """How we say who we are."""

    NOTHING = "nothing"
    PASSWORD = "a name and a password"  # noqa: S105 - words for people
    TOKEN = "a token"  # noqa: S105 - likewise
    CLIENT_CREDENTIALS = "a token for client credentials"
    CERTIFICATE = "a certificate"
    HEADERS = "headers of the target's"


class Anonymous(enum.Enum):
    """What a registry does with one who does not say who he is."""

    REFUSED = "refused"
    LET_IN = "let in"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identity:
    """What answers and who we are to it; `exposed` are the servers to which we show it where others can read along."""

    software: Software | None
    shown: Shown
    anonymous: Anonymous
    exposed: tuple[str, ...]


async def identify(connection: Connection) -> Identity:
    """Ask a registry who it is; that it answers at all is found out elsewhere."""
    shown = _shown(connection)
    software, anonymous = await asyncio.gather(_software(connection), _anonymous(connection, shown))
    return Identity(software, shown, anonymous, exposed(connection))


def exposed(connection: Connection) -> tuple[str, ...]:
    """The servers that are shown who we are where others can read along; what a certificate shows is no secret."""
    if connection.login is None and not connection.headers.pairs:
        return ()
    return tuple(host_of(url) for url in connection.urls if not is_private(url))


def _shown(connection: Connection) -> Shown:
    match connection.login:
        case None:
            if connection.certificate is not None:
                return Shown.CERTIFICATE
            return Shown.HEADERS if connection.headers.pairs else Shown.NOTHING
        case Login():
            return Shown.PASSWORD
        case Bearer():
            return Shown.TOKEN
        case ClientCredentials():
            return Shown.CLIENT_CREDENTIALS
        case unknown:
            assert_never(unknown)


async def _anonymous(connection: Connection, shown: Shown) -> Anonymous:
    """Whether the subjects can be listed without what we show (CVE-2025-61673: a registry that only seemed to ask)."""
    nobody = msgspec.structs.replace(connection, login=None, certificate=None, private_key=None, headers=Headers())
    if shown is Shown.NOTHING:
        return Anonymous.LET_IN
    try:
        await _once(nobody, SUBJECTS)
    except Refused:
        return Anonymous.REFUSED
    except Unreachable:
        # A server that wants a certificate breaks off; it answered us with one.
        return Anonymous.REFUSED if connection.certificate is not None else Anonymous.UNKNOWN
    except RegistryProblem:
        return Anonymous.UNKNOWN
    return Anonymous.LET_IN


async def _software(connection: Connection) -> Software | None:
    found = await asyncio.gather(*(_told(connection, *place) for place in _PLACES))
    return next((each for each in found if each is not None), None)


async def _told(connection: Connection, behind: str, path: str, read: _Read) -> Software | None:
    """What one place says; `behind` is what its address ends before."""
    urls = tuple(url.partition(_CONTEXTS)[0] for url in connection.urls)
    if behind and not all(behind in url for url in urls):
        return None
    where = msgspec.structs.replace(connection, urls=tuple(url.partition(behind)[0] if behind else url for url in urls))
    try:
        answer = await _once(where, path)
    except RegistryProblem:
        return None
    return read(answer) if isinstance(answer, dict) else None


async def _once(connection: Connection, path: str) -> object:
    # Costly to import, as in `asking`.
    from treaty.registry.client import Client, Patience  # noqa: PLC0415 - see above

    async with Client(connection, Patience(attempts=1, answer_s=5.0)) as client:
        return await client.get(path)


_Read = Callable[[Mapping[str, object]], Software | None]


def _apicurio(answer: Mapping[str, object]) -> Software | None:
    named = str(answer.get("name")).startswith("Apicurio")
    return Software("Apicurio Registry", _version(answer), Dialect.APICURIO) if named else None


def _confluent(answer: Mapping[str, object]) -> Software | None:
    if "commitId" not in answer:
        return None
    name = "treaty registry serve" if answer["commitId"] == "treaty" else "Confluent Schema Registry"
    return Software(name, _version(answer), Dialect.CONFLUENT)


def _karapace(answer: Mapping[str, object]) -> Software | None:
    status = answer.get("status")
    known = isinstance(status, dict) and "schema_registry_ready" in status
    return Software("Karapace", _version(answer), Dialect.KARAPACE) if known else None


def _version(answer: Mapping[str, object]) -> str:
    version = answer.get("version")
    return said(version) if isinstance(version, str) else ""


_PLACES: tuple[tuple[str, str, _Read], ...] = (
    (_APICURIO, "/apis/registry/v3/system/info", _apicurio),
    ("", "/v1/metadata/version", _confluent),
    ("", "/_health", _karapace),
)
