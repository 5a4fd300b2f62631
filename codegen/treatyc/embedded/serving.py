"""The registry as a server: in a thread of this process for tests, or in the foreground for `treaty registry serve`."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvicorn
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from treatyc.embedded.application import application
from treatyc.embedded.judges import judges, parses_as
from treatyc.embedded.parsing import Compile, Parser
from treatyc.embedded.receiving import BoundedHeads
from treatyc.embedded.registering import Registry
from treatyc.embedded.store import Store

MEMORY = ":memory:"
"""A file that is gone at the end."""

_START_S = 10.0
_DRAIN_S = 5
_KEEP_ALIVE_S = 75
_BACKLOG = 128


@contextmanager
def opened(path: str, dialect: str, compile: Compile, guards: Sequence[Middleware] = ()) -> Iterator[ASGIApp]:
    """The application over a file; raises `StoreProblem`. `dialect` is that of a registry, or `sound`."""
    with ExitStack() as stack:
        if path == MEMORY:
            path = str(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="treaty-registry-"))) / "store")
        store = Store(Path(path))
        stack.callback(store.close)
        yield application(Registry(store, Parser(compile, parses_as(dialect)), judges(dialect, compile)), guards)


@contextmanager
def running(
    compile: Compile, path: str = MEMORY, dialect: str = "confluent", guards: Sequence[Middleware] = ()
) -> Iterator[str]:
    """The address of a registry that runs on a free loopback port as long as the block does."""
    with opened(path, dialect, compile, guards) as app, listening_on("127.0.0.1", 0) as listening:
        server = uvicorn.Server(settings(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="registry", daemon=True)
        thread.start()
        try:
            _await_started(server, thread)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def listening_on(host: str, port: int) -> socket.socket:
    """A socket that takes connections; raises OSError.

    It is one of TCP by its own word: asyncio sends small answers at once on such alone.
    """
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listening = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def settings(app: ASGIApp) -> uvicorn.Config:
    """How the registry is served: no log of requests, no word of who serves, an end to what hangs."""
    return uvicorn.Config(
        app,
        loop="asyncio",
        http=BoundedHeads,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_DRAIN_S,
    )


def _await_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    waiting = threading.Event()
    for _ in range(int(_START_S * 200)):
        if server.started or not thread.is_alive():
            break
        waiting.wait(0.005)
    if not server.started:
        raise RuntimeError("the registry did not start")
