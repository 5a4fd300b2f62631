"""What a pull makes of a registry that nobody vouches for: hostile names and texts, and answers that are none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.unit.registry.pushed_shop import record
from tests.unit.registry.small_registry import Kept, Line, Registry
from treatyc.cli.registry import opened as opening
from treatyc.cli.registry.pull import _whole
from treatyc.registry.api import Api
from treatyc.registry.held.survey import survey
from treatyc.registry.pull.contents import Into
from treatyc.registry.pull.proposing import lines, proposals
from treatyc.registry.pull.pulling import Pulled, pull
from treatyc.workspace.baseline import present_contracts
from treatyc.workspace.protoc import compile_protobuf

PROJECT = """\
treaty: 1
name: shop
targets:
  dev: {broker: memory, prefix: "p.", registry: {url: "http://127.0.0.1:9"}}
"""


def body(text: str, type: str = "AVRO", references: Sequence[tuple[str, str, int]] = ()) -> dict[str, Any]:
    refs = [{"name": name, "subject": subject, "version": version} for name, subject, version in references]
    return {"schema": text, "schemaType": type, "references": refs}


def pulled(folder: Path, subjects: dict[str, list[dict[str, Any]]]) -> Pulled:
    """What a pull of all of a registry comes to; nothing is written."""
    registry = Registry()
    for subject, versions in subjects.items():
        for version in versions:
            number = sum(map(len, registry.subjects.values())) + 1
            own = registry.subjects.setdefault(subject, {})
            own[len(own) + 1] = Kept(number, version)
    (folder / "treaty.yaml").write_text(PROJECT)
    project = opening.open_project(folder / "treaty.yaml", folder, opening.Written.TEXT)
    target, _ = opening.find_target(project, "dev")
    into = Into(project.system, target.name, present_contracts(project.workspace.tree, project.system))
    found = asyncio.run(survey(Api(Line(registry))))
    return pull(found, into, target, compile_protobuf, _whole)


GOOD = body(record("Good", ("id", "string")))


@pytest.mark.parametrize(
    ("subject", "version", "expected"),
    [
        ("a", body("{}", "XSD"), "is of a type that is neither AVRO, PROTOBUF nor JSON"),
        ("a", body("x" * (1024 * 1024 + 1)), "is larger than 1 MiB"),
        ("a", body("{"), "this is not JSON"),
        ("a", body("[" * 5000), "deep"),
        ("a", body("syntax", "PROTOBUF"), "expected"),
        ("a", body("true", "JSON"), ""),
        ("a", body(record("X" * 201)), "its name is longer than the 200 bytes"),
        ("a", body(record("X" * 3000)), "its name is longer than the 200 bytes"),
        (
            "a",
            body('syntax = "proto3"; import "../x.proto";', "PROTOBUF", [("../x.proto", "good", 1)]),
            "which is no path",
        ),
        ("../../a", body(record("../../X")), "name"),
        ("a", body(record("X", ("f", "shop.v1.Nobody"))), "no schema defines `shop.v1.Nobody`"),
        ("a", body(record("X"), references=[("shop.v1.X", "a", 1)]), ""),
    ],
)
def test_what_is_wrong_with_one_subject_keeps_no_other_away(
    tmp_path: Path, subject: str, version: dict[str, Any], expected: str
) -> None:
    found = pulled(tmp_path, {"good": [GOOD], subject: [version]})

    assert "good" in {each.subject for each in found.brought}
    inside = ("schemas/", "releases/", "treaty.lock")
    assert all(each.path.startswith(inside) and ".." not in each.path.split("/") for each in found.files)
    why = {each.subject: each.why for each in found.left}
    assert subject in why or not expected
    assert expected in why.get(subject, "")


def test_what_a_rule_would_stop_at_is_not_brought(tmp_path: Path) -> None:
    """After a pull every verb has to work: two names that Python spells alike would keep them all from it."""
    found = pulled(tmp_path, {"good": [GOOD], "other": [body(record("GOOD"))]})

    why = "the messages `shop.v1.GOOD` and `shop.v1.Good` have one name in generated code"
    assert [why] == [each.why for each in found.left]
    assert 1 == len(found.brought)


def test_a_version_that_cannot_be_read_is_missing_in_the_history(tmp_path: Path) -> None:
    versions = [body(record("X", ("id", "string"))), body("{"), body(record("X", ("id", "string"), ("b", "int")))]

    found = pulled(tmp_path, {"x-value": versions})

    assert [("x-value", 2)] == [(each.subject, each.version) for each in found.left]
    assert [("shop.v1.X", "1.0"), ("shop.v1.X", "1.1")] == [
        (name, str(version)) for each in found.brought for name, version in each.releases
    ]


def test_a_schema_that_was_renamed_has_no_history_under_its_old_name(tmp_path: Path) -> None:
    found = pulled(tmp_path, {"x-value": [body(record("Old")), body(record("New"))]})

    assert [(1, "it is of `shop.v1.Old`, which the last version does not declare")] == [
        (each.version, each.why) for each in found.left
    ]
    assert [("shop.v1.New", 1)] == [(each.schemas[0], each.versions) for each in found.brought]


def test_one_text_under_two_subjects_is_one_schema(tmp_path: Path) -> None:
    """The subject that lags behind is where the other one was before."""
    first, second = body(record("X", ("id", "string"))), body(record("X", ("id", "string"), ("b", "int")))

    found = pulled(tmp_path, {"eu-value": [first, second], "us-value": [first]})

    assert () == found.left
    text = next(each.text for each in found.files if each.path == "treaty.lock")
    assert ["1.0", "1.1"] == [line.split()[2] for line in text.splitlines() if line.startswith("schema")]
    assert 3 == text.count("\n  dev ")


def test_a_protobuf_file_lies_where_others_import_it(tmp_path: Path) -> None:
    part = body('syntax = "proto3"; package a.v1; message Part { int32 n = 1; }', "PROTOBUF")
    text = 'syntax = "proto3"; package b.v1; import "odd/place.proto"; message WholeThing { a.v1.Part part = 1; }'
    whole = body(text, "PROTOBUF", [("odd/place.proto", "part", 1)])

    found = pulled(tmp_path, {"part": [part], "whole-value": [whole]})

    schemas = {each.path for each in found.files if each.path.startswith("schemas/")}
    assert {"schemas/odd/place.proto", "schemas/b/v1/whole_thing.proto"} == schemas


def test_rule_sets_are_brought(tmp_path: Path) -> None:
    rules = {"domainRules": [{"name": "r", "kind": "CONDITION"}]}

    found = pulled(tmp_path, {"x-value": [body(record("X")) | {"ruleSet": rules}]})

    text = next(each.text for each in found.files if each.path == "rulesets/shop.v1.X.json")
    assert rules == json.loads(text)


def test_channels_are_proposed_for_topics_that_can_be_addresses(tmp_path: Path) -> None:
    subjects = ("p.events.placed-value", "p.Orders-value", "p.on-value", "elsewhere-value", "shop.v1.X")
    owned = body(record("X", ("id", "string"))) | {"metadata": {"properties": {"owner": "shop"}}}
    found = pulled(tmp_path, {each: [owned] for each in subjects})
    project = opening.open_project(tmp_path / "treaty.yaml", tmp_path, opening.Written.TEXT)

    said = list(lines(proposals(found.brought, project.system.targets[0], {}, "edges")))

    assert [
        "  events.placed: {kind: event, message: shop.v1.X, owner: shop}",
        '  "on": {kind: event, message: shop.v1.X, owner: shop}',
    ] == said[1:]
    assert [] == list(lines(()))


def test_of_a_file_of_several_messages_the_subject_says_which_one_travels(tmp_path: Path) -> None:
    text = 'syntax = "proto3"; package a.v1; message One { int32 n = 1; } message Two { int32 n = 1; }'
    found = pulled(tmp_path, {"p.t-a.v1.Two": [body(text, "PROTOBUF")], "p.all-value": [body(text, "PROTOBUF")]})
    project = opening.open_project(tmp_path / "treaty.yaml", tmp_path, opening.Written.TEXT)

    proposed = proposals(found.brought, project.system.targets[0], {}, "edges")

    assert {"t": ("a.v1.Two",), "all": ("a.v1.One", "a.v1.Two")} == {each.address: each.messages for each in proposed}


def test_two_texts_do_not_become_one_file(tmp_path: Path) -> None:
    """Nothing says what a Protobuf file was called, and the names of messages may come to the same."""
    texts = [
        f'syntax = "proto3"; package a.v1; message {name} {{ int32 n = 1; }}' for name in ("OrderLine", "Order_line")
    ]

    found = pulled(tmp_path, {"one": [body(texts[0], "PROTOBUF")], "two": [body(texts[1], "PROTOBUF")]})

    assert ["one"] == [each.subject for each in found.brought]
    assert ["its file would be that of subject `one`, `a/v1/order_line.proto`"] == [each.why for each in found.left]


@pytest.mark.parametrize("subject", [":.ctx:a-value", "a-value"])
def test_a_subject_goes_by_its_plain_name(tmp_path: Path, subject: str) -> None:
    found = pulled(tmp_path, {subject: [GOOD]})

    assert ["a-value"] == [each.subject for each in found.brought]
    assert "\n  dev a-value 1 1 " in next(each.text for each in found.files if each.path == "treaty.lock")
