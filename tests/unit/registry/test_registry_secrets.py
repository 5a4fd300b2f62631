"""Nothing secret in a text, whatever fails: messages, logs, `repr`, causes, tracebacks with every local (BROKERS 3.4).

Each way to say who we are holds the canary, and each way to fail is gone through; tracebacks are read as a tool reads
them that shows the locals of every frame.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.unit.registry.answering import Answer, Said, answering
from treaty.registry.client import Client, Patience
from treaty.registry.connection import Bearer, ClientCredentials, Connection, Headers, Login
from treaty.registry.problem import RegistryProblem

CANARY = "hunter2hunter2"
ENCODED = "aHVudGVyMmh1bnRlcj"  # the canary at the beginning of a text in base 64
QUICK = Patience(attempts=2, answer_s=0.2, question_s=1.0, wait_s=0.001, wait_max_s=0.01)
GIVEN = Said(body=json.dumps({"access_token": CANARY, "token_type": "bearer"}).encode())
FAILURES = {
    "refused": Said(401, b'{"error_code": 40101, "message": "unknown"}'),
    "rejected": Said(422, b'{"error_code": 42201, "message": "wrong"}'),
    "down": Said(503),
    "elsewhere": Said(302, headers={"Location": "http://127.0.0.1:1/"}),
    "garbage": Said(body=b"<html>"),
    "broken off": Said(body=b"[]", headers={"Content-Length": "10"}),
    "slow": Said(body=b"x" * 100, drip_s=0.1),
    "packed": Said(headers={"Content-Encoding": "gzip"}),
}


@contextmanager
def endpoint(answer: Answer) -> Iterator[ClientCredentials]:
    with answering(answer) as server:
        yield ClientCredentials(f"{server.url}/token", CANARY, CANARY, "read")


def printed(problem: BaseException) -> str:
    """All that any tool shows of an exception and of what led to it."""
    shown = traceback.TracebackException.from_exception(problem, capture_locals=True)
    chain, each = [], problem
    while each is not None:
        chain.append(f"{each!r} {each} {vars(each)}")
        each = each.__cause__ or each.__context__
    return "".join(shown.format()) + "\n".join(chain)


async def failing(connection: Connection, caplog: pytest.LogCaptureFixture) -> str:
    """What is shown and logged when this connection is used."""
    with caplog.at_level(logging.DEBUG), pytest.raises(RegistryProblem) as raised:
        async with Client(connection, QUICK) as client:
            await client.post("/subjects/a/versions", {"schema": "{}"})
    logged = "".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert "127.0.0.1" in logged
    return f"{printed(raised.value)} {logged} {connection!r}"


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize("login", [Login(CANARY, CANARY), Bearer(CANARY)], ids=["login", "bearer"])
async def test_who_we_are_is_never_told(failure: Said, login: Login | Bearer, caplog: pytest.LogCaptureFixture) -> None:
    with answering(lambda _question, _number: failure) as server:
        text = await failing(Connection((server.url,), login), caplog)
        shown = server.asked[0].authorization

    assert shown is not None
    assert ENCODED in shown or CANARY in shown
    assert not [secret for secret in (CANARY, ENCODED) if secret in text]


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
async def test_what_further_headers_hold_is_never_told(failure: Said, caplog: pytest.LogCaptureFixture) -> None:
    with answering(lambda _question, _number: failure) as server:
        text = await failing(Connection((server.url,), headers=Headers((("x-key", CANARY),))), caplog)
        shown = server.asked[0].headers["x-key"]

    assert shown == CANARY
    assert CANARY not in text


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
async def test_a_token_that_was_given_is_never_told(failure: Said, caplog: pytest.LogCaptureFixture) -> None:
    with endpoint(lambda _question, _number: GIVEN) as login, answering(lambda _q, _n: failure) as server:
        text = await failing(Connection((server.url,), login), caplog)
        shown = server.asked[0].authorization

    assert f"Bearer {CANARY}" == shown
    assert not [secret for secret in (CANARY, ENCODED) if secret in text]


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
async def test_what_a_token_is_asked_with_is_never_told(failure: Said, caplog: pytest.LogCaptureFixture) -> None:
    with endpoint(lambda _question, _number: failure) as login, answering(lambda _q, _n: Said()) as server:
        text = await failing(Connection((server.url,), login), caplog)

    assert [] == server.asked
    assert not [secret for secret in (CANARY, ENCODED) if secret in text]


async def test_a_server_that_repeats_what_we_showed_it_is_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    body = json.dumps({"error_code": 40101, "message": f"{CANARY} is unknown"}).encode()
    for status in (401, 403, 404, 500):
        with answering(lambda _question, _number, status=status: Said(status, body)) as server:
            with pytest.raises(RegistryProblem) as raised:
                async with Client(Connection((server.url,), Login(CANARY, CANARY)), QUICK) as client:
                    await client.get("/subjects")
            assert CANARY not in "".join(traceback.format_exception(raised.value))
    assert CANARY not in caplog.text
