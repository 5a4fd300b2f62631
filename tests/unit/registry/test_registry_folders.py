"""Where a stranger's text may lie: no subject and no reference leads out of its folder, whatever they are called."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treaty.registry.problem import WrongAnswer, said
from treatyc.registry.held.folders import folder_of, lay_out
from treatyc.registry.held.subjects import present
from treatyc.registry.protocol import (
    RegisteredVersion,
    SchemaReference,
    VersionKey,
    read_subjects,
    read_version,
    read_versions,
)
from treatyc.system.schema import Format

KEY, OTHER = VersionKey("orders-value", 3), VersionKey("other", 1)
SEGMENT = re.compile(r"[A-Za-z0-9_%][A-Za-z0-9._%+-]*\Z")
_PARTS = ["..", ".", "", "a", "~", "C:", "google", "x.proto", "-I", "\\", "%2e%2e", "\udc80", "\udc81"]
HOSTILE = (st.text(min_size=1, max_size=60) | st.lists(st.sampled_from(_PARTS), min_size=1).map("/".join)).filter(bool)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(HOSTILE, HOSTILE)
def test_every_subject_has_a_folder_of_its_own(one: str, other: str) -> None:
    folders = [folder_of(VersionKey(subject, 1)) for subject in (one, other)]

    for folder in folders:
        segment, number = folder.split("/")
        assert number == "1"
        assert re.fullmatch(r"[A-Za-z0-9._%-]+", segment)
        assert segment.strip(".")
    assert (one == other) == (folders[0] == folders[1])


@given(st.sampled_from(Format), HOSTILE, st.text(max_size=30))
def test_no_reference_leads_out_of_its_folder(format: Format, name: str, text: str) -> None:
    version = RegisteredVersion(KEY, 1, format, "{}", (SchemaReference(name, OTHER),))
    versions = {KEY: version, OTHER: RegisteredVersion(OTHER, 2, format, text)}
    main = {Format.AVRO: "a/X.avsc", Format.PROTOBUF: "a/x.proto", Format.JSONSCHEMA: "a/X.schema.json"}[format]
    try:
        laid = lay_out("folder", main, version, versions)
    except WrongAnswer as wrong:
        assert "which is no path" in str(wrong)  # noqa: PT017 - most names are none, and the others count as well
        return

    for source in laid.files:
        folder, *parts = source.path.split("/")
        assert folder == "folder"
        assert parts
        assert all(SEGMENT.match(part) for part in parts)
    assert set(laid.mains) <= {source.path for source in laid.files}


@given(JSON)
def test_any_answer_is_read_or_refused(answer: object) -> None:
    for read in (
        lambda: read_subjects(answer),
        lambda: read_versions(answer, "a"),
        lambda: read_version(answer, KEY),
        lambda: read_version({"schema": "{}", "id": 1, "references": answer}, KEY),
    ):
        try:
            read()
        except WrongAnswer as wrong:
            assert said(str(wrong))  # noqa: PT017 - either way is right, anything else is not


def test_the_nearer_and_first_of_two_references_of_one_name_counts() -> None:
    """As a registry itself resolves them."""
    inner = RegisteredVersion(VersionKey("inner", 1), 3, Format.AVRO, "inner", (SchemaReference("a.T", OTHER),))
    near = RegisteredVersion(VersionKey("near", 1), 4, Format.AVRO, "near")
    references = (SchemaReference("a.I", inner.key), SchemaReference("a.T", near.key))
    version = RegisteredVersion(KEY, 1, Format.AVRO, "{}", references)
    versions = {each.key: each for each in (inner, near, RegisteredVersion(OTHER, 5, Format.AVRO, "far"))}

    laid = lay_out("f", "a/X.avsc", version, versions)

    assert ["{}", "inner", "near"] == [source.text for source in laid.files]


def test_a_union_of_references_is_each_of_them() -> None:
    version = RegisteredVersion(KEY, 1, Format.AVRO, '["a.T"]', (SchemaReference("a.T", OTHER),))

    laid = lay_out("f", "a/X.avsc", version, {OTHER: RegisteredVersion(OTHER, 2, Format.AVRO, "text")})

    assert (["text"], (laid.files[0].path,)) == ([source.text for source in laid.files], laid.mains)


def test_json_references_are_relative_to_the_text_that_they_stand_in() -> None:
    deep = RegisteredVersion(VersionKey("deep", 1), 3, Format.JSONSCHEMA, "deep")
    near = RegisteredVersion(OTHER, 2, Format.JSONSCHEMA, "near", (SchemaReference("../Deep.schema.json", deep.key),))
    version = RegisteredVersion(
        KEY, 1, Format.JSONSCHEMA, "{}", (SchemaReference("types/v1/Near.schema.json#/$defs/x", OTHER),)
    )

    laid = lay_out("f", "a/X.schema.json", version, {OTHER: near, deep.key: deep})

    assert {
        "f/a/X.schema.json": "{}",
        "f/a/types/v1/Near.schema.json": "near",
        "f/a/types/Deep.schema.json": "deep",
    } == {source.path: source.text for source in laid.files}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {"$id": "https://example.test/a.json"}),
        (' {"type": "string"}', {"$id": "https://example.test/a.json", "type": "string"}),
        ('{"$id": "https://example.test/own.json"}', {"$id": "https://example.test/own.json"}),
        ("true", True),
    ],
)
def test_a_document_of_elsewhere_says_where_it_is(text: str, expected: object) -> None:
    reference = SchemaReference("https://example.test/a.json", OTHER)
    version = RegisteredVersion(KEY, 1, Format.JSONSCHEMA, "{}", (reference,))

    laid = lay_out("f", "a/X.schema.json", version, {OTHER: RegisteredVersion(OTHER, 2, Format.JSONSCHEMA, text)})

    [other] = [source for source in laid.files if source.path not in laid.mains]
    assert expected == json.loads(other.text)


def test_a_text_that_imports_its_own_place_moves() -> None:
    """The project has a file where the version has what it imports."""
    version = RegisteredVersion(KEY, 1, Format.PROTOBUF, "main", (SchemaReference("a/x.proto", OTHER),))

    laid = lay_out("f", "a/x.proto", version, {OTHER: RegisteredVersion(OTHER, 2, Format.PROTOBUF, "imported")})

    assert {"f/a/x.proto": "imported", laid.mains[0]: "main"} == {source.path: source.text for source in laid.files}


@pytest.mark.parametrize(
    ("subjects", "expected"),
    [
        (["a-value", "b"], ["a-value"]),
        ([":.staging:a-value"], [":.staging:a-value"]),
        ([":.staging:a-value", "a-value"], ["a-value"]),
        ([":.staging:a-value", "b"], []),
        ([], []),
    ],
)
def test_one_context_is_looked_at(subjects: list[str], expected: list[str]) -> None:
    assert expected == list(present(subjects, {"a-value": ("a.A",)}))


def test_several_contexts_without_the_default_one_are_refused() -> None:
    with pytest.raises(WrongAnswer, match="several contexts"):
        present([":.one:a", ":.two:a"], {})
