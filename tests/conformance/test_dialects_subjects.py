"""A subject with a history, or with texts that refer to others: what is predicted, and what the real Apicurio says.

Here it is asked by registering: its endpoint that only compares knows no references, and asks about all versions
whatever the mode, unless it is asked about one.
"""

from __future__ import annotations

import http.client
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conformance.asked_apicurio import Asked
from tests.conformance.dialect_vectors import VECTORS, lines
from tools.apicurio.registry import Apicurio
from treatyc.compatibility.mode import Mode
from treatyc.diagnostics import Report
from treatyc.dialects.history import predict_history
from treatyc.dialects.texts import Text
from treatyc.source import Source, SourceTree
from treatyc.system.registry import Dialect
from treatyc.workspace.protoc import compile_protobuf

NUMBERS = itertools.count(1)
KINDS = {"avsc": "AVRO", "schema.json": "JSON", "proto": "PROTOBUF"}
VERDICTS = {http.HTTPStatus.OK: True, http.HTTPStatus.CONFLICT: False}


@dataclass(frozen=True)
class Version:
    """A text, and the texts that it refers to by the names that it has for them."""

    text: str
    references: Mapping[str, str]


def predicted(dialect: Dialect, mode: Mode, ending: str, versions: list[Version]) -> tuple[bool | None, str]:
    """The answer about the last version; references are called by paths here, which Avro does not look at."""
    folders = [str(number) for number, _ in enumerate(versions, start=1)]
    files = {}
    for folder, version in zip(folders, versions, strict=True):
        files[f"{folder}/main.{ending}"] = version.text
        for name, text in version.references.items():
            files[f"{folder}/{name if name.endswith(ending) else f'{name}.{ending}'}"] = text
    tree = SourceTree("", {path: Source(path, text) for path, text in files.items()})
    if ending == "proto":
        report = Report()
        tree = compile_protobuf(tree, folders, report)
        assert () == report.diagnostics
    *before, new = (Text(tree, folder, f"main.{ending}", folder) for folder in folders)
    said = predict_history(dialect, mode, new, before)
    return said.compatible, said.version


class Registered:
    """Subjects of this test alone, in the registry of the whole run."""

    def __init__(self, url: str) -> None:
        self._asked = Asked(url)
        self._known: dict[str, str] = {}

    def answer(self, mode: Mode, ending: str, versions: list[Version]) -> bool | None:
        """What registering the last version comes to; the others stand there without a question."""
        subject = f"dialects-{next(NUMBERS)}"
        for version in versions[:-1]:
            status, text = self._register(subject, ending, version)
            assert status == http.HTTPStatus.OK, text
        self._asked("PUT", f"{self._asked.confluent}/config/{subject}", {"compatibility": mode.value.upper()})
        status, _ = self._register(subject, ending, versions[-1])
        return VERDICTS.get(http.HTTPStatus(status))

    def _register(self, subject: str, ending: str, version: Version) -> tuple[int, str]:
        references = [
            {"name": name, "subject": self._reference(ending, text), "version": 1}
            for name, text in version.references.items()
        ]
        body = {"schema": version.text, "schemaType": KINDS[ending], "references": references}
        return self._asked("POST", f"{self._asked.confluent}/subjects/{subject}/versions", body)

    def _reference(self, ending: str, text: str) -> str:
        if text not in self._known:
            self._known[text] = f"dialects-{next(NUMBERS)}"
            status, said = self._register(self._known[text], ending, Version(text, {}))
            assert status == http.HTTPStatus.OK, said
        return self._known[text]

    def close(self) -> None:
        self._asked.close()


@pytest.fixture(scope="module")
def registered(apicurio: Apicurio) -> Iterator[Registered]:
    found = Registered(apicurio.url)
    yield found
    found.close()


def record(name: str, *fields: str) -> str:
    return json.dumps(
        {"type": "record", "namespace": "s", "name": name, "fields": [json.loads(field) for field in fields]}
    )


