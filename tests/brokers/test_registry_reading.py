"""What `treaty check --against registry:TARGET` reads, from a real Apicurio: three formats, references, versions."""

from __future__ import annotations

import itertools
import json

import pytest

from tests.brokers.registering import Ref, record, register
from tests.shop import compiled, tree_of
from tools.apicurio.registry import Apicurio
from treatyc.checks.page import ExampleFile
from treatyc.diagnostics import Report, Severity
from treatyc.gate.baseline import Baseline
from treatyc.registry.held.baseline import baseline, digest
from treatyc.registry.held.fetch import fetch
from treatyc.workspace.baseline import present_contracts
from treatyc.workspace.protoc import compile_protobuf

pytestmark = pytest.mark.registry

ENVELOPE = """
targets:
  dev: {broker: memory, registry: "${REGISTRY_URL}"}
"""
_SPACES = itertools.count(1)


@pytest.fixture
def space() -> str:
    """A namespace of its own for each test: they share one registry, as teams do."""
    return f"space{next(_SPACES)}.v1"


def project(channels: str, *files: ExampleFile) -> tuple[ExampleFile, ...]:
    return (ExampleFile("treaty.yaml", f"{ENVELOPE}\nchannels:\n{channels}"), *files)


def avro(name: str, *fields: str) -> ExampleFile:
    return ExampleFile(f"schemas/{name.replace('.', '/')}.avsc", record(name, *fields))


def read(apicurio: Apicurio, files: tuple[ExampleFile, ...], report: Report) -> Baseline | None:
    """The registry as the baseline of a project of these files."""
    tree = tree_of(files)
    system = compiled(tree, report)
    assert system is not None
    assert not report.failed
    present = present_contracts(tree, system)
    reading = fetch(system, system.targets[0], {"REGISTRY_URL": apicurio.url}, report)
    if reading is None:
        return None
    assert digest(reading) == digest(reading)
    return baseline(reading, system.targets[0], present, compile_protobuf, report)


def histories(found: Baseline | None) -> dict[str, list[str]]:
    """The labels of each schema's versions."""
    assert found is not None
    return {name: [former.label for former in several] for name, several in found.histories.items()}


def told(report: Report) -> list[str]:
    return [f"{each.rule}: {each.message}" for each in report.diagnostics if not each.rule.startswith("personal")]


def test_versions_under_the_name_of_the_record_come_oldest_first(apicurio: Apicurio, space: str) -> None:
    name, report = f"{space}.Placed", Report()
    for fields in (["a"], ["a", "b=0"], ["a", "b=0", "c=0"]):
        register(apicurio.url, name, record(name, *fields))

    found = read(apicurio, project(f"  events.placed: {{kind: event, message: {name}}}\n", avro(name, "a")), report)

    assert {name: [f"{name}/1", f"{name}/2", f"{name}/3"]} == histories(found)
    assert found is not None
    assert [1, 2, 3] == [len(former.schema.definitions[0].fields) for former in found.histories[name]]
    assert f"registry:dev/{name}/1" == found.histories[name][0].spelling + found.histories[name][0].folder
    assert [] == told(report)


@pytest.mark.parametrize("subject", ["{topic}-value", "{topic}-{name}", "{name}"])
def test_every_strategy_of_subjects_is_found(apicurio: Apicurio, space: str, subject: str) -> None:
    name, topic = f"{space}.Sent", f"events.{space.partition('.')[0]}"
    register(apicurio.url, subject.format(topic=topic, name=name), record(name, "a"))

    found = read(apicurio, project(f"  {topic}: {{kind: event, message: {name}}}\n", avro(name, "a")), Report())

    assert {name: [f"{subject.format(topic=topic, name=name)}/1"]} == histories(found)


