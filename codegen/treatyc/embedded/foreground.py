"""The registry as a process of its own: until it is told to end, and then what was begun is brought to its end."""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from treatyc.embedded.serving import settings


class CertificateProblem(Exception):
    """The files of a certificate cannot be used; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server shows of itself over TLS: files of PEM, the key in a file of its own or in the same."""

    path: str
    private_key: str | None = None


def serve(
    app: ASGIApp, listening: socket.socket, ready: Callable[[], None], certificate: Certificate | None = None
) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called once. Raises `CertificateProblem`."""
    config = settings(app)
    if certificate is not None:
        config.ssl_certfile, config.ssl_keyfile = certificate.path, certificate.private_key
    try:
        config.load()
    except ssl.SSLError as error:  # its own words are of the library that reads it
        raise CertificateProblem("the certificate cannot be used: it needs to be one of PEM, with its key") from error
    except OSError as error:
        reason = (error.strerror or "no access").lower()
        raise CertificateProblem(f"the certificate cannot be used: {reason}") from error
    # The server raises the signal anew once it has drained; that it came is all that it shall then mean.
    before = {each: signal.signal(each, lambda *_: None) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        _Server(config, ready).run(sockets=[listening])
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._ready()