def document(**properties: object) -> str:
    return json.dumps(
        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": properties}
    )


def proto(text: str, *imports: str) -> str:
    needs = "".join(f'import "{each}"; ' for each in imports)
    return f'syntax = "proto3"; package s; {needs}{text}'


TEXT, SHORT = ({"type": "string", "maxLength": length} for length in (9, 5))
AMOUNT = {
    "avsc": (record("Money", '{"name": "a", "type": "string"}'), record("Money", '{"name": "b", "type": "string"}')),
    "schema.json": (document(a=TEXT), document(a=SHORT)),
    "proto": (proto("message Money { string a = 1; }"), proto("message Money { int32 a = 1; }")),
}
"""A part, and the same after a break: one of its kind for each format."""
PLACE = {
    "avsc": record("Place", '{"name": "c", "type": "string"}'),
    "schema.json": document(c=TEXT),
    "proto": proto("message Place { string c = 1; }"),
}
NAMES = {
    "avsc": ("s.Money", "s.Place"),
    "schema.json": ("money.schema.json", "place.schema.json"),
    "proto": ("money.proto", "place.proto"),
}
T, U, Y, NEEDED = (
    '{"name": "t", "type": "s.Money"}',
    '{"name": "u", "type": "s.Place"}',
    '{"name": "y", "type": "string", "default": ""}',
    '{"name": "y", "type": "string"}',
)
MONEY, AT = ({"$ref": name} for name in NAMES["schema.json"])
GONE = 'reserved 2; reserved "u";'
MAIN = {
    "avsc": {
        "one": record("Order", T),
        "more": record("Order", T, Y),
        "broken": record("Order", T, NEEDED),
        "two": record("Order", T, U),
        "none": record("Order", Y),
    },
    "schema.json": {
        "one": document(t=MONEY, y=TEXT),
        "more": document(t=MONEY, y={"type": "string", "maxLength": 10}),
        "broken": document(t=MONEY, y=SHORT),
        "two": document(t=MONEY, y=AT),
        "none": document(t=True, y=True),
    },
    "proto": {
        "one": proto(f"message Order {{ Money t = 1; {GONE} }}", "money.proto"),
        "more": proto(f"message Order {{ Money t = 1; {GONE} int32 z = 3; }}", "money.proto"),
        "broken": proto(f"message Order {{ string t = 1; {GONE} Money z = 3; }}", "money.proto"),
        "two": proto("message Order { Money t = 1; Place u = 2; }", *NAMES["proto"]),
        "none": proto("message Order { string x = 4; }"),
    },
}


def version(ending: str, main: str, amount: int = 0) -> Version:
    money, place = NAMES[ending]
    parts = {"none": {}, "two": {money: AMOUNT[ending][amount], place: PLACE[ending]}}
    return Version(MAIN[ending][main], parts.get(main, {money: AMOUNT[ending][amount]}))


STEPS = [
    ("one", "one", 1),
    ("one", "more", 0),
    ("one", "more", 1),
    ("one", "broken", 0),
    ("one", "two", 0),
    ("two", "one", 0),
    ("two", "none", 0),
    ("none", "one", 0),
    ("one", "none", 0),
]
"""What the older text is, what the newer one is, and whether a part that both refer to broke."""


@pytest.mark.registry
@pytest.mark.parametrize("ending", KINDS)
@pytest.mark.parametrize(("old", "new", "amount"), STEPS)
def test_what_texts_refer_to_is_predicted_as_apicurio_takes_it(
    ending: str, old: str, new: str, amount: int, registered: Registered
) -> None:
    """COMPATIBILITY.md 5: a change of what a text refers to may break it, and Apicurio does not see it: it reads the
    older text with the references of the newer one."""
    versions = [version(ending, old), version(ending, new, amount)]

    assert (
        registered.answer(Mode.BACKWARD, ending, versions)
        is predicted(Dialect.APICURIO, Mode.BACKWARD, ending, versions)[0]
    )