def test_a_subject_of_a_topic_holds_versions_of_several_schemas(apicurio: Apicurio, space: str) -> None:
    """FIELD.md 1.8: several message types on one topic, each held against its own versions alone."""
    one, two, topic = f"{space}.One", f"{space}.Two", f"events.{space.partition('.')[0]}"
    for name, fields in ((one, ["a"]), (two, ["a"]), (one, ["a", "b=0"])):
        register(apicurio.url, f"{topic}-value", record(name, *fields))
    files = project(f"  {topic}: {{kind: event, messages: [{one}, {two}]}}\n", avro(one, "a"), avro(two, "a"))

    assert {one: [f"{topic}-value/1", f"{topic}-value/3"], two: [f"{topic}-value/2"]} == histories(
        read(apicurio, files, Report())
    )


def test_the_same_text_under_two_subjects_counts_once(apicurio: Apicurio, space: str) -> None:
    name, topic = f"{space}.Both", f"events.{space.partition('.')[0]}"
    for subject in (f"{topic}-value", name):
        register(apicurio.url, subject, record(name, "a"))
    files, report = project(f"  {topic}: {{kind: event, message: {name}}}\n", avro(name, "a")), Report()
    assert {name: [f"{topic}-value/1"]} == histories(read(apicurio, files, report))
    assert [] == told(report)

    register(apicurio.url, name, record(name, "a", "b=0"))

    assert {name: [f"{topic}-value/1", f"{name}/2"]} == histories(read(apicurio, files, report))
    ends = f"`{name}` ends at `{name}/2` and, under another subject, at `{topic}-value/1`"
    assert [f"registry-subjects: {ends}"] == told(report)


def test_avro_references_are_part_of_the_version(apicurio: Apicurio, space: str) -> None:
    """And what they refer to themselves: an outer record, its line, the line's money."""
    money, line, name = f"{space}.Money", f"{space}.Line", f"{space}.Bill"
    register(apicurio.url, money, record(money, "units"))
    register(apicurio.url, line, _holding(line, money), references=[Ref(money, money)])
    register(apicurio.url, name, _holding(name, line), references=[Ref(line, line)])
    files = project(
        f"  events.bill: {{kind: event, message: {name}}}\n",
        avro(money, "units"),
        ExampleFile(f"schemas/{line.replace('.', '/')}.avsc", _holding(line, money)),
        ExampleFile(f"schemas/{name.replace('.', '/')}.avsc", _holding(name, line)),
    )
    report = Report()

    found = read(apicurio, files, report)

    assert {money: [f"{money}/1"], line: [f"{line}/1"], name: [f"{name}/1"]} == histories(found)
    assert [] == told(report)


def _holding(name: str, inner: str) -> str:
    namespace, _, short = name.rpartition(".")
    fields = [{"name": "inner", "type": inner}]
    return json.dumps({"type": "record", "name": short, "namespace": namespace, "fields": fields})


def test_protobuf_imports_are_part_of_the_version(apicurio: Apicurio, space: str) -> None:
    folder = space.replace(".", "/")
    money = f'syntax = "proto3";\npackage {space};\nmessage Money {{ int64 units = 1; }}\n'
    imports = f'import "{folder}/money.proto";\nimport "google/protobuf/timestamp.proto";\n'
    body = "message Paid { Money money = 1; google.protobuf.Timestamp at = 2; }\n"
    paid = f'syntax = "proto3";\npackage {space};\n{imports}{body}'
    register(apicurio.url, f"{space}.money", money, "PROTOBUF")
    register(apicurio.url, f"{space}.Paid", paid, "PROTOBUF", [Ref(f"{folder}/money.proto", f"{space}.money")])
    files = project(
        f"  events.paid: {{kind: event, message: {space}.Paid}}\n",
        ExampleFile(f"schemas/{folder}/money.proto", money),
        ExampleFile(f"schemas/{folder}/paid.proto", paid),
    )
    report = Report()

    found = read(apicurio, files, report)

    assert {f"{space}.Paid": [f"{space}.Paid/1"]} == histories(found)
    assert found is not None
    former = found.histories[f"{space}.Paid"][0]
    assert [f"{space}.Paid/1/{folder}/money.proto", f"{space}.Paid/1/{folder}/paid.proto"] == sorted(former.tree.files)
    assert former.tree.descriptors.keys() == {former.folder}
    assert [] == told(report)


