"""A registry that fails, stalls or lies: what comes of it, and what is never sent or told (BROKERS.md 3.3, 3.4)."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from dataclasses import replace

import pytest

from tests.unit.registry.answering import Answer, Question, Said, answering
from treaty.registry.client import ANSWER_BYTES_MAX, Client, Patience
from treaty.registry.connection import Connection, Login
from treaty.registry.problem import NotThere, Refused, RegistryProblem, Rejected, Unreachable, WrongAnswer

QUICK = Patience(attempts=3, answer_s=10.0, question_s=30.0, wait_s=0.001, wait_max_s=0.05)
HASTY = replace(QUICK, answer_s=0.5)
LOGIN = Login("reader", "hunter2")


async def ask(*urls: str, login: Login | None = None, patience: Patience = QUICK) -> object:
    async with Client(Connection(urls, login), patience) as client:
        return await client.get("/subjects")


def always(said: Said) -> Answer:
    return lambda _question, _number: said


def at_first(said: Said, times: int) -> Answer:
    return lambda _question, number: said if number <= times else Said()


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_asked_again(status: int) -> None:
    with answering(at_first(Said(status), 2)) as server:
        assert [] == await ask(server.url)
    assert 3 == len(server.asked)


async def test_a_server_that_never_recovers_is_given_up() -> None:
    with answering(always(Said(503))) as server, pytest.raises(Unreachable, match="answers with HTTP 503"):
        await ask(server.url)
    assert 3 == len(server.asked)


async def test_a_server_that_asks_for_time_gets_it() -> None:
    began = time.monotonic()
    with answering(at_first(Said(429, headers={"Retry-After": "3600"}), 1)) as server:
        assert [] == await ask(server.url)
    assert QUICK.wait_max_s <= time.monotonic() - began < 5


async def test_the_next_address_answers_where_one_does_not() -> None:
    with answering(always(Said(500))) as broken, answering(always(Said(body=b'["a"]'))) as sound:
        assert ["a"] == await ask("http://127.0.0.1:1", broken.url, sound.url)
    assert 1 == len(broken.asked)


async def test_a_server_that_failed_is_asked_last_for_a_while() -> None:
    with answering(always(Said(503))) as broken, answering(always(Said())) as sound:
        async with Client(Connection((broken.url, sound.url)), QUICK) as client:
            for _ in range(5):
                assert [] == await client.get("/subjects")

    assert (1, 5) == (len(broken.asked), len(sound.asked))


async def test_a_server_that_refuses_us_is_no_reason_to_ask_another() -> None:
    with answering(always(Said(403))) as one, answering(always(Said())) as two, pytest.raises(Refused):
        await ask(one.url, two.url)
    assert [] == two.asked


@pytest.mark.parametrize("answer", [Said(503), Said(body=b"[", headers={"Content-Length": "10"})])
async def test_a_registration_is_repeated_at_the_next_server(answer: Said) -> None:
    """`POST` of a text that is registered already gives the same id: to repeat it does no harm."""
    with answering(always(answer)) as broken, answering(always(Said(body=b'{"id": 7}'))) as sound:
        async with Client(Connection((broken.url, sound.url)), QUICK) as client:
            assert {"id": 7} == await client.post("/subjects/a/versions", {"schema": "{}"})

    sent = Question("/subjects/a/versions", None, "POST", b'{"schema": "{}"}')
    assert [sent] == broken.asked == sound.asked


async def test_a_question_has_an_end_whatever_its_attempts_may_take() -> None:
    patience = Patience(attempts=50, answer_s=0.2, question_s=0.5, wait_s=0.001)
    began = time.monotonic()
    with answering(always(Said(body=b"x" * 100, drip_s=0.1))) as server:
        async with Client(Connection((server.url,)), patience) as client:
            with pytest.raises(Unreachable, match=r"did not answer within 0\.2 s; after 0\.5 s we gave up"):
                await client.get("/subjects")

    assert time.monotonic() - began < 2


async def test_a_question_that_waits_for_its_turn_loses_no_time_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six questions, one at a time, take longer together than one may."""
    monkeypatch.setattr("treaty.registry.client._AT_ONCE", 1)
    patience = Patience(attempts=1, answer_s=1.5, question_s=1.5)
    with answering(always(Said(body=b"[]  ", drip_s=0.1))) as server:
        async with Client(Connection((server.url,)), patience) as client:
            found = await asyncio.gather(*(client.get("/subjects") for _ in range(6)))

    assert [[]] * 6 == found


async def test_nobody_at_the_address_is_told() -> None:
    with pytest.raises(Unreachable, match=r"no answer from 127\.0\.0\.1:1"):
        await ask("http://127.0.0.1:1")


