"""python-schema-registry-client: its client, its asynchronous client, and the serialisers of both."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, TypeVar

import pytest
from schema_registry.client import AsyncSchemaRegistryClient, SchemaRegistryClient
from schema_registry.client.errors import ClientError
from schema_registry.client.schema import AvroSchema, JsonSchema
from schema_registry.serializers import (
    AsyncAvroMessageSerializer,
    AsyncJsonMessageSerializer,
    AvroMessageSerializer,
    JsonMessageSerializer,
)

from tests.clients.registries import Registry
from tests.clients.texts import AVRO, AVRO_BROKEN, AVRO_WIDER, JSON, JSON_BROKEN, JSON_WIDER

T = TypeVar("T")
FORMATS = {
    "AVRO": tuple(AvroSchema(each.schema_str) for each in (AVRO, AVRO_WIDER, AVRO_BROKEN)),
    "JSON": tuple(JsonSchema(each.schema_str) for each in (JSON, JSON_WIDER, JSON_BROKEN)),
}
"""This client knows no Protobuf and no references."""


@pytest.fixture(params=[SchemaRegistryClient, AsyncSchemaRegistryClient], ids=["sync", "async"])
def client(registry: Registry, request: pytest.FixtureRequest) -> Any:
    return request.param(url=registry.url)


async def told(answer: T | Awaitable[T]) -> T:
    """What a method answers, of either client."""
    return await answer if isinstance(answer, Awaitable) else answer


@pytest.mark.parametrize("format", FORMATS)
async def test_a_life_of_a_subject(registry: Registry, client: Any, space: str, format: str) -> None:
    schema, wider, broken = FORMATS[format]

    assert await told(client.check_version(space, schema)) is None
    first = await told(client.register(space, schema))
    assert first == await told(client.register(space, schema))
    assert await told(client.update_compatibility("BACKWARD", space))
    assert "BACKWARD" == await told(client.get_compatibility(space))
    assert await told(client.test_compatibility(space, wider))
    assert not await told(client.test_compatibility(space, broken))
    said = await told(client.test_compatibility(space, broken, verbose=True))
    assert said["is_compatible"] is False
    if registry.kind != "apicurio":  # which does not say why
        assert said["messages"]
    with pytest.raises(ClientError, match=r"Incompatible .*schema"):
        await told(client.register(space, broken))
    second = await told(client.register(space, wider))

    assert [1, 2] == await told(client.get_versions(space))
    latest = await told(client.get_schema(space))
    assert (2, second, wider.raw_schema) == (latest.version, latest.schema_id, latest.schema.raw_schema)
    assert first == (await told(client.get_schema(space, 1))).schema_id
    assert await told(client.get_schema(space, 9)) is None
    fresh = type(client)(url=registry.url)
    assert schema.raw_schema == (await told(fresh.get_by_id(first))).raw_schema
    assert 1 == (await told(fresh.check_version(space, schema))).version
    where = await told(client.get_schema_subject_versions(first))
    assert (space, 1) in [(each.subject, each.version) for each in where]
    assert space in await told(client.get_subjects())
    assert 1 == await told(client.delete_version(space, 1))
    gone = [1, 2] if registry.kind == "apicurio" else [2]  # which counts what was gone before
    assert gone == await told(client.delete_subject(space))
    assert [] == await told(client.get_versions(space))


async def test_what_is_not_there_is_none(client: Any, space: str) -> None:
    assert await told(client.get_by_id(2_000_000_000)) is None
    assert await told(client.get_schema(space)) is None
    assert [] == await told(client.get_versions(space))
    assert [] == await told(client.delete_subject(space))
    assert await told(client.delete_version(space, 1)) is None
    assert not await told(client.test_compatibility(space, AVRO_WIDER.schema_str, 3))


async def test_the_level_of_all_has_no_name(client: Any) -> None:
    """This client asks `/config/`, with a slash at the end."""
    level = await told(client.get_compatibility())

    assert await told(client.update_compatibility(level))
    assert level == await told(client.get_compatibility())


def test_serialisers(registry: Registry, space: str) -> None:
    for serialiser, schema in (
        (AvroMessageSerializer, FORMATS["AVRO"][0]),
        (JsonMessageSerializer, FORMATS["JSON"][0]),
    ):
        writer, reader = (serialiser(SchemaRegistryClient(url=registry.url)) for _ in range(2))

        sent = writer.encode_record_with_schema(f"{space}.{serialiser.__name__}", schema, {"id": 7})

        assert {"id": 7} == reader.decode_message(sent)


async def test_asynchronous_serialisers(registry: Registry, space: str) -> None:
    for serialiser, schema in (
        (AsyncAvroMessageSerializer, FORMATS["AVRO"][0]),
        (AsyncJsonMessageSerializer, FORMATS["JSON"][0]),
    ):
        writer, reader = (serialiser(AsyncSchemaRegistryClient(url=registry.url)) for _ in range(2))

        sent = await writer.encode_record_with_schema(f"{space}.{serialiser.__name__}", schema, {"id": 7})

        assert {"id": 7} == await reader.decode_message(sent)
