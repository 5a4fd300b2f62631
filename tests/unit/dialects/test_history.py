"""`predict_history`: which versions of a subject are asked about, and which of them decides."""

from __future__ import annotations

import json

import pytest

from treatyc.compatibility.mode import Mode
from treatyc.dialects.history import predict_history
from treatyc.dialects.texts import Text
from treatyc.gate.question import at_registry, question
from treatyc.source import Source, SourceTree
from treatyc.system.registry import Dialect


def record(*fields: str) -> str:
    """`b=` has a default."""
    members = [
        {"name": each.rstrip("="), "type": "string"} | ({"default": ""} if each.endswith("=") else {})
        for each in fields
    ]
    return json.dumps({"type": "record", "name": "R", "fields": members})


Texts = dict[str, str]
PLAIN, DEFAULT, NEEDED = record("a"), record("a", "b="), record("a", "b")


def answer(
    mode: Mode, *versions: str, path: str = "R.avsc", around: dict[str, str] | None = None
) -> tuple[object, ...]:
    """Whether the last version is taken, by which version that is decided, and why; `around` lies in every folder."""
    files = {f"{number}/{path}": text for number, text in enumerate(versions, start=1)}
    for name, text in (around or {}).items():
        files |= {f"{number}/{name}": text for number, _ in enumerate(versions, start=1)}
    tree = SourceTree("", {each: Source(each, text) for each, text in files.items()})
    *history, new = (Text(tree, str(number), path, str(number)) for number, _ in enumerate(versions, start=1))
    found = predict_history(Dialect.CONFLUENT, mode, new, history)
    return found.compatible, found.version, *(reason.kind for reason in found.prediction.reasons)


MISSING = "READER_FIELD_MISSING_DEFAULT_VALUE"


@pytest.mark.parametrize(
    ("mode", "versions", "expected"),
    [
        (Mode.BACKWARD, (PLAIN, DEFAULT, NEEDED), (True, "")),
        (Mode.BACKWARD_TRANSITIVE, (PLAIN, DEFAULT, NEEDED), (False, "1", MISSING)),
        (Mode.BACKWARD_TRANSITIVE, (PLAIN, PLAIN, NEEDED), (False, "2", MISSING)),
        (Mode.FORWARD, (NEEDED, PLAIN), (False, "1", MISSING)),
        (Mode.FORWARD_TRANSITIVE, (NEEDED, DEFAULT, PLAIN), (False, "1", MISSING)),
        (Mode.FULL, (PLAIN, NEEDED), (False, "1", MISSING)),
        (Mode.FULL, (PLAIN, DEFAULT), (True, "")),
        (Mode.NONE, (PLAIN, NEEDED), (True, "")),
        (Mode.FULL_TRANSITIVE, (NEEDED,), (True, "")),
    ],
)
def test_the_newest_version_that_stands_against_it_decides(
    mode: Mode, versions: tuple[str, ...], expected: tuple[object, ...]
) -> None:
    """COMPATIBILITY.md 5: registries name the latest version, though an older one broke."""
    assert expected == answer(mode, *versions)


def test_a_version_that_cannot_be_read_decides_only_where_none_stands_against_it() -> None:
    """The engine would fail on the first version; the second one refutes the third."""
    assert (False, "2", MISSING) == answer(Mode.BACKWARD_TRANSITIVE, '{"type": "record"}', PLAIN, NEEDED)
    failed, version, reason = answer(Mode.BACKWARD_TRANSITIVE, '{"type": "record"}', PLAIN, DEFAULT)
    assert (None, "1") == (failed, version)
    assert str(reason).startswith("SchemaParseException")


def test_text_that_is_no_json_is_not_predicted() -> None:
    assert (None, "1", "not predicted: the text is no JSON") == answer(Mode.BACKWARD, "{", PLAIN)


def test_protobuf_that_nobody_compiled_is_not_predicted() -> None:
    """Where protoc refuses a file, or is not there, a folder has no descriptors."""
    text = 'syntax = "proto3"; message M {}'

    assert (None, "1", "not predicted: protoc does not take the file, or what it imports") == answer(
        Mode.BACKWARD, text, text, path="m.proto"
    )


def test_what_nothing_refers_to_is_not_read_though_it_lies_beside() -> None:
    """A folder has texts of every kind; an engine fails only on what it is given."""
    assert (True, "") == answer(Mode.BACKWARD, PLAIN, DEFAULT, around={"Broken.avsc": '{"type": "record"}'})


@pytest.mark.parametrize("path", ["of/Part.schema.json", "of/../Part.schema.json"])
def test_references_are_followed_by_path_and_on_from_there(path: str) -> None:
    whole = json.dumps({"properties": {"part": {"$ref": path}}})
    around = {
        "Part.schema.json": json.dumps({"maxLength": 3}),
        "of/Part.schema.json": json.dumps({"$ref": "Other.schema.json"}),
        "of/Other.schema.json": json.dumps({"maxLength": 3}),
    }

    assert (True, "") == answer(Mode.BACKWARD, whole, whole, path="Whole.schema.json", around=around)


def test_references_are_followed_by_what_a_text_calls_itself() -> None:
    """A `$id` is an address of its own; the file may lie anywhere."""
    whole = json.dumps({"$id": "https://shop.example/whole", "properties": {"part": {"$ref": "part"}}})
    part = {"anywhere/P.schema.json": json.dumps({"$id": "https://shop.example/part", "type": "string"})}

    assert (True, "") == answer(Mode.BACKWARD, whole, whole, path="Whole.schema.json", around=part)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("edges",), Mode.BACKWARD_TRANSITIVE),
        (("backward",), Mode.BACKWARD),
        (("none",), Mode.NONE),
        (("none", "forward"), Mode.FORWARD),
        (("backward", "forward"), Mode.FULL),
        (("edges", "forward"), Mode.FULL_TRANSITIVE),
        (("full", "backward_transitive"), Mode.FULL_TRANSITIVE),
    ],
)
def test_a_registry_is_told_one_mode_that_asks_for_all_that_the_contracts_ask_for(
    words: tuple[str, ...], expected: Mode
) -> None:
    assert expected is at_registry([question(word) for word in words])
