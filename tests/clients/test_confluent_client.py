"""confluent-kafka's SchemaRegistryClient: each of its methods, and what a registry answers it."""

from __future__ import annotations

import ast
import contextlib
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confluent_kafka.schema_registry import (
    ConfigCompatibilityLevel,
    Metadata,
    MetadataProperties,
    Rule,
    RuleKind,
    RuleMode,
    RuleParams,
    RuleSet,
    Schema,
    SchemaRegistryClient,
    SchemaRegistryError,
    ServerConfig,
)

from tests.clients.registries import Registry
from tests.clients.texts import AVRO, AVRO_BROKEN, AVRO_WIDER, FORMATS, MONEY, paid

NewClient = Callable[..., SchemaRegistryClient]

NOT_OF_THE_API = {"clear_caches", "clear_latest_caches", "close", "config", "new_client"}
ASSOCIATIONS = {"create_association", "delete_associations", "get_associations_by_resource_name"}
"""Of topics with subjects: Confluent Cloud's catalogue, which no development needs and we do not have."""


@pytest.fixture
def new_client(registry: Registry) -> Iterator[NewClient]:
    """Clients that remember nothing of each other, and repeat nothing, so that an error is one answer."""
    with contextlib.ExitStack() as stack:

        def make(path: str = "") -> SchemaRegistryClient:
            settings = {"url": f"{registry.url}{path}", "max.retries": 0, "timeout": 30}
            return stack.enter_context(SchemaRegistryClient(settings))

        yield make


@pytest.fixture
def client(new_client: NewClient) -> SchemaRegistryClient:
    """A client without memory."""
    return new_client()


def refused(error: pytest.ExceptionInfo[SchemaRegistryError]) -> tuple[int, int]:
    return error.value.http_status_code, error.value.error_code


