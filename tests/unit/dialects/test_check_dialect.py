"""`treaty check --dialect`: what a registry would answer about all that changed, under the modes of the contracts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.unit.gate.repositories import FIELD, TODAY, commit, order, treaty, write

PROJECT = """treaty: 1
name: shop
compatibility: {mode}
channels:
  events.order.placed: {{kind: event, message: shop.v1.OrderPlaced}}
agents:
  shop: {{sends: [events.order.placed]}}
  parcel: {{receives: [events.order.placed]}}
"""
AVSC, JSON, PROTO = (f"schemas/shop/v1/OrderPlaced.{each}" for each in ("avsc", "schema.json", "proto"))
ID = '{"id": {"description": "The order.", "type": "string"}'
NO_PROPERTY = f'{{"title": "OrderPlaced", "description": "An order.", "type": "object", "properties": {ID}}}}}'
PROPERTY = NO_PROPERTY.replace(ID, f'{ID}, "note": {{"description": "A note.", "type": "string"}}')
NEWEST = '{"$schema": "https://json-schema.org/draft/2020-12/schema", '
PARTED = (
    '{"type": "record", "name": "OrderPlaced", "namespace": "shop.v1", "doc": "Placed.", '
    '"fields": [{"name": "total", "type": "shop.v1.Money", "doc": "The sum."}]}\n'
)


def money(more: str = "") -> str:
    """An amount, which is part of an order."""
    return order(more).replace("OrderPlaced", "Money")


def project(mode: str = "backward", **_: object) -> dict[str, str]:
    return {"treaty.yaml": PROJECT.format(mode=mode)}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of this test's own."""
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))


def said(
    folder: Path, versions: list[Mapping[str, str]], *options: str, against: str = "releases", mode: str = "backward"
) -> tuple[int, dict[str, Any]]:
    """What is reported of the last version; all before it were released, one after the other."""
    write(folder, project(mode))
    for version in versions[:-1]:
        write(folder, version)
        released = treaty(folder, "release", *TODAY)
        assert 0 == released.exit_code, released.output
        commit(folder)
    write(folder, versions[-1])
    result = treaty(folder, "check", *options, "--against", against, "--format", "json", *TODAY)
    return result.exit_code, json.loads(result.output)


