"""What a target's registry shall hold: subjects, texts, references by the names that texts use, modes, metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.shop import compiled, tree_of
from treatyc.checks.page import ExampleFile
from treatyc.compatibility.mode import Mode
from treatyc.diagnostics import Report
from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.registry.wanted.beside import Beside, beside, differing, dropped
from treatyc.registry.wanted.desired import Metadata, Role, Wanted, desired
from treatyc.source import Span
from treatyc.system.schema import Format
from treatyc.workspace.baseline import present_contracts

HEAD = 'targets:\n  dev: {{broker: memory, registry: {{url: "${{URL}}"{settings}}}}}\nchannels:\n{channels}'
DRAFT = "http://json-schema.org/draft-07/schema#"


def wanted(channels: str, files: Mapping[str, object], report: Report, settings: str = "") -> tuple[Wanted, ...]:
    """What is wanted of a project; a file that is no text is written as JSON."""
    texts = {path: text if isinstance(text, str) else json.dumps(text) for path, text in files.items()}
    project = ExampleFile("treaty.yaml", HEAD.format(settings=settings, channels=channels))
    tree = tree_of([project, *(ExampleFile(path, text) for path, text in texts.items())])
    system = compiled(tree, report)
    assert system is not None
    assert not report.failed, report.diagnostics
    present = present_contracts(tree, system)
    return desired(system, system.targets[0], tree, present.folder, report)


def references(found: tuple[Wanted, ...]) -> dict[str, list[tuple[str, str]]]:
    return {each.subject: [(reference.name, reference.subject) for reference in each.references] for each in found}


def channel(name: str, message: str, more: str = "") -> str:
    return f"  {name}: {{kind: event, message: {message}{more}}}\n"


def record(name: str, **fields: object) -> dict[str, object]:
    namespace, _, short = name.rpartition(".")
    members = [{"name": key, "type": type_} for key, type_ in fields.items()]
    return {"type": "record", "name": short, "namespace": namespace, "fields": members}


def test_avro_types_are_called_by_their_names_and_come_first() -> None:
    files = {
        "schemas/a/v1/Order.avsc": record("a.v1.Order", line="a.v1.Line", money="b.v1.Money"),
        "schemas/a/v1/Line.avsc": record("a.v1.Line", money="b.v1.Money"),
        "schemas/b/v1/Money.avsc": record("b.v1.Money", units="long"),
    }
    found = wanted(channel("orders", "a.v1.Order"), files, Report())

    assert ["b.v1.Money", "a.v1.Line", "orders-value"] == [each.subject for each in found]
    assert [Role.REFERENCE, Role.REFERENCE, Role.MESSAGE] == [each.role for each in found]
    assert {
        "b.v1.Money": [],
        "a.v1.Line": [("b.v1.Money", "b.v1.Money")],
        "orders-value": [("a.v1.Line", "a.v1.Line"), ("b.v1.Money", "b.v1.Money")],
    } == references(found)
    assert files["schemas/a/v1/Order.avsc"] == json.loads(found[-1].text)


def test_the_types_of_an_avro_list_are_registered_one_by_one() -> None:
    """A list is a union to every other reader, and what is written with a union begins with the number of a branch."""
    listed = [record("a.v1.Line", pieces="int"), record("a.v1.Order", line="a.v1.Line"), record("a.v1.Void", n="int")]
    channels = channel("orders", "a.v1.Order") + channel("voids", "a.v1.Void")
    found = wanted(channels, {"schemas/a/v1/all.avsc": listed}, Report())

    assert {"a.v1.Line": [], "voids-value": [], "orders-value": [("a.v1.Line", "a.v1.Line")]} == references(found)
    assert {"a.v1.Line": listed[0], "orders-value": listed[1], "voids-value": listed[2]} == {
        each.subject: json.loads(each.text) for each in found
    }


def test_the_types_of_an_avro_list_do_not_share_a_subject() -> None:
    listed = [record("a.v1.Order", n="int"), record("a.v1.Void", n="int")]
    report = Report()
    channels = "  orders: {kind: event, messages: [a.v1.Order, a.v1.Void]}\n"

    assert () == wanted(channels, {"schemas/a/v1/all.avsc": listed}, report)
    assert ["registry-subject-shared"] == [each.rule for each in report.diagnostics]


def test_texts_that_refer_to_each_other_cannot_be_registered() -> None:
    files = {
        "schemas/a/v1/Tree.schema.json": document(leaf="Leaf.schema.json"),
        "schemas/a/v1/Leaf.schema.json": document(tree="Tree.schema.json"),
    }
    report = Report()

    assert () == wanted(channel("leaves", "a.v1.Leaf") + channel("trees", "a.v1.Tree"), files, report)
    assert [("registry-cycle", "`a.v1.Leaf` refers to `a.v1.Tree` refers to `a.v1.Leaf`")] == [
        (each.rule, each.message) for each in report.diagnostics
    ]


def test_protobuf_files_are_called_by_their_import_paths_and_well_known_ones_come_with_the_registry() -> None:
    head = 'syntax = "proto3";\npackage a.v1;\n'
    files = {
        "schemas/a/v1/order.proto": f'{head}import "a/v1/line.proto";\nimport "google/protobuf/timestamp.proto";\n'
        "message Order { Line line = 1; google.protobuf.Timestamp at = 2; }\n",
        "schemas/a/v1/line.proto": f'{head}import "a/v1/money.proto";\nmessage Line {{ Money money = 1; }}\n',
        "schemas/a/v1/money.proto": f"{head}message Money {{ int64 units = 1; }}\n",
    }
    found = wanted(channel("orders", "a.v1.Order"), files, Report())

    assert {
        "a/v1/money.proto": [],
        "a/v1/line.proto": [("a/v1/money.proto", "a/v1/money.proto")],
        "orders-value": [("a/v1/line.proto", "a/v1/line.proto")],
    } == references(found)
    assert ["a/v1/money.proto", "a/v1/line.proto", "orders-value"] == [each.subject for each in found]


def document(**references: str) -> dict[str, object]:
    properties = {name: {"$ref": reference} for name, reference in references.items()}
    return {"$schema": DRAFT, "type": "object", "properties": properties or {"n": {"type": "integer"}}}


def test_json_documents_are_called_as_the_root_sees_them() -> None:
    """A registry knows no folders: what a document reaches through others has a name relative to itself."""
    files = {
        "schemas/a/v1/Order.schema.json": document(item="../../b/v1/Item.schema.json#/properties/size"),
        "schemas/b/v1/Item.schema.json": document(size="Size.schema.json", unit="../../c/v1/Unit.schema.json"),
        "schemas/b/v1/Size.schema.json": document(),
        "schemas/c/v1/Unit.schema.json": document(),
    }
    found = wanted(channel("orders", "a.v1.Order"), files, Report())

    assert {
        "b.v1.Size": [],
        "c.v1.Unit": [],
        "b.v1.Item": [("../../c/v1/Unit.schema.json", "c.v1.Unit"), ("Size.schema.json", "b.v1.Size")],
        "orders-value": [
            ("../../b/v1/Item.schema.json", "b.v1.Item"),
            ("../../b/v1/Size.schema.json", "b.v1.Size"),
            ("../../c/v1/Unit.schema.json", "c.v1.Unit"),
        ],
    } == references(found)


def test_a_message_that_another_one_refers_to_is_there_once_where_records_name_subjects() -> None:
    files = {
        "schemas/a/v1/Order.avsc": record("a.v1.Order", line="a.v1.Line"),
        "schemas/a/v1/Line.avsc": record("a.v1.Line", n="int"),
    }
    channels = channel("orders", "a.v1.Order") + channel("lines", "a.v1.Line")

    found = wanted(channels, files, Report(), ", subjects: record")

    assert [("a.v1.Line", Role.MESSAGE), ("a.v1.Order", Role.MESSAGE)] == [(each.subject, each.role) for each in found]


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        (["edges"], Mode.BACKWARD_TRANSITIVE),
        (["full"], Mode.FULL),
        (["backward", "forward"], Mode.FULL),
        (["backward", "forward_transitive"], Mode.FULL_TRANSITIVE),
        (["none", "backward"], Mode.BACKWARD),
        (["edges", "forward"], Mode.FULL_TRANSITIVE),
    ],
)
def test_a_subject_of_several_channels_has_the_mode_that_asks_for_what_all_ask(
    modes: list[str], expected: Mode
) -> None:
    channels = "".join(
        channel(f"orders{number}", "a.v1.Order", f", compatibility: {mode}") for number, mode in enumerate(modes)
    )

    found = wanted(channels, {"schemas/a/v1/Order.avsc": record("a.v1.Order", n="int")}, Report(), ", subjects: record")

    assert [expected] == [each.mode for each in found]


def test_owner_and_personal_fields_are_metadata_and_the_rule_set_is_that_of_its_file() -> None:
    files = {
        "schemas/a/v1/Order.avsc": record("a.v1.Order", email="string"),
        "rulesets/a.v1.Order.json": {"domainRules": [{"name": "encrypt"}]},
    }
    found = wanted(channel("orders", "a.v1.Order", ", owner: team-a, personal: [email]"), files, Report())

    assert Metadata((("owner", "team-a"), ("sensitivity", "personal")), (("email", ("PII",)),)) == found[0].metadata
    assert files["rulesets/a.v1.Order.json"] == json.loads(found[0].rule_set or "")


@pytest.mark.parametrize(("text", "rule"), [("[]", "rule-set"), ("{", "json-syntax"), ('"x"', "rule-set")])
def test_a_rule_set_that_is_none_is_told_at_its_file(text: str, rule: str) -> None:
    files = {"schemas/a/v1/Order.avsc": record("a.v1.Order", n="int"), "rulesets/a.v1.Order.json": text}
    report = Report()

    assert () == wanted(channel("orders", "a.v1.Order"), files, report)
    assert [(rule, "rulesets/a.v1.Order.json")] == [(each.rule, each.place.path) for each in report.diagnostics]


def test_messages_of_several_files_cannot_share_a_subject() -> None:
    """FIELD.md 1.8: several message types on a topic."""
    files = {f"schemas/a/v1/{name}.avsc": record(f"a.v1.{name}", n="int") for name in ("One", "Two")}
    channels = "  orders: {kind: event, messages: [a.v1.One, a.v1.Two]}\n"
    report = Report()

    assert () == wanted(channels, files, report)
    assert ["registry-subject-shared"] == [each.rule for each in report.diagnostics]
    found = wanted(channels, files, Report(), ", subjects: topic-record")
    assert ["orders-a.v1.One", "orders-a.v1.Two"] == [each.subject for each in found]


NOBODYS = Metadata()
OWNED = Metadata((("owner", "us"),), (("email", ("PII",)),))


def version(metadata: object = None, rule_set: object = None) -> RegisteredVersion:
    texts = [json.dumps(each, sort_keys=True) if each else None for each in (metadata, rule_set)]
    return RegisteredVersion(VersionKey("s", 1), 1, Format.AVRO, "{}", guid=None, metadata=texts[0], rule_set=texts[1])


def text(metadata: Metadata = NOBODYS, rule_set: str | None = None) -> Wanted:
    place = Span("x")
    return Wanted("s", Role.MESSAGE, ("a.A",), Format.AVRO, "{}", (), Mode.FULL, place, metadata, rule_set)


def test_what_others_keep_beside_a_text_stays_and_ours_is_laid_over_it() -> None:
    """Rule sets are preserved, never dropped."""
    theirs = {"properties": {"owner": "them", "tier": "1"}, "tags": {"**.email": ["GDPR"], "**.ssn": ["PII"]}}
    rules = {"domainRules": [{"name": "encrypt"}]}

    found = beside(text(OWNED), version(theirs, rules))

    assert {
        "properties": {"owner": "us", "tier": "1"},
        "tags": {"**.email": ["GDPR", "PII"], "**.ssn": ["PII"]},
    } == json.loads(found.metadata or "")
    assert rules == json.loads(found.rule_set or "")
    assert (Beside(), Beside(rule_set='{"a": 1}')) == (beside(text(), None), beside(text(rule_set='{"a":1}'), None))


def test_what_a_registry_writes_of_itself_is_no_difference() -> None:
    wanted_ = text(rule_set='{"domainRules": [{"name": "encrypt"}]}')
    written = {"domainRules": [{"name": "encrypt", "disabled": False, "doc": None}], "migrationRules": []}

    assert () == differing(wanted_, version(rule_set=written))
    assert ("metadata", "rule set") == differing(text(OWNED, '{"a": 1}'), version(rule_set=written))
    assert ("metadata",) == dropped(Beside('{"properties": {"owner": "us"}}', None), version())