def test_every_method_of_the_client_is_asked_here() -> None:
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(Path(__file__).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    methods = {name for name in dir(SchemaRegistryClient) if not name.startswith("_")}

    assert NOT_OF_THE_API | ASSOCIATIONS == methods - called


@pytest.mark.parametrize("format", FORMATS)
def test_a_schema_is_registered_and_found_again(client: SchemaRegistryClient, space: str, format: str) -> None:
    schema, _, _ = FORMATS[format]

    number = client.register_schema(space, schema)

    fresh = client.get_schema(number, subject_name=space)
    assert (format, []) == (fresh.schema_type, fresh.references)
    found = client.lookup_schema(space, schema)
    assert (space, 1, number) == (found.subject, found.version, found.schema_id)
    latest = client.get_latest_version(space)
    assert (space, 1, number, format) == (latest.subject, latest.version, latest.schema_id, latest.schema.schema_type)


@pytest.mark.parametrize("format", FORMATS)
def test_one_text_has_one_id_in_all_subjects(new_client: NewClient, space: str, format: str) -> None:
    schema, wider, _ = FORMATS[format]
    one = new_client()
    other = new_client()
    first = one.register_schema(f"{space}.a", schema)

    assert first == other.register_schema(f"{space}.b", schema)
    assert first == other.register_schema(f"{space}.a", schema)
    assert [1] == one.get_versions(f"{space}.a")
    assert first != one.register_schema(f"{space}.a", wider)
    assert [1, 2] == other.get_versions(f"{space}.a")


def test_registering_tells_all_of_what_is_registered(registry: Registry, new_client: NewClient, space: str) -> None:
    """Since 7.x Confluent answers with the whole version; older servers and Apicurio with the id alone."""
    client = new_client()
    done = client.register_schema_full_response(space, AVRO)
    number = client.lookup_schema(space, AVRO).schema_id

    assert number == done.schema_id
    if registry.kind == "apicurio":
        assert (None, None) == (done.version, done.guid)
    else:
        assert (1, str(uuid.UUID(done.guid))) == (done.version, done.guid)


def test_a_schema_is_found_by_its_guid(registry: Registry, new_client: NewClient, space: str) -> None:
    """The header form carries it; Apicurio 3.3.3 gives none and knows none."""
    client = new_client()
    guid = client.register_schema_full_response(space, AVRO).guid
    client = new_client()
    if registry.kind == "apicurio":
        with pytest.raises(SchemaRegistryError) as error:
            client.get_schema_by_guid("00000000-0000-4000-8000-000000000000")
        assert error.value.http_status_code == 404
        return
    assert AVRO.schema_str == client.get_schema_by_guid(guid).schema_str
    assert guid == client.register_schema_full_response(f"{space}.other", AVRO).guid


def test_the_three_formats_are_known(client: SchemaRegistryClient) -> None:
    assert ["AVRO", "JSON", "PROTOBUF"] == sorted(client.get_schema_types())


def test_an_id_tells_its_subjects_and_versions(registry: Registry, new_client: NewClient, space: str) -> None:
    schema = Schema(f'{{"type": "fixed", "size": 4, "name": "{space.replace(".", "_")}"}}')
    client = new_client()
    number = client.register_schema(f"{space}.a", schema)
    client.register_schema(f"{space}.b", schema)

    assert [f"{space}.a", f"{space}.b"] == sorted(client.get_subjects_by_schema_id(number))
    pairs = [(each.subject, each.version) for each in client.get_schema_versions(number)]
    assert [(f"{space}.a", 1), (f"{space}.b", 1)] == sorted(pairs)
    client.delete_subject(f"{space}.b")
    assert [f"{space}.a"] == client.get_subjects_by_schema_id(number)
    if registry.kind != "apicurio":
        assert [f"{space}.a", f"{space}.b"] == sorted(client.get_subjects_by_schema_id(number, deleted=True))
        assert [f"{space}.a"] == client.get_subjects_by_schema_id(number, subject_name=f"{space}.a")
        assert [f"{space}.b"] == client.get_subjects_by_schema_id(number, deleted=True, offset=1, limit=1)


def test_versions_are_listed_and_fetched(client: SchemaRegistryClient, space: str) -> None:
    client.register_schema(space, AVRO)
    second = client.register_schema(space, AVRO_WIDER)

    assert [1, 2] == client.get_versions(space)
    assert [2] == client.get_versions(space, offset=1, limit=1)
    assert (2, second) == ((found := client.get_version(space, 2)).version, found.schema_id)
    assert (2, second) == ((found := client.get_version(space, "latest")).version, found.schema_id)
    with pytest.raises(SchemaRegistryError) as error:
        client.get_version(space, 3)
    assert (404, 40402) == refused(error)


def test_subjects_are_listed(registry: Registry, new_client: NewClient, space: str) -> None:
    client = new_client()
    for name in ("a", "b", "c"):
        client.register_schema(f"{space}.{name}", AVRO)
    client.delete_subject(f"{space}.b")

    own = [each for each in client.get_subjects() if each.startswith(f"{space}.")]
    assert [f"{space}.a", f"{space}.c"] == sorted(own)
    with_deleted = [each for each in client.get_subjects(deleted=True) if each.startswith(f"{space}.")]
    assert [f"{space}.a", f"{space}.b", f"{space}.c"] == sorted(with_deleted)
    if registry.kind != "apicurio":  # it ignores the prefix, and lists in no order
        assert [f"{space}.a", f"{space}.c"] == client.get_subjects(f"{space}.")
        assert [f"{space}.c"] == client.get_subjects(f"{space}.", offset=1, limit=1)
        assert [f"{space}.a", f"{space}.b"] == client.get_subjects(f"{space}.", deleted=True, limit=2)


@pytest.mark.parametrize("format", FORMATS)
def test_references_are_kept_and_known_from_both_ends(
    registry: Registry, new_client: NewClient, space: str, format: str
) -> None:
    client = new_client()
    client.register_schema(f"{space}.money", MONEY[format])
    schema = paid(format, f"{space}.money")
    number = client.register_schema(f"{space}.paid", schema)

    assert schema.references == client.get_version(f"{space}.paid", 1).schema.references
    assert [number] == client.get_referenced_by(f"{space}.money", 1)
    with pytest.raises(SchemaRegistryError) as error:
        client.delete_version(f"{space}.money", 1)
    assert (422, 42206) == refused(error)
    assert [1] == client.delete_subject(f"{space}.paid")
    if registry.kind != "apicurio":  # which counts what was deleted, too
        assert [] == client.get_referenced_by(f"{space}.money", 1)
        assert 1 == client.delete_version(f"{space}.money", 1)


def test_a_subject_is_deleted_in_two_steps(registry: Registry, new_client: NewClient, space: str) -> None:
    client = new_client()
    number = client.register_schema(space, AVRO)
    client.register_schema(space, AVRO_WIDER)

    assert [1, 2] == client.delete_subject(space)
    with pytest.raises(SchemaRegistryError) as error:
        client.get_versions(space)
    assert (404, 40401) == refused(error)
    assert [1, 2] == client.get_versions(space, deleted=True)
    if registry.kind != "apicurio":  # which has no version of a deleted subject
        assert 1 == new_client().get_version(space, 1, deleted=True).version
    assert number == new_client().lookup_schema(space, AVRO, deleted=True).schema_id
    assert AVRO.schema_str == new_client().get_schema(number).schema_str
    assert [1, 2] == client.delete_subject(space, permanent=True)
    with pytest.raises(SchemaRegistryError) as error:
        client.get_versions(space, deleted=True)
    assert (404, 40401) == refused(error)


def test_a_version_is_deleted_in_two_steps(new_client: NewClient, space: str) -> None:
    client = new_client()
    client.register_schema(space, AVRO)
    client.register_schema(space, AVRO_WIDER)

    assert 1 == client.delete_version(space, 1)
    assert ([2], [1, 2]) == (client.get_versions(space), client.get_versions(space, deleted=True))
    assert 1 == client.delete_version(space, 1, permanent=True)
    assert [2] == client.get_versions(space, deleted=True)
    client.register_schema(space, Schema('{"type": "record", "name": "Order", "namespace": "shop", "fields": []}'))
    assert [2, 3] == client.get_versions(space)


def test_what_was_deleted_is_registered_again_as_a_new_version(new_client: NewClient, space: str) -> None:
    client = new_client()
    number = client.register_schema(space, AVRO)
    client.delete_subject(space)
    client = new_client()
    assert number == client.register_schema(space, AVRO)
    assert [2] == client.get_versions(space)


@pytest.mark.parametrize("format", FORMATS)
def test_compatibility_is_told_and_enforced(new_client: NewClient, space: str, format: str) -> None:
    schema, wider, broken = FORMATS[format]
    client = new_client()
    assert client.test_compatibility(space, schema, version="latest")
    client.register_schema(space, schema)
    assert "BACKWARD" == client.set_compatibility(space, "BACKWARD")["compatibility"]

    assert client.test_compatibility(space, wider, version=1)
    assert not client.test_compatibility(space, broken, version="latest", verbose=True)
    assert client.test_compatibility_all_versions(space, wider)
    assert not client.test_compatibility_all_versions(space, broken, verbose=True)
    with pytest.raises(SchemaRegistryError) as error:
        client.register_schema(space, broken)
    assert (409, 409) == refused(error)
    client.set_compatibility(space, "NONE")
    client.register_schema(space, broken)


def test_levels_are_set_for_a_subject_and_for_all(registry: Registry, new_client: NewClient, space: str) -> None:
    client = new_client()
    before = client.get_compatibility()
    client.set_compatibility(level="FULL_TRANSITIVE")
    try:
        assert "FULL_TRANSITIVE" == client.get_compatibility()
        client.register_schema(space, AVRO)
        assert not client.test_compatibility(space, AVRO_BROKEN)
        client.set_compatibility(space, "forward")
        assert "FORWARD" == client.get_compatibility(space)
    finally:
        client.set_compatibility(level=before)
    client.delete_config(space)
    if registry.kind == "apicurio":  # which says what holds
        assert before == client.get_compatibility(space)
        return
    with pytest.raises(SchemaRegistryError) as error:
        client.get_compatibility(space)
    assert (404, 40408) == refused(error)


def test_a_configuration_is_kept_whole(registry: Registry, new_client: NewClient, space: str) -> None:
    wanted = ServerConfig(
        compatibility=ConfigCompatibilityLevel.FULL,
        compatibility_group="major",
        default_metadata=Metadata(None, MetadataProperties({"owner": "shop"}), None),
    )
    client = new_client()
    client.set_config(space, wanted)
    kept = client.get_config(space)
    assert "FULL" == kept.compatibility_level
    if registry.kind != "apicurio":  # which keeps the level alone
        assert "major" == kept.compatibility_group
        assert {"owner": "shop"} == kept.default_metadata.properties.properties
    assert "FULL" == client.delete_config(space).compatibility_level


def test_modes_are_set_for_a_subject_and_for_all(registry: Registry, new_client: NewClient, space: str) -> None:
    client = new_client()
    assert "READWRITE" == client.get_global_mode()
    assert "READONLY" == client.update_mode(space, "READONLY")
    assert "READONLY" == client.get_mode(space)
    if registry.kind == "apicurio":  # which keeps it, and lets everyone write
        return
    with pytest.raises(SchemaRegistryError) as error:
        client.register_schema(space, AVRO)
    assert (422, 42205) == refused(error)
    assert "READONLY" == client.delete_mode(space)
    client.register_schema(space, AVRO)
    client.update_global_mode("READONLY")
    try:
        with pytest.raises(SchemaRegistryError) as error:
            client.register_schema(space, AVRO_WIDER)
        assert (422, 42205) == refused(error)
        assert AVRO.schema_str == client.get_version(space).schema.schema_str
    finally:
        client.update_global_mode("READWRITE")
    with pytest.raises(SchemaRegistryError) as error:
        client.update_mode(space, "IMPORT")
    assert (422, 42205) == refused(error)
    assert "IMPORT" == client.update_mode(space, "IMPORT", force=True)


def test_contexts_keep_ids_and_subjects_apart(registry: Registry, new_client: NewClient, space: str) -> None:
    context = f".{re.sub('[^a-z0-9]', '', space)}"
    client = new_client()
    plain = f":{context}:orders"
    client.register_schema(plain, AVRO)

    assert [1] == client.get_versions(plain)
    if registry.kind == "apicurio":  # there it is a name like another
        return
    assert context in client.get_contexts()
    assert "." in client.get_contexts()
    assert plain in client.get_subjects(f":{context}:")
    assert plain in client.get_subjects()
    assert plain not in client.get_subjects(":.:")
    inside = new_client(f"/contexts/{context}")
    assert [1] == inside.get_versions("orders")
    assert plain == inside.get_version("orders").subject
    assert 1 == inside.get_version("orders").schema_id


def test_metadata_and_rules_are_kept(registry: Registry, new_client: NewClient, space: str) -> None:
    """Rule sets are preserved, never dropped, by whoever keeps them at all: Apicurio drops them in silence."""
    metadata = Metadata(None, MetadataProperties({"owner": "shop", "major": "1"}), ["owner"])
    rule = Rule(
        "checkId", "ids count from one", RuleKind.CONDITION, RuleMode.WRITE, "CEL", ["PII"],
        RuleParams({"a": "b"}), "message.id > 0", None, "ERROR", disabled=False,
    )  # fmt: skip
    schema = Schema(AVRO.schema_str, "AVRO", [], metadata, RuleSet([], [rule]))
    client = new_client()
    client.register_schema(space, schema)
    client = new_client()
    kept = client.get_version(space, 1).schema
    if registry.kind == "apicurio":
        assert (None, None) == (kept.metadata, kept.rule_set)
        return
    assert metadata == kept.metadata
    assert [rule] == kept.rule_set.domain_rules
    assert 1 == client.get_latest_with_metadata(space, {"owner": "shop"}).version
    with pytest.raises(SchemaRegistryError) as error:
        client.get_latest_with_metadata(space, {"owner": "nobody"})
    assert 404 == error.value.http_status_code


def test_normalisation_finds_what_is_written_differently(new_client: NewClient, space: str) -> None:
    spaced = Schema('{ "fields": [ {"type": "int", "name": "id"} ], "name": "shop.Order", "type": "record" }')
    client = new_client()
    number = client.register_schema(space, spaced, normalize_schemas=True)

    assert number == client.lookup_schema(space, AVRO, normalize_schemas=True).schema_id
    assert number == new_client().register_schema(space, AVRO, normalize_schemas=True)
    assert [1] == client.get_versions(space)
