"""JSON Schemas: what is one, how it is kept, and what refers to what; nothing is ever fetched."""

from __future__ import annotations

import json
import socket
import zlib
from typing import Any

import pytest

from tests.unit.embedded.calling import ask


def register(url: str, schema: Any, subject: str = "s", query: str = "", **more: object) -> tuple[int, Any]:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    return ask(url, "POST", f"/subjects/{subject}/versions{query}", {"schema": text, "schemaType": "JSON", **more})


@pytest.mark.parametrize(
    ("schema", "status"),
    [
        (True, 200),
        ({}, 200),
        ({"type": "object"}, 200),
        ({"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": True}, 200),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", "$dynamicRef": "#a", "$dynamicAnchor": "a"}, 200),
        ({"$schema": "https://example.com/own", "type": "object"}, 200),
        ({"$ref": "#/definitions/a", "definitions": {"a": {}}}, 200),
        ({"$ref": "#"}, 200),
        ({"$ref": "#named", "definitions": {"a": {"$id": "#named"}}}, 200),
        ({"$id": "http://x/y", "$ref": "http://x/y#/definitions/a", "definitions": {"a": {}}}, 200),
        ({"$ref": "http://json-schema.org/draft-07/schema#"}, 200),
        ({"enum": [{"$ref": "nowhere"}], "const": {"$ref": "nowhere"}}, 200),
        ({"properties": {"$ref": {"type": "string"}}}, 200),
        ({"exclusiveMinimum": True}, 422),
        ({"type": "objec"}, 422),
        ({"required": "a"}, 422),
        ({"properties": []}, 422),
        ({"$ref": "#/definitions/none"}, 422),
        ({"$ref": "other.json"}, 422),
        ({"properties": {"a": {"$ref": "http://127.0.0.1:1/x"}}}, 422),
        ('{"a": 1, "a": 2}', 422),
        ('{"minimum": NaN}', 422),
        ("{", 422),
        ("null", 422),
        ("[]", 422),
    ],
)
def test_what_is_a_schema(shared: str, schema: Any, status: int) -> None:
    assert status == register(shared, schema, f"s{zlib.crc32(repr(schema).encode())}")[0]


def test_nothing_is_fetched(url: str) -> None:
    """COMPATIBILITY.md: what a schema names may be any server behind the registry's walls."""
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/schema"
        for schema in ({"$schema": address}, {"$ref": address}, {"$id": address, "$ref": f"{address}/other"}):
            register(url, schema)
        with pytest.raises(TimeoutError):
            trap.accept()


def test_white_space_goes_and_order_stays(url: str) -> None:
    register(url, '{ "title" : "é",\n "type": "object" }')

    assert '{"title":"é","type":"object"}' == ask(url, "GET", "/schemas/ids/1")[1]["schema"]


def test_what_is_normal_has_its_keys_sorted(url: str) -> None:
    texts = ['{"type": "object", "title": "a"}', '{"title": "a", "type": "object"}']

    assert [1, 1] == [register(url, each, "normal", "?normalize=true")[1]["version"] for each in texts]
    assert [1, 2] == [register(url, each, "plain")[1]["version"] for each in texts]


def test_a_subject_may_always_be_normal(url: str) -> None:
    ask(url, "PUT", "/config/s", {"normalize": True})

    assert [1, 1] == [register(url, each)[1]["version"] for each in ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}')]


def test_references_are_found_by_the_name_that_the_text_uses(url: str) -> None:
    register(url, {"type": "string"}, "deep")
    register(url, {"$ref": "deep.json"}, "inner", references=[{"name": "deep.json", "subject": "deep", "version": -1}])
    outer = {"properties": {"a": {"$ref": "http://x/inner.json"}}}
    reference = {"name": "http://x/inner.json", "subject": "inner", "version": 1}

    assert 422 == register(url, outer, "outer")[0]
    assert 200 == register(url, outer, "outer", references=[reference])[0]
    assert [{"name": "deep.json", "subject": "deep", "version": 1}] == ask(url, "GET", "/schemas/ids/2")[1][
        "references"
    ]
    assert (200, {"is_compatible": False}) == ask(
        url,
        "POST",
        "/compatibility/subjects/outer/versions",
        {
            "schema": json.dumps({"properties": {"a": {"type": "integer"}}}),
            "schemaType": "JSON",
        },
    )
