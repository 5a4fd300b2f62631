"""OAuth client credentials (RFC 6749, 4.4): one token for all, renewed in time, nothing secret told (BROKERS 3.3)."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl

import httpx2 as httpx
import pytest
from msgspec.structs import replace

from tests.unit.registry.answering import Answer, Question, Said, Server, answering
from treaty.registry.client import Client, Patience
from treaty.registry.connection import Bearer, ClientCredentials, Connection, Headers
from treaty.registry.problem import Refused, Unreachable, WrongAnswer
from treaty.registry.token import LIFETIME_S, Tokens

QUICK = Patience(attempts=3, answer_s=10.0, question_s=30.0, wait_s=0.001, wait_max_s=0.05)


def given(token: str, expires_in: object = 3600, kind: str = "Bearer") -> Said:
    return Said(body=json.dumps({"access_token": token, "token_type": kind, "expires_in": expires_in}).encode())


def numbered(_question: Question, number: int) -> Said:
    return given(f"token-{number}")


@dataclass(frozen=True)
class Both:
    registry: Server
    endpoint: Server

    def connection(self) -> Connection:
        credentials = ClientCredentials(f"{self.endpoint.url}/token", "me:too", "s/cr t", "read write")
        return Connection((self.registry.url,), credentials)


@contextmanager
def both(registry: Answer, endpoint: Answer) -> Iterator[Both]:
    with answering(registry) as first, answering(endpoint) as second:
        yield Both(first, second)


def sound(_question: Question, _number: int) -> Said:
    return Said()


async def ask(where: Both, times: int = 1, patience: Patience = QUICK) -> list[object]:
    async with Client(where.connection(), patience) as client:
        return await asyncio.gather(*(client.get("/subjects") for _ in range(times)))


async def test_a_token_is_asked_for_once_for_all_who_wait() -> None:
    with both(sound, numbered) as where:
        await ask(where, 20)

    assert [Question("/subjects", "Bearer token-1")] * 20 == where.registry.asked
    assert 1 == len(where.endpoint.asked)


async def test_what_is_asked_for_a_token_is_what_the_rfc_says() -> None:
    with both(sound, numbered) as where:
        await ask(where)
    [question] = where.endpoint.asked

    assert ("POST", "/token") == (question.method, question.path)
    assert [("grant_type", "client_credentials"), ("scope", "read write")] == parse_qsl(question.body.decode())
    # Each part is escaped before they are joined (2.3.1).
    assert question.authorization == f"Basic {base64.b64encode(b'me%3Atoo:s%2Fcr+t').decode()}"


async def test_a_token_that_is_no_longer_taken_is_renewed_once() -> None:
    def first_expired(question: Question, _number: int) -> Said:
        return Said(401) if question.authorization == "Bearer token-1" else Said()

    with both(first_expired, numbered) as where:
        assert [[]] * 5 == await ask(where, 5)

    assert 2 == len(where.endpoint.asked)


async def test_a_registry_that_takes_no_token_at_all_is_not_asked_for_ever() -> None:
    with both(lambda _question, _number: Said(401), numbered) as where, pytest.raises(Refused, match="HTTP 401"):
        await ask(where)

    assert (2, 2) == (len(where.registry.asked), len(where.endpoint.asked))


async def test_what_we_may_not_do_is_no_reason_for_a_new_token() -> None:
    with both(lambda _question, _number: Said(403), numbered) as where, pytest.raises(Refused, match="HTTP 403"):
        await ask(where)

    assert (1, 1) == (len(where.registry.asked), len(where.endpoint.asked))


@pytest.mark.parametrize(
    ("said", "problem", "words"),
    [
        (Said(401, b'{"error": "invalid_client"}'), Refused, r"gives us no token \(HTTP 401, invalid_client\)"),
        (Said(400, b'{"error": "s/cr t"}'), Refused, r"gives us no token \(HTTP 400\)"),
        (Said(400, b'{"error": "invalid_scope", "error_description": "s/cr t"}'), Refused, "HTTP 400, invalid_scope"),
        (Said(403, b"s/cr t"), Refused, r"gives us no token \(HTTP 403\)"),
        (Said(404), WrongAnswer, "answers with HTTP 404"),
        (Said(503), Unreachable, "answers with HTTP 503"),
        (Said(body=b"s/cr t"), WrongAnswer, "is no JSON"),
        (Said(body=b"[]"), WrongAnswer, "holds no token"),
        (given(""), WrongAnswer, "holds no token"),
        (given("a\r\nX-Evil: 1"), WrongAnswer, "holds no token"),
        (given("a" * 20_000), WrongAnswer, "holds no token"),
        (given("a", kind="mac"), WrongAnswer, "another type than `Bearer`"),
        (Said(body=b" " * 70_000), WrongAnswer, "more than 64 KiB"),
    ],
)
async def test_an_endpoint_that_gives_no_token_is_told_in_our_own_words(
    said: Said, problem: type[Exception], words: str
) -> None:
    with both(sound, lambda _question, _number: said) as where, pytest.raises(problem, match=words) as raised:
        await ask(where)

    assert [] == where.registry.asked
    assert "s/cr t" not in str(raised.value)


async def test_an_endpoint_that_drips_has_an_end() -> None:
    hasty = Patience(attempts=2, answer_s=0.3, question_s=30.0, wait_s=0.001)
    dripping = Said(body=b"x" * 50, drip_s=0.2)
    expected = pytest.raises(Unreachable, match=r"gives tokens, did not answer within 0\.3 s")
    with both(sound, lambda _question, _number: dripping) as where, expected:
        await ask(where, patience=hasty)

    assert (0, 2) == (len(where.registry.asked), len(where.endpoint.asked))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_the_endpoint_sends_our_secret_nowhere_else(status: int) -> None:
    with answering(numbered) as elsewhere:
        away = Said(status, headers={"Location": f"{elsewhere.url}/token"})
        with both(sound, lambda _question, _number: away) as where, pytest.raises(WrongAnswer, match="do not follow"):
            await ask(where)

    assert [] == elsewhere.asked


async def test_an_endpoint_that_is_down_is_asked_again_with_the_next_attempt() -> None:
    with both(sound, lambda _question, number: Said(503) if number < 3 else given("late")) as where:
        assert [[]] == await ask(where)

    assert [Question("/subjects", "Bearer late")] == where.registry.asked


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def tokens_at(url: str, clock: Clock) -> Tokens:
    return Tokens(ClientCredentials(url, "me", "secret"), httpx.AsyncClient(), 10.0, clock)


@pytest.mark.parametrize(
    ("expires_in", "lives_s"),
    [
        (100, 100.0),
        ("100", 100.0),
        pytest.param(10**400, 86_400.0, id="endless"),
        *[(nothing, LIFETIME_S) for nothing in (0, -5, None, True, "soon", float("nan"))],
    ],
)
async def test_a_token_is_renewed_after_four_fifths_of_its_life(expires_in: object, lives_s: float) -> None:
    clock = Clock()
    with answering(lambda _question, number: given(f"token-{number}", expires_in)) as server:
        tokens = await tokens_at(server.url, clock)
        found = []
        for share in (0.0, 0.79, 0.81):
            clock.now = 1_000.0 + share * lives_s
            found.append(await tokens.bearer())

    assert [Bearer("token-1"), Bearer("token-1"), Bearer("token-2")] == found


async def test_a_token_serves_to_its_end_where_no_other_is_given() -> None:
    clock = Clock()
    with answering(lambda _question, number: given("only", 100) if number == 1 else Said(503)) as server:
        tokens = await tokens_at(server.url, clock)
        await tokens.bearer()
        clock.now += 99
        assert Bearer("only") == await tokens.bearer()
        clock.now += 2
        with pytest.raises(Exception, match="HTTP 503"):
            await tokens.bearer()


async def test_one_who_gives_up_does_not_take_the_token_from_the_others() -> None:
    with answering(lambda _question, _number: given("a")) as server:
        tokens = await tokens_at(server.url, Clock())
        hasty, patient = asyncio.create_task(tokens.bearer()), asyncio.create_task(tokens.bearer())
        await asyncio.sleep(0)
        hasty.cancel()

        assert Bearer("a") == await patient
    assert 1 == len(server.asked)


async def test_a_token_that_was_refused_is_forgotten_and_a_newer_one_is_not() -> None:
    with answering(numbered) as server:
        tokens = await tokens_at(server.url, Clock())
        first = await tokens.bearer()
        tokens.forget(first)
        second = await tokens.bearer()
        tokens.forget(first)

        assert second == await tokens.bearer()
    assert 2 == len(server.asked)


async def test_headers_of_the_registry_go_to_the_registry_alone() -> None:
    headers = Headers((("target-sr-cluster", "lsrc-1"),))
    with both(sound, numbered) as where:
        async with Client(replace(where.connection(), headers=headers), QUICK) as client:
            await client.post("/subjects/a/versions", {})

    [asked], [token] = where.registry.asked, where.endpoint.asked
    assert ("lsrc-1", "Bearer token-1") == (asked.headers["target-sr-cluster"], asked.authorization)
    assert "target-sr-cluster" not in token.headers


async def test_a_bearer_goes_with_each_question() -> None:
    with answering(sound) as server:
        async with Client(Connection((server.url,), Bearer("given")), QUICK) as client:
            await client.get("/subjects")

    assert [Question("/subjects", "Bearer given")] == server.asked
