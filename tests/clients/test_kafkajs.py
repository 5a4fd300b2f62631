"""@kafkajs/confluent-schema-registry by Node: it registers, encodes and decodes, and Python reads what it wrote."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

from tests.clients.registries import Registry
from tests.clients.texts import AVRO, AVRO_BROKEN, AVRO_WIDER, FORMATS, JSON, MONEY, paid
from tools.node.modules import modules, node
from tools.unavailable import UnavailableError
from treatyc.embedded.access import Keys, guards
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

Run = Callable[..., list[Any]]
Script = tuple[str, dict[str, str]]
_MONEY = {"money": {"cents": 250}}
PAID = {"AVRO": {**_MONEY, "note": ""}, "PROTOBUF": _MONEY, "JSON": _MONEY}


@pytest.fixture(scope="module")
def script() -> Script:
    """How Node is started, and with which environment."""
    found = node()
    if found is None:
        pytest.skip("not applicable: there is no Node on this machine")
    try:
        packages = modules()
    except UnavailableError as unavailable:
        pytest.skip(f"no client for Node: {unavailable}")
    return str(found), {**os.environ, "NODE_PATH": str(packages)}


@pytest.fixture
def run(registry: Registry, script: Script) -> Run:
    """Run steps in Node at a registry."""
    return lambda *todo: steps(script, registry.url, *todo)


def steps(script: Script, url: str, *todo: dict[str, Any], login: tuple[str, ...] = ()) -> list[Any]:
    """Run steps in Node, in order; what came of each."""
    binary, environment = script
    done = subprocess.run(
        [binary, str(Path(__file__).with_name("kafkajs.js")), url, *login],
        input=json.dumps(todo),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [each.get("value", each) for each in json.loads(done.stdout)]


def typed(schema: Schema) -> dict[str, Any]:
    """A schema as this client takes it."""
    references = [{"name": each.name, "subject": each.subject, "version": each.version} for each in schema.references]
    return {"type": schema.schema_type, "schema": schema.schema_str, "references": references}


@pytest.mark.parametrize("format", FORMATS)
def test_what_it_registers_and_encodes_it_decodes(run: Run, space: str, format: str) -> None:
    schema = typed(FORMATS[format][0])

    (registered,) = run({"do": "register", "subject": space, "schema": schema})
    number = registered["id"]
    found = run(
        {"do": "latest", "subject": space},
        {"do": "version", "subject": space, "version": 1},
        {"do": "look_up", "subject": space, "schema": schema},
        {"do": "encode", "id": number, "value": {"id": 7}},
    )
    sent = found.pop()

    assert [number, number, number] == found
    assert b"\0" + number.to_bytes(4, "big") == base64.b64decode(sent)[:5]
    assert [{"id": 7}] == run({"do": "decode", "bytes": sent})


@pytest.mark.parametrize("format", FORMATS)
def test_references_are_fetched(run: Run, registry: Registry, space: str, format: str) -> None:
    with SchemaRegistryClient({"url": registry.url}) as client:
        client.register_schema(f"{space}.money", MONEY[format])

    (registered,) = run({"do": "register", "subject": space, "schema": typed(paid(format, f"{space}.money"))})
    (sent,) = run({"do": "encode", "id": registered["id"], "value": PAID[format]})

    (value,) = run({"do": "decode", "bytes": sent})
    assert PAID[format] == json.loads(json.dumps(value))


def test_python_and_node_read_each_other(run: Run, registry: Registry, space: str) -> None:
    context = SerializationContext(space, MessageField.VALUE)
    with SchemaRegistryClient({"url": registry.url}) as client:
        (avro, document) = run(
            {"do": "register", "subject": f"{space}-value", "schema": typed(AVRO)},
            {"do": "register", "subject": f"{space}.json", "schema": typed(JSON)},
        )
        (sent, also) = run(
            {"do": "encode", "id": avro["id"], "value": {"id": 7}},
            {"do": "encode", "id": document["id"], "value": {"id": 7}},
        )
        assert {"id": 7} == AvroDeserializer(client)(base64.b64decode(sent), context)
        reader = JSONDeserializer(None, schema_registry_client=client)
        assert {"id": 7} == reader(base64.b64decode(also), context)
        answer = AvroSerializer(client, AVRO_WIDER.schema_str)({"id": 8, "note": "late"}, context)

    assert [{"id": 8, "note": "late"}] == run({"do": "decode", "bytes": base64.b64encode(answer).decode()})


def test_a_break_is_told(run: Run, space: str) -> None:
    _, refused = run(
        {"do": "register", "subject": space, "schema": typed(AVRO)},
        {"do": "register", "subject": space, "schema": typed(AVRO_BROKEN)},
    )

    assert 409 == refused["status"]


def test_the_level_is_set_with_the_first_version(run: Run, registry: Registry, space: str) -> None:
    """It asks for the subject's own level, and takes a 404 for a new subject."""
    run({"do": "register", "subject": space, "schema": typed(AVRO), "compatibility": "FORWARD"})

    with SchemaRegistryClient({"url": registry.url}) as client:
        assert "FORWARD" == client.get_compatibility(space)
    (refused,) = run({"do": "register", "subject": space, "schema": typed(AVRO_WIDER)})
    assert "FORWARD" in refused["message"]


def test_what_is_not_there_is_told(run: Run, space: str) -> None:
    nobody = base64.b64encode(b"\0" + (2_000_000_000).to_bytes(4, "big") + b"x").decode()

    found = run({"do": "latest", "subject": space}, {"do": "decode", "bytes": nobody})

    assert [404, 404] == [each["status"] for each in found]


def test_it_comes_in_by_password_alone(script: Script, space: str) -> None:
    login = ("ci", "s3cret")
    step = {"do": "register", "subject": space, "schema": typed(AVRO)}
    with running(compile_protobuf, guards=guards(Keys(login))) as url:
        (wrong,) = steps(script, url, step, login=("ci", "wrong"))
        (right,) = steps(script, url, step, login=login)

    assert 401 == wrong["status"]
    assert {"id"} <= right.keys()