@pytest.mark.parametrize(
    ("reference", "identified"),
    [("../types/v1/Address.schema.json", False), ("https://example.test/address.json", False), ("address.json", True)],
)
def test_json_references_are_part_of_the_version(
    apicurio: Apicurio, space: str, reference: str, *, identified: bool
) -> None:
    """By a path, by an absolute URI, and beside a text that has an `$id` of its own."""
    dialect = "http://json-schema.org/draft-07/schema#"
    address = {"$schema": dialect, "type": "object", "properties": {"street": {"type": "string"}}}
    moved = {"$schema": dialect, "type": "object", "properties": {"to": {"$ref": reference}}}
    if identified:
        address |= {"$id": "https://example.test/schemas/address.json"}
        moved |= {"$id": "https://example.test/schemas/moved.json"}
    register(apicurio.url, f"{space}.address", json.dumps(address), "JSON")
    register(apicurio.url, f"{space}.Moved", json.dumps(moved), "JSON", [Ref(reference, f"{space}.address")])
    plain = {"$schema": dialect, "type": "object", "properties": {}}
    path = f"schemas/{space.replace('.', '/')}/Moved.schema.json"
    files = project(f"  events.moved: {{kind: event, message: {space}.Moved}}\n", ExampleFile(path, json.dumps(plain)))
    report = Report()

    found = read(apicurio, files, report)

    assert [] == told(report)
    assert {f"{space}.Moved": [f"{space}.Moved/1"]} == histories(found)


def test_json_documents_of_one_topic_are_told_apart_by_their_titles(apicurio: Apicurio, space: str) -> None:
    topic = f"events.{space.partition('.')[0]}"
    documents = {name: {"type": "object", "title": name, "properties": {}} for name in ("One", "Two")}
    dialect = {"$schema": "http://json-schema.org/draft-07/schema#"}
    texts = {name: json.dumps(dialect | document) for name, document in documents.items()}
    for text in texts.values():
        register(apicurio.url, f"{topic}-value", text, "JSON")
    folder = f"schemas/{space.replace('.', '/')}"
    own = [ExampleFile(f"{folder}/{name}.schema.json", text) for name, text in texts.items()]
    files = project(f"  {topic}: {{kind: event, messages: [{space}.One, {space}.Two]}}\n", *own)

    assert {f"{space}.One": [f"{topic}-value/1"], f"{space}.Two": [f"{topic}-value/2"]} == histories(
        read(apicurio, files, Report())
    )


def test_what_is_nowhere_registered_is_told_and_fails_nothing(apicurio: Apicurio, space: str) -> None:
    """ImFlog#22: a new subject must not fail."""
    report = Report()

    found = read(
        apicurio, project(f"  events.new: {{kind: event, message: {space}.New}}\n", avro(f"{space}.New", "a")), report
    )

    assert {} == histories(found)
    assert [("registry-empty", Severity.INFO)] == [(each.rule, each.severity) for each in report.diagnostics]


def test_a_renamed_record_is_told_and_compared_with_nothing(apicurio: Apicurio, space: str) -> None:
    topic, report = f"events.{space.partition('.')[0]}", Report()
    register(apicurio.url, f"{topic}-value", record(f"{space}.Before", "a"))
    files = project(f"  {topic}: {{kind: event, message: {space}.After}}\n", avro(f"{space}.After", "a"))

    read(apicurio, files, report)

    stranger = f"subject `{topic}-value` holds `{space}.Before`, which the project does not have there"
    assert f"registry-stranger: {stranger}" in told(report)


def test_an_address_without_the_path_of_the_api_is_told(apicurio: Apicurio, space: str) -> None:
    report = Report()
    elsewhere = Apicurio(apicurio.url.removesuffix("/v7"), apicurio.folder, apicurio.process)

    files = project(f"  events.x: {{kind: event, message: {space}.X}}\n", avro(f"{space}.X", "a"))
    assert read(elsewhere, files, report) is None
    assert ["registry-answer"] == [each.rule for each in report.diagnostics]
