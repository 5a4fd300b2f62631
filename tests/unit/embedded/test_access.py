"""Who is let in to the embedded registry, header by header."""

from __future__ import annotations

import base64
from typing import Any

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from treatyc.embedded.access import Keys, guards, is_loopback


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers 200 to whoever gets there."""
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


async def status(keys: Keys, headers: list[tuple[str, str]]) -> int:
    application: Any = inside
    for guard in guards(keys):
        application = guard.cls(application, *guard.args, **guard.kwargs)
    transport = httpx2.ASGITransport(application)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8081") as client:
        answer = await client.get("/subjects", headers=headers)
    return answer.status_code


def basic(text: str) -> tuple[str, str]:
    return "Authorization", f"Basic {base64.b64encode(text.encode()).decode()}"


LOGIN = Keys(login=("ci", "pass:word ü"))
TOKEN = Keys(token="t0ken")  # noqa: S106 - of a test
BOTH = Keys(LOGIN.login, TOKEN.token)


@pytest.mark.parametrize(
    ("keys", "headers", "expected"),
    [
        (LOGIN, [basic("ci:pass:word ü")], 200),
        (LOGIN, [("authorization", basic("ci:pass:word ü")[1].replace("Basic", "bAsIc"))], 200),
        (BOTH, [("Authorization", "bearer t0ken")], 200),
        (BOTH, [basic("ci:pass:word ü")], 200),
        (LOGIN, [], 401),
        (LOGIN, [basic("ci:pass:word")], 401),
        (LOGIN, [basic("ci:pass:word ü ")], 401),
        (LOGIN, [basic("CI:pass:word ü")], 401),
        (LOGIN, [basic("")], 401),
        (LOGIN, [("Authorization", "Basic")], 401),
        (LOGIN, [("Authorization", "Basic !!!")], 401),
        (LOGIN, [("Authorization", "Bearer ci:pass:word")], 401),
        (LOGIN, [("Authorization", "Negotiate t0ken")], 401),
        (TOKEN, [("Authorization", "Bearer")], 401),
        (TOKEN, [("Authorization", "t0ken")], 401),
        (TOKEN, [("Authorization", "Bearer t0ken2")], 401),
        (TOKEN, [basic("t0ken")], 401),
        (LOGIN, [("Authorization", "Bearer t0ken")], 401),
        (BOTH, [("Authorization", "Bearer t0ken"), basic("ci:pass:word ü")], 401),
        (BOTH, [("Authorization", "Bearer wrong"), ("Authorization", "Bearer t0ken")], 401),
    ],
)
async def test_a_key_lets_in(keys: Keys, headers: list[tuple[str, str]], expected: int) -> None:
    assert expected == await status(keys, headers)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Host", "127.0.0.1:8081"), 200),
        (("Host", "localhost"), 200),
        (("Host", "LocalHost:8081"), 200),
        (("Host", "[::1]:8081"), 200),
        (("Host", "evil.example:8081"), 403),
        (("Host", "localhost.evil.example"), 403),
        (("Host", "127.0.0.1.evil.example"), 403),
        (("Origin", "http://evil.example"), 403),
        (("Origin", "null"), 403),
        (("Origin", "http://127.0.0.1:8081"), 403),
    ],
)
async def test_without_keys_no_web_page_is_let_in(header: tuple[str, str], expected: int) -> None:
    """BROKERS 3.4.3: a page's requests, and a site whose name was made to lead to this machine."""
    assert expected == await status(Keys(), [header])


def test_keys_show_nothing_of_themselves() -> None:
    assert "Keys()" == repr(BOTH)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - not loopback, which is the point
        ("::", False),
        ("::ffff:10.0.0.1", False),
        ("192.168.1.7", False),
    ],
)
def test_loopback_is_what_other_machines_cannot_reach(host: str, expected: bool) -> None:  # noqa: FBT001
    assert expected == is_loopback(host)