def refusals(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [found for found in report["findings"] if found["rule"] == "registry-would-refuse"]


def test_what_a_registry_would_refuse_and_the_gate_lets_pass_is_a_warning_that_fails_nothing(tmp_path: Path) -> None:
    code, report = said(tmp_path, [{JSON: NO_PROPERTY}, {JSON: PROPERTY}], "--dialect", "confluent")
    [answer], [warning] = report["answers"], refusals(report)

    assert 0 == code
    assert {
        "engine": "confluent",
        "schema": "shop.v1.OrderPlaced",
        "mode": "backward",
        "version": "1.0",
        "compatible": False,
        "reasons": ["OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL at #/properties/note"],
        "differs": "treaty says compatible: it takes a writer to send what an open schema does not declare, as "
        "`--content-model strict` does (confluentinc/schema-registry#1458)",
    } == answer
    assert ("warning", JSON) == (warning["severity"], warning["place"]["path"])
    assert {"reason": answer["reasons"][0], "version": "1.0", "verdict": answer["differs"]} == warning["notes"]


def test_what_both_refuse_is_an_error_of_the_gate_and_no_warning_beside_it(tmp_path: Path) -> None:
    code, report = said(tmp_path, [{AVSC: order()}, {AVSC: order(FIELD)}], "--dialect", "confluent")

    assert 1 == code
    assert [("shop.v1.OrderPlaced", False, "1.0", "")] == [
        (answer["schema"], answer["compatible"], answer["version"], answer["differs"]) for answer in report["answers"]
    ]
    assert [] == refusals(report)


def test_what_the_registry_misses_fails_all_the_same(tmp_path: Path) -> None:
    """COMPATIBILITY.md 2a: names that `properties` does not have are not compared."""
    old, new = (NO_PROPERTY.replace('"properties"', f'"required": ["{name}"], "properties"') for name in ("a", "b"))
    code, report = said(tmp_path, [{JSON: old}, {JSON: new}], "--dialect", "confluent")
    [answer] = report["answers"]

    assert (1, True, None) == (code, answer["compatible"], answer["version"])
    assert answer["differs"].startswith("treaty says breaking: it compares `required` only")
    assert [] == refusals(report)


def test_an_engine_that_would_fail_is_warned_of_too(tmp_path: Path) -> None:
    """COMPATIBILITY.md 2e: Apicurio takes the first version of a newer draft and fails on the second."""
    old, new = (text.replace("{", NEWEST, 1) for text in (NO_PROPERTY, NO_PROPERTY.replace("An order", "The order")))
    code, report = said(tmp_path, [{JSON: old}, {JSON: new}], "--dialect", "apicurio")
    [warning] = refusals(report)

    assert (0, None) == (code, report["answers"][0]["compatible"])
    assert warning["message"].startswith("a registry such as apicurio would fail on this text of `shop.v1.OrderPlaced`")
    assert "could not determine version" in warning["notes"]["reason"]


@pytest.mark.parametrize(
    ("mode", "answered"),
    [
        ("backward", (True, None)),
        ("backward_transitive", (False, "1.0")),
        ("edges", (False, "1.0")),
        ("none", None),
    ],
)
def test_the_mode_says_which_versions_are_asked_about(
    mode: str, answered: tuple[bool, str | None] | None, tmp_path: Path
) -> None:
    """COMPATIBILITY.md 3: the field got its default in 1.0 -> 1.1 and lost it after. `edges` is a registry's
    `backward_transitive`, for it does not know who reads."""
    kept = FIELD.replace('"doc"', '"default": "", "doc"')
    report = said(
        tmp_path, [{AVSC: order()}, {AVSC: order(kept)}, {AVSC: order(FIELD)}], "--dialect", "confluent", mode=mode
    )[1]
    found = [(answer["compatible"], answer["version"]) for answer in report.get("answers", [])]

    assert ([answered] if answered is not None else []) == found


def test_a_mode_on_the_command_line_is_asked_of_the_registry_as_well(tmp_path: Path) -> None:
    optional = FIELD.replace('"doc"', '"default": "", "doc"')
    versions: list[Mapping[str, str]] = [{AVSC: order(optional)}, {AVSC: order()}]
    code, report = said(tmp_path, versions, "--dialect", "apicurio", "--mode", "forward")

    assert (0, [("forward", True)]) == (code, [(each["mode"], each["compatible"]) for each in report["answers"]])


def test_a_part_has_a_subject_of_its_own_and_what_stands_against_it_is_warned_of_once(tmp_path: Path) -> None:
    """A part lies in the releases of what holds it; Apicurio wants the names of its fields to stay."""
    head = 'syntax = "proto3"; package shop.v1;'
    placed = f'{head} import "shop/v1/money.proto";\n// Placed.\nmessage OrderPlaced {{ Money total = 1; }}'
    parts = [f"{head} message Money {{ string {name} = 1; }}" for name in ("currency", "currency_code")]
    part = "schemas/shop/v1/money.proto"
    code, report = said(
        tmp_path, [{PROTO: placed, part: parts[0]}, {PROTO: placed, part: parts[1]}], "--dialect", "apicurio"
    )

    assert 0 == code
    assert [
        ("shop.v1.OrderPlaced", True, None),
        ("shop.v1.Money", False, "that of shop.v1.OrderPlaced 1.0"),
    ] == [(each["schema"], each["compatible"], each["version"]) for each in report["answers"]]
    assert [part] == [warning["place"]["path"] for warning in refusals(report)]


def test_a_file_of_several_messages_is_released_with_each_of_them(tmp_path: Path) -> None:
    """The last release of a message that did not change has an older text of its file."""
    head = 'syntax = "proto3"; package shop.v1;\n// Placed.\nmessage OrderPlaced { string a = 1; }\n'
    grown = f"{head}// Another one.\nmessage OrderLost {{ string a = 1; }}\n"
    (tmp_path / "schemas").mkdir()
    said(tmp_path, [{PROTO: head}, {PROTO: grown}])
    channel = "  events.order.lost: {kind: event, message: shop.v1.OrderLost}\nagents:"
    both = project()["treaty.yaml"].replace("agents:", channel).replace("placed]", "placed, events.order.lost]")
    write(tmp_path, {"treaty.yaml": both})
    before = treaty(tmp_path, "check", "--dialect", "confluent", *TODAY)
    released = treaty(tmp_path, "release", *TODAY)
    after = treaty(tmp_path, "check", "--dialect", "confluent", *TODAY)

    assert "confluent would say of shop/v1/OrderPlaced.proto, under backward: compatible" in before.output
    assert ("released shop.v1.OrderLost 1.0" in released.output, "OrderPlaced" in released.output) == (True, False)
    assert "confluent would say" not in after.output


def test_a_part_that_breaks_what_holds_it_is_answered_in_both_and_warned_of_where_it_is(tmp_path: Path) -> None:
    """Somebody accepted it; the registry would refuse the part, and the message for its sake."""
    versions: list[Mapping[str, str]] = [
        {AVSC: PARTED, "schemas/shop/v1/Money.avsc": money()},
        {AVSC: PARTED, "schemas/shop/v1/Money.avsc": money(FIELD)},
    ]
    write(tmp_path, {"accepted.yaml": ""})
    accepted = ("accept", "avro-field-required:shop.v1.OrderPlaced:total.note", "--until", "2026-12-31")
    code, report = said(tmp_path, versions, "--dialect", "karapace")

    assert (1, []) == (code, refusals(report)), "the gate stops, and has said enough"
    done = treaty(tmp_path, *accepted, "--owner", "shop", "--reason", "deployed together", *TODAY)
    assert 0 == done.exit_code, done.output
    result = treaty(tmp_path, "check", "--dialect", "karapace", "--format", "json", *TODAY)
    report = json.loads(result.output)

    assert 0 == result.exit_code
    assert {("shop.v1.Money", False), ("shop.v1.OrderPlaced", False)} == {
        (each["schema"], each["compatible"]) for each in report["answers"]
    }
    assert ["schemas/shop/v1/Money.avsc"] == [warning["place"]["path"] for warning in refusals(report)]


def test_several_dialects_answer_one_after_the_other_and_releases_are_the_baseline_unless_another_is_named(
    tmp_path: Path,
) -> None:
    said(tmp_path, [{JSON: NO_PROPERTY}, {JSON: PROPERTY}])
    result = treaty(tmp_path, "check", "--dialect", "karapace", "--dialect", "confluent-lenient", *TODAY)

    assert (
        "karapace would say of shop.v1.OrderPlaced, under backward: incompatible with 1.0 "
        "(property_added_to_open_content_model at /properties)\n"
    ) in result.output
    assert "confluent-lenient would say of shop.v1.OrderPlaced, under backward: compatible\n" in result.output
    assert "found 1 warning" in result.output


def test_a_revision_is_a_version_after_the_releases(tmp_path: Path) -> None:
    report = said(
        tmp_path, [{JSON: NO_PROPERTY}, {JSON: PROPERTY}], "--dialect", "confluent", against="git:HEAD", mode="full"
    )[1]

    assert [("full", "1.0")] == [(answer["mode"], answer["version"]) for answer in report["answers"]]


def test_other_format_is_another_type_of_schema_at_a_registry(tmp_path: Path) -> None:
    write(tmp_path, project())
    write(tmp_path, {AVSC: order()})
    commit(tmp_path)
    (tmp_path / AVSC).unlink()
    write(tmp_path, {JSON: NO_PROPERTY})
    result = treaty(tmp_path, "check", "--against", "git:HEAD", "--dialect", "confluent", *TODAY)

    assert 1 == result.exit_code
    assert (
        "confluent would say of shop.v1.OrderPlaced, under backward: incompatible with HEAD (different schema type)"
        in result.output
    )


@pytest.mark.parametrize("mode", ["backward", "none"])
def test_a_first_version_is_spoken_of_only_where_it_would_not_be_taken(mode: str, tmp_path: Path) -> None:
    """Apicurio wants to recognise a JSON Schema by itself; `../conformance/test_dialects_subjects.py` asks it."""
    text = '{"title": "OrderPlaced", "description": "An order.", "type": "object"}'
    report = said(tmp_path, [{JSON: text}], "--dialect", "apicurio", "--dialect", "confluent", mode=mode)[1]

    assert [("apicurio", False, ["Failed to discover artifact type from content"])] == [
        (each["engine"], each["compatible"], each["reasons"]) for each in report["answers"]
    ]
    [warning] = refusals(report)
    assert warning["notes"]["verdict"].startswith("treaty says compatible: it wants a `$schema` of json-schema.org")


def test_protobuf_of_an_edition_is_told_of_as_what_no_registry_reads(tmp_path: Path) -> None:
    text = 'edition = "2023";\npackage shop.v1;\n\n// Placed.\nmessage OrderPlaced {\n  string id = 1; // Its id.\n}\n'
    report = said(tmp_path, [{PROTO: text}], "--dialect", "confluent", "--dialect", "karapace")[1]

    assert [
        ("confluent", False, ["Could not parse Protobuf: edition is not currently supported"]),
        ("karapace", False, ["unexpected label: edition"]),
    ] == [(each["engine"], each["compatible"], each["reasons"]) for each in report["answers"]]
    assert ["treaty says compatible: it reads no edition of Protobuf, whatever stands in it"] * 2 == [
        each["notes"]["verdict"] for each in refusals(report)
    ]


def test_what_is_as_it_was_and_what_is_new_is_not_asked_about(tmp_path: Path) -> None:
    report = said(tmp_path, [{AVSC: order()}, {AVSC: order()}], "--dialect", "confluent")[1]

    assert "answers" not in report


@pytest.mark.parametrize(
    ("format", "shown"),
    [
        ("markdown", "**Other engines**"),
        ("sarif", '"ruleId": "registry-would-refuse"'),
        ("junit", "registry-would-refuse 1:1"),
        ("github", "::warning file=schemas/shop/v1/OrderPlaced.schema.json,line=1"),
    ],
)
def test_every_format_has_it(format: str, shown: str, tmp_path: Path) -> None:
    said(tmp_path, [{JSON: NO_PROPERTY}, {JSON: PROPERTY}])
    result = treaty(tmp_path, "check", "--dialect", "confluent", "--format", format, *TODAY)

    assert shown in result.output


def test_a_run_that_is_repeated_asks_anew_for_another_dialect(tmp_path: Path) -> None:
    """The gate keeps what it said (workspace/gate_stamp.py): the question includes whose answers are wanted."""
    said(tmp_path, [{JSON: NO_PROPERTY}, {JSON: PROPERTY}])
    outputs = [treaty(tmp_path, "check", "--dialect", each, *TODAY).output for each in ("confluent", "karapace")]

    assert "confluent would say" in outputs[0]
    assert "confluent would say" not in outputs[1]
    assert outputs[0] == treaty(tmp_path, "check", "--dialect", "confluent", *TODAY).output
