"""`from treatyc import compare, check`: texts in, a report out, and clear errors for what is no schema or no word."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import treatyc
from treatyc import SchemaError, check, compare
from treatyc.source import Span
from treatyc.workspace import comparing


def avro(*fields: object, name: str = "Order") -> str:
    return json.dumps({"type": "record", "name": name, "namespace": "shop.v1", "fields": fields})


def proto(*fields: str, head: str = "") -> str:
    return (
        f'syntax = "proto3";\npackage shop.v1;\n{head}\nmessage Order {{\n'
        + "".join(f"  {f};\n" for f in fields)
        + "}\n"
    )


def object_of(**properties: object) -> str:
    return json.dumps({"type": "object", "properties": properties})


ID, TOTAL = {"name": "id", "type": "string"}, {"name": "total", "type": "long"}
OLD = {
    "avro": avro(ID),
    "protobuf": proto("string id = 1"),
    "jsonschema": object_of(id={"type": "string"}),
}
BREAKING = {
    "avro": avro(ID, TOTAL),
    "protobuf": proto("int64 id = 1"),
    "jsonschema": object_of(id={"type": "integer"}),
}
COMPATIBLE = {
    "avro": avro(ID, {**TOTAL, "default": 0}),
    "protobuf": proto("string id = 1", "int64 total = 2"),
    "jsonschema": object_of(id={"type": "string"}, total={"type": "integer"}),
}
FORMATS = pytest.mark.parametrize("format", ["avro", "protobuf", "jsonschema"])


@FORMATS
def test_a_break_is_found_with_its_places_and_a_message_that_proves_it(format: str) -> None:
    report = compare(OLD[format], BREAKING[format], format=format)

    assert ("breaking", False, "major") == (report.verdict, report.compatible, report.change)
    finding = next(finding for finding in report.findings if finding.category == "wire")
    assert ("breaks", "backward") == (finding.effect, finding.direction)
    assert finding.witness is not None
    json.loads(finding.witness.message)
    assert bool(finding.witness.hex) is (format != "jsonschema")
    assert finding.reader is not None
    assert report.locate(finding.reader).path.startswith("reader/")


@FORMATS
def test_a_sound_change_is_compatible_and_the_same_again_is_none(format: str) -> None:
    changed = compare(OLD[format], COMPATIBLE[format], format=format)
    same = compare(OLD[format], OLD[format], format=format)

    assert ("compatible", True, "minor") == (changed.verdict, changed.compatible, changed.change)
    assert ("compatible", True, "none", ()) == (same.verdict, same.compatible, same.change, same.findings)


@FORMATS
def test_a_report_prints_what_it_found(format: str) -> None:
    text = str(compare(OLD[format], BREAKING[format], format=format))

    assert text.startswith("breaking\n")
    assert "\n  writer: writer/schema." in text
    assert "\n  witness: " in text
    assert "\n  help: " in text


@FORMATS
@pytest.mark.parametrize(
    ("mode", "verdict"),
    [
        ("BACKWARD", "compatible"),
        ("BACKWARD_TRANSITIVE", "breaking"),
        ("full_transitive", "breaking"),
        ("NONE", "compatible"),
    ],
)
def test_a_mode_looks_at_the_last_version_or_at_all(format: str, mode: str, verdict: str) -> None:
    first = avro({**ID, "type": "int"}) if format == "avro" else BREAKING[format]
    report = check([first, OLD[format]], COMPATIBLE[format], mode, format=format)

    assert verdict == report.verdict
    assert {"1"} >= {finding.version for finding in report.findings if finding.category == "wire"} - {"2"}


@FORMATS
def test_the_first_version_follows_nothing(format: str) -> None:
    assert "compatible" == check([], OLD[format], "FULL_TRANSITIVE", format=format).verdict


@pytest.mark.parametrize(
    ("format", "references", "writer", "reader"),
    [
        ("avro", {"shop.v1.Line": avro(name="Line")}, avro(ID), avro({"name": "line", "type": "Line", "default": {}})),
        (
            "protobuf",
            {"shop/line.proto": 'syntax = "proto3";\npackage shop.v1;\nmessage Line {}'},
            proto(),
            proto("Line line = 1", head='import "shop/line.proto";'),
        ),
        ("jsonschema", {"line.json": "{}"}, object_of(), object_of(line={"$ref": "line.json"})),
    ],
)
def test_references_are_the_texts_of_what_is_imported(
    format: str, references: dict[str, str], writer: str, reader: str
) -> None:
    assert "compatible" == compare(writer, reader, format=format, references=references).verdict
    with pytest.raises(SchemaError):
        compare(writer, reader, format=format)


def test_the_writer_may_have_other_references() -> None:
    """A compatible file may import what is not (Apicurio#7875): the closure is compared."""
    order = proto("Line line = 1", head='import "line.proto";')
    old, new = (
        f'syntax = "proto3";\npackage shop.v1;\nmessage Line {{ {kind} sku = 1; }}' for kind in ("string", "int64")
    )
    report = compare(
        order, order, format="protobuf", references={"line.proto": new}, writer_references={"line.proto": old}
    )

    assert "breaking" == report.verdict


@FORMATS
@pytest.mark.parametrize("side", ["writer", "reader"])
@pytest.mark.parametrize("text", ["{", "null", "\0", '{"type": "nothing"}', "[" * 5000, "\ud800"])
def test_a_text_that_is_no_schema_is_an_error_with_its_place(format: str, side: str, text: str) -> None:
    texts = {"writer": OLD[format], "reader": OLD[format], side: text}
    with pytest.raises(SchemaError) as raised:
        compare(texts["writer"], texts["reader"], format=format)

    assert raised.value.diagnostics
    assert f"{side}/schema." in str(raised.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("xml", "strict"), "`xml` is none of `avro`, `protobuf`, `jsonschema`"),
        (("avro", "open"), "`open` is none of `declared`, `strict`"),
    ],
)
def test_a_word_that_is_not_known_is_told_with_those_that_are(options: tuple[str, str], said: str) -> None:
    language, content_model = options
    with pytest.raises(ValueError, match=said):
        compare(OLD["avro"], OLD["avro"], format=language, content_model=content_model)


