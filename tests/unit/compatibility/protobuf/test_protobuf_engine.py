"""What the Protobuf engine is asked, through the public API: places, witnesses, files and hostile schemas."""

from __future__ import annotations

import time

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto

from tests.fuzz import protobuf as fuzz
from treatyc import check, compare
from treatyc.compatibility.finding import Category, Effect, Finding, Verdict
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.report import CompatibilityReport, verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Named, Subject
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree, Span
from treatyc.workspace.protoc import compile_protobuf

PROTO3, PROTO2 = 'syntax = "proto3";\n', 'syntax = "proto2";\n'


def one(report: CompatibilityReport, rule: str) -> Finding:
    found = [finding for finding in report.findings if finding.rule == rule]
    assert len(found) == 1, [finding.rule for finding in report.findings]
    return found[0]


def compared(writer: str, reader: str) -> CompatibilityReport:
    return compare(PROTO3 + writer, PROTO3 + reader, format="protobuf")


def test_a_finding_has_both_places_and_a_message_that_shows_it() -> None:
    report = compared("message Order {\n  int32 total = 1;\n}", "// Told.\nmessage Order {\n  string total = 1;\n}")
    finding = one(report, "protobuf-field-unread")

    assert report.compatible is False
    assert ("Order", "total") == (finding.schema, finding.path)
    assert Span("writer/schema.proto", 3, 9, 5) == finding.writer
    assert Span("reader/schema.proto", 4, 10, 5) == finding.reader
    assert finding.witness is not None
    assert ('{"total": 1}', "0801", "reads {}") == (
        finding.witness.message,
        finding.witness.hex,
        finding.witness.reader,
    )


def test_a_break_in_an_entry_of_a_map_is_shown_in_the_message_that_has_the_map() -> None:
    report = compared("message M { map<string, bytes> m = 1; }", "message M { map<string, string> m = 1; }")
    finding = one(report, "protobuf-text-refused")

    assert "m.value" == finding.path
    assert finding.witness is not None
    assert finding.witness.reader.startswith("refuses it: ")


def test_a_nested_message_is_named_from_its_top_level_message() -> None:
    writer = "message M { message P { sint32 a = 1; } P p = 1; }"
    report = compared(writer, writer.replace("sint32", "int32"))
    finding = one(report, "protobuf-field-encoding")

    assert ("M", "P.a") == (finding.schema, finding.path)


def test_a_type_of_another_name_is_compared_field_by_field() -> None:
    """COMPATIBILITY.md section 4: a renamed type of equal structure is no break on the wire (buf#609, buf#2318)."""
    old, new = "message M { N n = 1; } message N { int32 a = 1; }", "message M { O n = 1; } message O { int32 a = 1; }"
    report, narrower = compared(old, new), compared(old, new.replace("int32", "bool"))

    assert report.compatible is True
    assert Category.SEMANTIC is one(narrower, "protobuf-value-truncated").category


def test_recursion_ends() -> None:
    report = compared("message M { M m = 1; int32 a = 2; }", "message M { M m = 1; string a = 2; }")

    assert report.compatible is False


def test_an_extension_is_compared_as_a_field_of_its_message() -> None:
    before = "message M { extensions 100 to 199; }\nextend M { optional int32 e = 100; }"
    report = compare(PROTO2 + before, PROTO2 + before.replace("int32", "string"), format="protobuf")
    finding = one(report, "protobuf-field-unread")

    assert "[e]" == finding.path
    assert finding.witness is not None
    assert "a00601" == finding.witness.hex


def test_a_new_value_breaks_old_readers_of_a_closed_enumeration_alone() -> None:
    """FORWARD: the new one writes. An open enumeration keeps the number."""
    old = "message M { optional E e = 1; } enum E { A = 0; }"
    new = old.replace("A = 0;", "A = 0; B = 1;")
    closed = check([PROTO2 + old], PROTO2 + new, "FORWARD", format="protobuf")
    opened = check([PROTO3 + old], PROTO3 + new, "FORWARD", format="protobuf")

    assert Effect.BREAKS is one(closed, "protobuf-enum-value-unknown").effect
    assert "protobuf-enum-value-unknown" not in {finding.rule for finding in opened.findings}


def test_an_unused_message_may_be_added_in_every_mode() -> None:
    """COMPATIBILITY.md section 4: Confluent's #2033."""
    old, new = "message M { int32 a = 1; }", "message M { int32 a = 1; } message U { int32 a = 1; }"

    assert check([PROTO3 + old], PROTO3 + new, "FULL", format="protobuf").compatible is True


