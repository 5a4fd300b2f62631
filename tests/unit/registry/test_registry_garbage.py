"""A server that says anything at all: whatever comes over the wire is a value or a `RegistryProblem`, and soon."""

from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treaty.registry.client import Client, Patience
from treaty.registry.connection import ClientCredentials, Connection
from treaty.registry.problem import RegistryProblem

HASTY = Patience(attempts=1, answer_s=0.3, question_s=0.3, wait_s=0.001)
SOUND = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """An answer with some of it replaced, left out or said twice."""
    found = SOUND
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(found)))
        end = draw(st.integers(start, min(len(found), start + 12)))
        found = found[:start] + draw(st.binary(max_size=12) | st.just(found[start:end] * 2)) + found[end:]
    return found


HEADERS = st.sampled_from(
    [
        b"Content-Length: 99999999999999999999",
        b"Content-Length: -1",
        b"Content-Length: 2\r\nContent-Length: 3",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Content-Encoding: br",
        b"Connection: close",
        b"Upgrade: h2c",
        b"Location: http://[",
        b"Location: \xff\xfe",
        b"Retry-After: 99999999999999999999",
        b"Set-Cookie: \xff=\xff",
        b": nothing",
        b"X: " + b"y" * 70_000,
    ]
)
STATUS = st.sampled_from(
    ["100", "101", "199", "200", "204", "206", "301", "304", "401", "404", "422", "500", "999", "-1"]
)
BODIES = st.sampled_from(
    [b"", b"[]", b"5\r\n[", b"0\r\n\r\n", b"ffffffffffff\r\n[]", b'{"error_code": 1e400}', b"\x00" * 100, b"[" * 3_000]
)


@st.composite
def built(draw: st.DrawFn) -> bytes:
    """A status line, some headers and a body that fit, or do not."""
    lines = [f"HTTP/1.1 {draw(STATUS)} Said".encode(), *draw(st.lists(HEADERS, max_size=3))]
    return b"\r\n".join(lines) + b"\r\n\r\n" + draw(BODIES)


async def against(said: bytes, *, token: bool) -> object:
    """Ask a server that says just this and goes away, for its subjects or for a token."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(said)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has had enough
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        login = ClientCredentials(f"{url}/token", "me", "secret") if token else None
        async with Client(Connection((url,), login), HASTY) as client:
            return await client.get("/subjects")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200) | mangled() | built(), st.booleans())
def test_whatever_a_server_says_is_an_answer_or_a_problem(said: bytes, token: bool) -> None:  # noqa: FBT001 - drawn
    began = time.monotonic()
    told = ""
    try:
        asyncio.run(against(said, token=token))
    except RegistryProblem as problem:
        told = str(problem)
    assert "secret" not in told
    assert told.isprintable()
    assert time.monotonic() - began < 5


async def test_the_sound_answer_is_one() -> None:
    """Else the test above would show nothing."""
    assert [] == await against(SOUND, token=False)
    with pytest.raises(RegistryProblem, match="holds no token"):
        await against(SOUND, token=True)
