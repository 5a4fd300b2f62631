"""Verdicts: those of the registry that is followed, or our own; what is not known does not pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.embedded.calling import ask, record
from treatyc.embedded import verdicts
from treatyc.embedded.judges import DIALECTS
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

OPEN = {"type": "object", "properties": {"id": {"type": "string"}}}
ADDED = {"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}
LOOP = {"type": "object", "properties": {"next": {"$ref": "#"}}}
PROTO = 'syntax = "proto3";\nmessage M { int32 a = 1; }\n'
WIDER = PROTO.replace("int32", "int64")
EDITION = 'edition = "2023";\nmessage M { int32 a = 1; }\n'
ODD = {"type": "object", "patternProperties": {r"^(a)\1$": {}}, "properties": {"b": {}}}
ODDER = ODD | {"properties": {"b": {}, "c": {}}}


def verdict(url: str, old: Any, new: Any, type: str, level: str = "BACKWARD") -> tuple[bool, list[str]]:
    texts = [each if isinstance(each, str) else json.dumps(each) for each in (old, new)]
    subject = f"{hash((*texts, level)):x}"
    ask(url, "PUT", f"/config/{subject}", {"compatibility": level})
    assert 200 == ask(url, "POST", f"/subjects/{subject}/versions", {"schema": texts[0], "schemaType": type})[0]
    path = f"/compatibility/subjects/{subject}/versions?verbose=true"
    answer = ask(url, "POST", path, {"schema": texts[1], "schemaType": type})[1]
    status, _ = ask(url, "POST", f"/subjects/{subject}/versions", {"schema": texts[1], "schemaType": type})
    assert (200 if answer["is_compatible"] else 409) == status
    return answer["is_compatible"], answer["messages"]


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    """A registry of each dialect."""
    with (
        running(compile_protobuf, dialect="confluent") as confluent,
        running(compile_protobuf, dialect="confluent-lenient") as lenient,
        running(compile_protobuf, dialect="karapace") as karapace,
        running(compile_protobuf, dialect="apicurio") as apicurio,
        running(compile_protobuf, dialect="sound") as sound,
    ):
        yield {
            "confluent": confluent,
            "confluent-lenient": lenient,
            "karapace": karapace,
            "apicurio": apicurio,
            "sound": sound,
        }


# Where the engines differ (COMPATIBILITY.md 1 and 2): a property added to an open schema, a narrower
# integer, a name that is required and declared nowhere.
TABLE = {
    "confluent": (False, True, True, True),
    "confluent-lenient": (True, True, True, True),
    "karapace": (False, True, True, True),
    "apicurio": (False, False, False, True),
    "sound": (True, True, False, True),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_says_what_its_registry_says(urls: dict[str, str], dialect: str) -> None:
    found = (
        verdict(urls[dialect], OPEN, ADDED, "JSON")[0],
        verdict(urls[dialect], WIDER, PROTO, "PROTOBUF")[0],
        verdict(urls[dialect], {"required": ["foo"]}, {"required": ["bar"]}, "JSON")[0],
        verdict(urls[dialect], record("a"), record("a", "b=0"), "AVRO")[0],
    )

    assert TABLE[dialect] == found


def test_the_reasons_are_in_the_words_that_clients_know(urls: dict[str, str]) -> None:
    for old, new, language, begin in (
        (record("a"), record("a", "b"), "AVRO", "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'"),
        (OPEN, ADDED, "JSON", '{errorType:"OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", description:"'),
        (PROTO, PROTO.replace("int32", "string"), "PROTOBUF", '{errorType:"FIELD_SCALAR_KIND_CHANGED", description:"'),
    ):
        compatible, messages = verdict(urls["confluent"], old, new, language)
        assert not compatible
        assert messages[0].startswith(begin)
        assert ["{oldSchemaVersion: 1}", "{compatibility: 'BACKWARD'}"] == [messages[-3], messages[-1]]
        assert messages[-2].startswith("{oldSchema: '")


def test_what_no_verdict_is_known_of_does_not_pass(urls: dict[str, str]) -> None:
    """A registry whose engine fails answers with an error; data is safe only if that is a no."""
    for url, schema, changed in (
        (urls["karapace"], LOOP, {**LOOP, "title": "x"}),
        (urls["confluent"], ODD, ODDER),  # whose pattern is no regular language
    ):
        compatible, messages = verdict(url, schema, changed, "JSON")
        assert not compatible
        assert "NOT_DECIDED" in messages[0]
        assert verdict(url, schema, changed, "JSON", "NONE")[0]


@pytest.mark.parametrize("dialect", ["confluent", "confluent-lenient", "karapace", "apicurio"])
def test_what_a_registry_does_not_take_for_a_schema_is_none(urls: dict[str, str], dialect: str) -> None:
    """No registry whose dialect is followed reads Protobuf of an edition; our own verdict has no such bound."""
    body = {"schema": EDITION, "schemaType": "PROTOBUF"}
    status, answer = ask(urls[dialect], "POST", "/subjects/edition/versions", body)

    assert (422, 42201) == (status, answer["error_code"])
    assert 200 == ask(urls["sound"], "POST", f"/subjects/{dialect}/versions", body)[0]


def test_a_text_goes_with_itself_though_nothing_is_known_of_it(urls: dict[str, str]) -> None:
    """Other metadata makes a version of the same text; an engine that fails on a text fails on it again."""
    body = {"schema": json.dumps(ODD), "schemaType": "JSON", "metadata": {"properties": {"owner": "a"}}}
    other = body | {"metadata": {"properties": {"owner": "b"}}}
    url = urls["confluent"]
    answers = [ask(url, "POST", "/subjects/itself/versions", each) for each in (body, other)]

    assert [200, 200] == [status for status, _ in answers]
    assert [1, 2] == ask(url, "GET", "/subjects/itself/versions")[1]
    loop = {"schema": json.dumps(LOOP), "schemaType": "JSON", "metadata": body["metadata"]}
    again = loop | {"metadata": other["metadata"]}
    assert [200, 409] == [ask(urls["karapace"], "POST", "/subjects/itself/versions", each)[0] for each in (loop, again)]
    assert 409 == ask(url, "POST", "/subjects/itself/versions", body | {"schema": json.dumps(ODDER)})[0]


def test_our_own_verdict_says_the_rule(urls: dict[str, str]) -> None:
    compatible, messages = verdict(urls["sound"], record("a"), record("a", "b"), "AVRO")

    assert not compatible
    assert messages[0].startswith("avro-")


def test_our_own_verdict_sees_what_is_referred_to(urls: dict[str, str]) -> None:
    url = urls["sound"]
    for name, size in (("deep", {"type": "string"}), ("deep2", {"type": "integer"})):
        ask(url, "POST", f"/subjects/{name}/versions", {"schema": json.dumps(size), "schemaType": "JSON"})
    outer = {"type": "object", "properties": {"a": {"$ref": "http://x/deep.json"}}}

    def body(subject: str) -> dict[str, Any]:
        reference = {"name": "http://x/deep.json", "subject": subject, "version": 1}
        return {"schema": json.dumps(outer), "schemaType": "JSON", "references": [reference]}

    assert 200 == ask(url, "POST", "/subjects/outer/versions", body("deep"))[0]
    assert 409 == ask(url, "POST", "/subjects/outer/versions", body("deep2"))[0]


def test_a_subject_may_be_lenient(urls: dict[str, str]) -> None:
    """Confluent's `compatibilityPolicy`."""
    url = urls["confluent"]
    ask(url, "POST", "/subjects/policy/versions", {"schema": json.dumps(OPEN), "schemaType": "JSON"})
    body = {"schema": json.dumps(ADDED), "schemaType": "JSON"}

    assert 409 == ask(url, "POST", "/subjects/policy/versions", body)[0]
    ask(url, "PUT", "/config/policy", {"compatibilityPolicy": "LENIENT"})
    assert 200 == ask(url, "POST", "/subjects/policy/versions", body)[0]


def test_apicurio_reads_a_version_before_with_the_references_of_the_new_one(urls: dict[str, str]) -> None:
    def outcome(url: str) -> int:
        for name, symbols in (("one", ["A", "B"]), ("two", ["A"])):
            enum = {"type": "enum", "name": "shop.v1.E", "symbols": symbols}
            ask(url, "POST", f"/subjects/{name}/versions", {"schema": json.dumps(enum)})
        text = json.dumps({"type": "record", "name": "shop.v1.R", "fields": [{"name": "e", "type": "shop.v1.E"}]})
        statuses = []
        for name in ("one", "two"):
            reference = {"name": "shop.v1.E", "subject": name, "version": 1}
            body = {"schema": text, "references": [reference]}
            statuses.append(ask(url, "POST", "/subjects/beside/versions", body)[0])
        assert 200 == statuses[0]
        return statuses[1]

    assert [409, 200, 409] == [outcome(urls[dialect]) for dialect in ("confluent", "apicurio", "sound")]


def test_what_takes_too_long_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "ALL_S", -1.0)
    with running(compile_protobuf) as url:
        compatible, messages = verdict(url, record("a"), record("a", "b=0"), "AVRO")

    assert not compatible
    assert "version 1 was not reached" in messages[0]
