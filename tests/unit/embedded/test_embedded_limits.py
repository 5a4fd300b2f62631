"""What is hostile or broken: bounded, answered in the API's words, and never with a look inside."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.unit.embedded.calling import ask, record
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

DEEP_JSON = '{"a":' * 5_000 + "1" + "}" * 5_000
DEEP_AVRO = '{"type":"array","items":' * 5_000 + '"int"' + "}" * 5_000
DEEP_PROTO = 'syntax = "proto3";' + "message M {" * 5_000 + "}" * 5_000
MANY_BRANCHES = json.dumps({"oneOf": [{"type": "object", "properties": {f"p{n}": {}}} for n in range(2_000)]})


def raw(url: str, method: str, path: str, body: bytes, **headers: str) -> tuple[int, bytes, str | None]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    sent = {"Content-Type": "application/json", **{key.replace("_", "-"): value for key, value in headers.items()}}
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    found = answer.status, answer.read(), answer.headers.get("Content-Type")
    connection.close()
    return found


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"schema": "\\ud800"}', 400),
        (b'{"schema": ' + b"9" * 10_000 + b"}", 400),
        (b'{"schema": "\\"string\\"", "references": 7}', 400),
        (b'{"schema": "\\"string\\"", "references": [7]}', 400),
        (b'{"schema": "\\"string\\"", "references": [{"name": "a"}]}', 422),
        (b'{"schema": "\\"string\\"", "references": [{"name": "a", "subject": "b", "version": "1"}]}', 422),
        (b'{"schema": "\\"string\\"", "metadata": []}', 400),
        (b'{"schema": "\\"string\\"", "id": "x"}', 400),
        (b'{"schema": "\\"string\\"", "version": 1e99}', 400),
        (b'{"schema": "' + b"x" * (8 * 1024 * 1024) + b'"}', 413),
    ],
)
def test_a_body_that_cannot_be_read_is_told_so(shared: str, body: bytes, status: int) -> None:
    found, answer, _ = raw(shared, "POST", "/subjects/s/versions", body)

    assert status == found
    assert {"error_code", "message"} == set(json.loads(answer))


@pytest.mark.parametrize(
    ("text", "type"),
    [
        (DEEP_JSON, "JSON"),
        (DEEP_AVRO, "AVRO"),
        (DEEP_PROTO, "PROTOBUF"),
        ("\x00", "AVRO"),
        ("\x00", "JSON"),
        ('syntax = "proto3"; message \x00 {}', "PROTOBUF"),
        ('syntax = "proto3"; import "../../etc/passwd"; message M {}', "PROTOBUF"),
        ('syntax = "proto3"; import "/etc/passwd"; message M {}', "PROTOBUF"),
        ('{"multipleOf": 1e-400}', "JSON"),
        ('{"minimum": ' + "9" * 5_000 + "}", "JSON"),
        ('{"pattern": "(?P<x"}', "JSON"),
        ('{"type": "fixed", "name": "F", "size": 1e5}', "AVRO"),
        ("AAAA", "PROTOBUF"),
    ],
)
def test_a_hostile_text_is_refused(shared: str, text: str, type: str) -> None:
    begin = time.monotonic()
    status, answer = ask(shared, "POST", "/subjects/s/versions", {"schema": text, "schemaType": type})

    assert (422, 42201) == (status, answer["error_code"])
    assert not [word for word in ("Traceback", 'File "', "/tmp", ".py") if word in answer["message"]]  # noqa: S108 - no path leaks
    assert time.monotonic() - begin < 10
    assert "s" not in ask(shared, "GET", "/subjects?deleted=true")[1]


@pytest.mark.parametrize(
    "name", ["../../x.proto", "/x.proto", "a/../../x.proto", "-I.proto", "a\x00b.proto", "x y.proto"]
)
def test_the_name_of_a_reference_leads_nowhere(shared: str, name: str) -> None:
    text = 'syntax = "proto3"; message M {}'
    ask(shared, "POST", "/subjects/other/versions", {"schema": text, "schemaType": "PROTOBUF"})
    reference = {"name": name, "subject": "other", "version": 1}
    body = {"schema": text.replace("M", "N"), "schemaType": "PROTOBUF", "references": [reference]}

    assert 42201 == ask(shared, "POST", "/subjects/s/versions", body)[1]["error_code"]


def test_a_check_that_takes_long_holds_up_no_look_up(url: str) -> None:
    body = {"schema": MANY_BRANCHES, "schemaType": "JSON"}
    assert 200 == ask(url, "POST", "/subjects/s/versions", body)[0]
    changed = {"schema": MANY_BRANCHES.replace("p0", "q0"), "schemaType": "JSON"}
    times: list[float] = []
    with ThreadPoolExecutor(4) as pool:
        checks = [pool.submit(ask, url, "POST", "/compatibility/subjects/s/versions?verbose=true", changed)]
        while not checks[0].done():
            begin = time.monotonic()
            assert 200 == ask(url, "GET", "/schemas/ids/1/subjects")[0]
            times.append(time.monotonic() - begin)
        status, answer = checks[0].result()

    assert (200, False) == (status, answer["is_compatible"])
    assert max(times) < sum(times) / 2  # held up, one of them takes nearly all of the time that the check does


def test_media_types_are_those_of_the_api(url: str) -> None:
    body = json.dumps({"schema": record("a")}).encode()
    own = "application/vnd.schemaregistry.v1+json"
    for sent in (
        own,
        "application/vnd.schemaregistry+json",
        "application/json; charset=utf-8",
        "application/octet-stream",
    ):
        assert 200 == raw(url, "POST", "/subjects/s/versions", body, Content_Type=sent)[0]
    assert 415 == raw(url, "POST", "/subjects/s/versions", body, Content_Type="text/html")[0]
    for accepted, got in (
        ("*/*", own),
        ("", own),
        ("application/json", "application/json"),
        ("application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json, application/json", own),
    ):
        assert got == raw(url, "GET", "/subjects", b"", Accept=accepted)[2]


def test_a_text_alone_is_told_as_it_is_kept(url: str) -> None:
    ask(url, "POST", "/subjects/s/versions", {"schema": '"string"'})
    guid = ask(url, "GET", "/schemas/ids/1")[1]["guid"]

    for path in ("/schemas/ids/1/schema", "/subjects/s/versions/1/schema", f"/schemas/guids/{guid}/schema"):
        assert (200, b'"string"') == raw(url, "GET", path, b"")[:2]


@pytest.fixture(scope="module")
def listed_url() -> Iterator[str]:
    """A registry with four subjects."""
    with running(compile_protobuf) as url:
        for subject in ("c", "ab", "a", "b"):
            ask(url, "POST", f"/subjects/{subject}/versions", {"schema": '"string"'})
        yield url


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["a", "ab", "b", "c"]),
        ("?offset=1&limit=2", ["ab", "b"]),
        ("?limit=0", []),
        ("?limit=-1", ["a", "ab", "b", "c"]),
        ("?offset=9", []),
        ("?offset=-3", ["a", "ab", "b", "c"]),
        ("?subjectPrefix=a", ["a", "ab"]),
        ("?subjectPrefix=a&offset=1", ["ab"]),
        ("?subjectPrefix=%25", []),
        ("?subjectPrefix=_", []),
    ],
)
def test_lists_are_cut_as_asked(listed_url: str, query: str, expected: list[str]) -> None:
    assert (200, expected) == ask(listed_url, "GET", f"/subjects{query}")
    if "Prefix" in query or not query:
        listed = ask(listed_url, "GET", f"/schemas{query}")[1]
        assert expected == [each["subject"] for each in listed]


def test_schemas_are_listed_as_asked(url: str) -> None:
    for text in (record("a"), record("a", "b=0")):
        ask(url, "POST", "/subjects/s/versions", {"schema": text})
    ask(url, "POST", "/subjects/t/versions", {"schema": '"string"'})
    ask(url, "DELETE", "/subjects/t")

    def listed(query: str) -> list[tuple[Any, Any]]:
        return [(each["subject"], each["version"]) for each in ask(url, "GET", f"/schemas{query}")[1]]

    assert [("s", 1), ("s", 2)] == listed("")
    assert [("s", 2)] == listed("?latestOnly=true")
    assert [("s", 1), ("s", 2), ("t", 1)] == listed("?deleted=true")
    assert [("s", 2), ("t", 1)] == listed("?deleted=true&latestOnly=true")
    assert [("t", 1)] == listed("?deletedOnly=true")
    assert [("s", 2)] == listed("?offset=1&limit=1")


def test_a_client_that_goes_away_leaves_the_server_as_it_was(url: str) -> None:
    parts = urlsplit(url)
    for head in (
        b"POST /subjects/s/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
        b"GET /subjects HTTP/1.1\r\nHost: x\r\n",
        b"\x16\x03\x01\x02\x00\x01",
    ):
        with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
            connection.sendall(head)

    assert (200, []) == ask(url, "GET", "/subjects")