def test_references_are_followed() -> None:
    """COMPATIBILITY.md section 5: a compatible file may import what is not."""
    text = PROTO3 + 'import "part.proto"; message M { Part p = 1; }'
    old, new = ({"part.proto": f"{PROTO3}message Part {{ {scalar} a = 1; }}"} for scalar in ("int32", "string"))
    report = compare(text, text, format="protobuf", references=new, writer_references=old)

    assert report.compatible is False
    assert ("Part", "a") == (report.findings[0].schema, report.findings[0].path)


def test_layout_and_spelling_make_no_difference() -> None:
    report = compared(
        "message M { repeated int32 a = 1; string b = 2; }",
        "// Words.\nmessage M {\n string b = 2;\n repeated int32 a = 1 [packed = true]; }",
    )

    assert report.same
    assert () == report.findings


def folder(files: dict[str, str]) -> SourceTree:
    sources = {path: Source(path, text) for path, text in files.items()}
    report = Report()
    tree = compile_protobuf(SourceTree("", sources), sorted({path.split("/")[0] for path in files}), report)
    assert not report.failed
    return tree


def test_an_enumeration_of_a_changed_file_is_shown_by_a_message_of_another() -> None:
    """The file that uses the enumeration is the same on both sides, and passed over."""
    user = PROTO2 + 'import "e.proto"; message M { optional E e = 1; }'
    tree = folder(
        {
            "w/e.proto": PROTO2 + "enum E { A = 0; B = 1; }",
            "w/m.proto": user,
            "r/e.proto": PROTO2 + "enum E { A = 0; }",
            "r/m.proto": user,
        }
    )
    sides = [Subject(ENGINE.read(tree, side, Report()), Everything()) for side in ("w", "r")]
    found = [each for each in ENGINE.compare(*sides, Settings()) if each.rule == "protobuf-enum-value-unknown"]

    assert ['{"e": "B"}'] == [finding.witness.message for finding in found if finding.witness]


def test_names_are_those_of_the_folders_own_files() -> None:
    text = 'package p; import "google/protobuf/any.proto"; message M { google.protobuf.Any a = 1; }'
    tree = folder({"w/a.proto": PROTO3 + text})

    assert (("p.M", "w/a.proto"),) == ENGINE.names(ENGINE.read(tree, "w", Report()))


def test_a_schema_that_is_gone_cannot_be_proven() -> None:
    tree = folder({"w/a.proto": PROTO3 + "message M {}", "r/a.proto": PROTO3 + "message N {}"})
    sides = [Subject(ENGINE.read(tree, side, Report()), Named("M")) for side in ("w", "r")]
    found = ENGINE.compare(*sides, Settings())

    assert [("protobuf-schema-missing", Effect.UNPROVEN)] == [(each.rule, each.effect) for each in found]