def test_an_unknown_mode_is_told_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="`sideways` is none of `none`, `backward`"):
        check([], OLD["avro"], "SIDEWAYS", format="avro")


def test_a_history_is_a_list() -> None:
    with pytest.raises(TypeError, match="a list of texts"):
        check(OLD["avro"], OLD["avro"], "FULL", format="avro")


@pytest.mark.parametrize(
    "path", ["../x.proto", "/etc/x.proto", "a/../../x.proto", "..", "", "a\\..\\x.proto", "a\0.proto"]
)
def test_a_reference_stays_in_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match="the path of a reference"):
        compare(OLD["protobuf"], OLD["protobuf"], format="protobuf", references={path: proto()})


def test_texts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SchemaError, match="file-too-large"):
        compare(" " * (comparing.TEXT_MAX + 1), OLD["avro"], format="avro")
    monkeypatch.setattr(comparing, "TEXTS_MAX", 3)
    with pytest.raises(SchemaError, match="project-too-large"):
        check([OLD["avro"]] * 3, OLD["avro"], "BACKWARD", format="avro")


def test_places_are_lines_of_the_texts() -> None:
    report = compare(OLD["protobuf"], BREAKING["protobuf"], format="protobuf")
    place = next(finding.reader for finding in report.findings if finding.category == "wire")

    assert place is not None
    assert Span("reader/schema.proto", 5, 9, 2) == report.locate(place)


def test_the_engines_are_imported_when_they_are_asked() -> None:
    """`import treatyc` costs nothing: no protobuf, no fastavro, no engine."""
    program = "import sys, treatyc; print([m for m in sys.modules if 'compat' in m or 'protobuf' in m or 'avro' in m])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout


def test_the_api_is_typed_and_says_what_it_has() -> None:
    assert (Path(treatyc.__file__).parent / "py.typed").is_file()
    assert ["SchemaError", "check", "compare", "predict"] == treatyc.__all__
    with pytest.raises(AttributeError, match="no attribute 'compares'"):
        getattr(treatyc, "compares")  # noqa: B009 - mypy knows that it is not there


def test_check_is_the_function_whatever_was_imported_before() -> None:
    """A package of the compiler is called `check`, too; importing it must not take the name."""
    program = "import treatyc.checks.engine, treatyc; from treatyc import check; print(check.__module__)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)

    assert "treatyc.workspace.comparing\n" == done.stdout
