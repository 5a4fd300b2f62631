"""Every refusal by its code: what is asked of a registry that holds a few things, and what it says no with."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.unit.embedded.calling import ask, record
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

LARGE = json.dumps({"type": "enum", "name": "E", "symbols": ["A"], "doc": "x" * 1024 * 1024})


@pytest.fixture(scope="module")
def held() -> Iterator[str]:
    """Subject `s` with two versions, `gone` with a deleted one, `half` with one of two deleted, `base` referred to."""
    with running(compile_protobuf) as url:
        for subject, *texts in (
            ("s", record("a"), record("a", "b=0")),
            ("gone", record("g")),
            ("half", record("h"), record("h", "i=0")),
            ("base", record("a", name="shop.v1.Base")),
        ):
            for text in texts:
                assert 200 == ask(url, "POST", f"/subjects/{subject}/versions", {"schema": text})[0]
        ask(url, "DELETE", "/subjects/gone")
        ask(url, "DELETE", "/subjects/half/versions/1")
        user = {"type": "record", "name": "User", "fields": [{"name": "base", "type": "shop.v1.Base"}]}
        reference = {"name": "shop.v1.Base", "subject": "base", "version": 1}
        body = {"schema": json.dumps(user), "references": [reference]}
        assert 200 == ask(url, "POST", "/subjects/user/versions", body)[0]
        yield url


CASES = [
    ("GET", "/subjects/none/versions", None, 40401),
    ("GET", "/subjects/none/versions/1", None, 40401),
    ("GET", "/subjects/none/versions/latest", None, 40401),
    ("GET", "/subjects/gone/versions", None, 40401),
    ("GET", "/subjects/gone/versions/1", None, 40401),
    ("DELETE", "/subjects/none", None, 40401),
    ("DELETE", "/subjects/none/versions/1", None, 40401),
    ("POST", "/subjects/none", {"schema": record("a")}, 40401),
    ("DELETE", "/config/none", None, 40401),
    ("DELETE", "/mode/none", None, 40401),
    ("GET", "/subjects/s/versions/9", None, 40402),
    ("GET", "/subjects/half/versions/1", None, 40402),
    ("GET", "/subjects/s/versions/9/referencedby", None, 40402),
    ("DELETE", "/subjects/s/versions/9", None, 40402),
    ("POST", "/compatibility/subjects/s/versions/9", {"schema": record("a")}, 40402),
    ("GET", "/schemas/ids/99", None, 40403),
    ("GET", "/schemas/ids/99/schema", None, 40403),
    ("GET", "/schemas/ids/99/subjects", None, 40403),
    ("GET", "/schemas/ids/99/versions", None, 40403),
    ("GET", "/schemas/guids/00000000-0000-0000-0000-000000000000", None, 40403),
    ("POST", "/subjects/s", {"schema": record("z")}, 40403),
    ("POST", "/subjects/half", {"schema": record("h")}, 40403),
    ("GET", "/subjects/s/metadata?key=owner&value=us", None, 40403),
    ("DELETE", "/subjects/gone", None, 40404),
    ("DELETE", "/subjects/s?permanent=true", None, 40405),
    ("DELETE", "/subjects/half/versions/1", None, 40406),
    ("DELETE", "/subjects/s/versions/1?permanent=true", None, 40407),
    ("GET", "/config/s", None, 40408),
    ("GET", "/mode/s", None, 40409),
    ("POST", "/subjects/s/versions", {"schema": record("a", "c")}, 409),
    ("POST", "/subjects/s/versions", {"schema": '{"type": "object"}', "schemaType": "JSON"}, 409),
    ("POST", "/subjects/x/versions", {"schema": ""}, 42201),
    ("POST", "/subjects/x/versions", {"schema": "nonsense"}, 42201),
    ("POST", "/subjects/x/versions", {"schema": '{"type": "recod"}'}, 42201),
    ("POST", "/subjects/x/versions", {"schema": '"string"', "schemaType": "XML"}, 42201),
    ("POST", "/subjects/x/versions", {"schema": "message M {", "schemaType": "PROTOBUF"}, 42201),
    ("POST", "/subjects/x/versions", {"schema": '{"type": "objec"}', "schemaType": "JSON"}, 42201),
    ("POST", "/subjects/x/versions", {"schema": "[]", "schemaType": "JSON"}, 42201),
    ("POST", "/subjects/x/versions", {"schema": '{"$ref": "http://localhost:1/x"}', "schemaType": "JSON"}, 42201),
    ("POST", "/subjects/s/versions", {"schema": record("a"), "version": 7}, 42201),
    (
        "POST",
        "/subjects/x/versions",
        {"schema": record("a"), "references": [{"name": "n", "subject": "none", "version": 1}]},
        42201,
    ),
    ("POST", "/compatibility/subjects/s/versions", {"schema": "nonsense"}, 42201),
    ("GET", "/subjects/s/versions/0", None, 42202),
    ("GET", "/subjects/s/versions/-2", None, 42202),
    ("GET", "/subjects/s/versions/last", None, 42202),
    ("GET", "/subjects/s/versions/2147483648", None, 42202),
    ("POST", "/compatibility/subjects/s/versions/x", {"schema": record("a")}, 42202),
    ("PUT", "/config", {"compatibility": "SIDEWARD"}, 42203),
    ("PUT", "/config/s", {"compatibility": 7}, 42203),
    ("PUT", "/mode", {"mode": "SLEEPY"}, 42204),
    ("POST", "/subjects/x/versions", {"schema": record("a"), "id": 7}, 42205),
    ("PUT", "/mode", {"mode": "IMPORT"}, 42205),
    ("DELETE", "/subjects/base", None, 42206),
    ("DELETE", "/subjects/base/versions/1", None, 42206),
    ("POST", "/subjects/__GLOBAL/versions", {"schema": record("a")}, 42208),
    ("POST", "/subjects/a%0Ab/versions", {"schema": record("a")}, 42208),
    ("POST", "/subjects/x/versions", {"schema": LARGE}, 42209),
    ("DELETE", "/contexts/.", None, 42211),
    ("GET", "/nothing", None, 404),
    ("PUT", "/subjects", {}, 405),
    ("POST", "/subjects/x/versions", [], 400),
    ("POST", "/subjects/x/versions", {"schema": 7}, 400),
    ("PUT", "/mode", {}, 400),
]


@pytest.mark.parametrize(("method", "path", "body", "code"), CASES)
def test_what_is_refused_is_refused_by_its_code(held: str, method: str, path: str, body: object, code: int) -> None:
    status, answer = ask(held, method, path, body)

    assert (int(str(code)[:3]), code) == (status, answer["error_code"])
    assert answer["message"]
    assert "Traceback" not in answer["message"]


def test_what_was_refused_left_nothing_behind(held: str) -> None:
    for method, path, body, _ in CASES:
        ask(held, method, path, body)

    assert (200, ["base", "half", "s", "user"]) == ask(held, "GET", "/subjects")
    assert (200, [1, 2]) == ask(held, "GET", "/subjects/s/versions")
    assert (200, {"mode": "READWRITE"}) == ask(held, "GET", "/mode")
    assert (200, {"compatibilityLevel": "BACKWARD"}) == ask(held, "GET", "/config")