FIELDS = " ".join(f"repeated M f{number} = {number};" for number in range(1, 60))
MAPS = " ".join(f"map<string, M> f{number} = {number};" for number in range(1, 60))
TREE = "".join(
    f"message R{depth} {{ {' '.join(f'required R{depth + 1} f{number} = {number};' for number in range(1, 27))} }}"
    for depth in range(12)
)
SELF = ("optional M z", "optional string z")
HOSTILE = {
    "a list of itself, 59 times": (f"message M {{ {FIELDS} optional M z = 100; }}", *SELF),
    "a map of itself, 59 times": (f"message M {{ {MAPS} optional M z = 100; }}", *SELF),
    "26 to the power of 12 required fields": (f"message R12 {{ required int32 a = 1; }}{TREE}", "int32 a", "string a"),
    "a message that requires itself": ("message M { required M m = 1; optional int32 a = 2; }", "int32 a", "string a"),
    "2,000 fields into one oneof": (
        "message M { oneof o { int32 z = 5000; } "
        + " ".join(f"optional int32 f{number} = {number};" for number in range(1, 2000))
        + " }",
        "optional int32",
        "optional string",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_schemas_take_no_time(name: str) -> None:
    """Issue 4: no input makes an engine raise, hang or blow up."""
    text, old, new = HOSTILE[name]
    begin = time.process_time()
    report = compare(PROTO2 + text, PROTO2 + text.replace(old, new), format="protobuf")

    assert report.compatible is not True
    assert time.process_time() - begin < 5


def test_a_file_that_the_library_does_not_take_is_compared_without_witnesses() -> None:
    """protoc lets the JSON names of proto2 collide, and the Protobuf library does not."""
    file = FileDescriptorProto(name="schema.proto", syntax="proto2")
    message = file.message_type.add(name=fuzz.ROOT)
    message.field.add(name="one", number=1, json_name="foo", type=FieldDescriptorProto.TYPE_INT32, label=1)
    message.field.add(name="foo", number=2, json_name="foo", type=FieldDescriptorProto.TYPE_INT32, label=1)
    changed = FileDescriptorProto.FromString(file.SerializeToString())
    changed.message_type[0].field[0].type = FieldDescriptorProto.TYPE_STRING
    found = [each for each in fuzz.compare(file, changed) if each.rule == "protobuf-field-unread"]

    assert [Effect.UNPROVEN] == [each.effect for each in found]
    assert all(each.unproven for each in found)
    assert ENGINE.fingerprint(fuzz.subject(file)) != ENGINE.fingerprint(fuzz.subject(changed))


WRAPPERS = 'import "google/protobuf/wrappers.proto";\n'


@pytest.mark.parametrize(
    ("wrapped", "plain"),
    [
        ("google.protobuf.Int32Value a = 1;", "int64 a = 1;"),
        ("repeated google.protobuf.StringValue a = 1;", "repeated string a = 1;"),
        ("map<string, google.protobuf.BoolValue> a = 1;", "map<string, bool> a = 1;"),
    ],
)
def test_a_wrapper_is_in_json_the_value_inside(wrapped: str, plain: str) -> None:
    report = compared(f"{WRAPPERS}message Order {{ {wrapped} }}", f"message Order {{ {plain} }}")

    assert report.compatible is False
    assert [] == [finding.rule for finding in report.findings if finding.category is Category.JSON]


def test_a_wrapper_of_a_wider_value_breaks_json_with_a_value_that_does_not_fit() -> None:
    report = compared(
        f"{WRAPPERS}message Order {{ google.protobuf.Int64Value a = 1; }}", "message Order { int32 a = 1; }"
    )
    finding = one(report, "protobuf-json-type-changed")

    assert finding.witness is not None
    assert '{"a": "4294967297"}' == finding.witness.message


def test_what_protoc_brings_along_is_not_removed_where_nothing_imports_it() -> None:
    report = compared(f"{WRAPPERS}message Order {{ google.protobuf.Int64Value a = 1; }}", "message Order {}")

    assert "protobuf-message-removed" not in [finding.rule for finding in report.findings]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("map<int32, State> states = 1;", '{"states": {"1": "B"}}'),
        ("State state = 1;", '{"state": "B"}'),
        ("repeated State states = 1;", '{"states": ["B"]}'),
    ],
)
def test_the_name_of_a_value_is_shown_wherever_it_is_held(field: str, shown: str) -> None:
    writer, reader = "enum State { A = 0; B = 1; }", "enum State { A = 0; C = 1; }"
    report = compared(f"{writer} message Order {{ {field} }}", f"{reader} message Order {{ {field} }}")
    finding = one(report, "protobuf-json-enum-name-unknown")

    assert finding.witness is not None
    assert (Effect.BREAKS, shown) == (finding.effect, finding.witness.message)


def test_the_name_of_zero_is_shown_by_the_field_that_sends_it() -> None:
    fields = "message Order { State plain = 1; repeated State states = 2; }"
    finding = one(
        compared(f"enum State {{ A = 0; }} {fields}", f"enum State {{ B = 0; }} {fields}"),
        "protobuf-json-enum-name-unknown",
    )

    assert finding.witness is not None
    assert (Effect.BREAKS, '{"states": ["A"]}') == (finding.effect, finding.witness.message)


def test_help_for_a_moved_name_is_one_that_protoc_takes() -> None:
    """A name that another field has cannot be reserved."""
    report = compared("message Order { int32 a = 1; }", "message Order { int32 a = 2; }")

    assert "give it back its number 1" == one(report, "protobuf-field-name-unreserved").help
    assert "`a` was removed: number 2 is another field" == one(report, "protobuf-field-removed").message


def test_a_group_is_told_from_a_message() -> None:
    group = PROTO2 + "message M { optional group G = 1 { optional int32 x = 1; } }"
    plain = PROTO2 + "message M { message G { optional int32 x = 1; } optional G g = 1; }"
    report = compare(group, plain, format="protobuf")

    assert "`g` was group M.G, and is M.G" == one(report, "protobuf-field-type-changed").message


def test_a_field_that_is_added_is_a_remark_as_json_whose_witness_a_strict_parser_refuses() -> None:
    """COMPATIBILITY.md section 4: buf's WIRE_JSON allows it; every additive change would read as breaking otherwise."""
    old, new = "message Order { string buyer = 1; }", "message Order { string buyer = 1; string note = 2; }"
    forward = compared(new, old)
    finding = one(forward, "protobuf-json-field-unknown")

    assert Effect.NOTES is finding.effect
    assert finding.witness is not None
    assert finding.witness.reader.startswith('refuses it: Message type "Order" has no field named "note"')
    assert "ignore_unknown_fields" in finding.help
    assert Verdict.COMPATIBLE is verdict(forward.findings, frozenset({Category.JSON}))
    assert () == compared(old, new).findings
