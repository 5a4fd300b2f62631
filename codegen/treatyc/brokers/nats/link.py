"""A connection to a NATS: requests to JetStream's API as JSON, several at a time, from code that does not await."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import nats.errors
from nats.aio.client import Client

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError
from treatyc.topology.version import numbers

Answer: TypeAlias = dict[str, object]
T = TypeVar("T")

_CONNECT_S = 5
_ANSWER_S = 15.0
_WHO_AM_I_S = 2.0
_CLOSE_S = 1.0
_PATIENCE = {"allow_reconnect": True, "max_reconnect_attempts": 10, "reconnect_time_wait": 1}
"""How a connection that broke is made anew; the first one is tried once, for a wrong password stays wrong."""

_AT_ONCE = 64
"""How many requests are under way at a time: the server answers each from one queue, and slow disks want time."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that says no, with JetStream's own number for it."""

    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.text} ({self.number})"


def refusal(answer: Mapping[str, object]) -> Refusal | None:
    """Why the server did not do it, or None."""
    error = answer.get("error")
    if not isinstance(error, dict):
        return None
    return Refusal(int(error.get("err_code", 0)), str(error.get("description", "refused")))


class _Client(Client):
    """The official client, which would send a password in clear to a server that says nothing of TLS."""

    tls_wanted = False

    def _connect_command(self) -> bytes:
        # Made after the handshake, whose result is whether the server required it, at each connection anew.
        if self.tls_wanted and not self._server_info.get("tls_required"):
            raise nats.errors.Error("nats: it speaks no TLS")
        return super()._connect_command()


class Link:
    """An open connection. It lives in a thread of its own, so that it stays alive while a person reads a plan."""

    def __init__(self, connection: Connection) -> None:
        self.servers = _servers(connection.admin or connection.address)
        self.address = ",".join(self.servers)
        self._said: Exception | None = None
        self._client = _Client()
        self._loop = asyncio.new_event_loop()
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._thread = threading.Thread(target=self._loop.run_forever, name="treaty-nats", daemon=True)
        self._thread.start()
        try:
            self.run(self._connect(connection.security))
        except BaseException:
            self._stop()
            raise

    def run(self, work: Coroutine[object, object, T]) -> T:
        """Do this in the connection's thread, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def ask(self, call: str, body: Mapping[str, object] | None = None) -> Answer:
        """One call of JetStream's API: `STREAM.INFO.orders`. What it refuses is an answer too."""
        payload = b"" if body is None else json.dumps(body).encode()
        return await self.request(f"$JS.API.{call}", payload)

    async def request(
        self, subject: str, payload: bytes, headers: dict[str, str] | None = None, timeout_s: float = _ANSWER_S
    ) -> Answer:
        """A request to any subject that is answered in JSON."""
        try:
            async with self._at_once:
                answer = await self._client.request(subject, payload, timeout=timeout_s, headers=headers)
        except nats.errors.NoRespondersError as error:
            raise BrokerError(f"{self.address} has no JetStream for this account") from error
        except (nats.errors.Error, OSError) as error:
            said = f": {self._said}" if self._said else ""
            raise BrokerError(f"no answer from {self.address} to {subject}{said}") from error
        return _read(answer.data)

    @property
    def version(self) -> tuple[int, ...]:
        """The server's version."""
        return numbers(str(self._info().get("version", "")))

    def identity(self) -> str:
        """What the server calls itself: its cluster, domain or name, with the account before it where it is not `$G`.

        Without any of them it is empty: a server that was not given a name invents another one at each start.
        """
        info = self._info()
        own = info.get("server_name") if info.get("server_name") != info.get("server_id") else ""
        domain, account = self.run(self._where())
        name = str(info.get("cluster") or domain or own or "")
        return name if account in ("", "$G") else f"{account}@{name}"

    def close(self) -> None:
        """Let go of it."""
        self.run(self._leave())
        self._stop()

    async def _where(self) -> tuple[str, str]:
        domain = str((await self.ask("INFO")).get("domain", ""))
        try:
            user = (await self.request("$SYS.REQ.USER.INFO", b"", timeout_s=_WHO_AM_I_S)).get("data")
        except BrokerError:
            return domain, ""  # an old server, or one that does not let us ask
        return domain, str(user.get("account", "")) if isinstance(user, dict) else ""

    def _info(self) -> Mapping[str, object]:
        info: Mapping[str, object] = self._client._server_info  # noqa: SLF001 - the client shows only parts of it
        return info

    async def _connect(self, security: Mapping[str, str]) -> None:
        options: dict[str, object] = {}
        words = {"ca", "certificate"}
        if "tls" in security.get("protocol", "") or words & security.keys() or self.address.startswith("tls"):
            self._client.tls_wanted = True
            options["tls"] = _tls(security)
        if "username" in security:
            options |= {"user": security["username"], "password": security.get("password", "")}
        try:
            await self._client.connect(
                self.servers,
                name="treaty",
                connect_timeout=_CONNECT_S,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                error_cb=self._on_error,
                **options,  # type: ignore[arg-type]  # keywords of the client, of several types
            )
        except (nats.errors.Error, OSError, ValueError) as error:
            await self._leave()
            raise BrokerError(f"no connection to {self.address}: {_reason(self._said or error)}") from error
        self._client.options.update(_PATIENCE)

    async def _leave(self) -> None:
        """Close it; after a handshake that failed the client would wait for ever."""
        with suppress(nats.errors.Error, OSError, TimeoutError):
            await asyncio.wait_for(self._client.close(), _CLOSE_S)

    async def _on_error(self, error: Exception) -> None:
        self._said = error

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _servers(address: str) -> list[str]:
    """`nats://host:4222,host:4222` as the client wants it."""
    scheme, _, rest = address.rpartition("://")
    named = [part.rpartition("://")[2] for part in (f"{scheme}://{rest}" if "," in scheme else rest).split(",")]
    if scheme.partition("://")[0] not in ("", "nats", "tls") or not all(named) or any("@" in each for each in named):
        raise BrokerError("the address of a NATS is nats://host:4222,host:4222; who you are goes into `security`")
    return [f"{'tls' if scheme.startswith('tls') else 'nats'}://{each}" for each in named]


def _tls(security: Mapping[str, str]) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=security.get("ca"))
        if "certificate" in security:
            context.load_cert_chain(security["certificate"], security.get("private_key"))
    except OSError as error:
        raise BrokerError(f"a file of `security` cannot be used: {error.strerror or error}") from error
    return context


def _read(data: bytes) -> Answer:
    try:
        answer = json.loads(data)
    except ValueError as error:
        raise BrokerError("the server answered something that is not JSON") from error
    if not isinstance(answer, dict):
        raise BrokerError("the server answered something that JetStream does not say")
    return answer


def _reason(error: Exception) -> str:
    return str(error).removeprefix("nats: ").strip("'") or type(error).__name__


async def together(works: Sequence[Coroutine[object, object, T]]) -> list[T | BaseException]:
    """All of these at once, each with its result or what it raised, in their order."""
    return await asyncio.gather(*works, return_exceptions=True)
