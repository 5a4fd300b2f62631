"""`treaty compat --dialect`: what a registry would say, beside what treaty says, and the exit code of the latter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import treatyc
from treatyc import SchemaError
from treatyc.cli.compat import command

OLD = {"type": "object", "properties": {"id": {"type": "string"}}}
NEW = {"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}


def run(folder: Path, old: object, new: object, *options: str, ending: str = "schema.json") -> Result:
    for name, schema in (("old", old), ("new", new)):
        (folder / name).mkdir()
        (folder / name / f"order.{ending}").write_text(schema if isinstance(schema, str) else json.dumps(schema))
    sides = [str(folder / name / f"order.{ending}") for name in ("old", "new")]
    return CliRunner().invoke(command, [*sides, *options])


def test_the_reason_is_told_and_that_treaty_differs_and_the_exit_code_stays_ours(tmp_path: Path) -> None:
    result = run(tmp_path, OLD, NEW, "--dialect", "confluent")

    assert 0 == result.exit_code
    assert (
        "confluent would say of order.schema.json: incompatible "
        "(OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL at #/properties/note)\n"
        "  treaty says compatible: it takes a writer to send what an open schema does not declare, "
        "as `--content-model strict` does (confluentinc/schema-registry#1458)\n"
    ) in result.output


def test_a_miss_is_told_and_fails(tmp_path: Path) -> None:
    """COMPATIBILITY.md 2a: names that `properties` does not have are not compared."""
    result = run(tmp_path, {"required": ["foo"]}, {"required": ["bar"]}, "--dialect", "confluent")

    assert 1 == result.exit_code
    assert "confluent would say of order.schema.json: compatible\n" in result.output
    assert "treaty says breaking: it compares `required` only for properties that both schemas declare" in result.output


def test_where_both_agree_nothing_is_added(tmp_path: Path) -> None:
    old, new = ({"type": "record", "name": "R", "fields": [{"name": "a", "type": each}]} for each in ("int", "string"))
    result = run(tmp_path, old, new, "--dialect", "apicurio", ending="avsc")

    assert 1 == result.exit_code
    assert result.output.endswith(
        "\napicurio would say of order.avsc: incompatible (TYPE_MISMATCH at /fields/0/type)\n"
    )


def test_an_engine_that_would_fail_says_of_what(tmp_path: Path) -> None:
    looped = {"type": "object", "properties": {"next": {"$ref": "#"}}}
    result = run(tmp_path, looped, looped, "--dialect", "karapace")

    assert (
        "karapace would say of order.schema.json: nothing (RecursionError: a schema refers to itself)" in result.output
    )


def test_json_has_it_too(tmp_path: Path) -> None:
    result = run(tmp_path, OLD, NEW, "--dialect", "karapace", "--format", "json")
    [answer] = json.loads(result.output)["answers"]

    assert ("karapace", "order.schema.json", False) == (answer["engine"], answer["schema"], answer["compatible"])
    assert ["property_added_to_open_content_model at /properties"] == answer["reasons"]
    assert answer["differs"].startswith("treaty says compatible: ")


def test_a_comment_for_a_pull_request_has_it_too(tmp_path: Path) -> None:
    result = run(tmp_path, OLD, NEW, "--dialect", "confluent", "--format", "markdown")

    assert "**Other engines**" in result.output
    assert "confluent would say of order.schema.json: incompatible" in result.output


def test_of_two_folders_each_file_that_both_have_is_answered(tmp_path: Path) -> None:
    head = 'syntax = "proto3"; package shop;'
    for side, word in (("old", "int32"), ("new", "int64")):
        (tmp_path / side / "shop").mkdir(parents=True)
        text = f'{head} import "shop/money.proto"; message Order {{ {word} a = 1; Money b = 2; }}'
        (tmp_path / side / "shop" / "order.proto").write_text(text)
        (tmp_path / side / "shop" / "money.proto").write_text(f"{head} message Money {{}}")
    result = CliRunner().invoke(command, [str(tmp_path / "old"), str(tmp_path / "new"), "--dialect", "apicurio"])

    assert "apicurio would say of shop/money.proto: compatible\n" in result.output
    assert "apicurio would say of shop/order.proto: incompatible (Field type changed at Order.a)\n" in result.output


def test_a_mode_asks_the_other_way(tmp_path: Path) -> None:
    old, new = ({"type": "string", "maxLength": length} for length in (5, 9))
    result = run(tmp_path, old, new, "--dialect", "confluent", "--mode", "forward")

    assert (
        "confluent would say of order.schema.json: incompatible (MAX_LENGTH_DECREASED at #/maxLength)" in result.output
    )


def test_references_are_followed_by_the_api() -> None:
    text = json.dumps({"type": "object", "properties": {"at": {"$ref": "common/place.json"}}})
    places = [json.dumps({"type": "string", "maxLength": length}) for length in (9, 5)]
    said = treatyc.predict(
        text,
        text,
        format="jsonschema",
        dialect="confluent",
        references={"common/place.json": places[1]},
        writer_references={"common/place.json": places[0]},
    )

    assert (False, ["MAX_LENGTH_DECREASED at #/properties/at/maxLength"]) == (
        said.compatible,
        [str(reason) for reason in said.reasons],
    )


def test_what_is_no_schema_and_no_word_is_refused_as_by_compare() -> None:
    with pytest.raises(SchemaError, match="json-syntax"):
        treatyc.predict("{", "{}", format="jsonschema", dialect="confluent")
    with pytest.raises(ValueError, match="`redpanda` is none of `confluent`"):
        treatyc.predict("{}", "{}", format="jsonschema", dialect="redpanda")