FIRST = [
    "true",
    "{}",
    '{"enum": ["a"]}',
    '{"type": "object"}',
    '{"properties": {}}',
    '{"$defs": {}, "allOf": []}',
    '{"$schema": "http://json-schema.org/draft-07/schema#", "enum": ["a"]}',
    '{"$schema": "https://json-schema.org/draft/2020-12/schema"}',
    '{"$schema": "https://example.org/ours", "enum": ["a"]}',
]


@pytest.mark.registry
@pytest.mark.parametrize("text", FIRST)
def test_what_apicurio_takes_for_a_json_schema_at_all_is_predicted(text: str, registered: Registered) -> None:
    first = [Version(text, {})]
    taken = registered.answer(Mode.BACKWARD, "schema.json", first)

    assert bool(taken) is predicted(Dialect.APICURIO, Mode.BACKWARD, "schema.json", first)[0]


FIRST_PROTOBUF = [
    'syntax = "proto3"; message M { int32 a = 1; }',
    'syntax = "proto2"; message M { required int32 a = 1; }',
    'edition = "2023"; message M { int32 a = 1; }',
    '/* Of an edition. */ edition = "2023"; option features.field_presence = IMPLICIT; message M { string a = 1; }',
]


@pytest.mark.registry
@pytest.mark.parametrize("text", FIRST_PROTOBUF)
def test_what_apicurio_takes_for_protobuf_at_all_is_predicted(text: str, registered: Registered) -> None:
    first = [Version(text, {})]
    taken = registered.answer(Mode.BACKWARD, "proto", first)

    assert bool(taken) is predicted(Dialect.APICURIO, Mode.BACKWARD, "proto", first)[0]
    assert (True if taken else None) is taken, "what it does not take is no schema to it, and breaks nothing"


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("mode", [Mode.BACKWARD, Mode.NONE])
def test_no_registry_reads_an_edition_be_it_the_first_version_or_the_next(dialect: Dialect, mode: Mode) -> None:
    """square/wire#2546: the parser of Confluent and Apicurio, of which Karapace has a port, refuses them all."""
    plain, edition = (Version(each, {}) for each in FIRST_PROTOBUF[1:3])

    assert (False, "") == predicted(dialect, mode, "proto", [edition])
    assert (False, "") == predicted(dialect, mode, "proto", [plain, edition])
    assert (True, "") == predicted(dialect, mode, "proto", [plain])


@pytest.mark.parametrize("ending", ["avsc", "schema.json"])
@pytest.mark.parametrize("dialect", [Dialect.CONFLUENT, Dialect.KARAPACE])
def test_the_other_registries_resolve_the_references_of_each_side_by_themselves(ending: str, dialect: Dialect) -> None:
    versions = [version(ending, "one"), version(ending, "one", 1)]

    assert (False, "1") == predicted(dialect, Mode.BACKWARD, ending, versions)
    assert (True, "") == predicted(dialect, Mode.NONE, ending, versions)


@pytest.mark.registry
@pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is not beside this checkout")
def test_histories_are_predicted_as_their_tests_state_and_as_apicurio_takes_them(registered: Registered) -> None:
    """COMPATIBILITY.md 5: which versions count is the mode's, and a break against an older one counts in some."""
    wrong = []
    for row in lines("histories.jsonl"):
        mode = Mode(row["mode"].lower())
        versions = [Version(text, {}) for text in (*row["history"], row["new"])]
        answers: dict[str, Any] = {each.value: predicted(each, mode, "avsc", versions)[0] for each in Dialect}
        answers["registered"] = registered.answer(mode, "avsc", versions)
        if set(answers.values()) != {row["stated"]}:
            wrong.append((row["id"], row["stated"], answers))

    assert [] == wrong
