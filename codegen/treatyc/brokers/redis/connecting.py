"""From a target's connection to a client of its Redis."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError

_CONNECT_S = 5.0
_ANSWER_S = 30.0
_IN_SCRIPT = "The user executing the script can't"
_FORM = "the address of a Redis is redis://host:6379 or rediss://host:6379/DATABASE; who you are goes into `security`"


def connect(connection: Connection) -> redis.Redis:
    """A client, which connects when it is first used."""
    host, port, database, tls = _parts(connection)
    security = connection.security
    options: dict[str, object] = {}
    if tls:
        options = {
            "ssl": True,
            "ssl_ca_certs": security.get("ca"),
            "ssl_certfile": security.get("certificate"),
            "ssl_keyfile": security.get("private_key"),
        }
    return redis.Redis(
        host=host,
        port=port,
        db=database,
        username=security.get("username"),
        password=security.get("password"),
        # A name of somebody else's may be any bytes: it is only shown.
        decode_responses=True,
        encoding_errors="backslashreplace",
        protocol=2,
        socket_connect_timeout=_CONNECT_S,
        socket_timeout=_ANSWER_S,
        retry=Retry(NoBackoff(), 0),
        client_name=None,
        **options,  # type: ignore[arg-type]  # the words are those of the table above
    )


def shown(connection: Connection) -> str:
    """The address for people."""
    host, port, database, tls = _parts(connection)
    return f"{'rediss' if tls else 'redis'}://{host}:{port}{f'/{database}' if database else ''}"


@contextlib.contextmanager
def speaking(address: str) -> Iterator[None]:
    """What the client raises, as one error for people."""
    try:
        yield
    except (redis.AuthenticationError, redis.exceptions.NoPermissionError) as error:
        raise BrokerError(f"{address} refuses us: {error}") from error
    except (redis.ConnectionError, redis.TimeoutError) as error:
        raise BrokerError(f"no answer from {address}: {error}") from error
    except redis.RedisError as error:
        raise BrokerError(f"{address} says: {said(error)}") from error


def said(error: redis.RedisError) -> str:
    """What the server said, for people: of a script it tells which one, and not what was not allowed."""
    if _IN_SCRIPT in str(error):
        return "the user of the target's `security` lacks a right; `redis-cli ACL LOG` tells which"
    return str(error)


def _parts(connection: Connection) -> tuple[str, int, int, bool]:
    """Host, port, database and whether by TLS: as `admin_url` says, which must be of the database that agents use."""
    host, port, database, tls = _read(connection.admin or connection.address)
    if connection.address and database != _read(connection.address)[2]:
        raise BrokerError("`url` and `admin_url` are of two databases: agents would not find what is made")
    return host, port, database, tls or connection.security.get("protocol") in ("tls", "sasl_tls")


def _read(address: str) -> tuple[str, int, int, bool]:
    try:
        url = urlsplit(address)
        port = url.port or 6379
    except ValueError as error:
        raise BrokerError(_FORM) from error
    database = url.path.removeprefix("/") or "0"
    strange = url.scheme not in ("redis", "rediss") or url.username or url.password or url.query or url.fragment
    if strange or not url.hostname or not (database.isascii() and database.isdecimal()):
        raise BrokerError(_FORM)
    return url.hostname, port, int(database), url.scheme == "rediss"
