"""A server on loopback that answers as a test tells it, and remembers what it was asked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `drip_s` waits so long before each byte."""

    status: int = 200
    body: bytes = b"[]"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Question:
    path: str
    authorization: str | None
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Server:
    url: str
    asked: list[Question]


Answer = Callable[[Question, int], Said]
"""What is said to a question, and the how manieth it is, from 1."""


@contextmanager
def answering(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    asked: list[Question] = []
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            told = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            asked.append(Question(self.path, self.headers["Authorization"], self.command, body, told))
            with suppress(OSError):  # a client that has had enough goes away
                self._say(answer(asked[-1], len(asked)))

        def _say(self, said: Said) -> None:
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if not said.drip_s:
                self.wfile.write(said.body)
                return
            for octet in said.body:
                self.wfile.write(bytes([octet]))
                if ended.wait(said.drip_s):
                    return

        def log_message(self, *_: object) -> None:
            """Tests read what was asked, nobody reads a log."""

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a handshake that fails is the test
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Server(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}", asked)
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
