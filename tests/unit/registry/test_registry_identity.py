"""Who answers and who we are to it: what each way to say so comes to, and what is warned of."""

from __future__ import annotations

import json

import pytest

from tests.unit.registry.answering import Answer, Question, Said, answering
from treaty.registry.connection import Bearer, Connection, Login
from treatyc.registry.identity import Anonymous, Identity, Shown, Software, exposed, identify
from treatyc.registry.verify.status import warnings
from treatyc.source import Span
from treatyc.system.registry import Dialect, Registry

HERE = Span("treaty.yaml")
LOGIN = Login("me", "hunter2")


def telling(places: dict[str, object]) -> Answer:
    """A server that has these places alone."""

    def answer(question: Question, _number: int) -> Said:
        found = places.get(question.path)
        return Said(404, b"nothing here") if found is None else Said(body=json.dumps(found).encode())

    return answer


@pytest.mark.parametrize(
    ("behind", "places", "expected"),
    [
        (
            "/apis/ccompat/v7",
            {"/apis/registry/v3/system/info": {"name": "Apicurio Registry (SQL)", "version": "3.3.3"}},
            Software("Apicurio Registry", "3.3.3", Dialect.APICURIO),
        ),
        (
            "",
            {"/v1/metadata/version": {"version": "8.0.0", "commitId": "2fd1c"}},
            Software("Confluent Schema Registry", "8.0.0", Dialect.CONFLUENT),
        ),
        (
            "",
            {"/v1/metadata/version": {"version": "8.0.0", "commitId": "treaty"}},
            Software("treaty registry serve", "8.0.0", Dialect.CONFLUENT),
        ),
        (
            "",
            {"/_health": {"status": {"schema_registry_ready": True}, "healthy": True}},
            Software("Karapace", "", Dialect.KARAPACE),
        ),
        # A context is within the registry; what the registry is, it says outside.
        (
            "/contexts/.staging",
            {"/v1/metadata/version": {"version": "7.9.1", "commitId": "2fd1c"}},
            Software("Confluent Schema Registry", "7.9.1", Dialect.CONFLUENT),
        ),
        ("", {"/v1/metadata/version": ["8.0.0"], "/_health": "fine"}, None),
        ("", {"/v1/metadata/version": {"version": "8.0.0"}}, None),
        ("", {}, None),
    ],
)
async def test_what_answers(behind: str, places: dict[str, object], expected: Software | None) -> None:
    with answering(telling(places)) as server:
        found = await identify(Connection((server.url + behind,)))

    assert expected == found.software


@pytest.mark.parametrize(
    ("to_nobody", "expected"),
    [
        (Said(401), Anonymous.REFUSED),
        (Said(403), Anonymous.REFUSED),
        (Said(), Anonymous.LET_IN),
        (Said(302, headers={"Location": "/login"}), Anonymous.UNKNOWN),
        (Said(503), Anonymous.UNKNOWN),
    ],
)
async def test_what_is_done_with_one_who_shows_nothing(to_nobody: Said, expected: Anonymous) -> None:
    with answering(lambda question, _number: to_nobody if question.authorization is None else Said()) as server:
        found = await identify(Connection((server.url,), LOGIN))

    assert (Shown.PASSWORD, expected) == (found.shown, found.anonymous)


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (Identity(None, Shown.NOTHING, Anonymous.LET_IN, ()), []),
        (Identity(None, Shown.TOKEN, Anonymous.REFUSED, ()), []),
        (Identity(None, Shown.TOKEN, Anonymous.LET_IN, ()), ["registry-anonymous"]),
        (Identity(None, Shown.PASSWORD, Anonymous.REFUSED, ("one:8081",)), ["registry-exposed"]),
        (Identity(Software("x", "", Dialect.KARAPACE), Shown.NOTHING, Anonymous.LET_IN, ()), ["registry-dialect"]),
        (Identity(Software("x", "", Dialect.CONFLUENT), Shown.NOTHING, Anonymous.LET_IN, ()), []),
    ],
)
def test_what_is_warned_of(identity: Identity, expected: list[str]) -> None:
    registry = Registry("${REGISTRY_URL}", HERE, dialect=Dialect.CONFLUENT_LENIENT)

    assert expected == [each.rule for each in warnings(identity, registry, HERE)]


@pytest.mark.parametrize(
    ("urls", "login", "expected"),
    [
        (("http://one:8081", "https://two", "http://10.0.0.1/x"), Bearer("hunter2"), ("one:8081", "10.0.0.1")),
        (("http://127.0.0.1:8081", "http://localhost", "http://[::1]:8081"), LOGIN, ()),
        (("http://127.0.0.1.a.com", "http://localhost.a.com"), LOGIN, ("127.0.0.1.a.com", "localhost.a.com")),
        (("http://one:8081",), None, ()),
    ],
)
def test_where_others_can_read_along(
    urls: tuple[str, ...], login: Login | Bearer | None, expected: tuple[str, ...]
) -> None:
    assert expected == exposed(Connection(urls, login))