@pytest.mark.parametrize("status", [401, 403])
async def test_wrong_credentials_are_told_at_once_and_not_repeated(status: int) -> None:
    body = b'{"error_code": 40101, "message": "reader:hunter2 is unknown"}'
    with answering(always(Said(status, body))) as server, pytest.raises(Refused) as refused:
        await ask(server.url, login=LOGIN)
    assert 1 == len(server.asked)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_carries_no_credentials(status: int) -> None:
    with answering(always(Said())) as elsewhere:
        to = {"Location": f"{elsewhere.url}/subjects"}
        with answering(always(Said(status, headers=to))) as server, pytest.raises(WrongAnswer, match="not followed"):
            await ask(server.url, login=LOGIN)
    assert ["Basic cmVhZGVyOmh1bnRlcjI="] == [question.authorization for question in server.asked]
    assert [] == elsewhere.asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_registration_is_not_sent_elsewhere_either(status: int) -> None:
    """307 and 308 ask for the same method with the same body."""
    with answering(always(Said())) as elsewhere:
        to = {"Location": f"{elsewhere.url}/subjects/a/versions"}
        with answering(always(Said(status, headers=to))) as server:
            async with Client(Connection((server.url,), LOGIN), QUICK) as client:
                with pytest.raises(WrongAnswer, match="not followed"):
                    await client.post("/subjects/a/versions", {"schema": "{}"})
    assert ([], 1) == (elsewhere.asked, len(server.asked))


@pytest.mark.parametrize("status", [400, 405, 409, 422])
async def test_what_a_registry_does_not_take_is_told_in_one_line_of_its_words(status: int) -> None:
    body = json.dumps({"error_code": 42201, "message": "Bad\n\x1b[31mschema" + "!" * 1_000}).encode()
    with (
        answering(always(Said(status, body))) as server,
        pytest.raises(Rejected, match=r"Bad \[31mschema!+…") as raised,
    ):
        await ask(server.url)
    assert (status, 42201) == (raised.value.status, raised.value.code)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(body=b"<html>"), "is no JSON"),
        (Said(body=b"[" * 100_000), "is no JSON"),
        (Said(body=b"9" * 5_000), "is no JSON"),
        (Said(body=b"\xff\xfe\xfd"), "is no JSON"),
        (Said(body=b" " * (ANSWER_BYTES_MAX + 1)), "more than 8 MiB"),
        (Said(body=zlib.compress(b" " * 10**6), headers={"Content-Encoding": "deflate"}), "packs its answer"),
        (Said(404, b"not found"), r"has no registry at this address \(HTTP 404\)"),
        (Said(404, b'{"error": 1}'), r"has no registry at this address \(HTTP 404\)"),
        (Said(418), "answers with HTTP 418"),
        (Said(409, b"<html>"), "answers with HTTP 409"),
        (Said(422, b'{"error_code": true}'), "answers with HTTP 422"),
    ],
)
async def test_what_is_no_answer_of_a_registry_is_refused(said: Said, expected: str) -> None:
    with answering(always(said)) as server, pytest.raises(WrongAnswer, match=expected):
        await ask(server.url)
    assert 1 == len(server.asked)


async def test_what_a_registry_does_not_have_is_not_there() -> None:
    body = json.dumps({"error_code": 40401, "message": "Subject not found."}).encode()
    with answering(always(Said(404, body))) as server, pytest.raises(NotThere):
        await ask(server.url)


async def test_an_answer_that_drips_has_an_end() -> None:
    """A byte now and then keeps every timeout of a single read from passing."""
    began = time.monotonic()
    with answering(always(Said(body=b"[" + b" " * 1000, drip_s=0.1))) as server:
        with pytest.raises(Unreachable, match=r"did not answer within 0\.5 s"):
            await ask(server.url, patience=HASTY)
        assert 3 == len(server.asked)
    assert time.monotonic() - began < 5


async def test_a_header_that_never_ends_has_an_end() -> None:
    with answering(always(Said(headers={"X-Long": "x" * 10_000_000}))) as server, pytest.raises(RegistryProblem):
        await ask(server.url)


async def test_a_server_that_breaks_off_is_asked_again() -> None:
    short = Said(body=b"[]", headers={"Content-Length": "10"})
    with answering(lambda _question, number: short if number == 1 else Said()) as server:
        assert [] == await ask(server.url)


async def test_who_we_are_is_shown_to_each_address_of_the_target() -> None:
    with answering(always(Said(500))) as one, answering(always(Said())) as two:
        await ask(one.url, two.url, login=LOGIN)
    assert one.asked == two.asked == [Question("/subjects", "Basic cmVhZGVyOmh1bnRlcjI=")]


async def test_a_file_for_tls_that_is_not_there_is_told_without_its_path() -> None:
    connection = Connection(("https://127.0.0.1:1",), ca="/nonexistent/hunter2.pem")
    with pytest.raises(Unreachable, match="no such file") as unreachable:
        Client(connection, QUICK)
    assert "hunter2" not in str(unreachable.value)
