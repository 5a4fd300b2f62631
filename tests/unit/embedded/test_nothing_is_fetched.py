"""No text makes treaty fetch anything: not a `$ref`, a `$schema` or an `$id`, wherever JSON Schemas are read."""

from __future__ import annotations

import ast
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.unit.embedded.calling import ask
from treaty.codecs.json_schema import Document as Text
from treaty.codecs.json_schema import JsonSchema
from treaty.errors import TreatyError
from treatyc import SchemaError, compare, predict
from treatyc.diagnostics import Report
from treatyc.embedded.serving import running
from treatyc.load.jsonschema.draft import check_draft
from treatyc.workspace.protoc import compile_protobuf

CODE = Path(__file__).parents[3] / "codegen"
PLACES = ("$ref", "$schema", "$id", "nested $schema", "nested $ref", "$ref beside $id", "$dynamicRef", "$recursiveRef")


class Counting(BaseHTTPRequestHandler):
    """Answers with a schema that takes everything, and counts."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody shall ask, and what it was asked."""
    asked: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), type("Counted", (Counting,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/schema", asked
    server.shutdown()
    thread.join()
    server.server_close()


def leading(place: str, address: str) -> dict[str, Any]:
    """A schema that names an address."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    match place:
        case "$schema":
            return {"$schema": address, "type": "object"}
        case "$id":
            return {**draft, "$id": address, "properties": {"a": {"$ref": "other"}}}
        case "nested $schema":
            return {**draft, "properties": {"a": {"$id": "inner", "$schema": address, "type": "string"}}}
        case "nested $ref":
            return {**draft, "$defs": {"a": {"items": {"$ref": f"{address}#/$defs/x"}}}, "$ref": "#/$defs/a"}
        case "$ref beside $id":
            return {**draft, "$id": address, "$ref": "#/$defs/x"}
        case _:
            return {**draft, "properties": {"a": {place: address}}}


def test_a_validator_that_is_told_nothing_would_ask(elsewhere: tuple[str, list[str]]) -> None:
    """What the other tests are about does happen."""
    address, asked = elsewhere
    jsonschema_rs.validator_for({"$ref": address})

    assert ["/schema"] == asked


@pytest.mark.parametrize("place", PLACES)
def test_no_schema_is_fetched_by_the_registry(elsewhere: tuple[str, list[str]], place: str) -> None:
    address, asked = elsewhere
    body = {"schemaType": "JSON", "schema": json.dumps(leading(place, address))}
    for dialect in ("confluent", "apicurio", "karapace", "sound"):
        with running(compile_protobuf, dialect=dialect) as url:
            first = {**body, "schema": '{"type": "object"}'}
            ask(url, "POST", "/subjects/s/versions", first)
            for path in (
                "/subjects/t/versions",
                "/compatibility/subjects/s/versions/latest",
                "/subjects/s?normalize=true",
            ):
                status, _ = ask(url, "POST", path, body)
                assert status in (200, 404, 422)

    assert [] == asked


@pytest.mark.parametrize("place", PLACES)
def test_no_schema_is_fetched_where_two_are_compared(elsewhere: tuple[str, list[str]], place: str) -> None:
    address, asked = elsewhere
    text, plain = json.dumps(leading(place, address)), '{"type": "object"}'
    for writer, reader in ((text, plain), (plain, text), (text, text)):
        for dialect in ("confluent", "confluent-lenient", "apicurio", "karapace"):
            predict(writer, reader, format="jsonschema", dialect=dialect)
        with suppress(SchemaError):
            compare(writer, reader, format="jsonschema")

    assert [] == asked


@pytest.mark.parametrize("place", PLACES)
def test_no_schema_is_fetched_where_contracts_are_read_and_messages_checked(
    elsewhere: tuple[str, list[str]], place: str
) -> None:
    address, asked = elsewhere
    value = leading(place, address)
    check_draft("x.schema.json", value, Report())
    schema = JsonSchema("file:///x.schema.json", Text("file:///x.schema.json", json.dumps(value)))
    with suppress(TreatyError):
        schema.reason({"a": 1})

    assert [] == asked


def test_each_validator_is_told_where_its_references_lead() -> None:
    """What is neither `offline` nor has a retriever of ours would ask the network."""
    found = {}
    for path in sorted(CODE.rglob("*.py")):
        text = path.read_text()
        if "jsonschema_rs" in text:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("jsonschema_rs."):
                    place = f"{path.relative_to(CODE)}: {ast.unparse(node.func)}"
                    found[f"{place}:{node.lineno}"] = {each.arg for each in node.keywords}
    open_ones = {
        place
        for place, words in found.items()
        if not words & {"offline", "retriever"} and "FancyRegexOptions" not in place
    }

    assert len(found) >= 6
    assert set() == open_ones
