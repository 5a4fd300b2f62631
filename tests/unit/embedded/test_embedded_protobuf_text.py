"""Protobuf files as text: what is printed of a descriptor declares the same; clients that have no text are served."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import DescriptorProto, EnumDescriptorProto, FileDescriptorProto

from tests.unit.embedded.calling import ask
from treatyc.compatibility.protobuf.library import Library
from treatyc.diagnostics import Report
from treatyc.embedded.parsing import Parser, Text
from treatyc.embedded.protobuf_printing import printed
from treatyc.embedded.protobuf_text import says_the_same
from treatyc.source import Source, SourceTree
from treatyc.system.schema import Format
from treatyc.workspace.protoc import compile_protobuf

FILES = ("pairs.jsonl", "pairs_more.jsonl")
VECTORS = Path(__file__).parents[4] / "shared" / "vectors"

PROTO_2 = r"""syntax = "proto2";
package q;
import "google/protobuf/descriptor.proto";
import public "google/protobuf/any.proto";
option java_package = "x\"y\n";
option (whole) = { a: 1, b: "x", r: [1, 2], [q.more]: true };
message Whole { optional int32 a = 1; optional string b = 2; repeated int32 r = 3; extensions 10 to max; }
extend Whole { optional bool more = 10; }
extend google.protobuf.FileOptions { optional Whole whole = 50001; }
extend google.protobuf.FieldOptions {
  repeated string tags = 50002;
  optional Kind kind = 50003;
  optional double share = 50004;
  optional bytes raw = 50005;
}
enum Kind {
  option allow_alias = true;
  reserved 5 to 7, 9, 100 to max;
  reserved "QQ";
  A = 0 [deprecated = true];
  B = 0;
  NEGATIVE = -1;
}
message M {
  option deprecated = true;
  reserved 100 to 200, 7;
  reserved "x", "y";
  required string s = 1 [default = "a\"\n\u00e9\\", (tags) = "p", (tags) = "q",
    (kind) = B, (share) = 1.5, (raw) = "\377"];
  optional bytes b = 2 [default = "\001\377\"x"];
  optional double d = 3 [default = -inf];
  optional Kind e = 4 [default = NEGATIVE];
  optional group Grp = 5 { optional int32 z = 1; }
  oneof one { option (of) = "o"; int32 o1 = 6; group InOne = 8 { optional M m = 1; } }
  map<string, M> mm = 9;
  repeated int32 packed_ones = 10 [packed = true];
  optional string _under_score__x = 11 [json_name = "zap"];
  optional M.In in = 12;
  optional int32 trail_2 = 13;
  extensions 500 to 600;
  extend M { optional int32 inner = 500; optional group GX = 501 { optional int32 q = 1; } }
  message In { enum X { Y = 1; } optional X x = 1 [default = Y]; }
}
extend google.protobuf.OneofOptions { optional string of = 50006; }
service S {
  rpc A (M) returns (stream M);
  rpc B (stream .q.M) returns (M) { option deprecated = true; option idempotency_level = NO_SIDE_EFFECTS; }
}
"""
PROTO_3 = """syntax = "proto3";
message A {
  optional int32 x = 1;
  oneof q { string a = 2; int32 b = 3; }
  map<int32, E> m = 4;
  repeated string r = 5;
  A self = 6;
}
enum E { Z = 0; }
"""
EDITION = """edition = "2023";
package e;
option features.field_presence = IMPLICIT;
message A {
  int32 x = 1 [features.field_presence = LEGACY_REQUIRED];
  reserved foo, bar;
  A c = 2 [features.message_encoding = DELIMITED];
  repeated int32 r = 3;
}
enum Q { option features.enum_type = CLOSED; Z = 1; }
"""


def compiled(texts: Sequence[str]) -> list[tuple[FileDescriptorProto, list[FileDescriptorProto]] | None]:
    """Each text's descriptor, and those of what it imports; None for what does not compile."""
    files = {f"{number}/s.proto": Source(f"{number}/s.proto", text) for number, text in enumerate(texts)}
    tree = compile_protobuf(SourceTree("", files), [str(number) for number in range(len(texts))], Report())
    libraries = [Library(tree, str(number)) for number in range(len(texts))]
    return [
        (library.file("s.proto"), list(imported(library, "s.proto", set()))) if "s.proto" in library else None
        for library in libraries
    ]


def imported(library: Library, path: str, seen: set[str]) -> Iterator[FileDescriptorProto]:
    for each in library.file(path).dependency:
        if each not in seen:
            seen.add(each)
            yield from imported(library, each, seen)
            yield library.file(each)


def settled(file: FileDescriptorProto) -> FileDescriptorProto:
    """A file with all that has no order of its own in one."""
    found = FileDescriptorProto.FromString(file.SerializeToString())
    public = {found.dependency[index] for index in found.public_dependency}
    paths = sorted(found.dependency)
    found.dependency[:] = paths
    found.public_dependency[:] = [paths.index(path) for path in sorted(public)]
    pending: list[DescriptorProto | EnumDescriptorProto] = [*found.message_type, *found.enum_type]
    while pending:
        each = pending.pop()
        each.reserved_name[:] = sorted(each.reserved_name)
        if isinstance(each, DescriptorProto):
            nested = sorted(each.nested_type, key=lambda inner: inner.name)
            copies = [DescriptorProto.FromString(inner.SerializeToString()) for inner in nested]
            del each.nested_type[:]
            each.nested_type.extend(copies)
            pending += [*each.nested_type, *each.enum_type]
    return found


def check(texts: Sequence[str]) -> int:
    before = [each for each in compiled(texts) if each is not None]
    after = compiled([printed(file, others) for file, others in before])
    for (file, _), found in zip(before, after, strict=True):
        assert found is not None
        assert settled(file) == settled(found[0])
    return len(before)


def test_what_is_printed_declares_the_same() -> None:
    assert 3 == check([PROTO_2, PROTO_3, EDITION])


@pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is not beside this checkout")
def test_what_is_printed_declares_the_same_in_all_vectors() -> None:
    lines = [line for name in FILES for line in (VECTORS / name).read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    texts = {row[side]: None for row in rows if row["format"] == "PROTOBUF" for side in ("writer", "reader")}

    assert check(list(texts)) > 150


COMMON = 'syntax = "proto3";\npackage c;\n// What others use.\nmessage C { int32 z = 1; }\n'
OUTER = 'syntax = "proto3";\npackage o;\nimport "c/c.proto";\nmessage O { c.C c = 1; }\n'
REFERENCE = {"name": "c/c.proto", "subject": "c/c.proto", "version": 1}


def descriptor(text: str, *others: tuple[str, str]) -> bytes:
    return Parser(compile_protobuf).parse(Text(Format.PROTOBUF, text, others)).descriptor


def test_a_descriptor_is_registered_as_a_text_and_told_as_a_descriptor(url: str) -> None:
    """What confluent-kafka's serialisers send and ask for, with `format=serialized`."""
    sent = base64.b64encode(descriptor(COMMON)).decode()
    body = {"schema": sent, "schemaType": "PROTOBUF"}

    assert 1 == ask(url, "POST", "/subjects/c%2Fc.proto/versions", body)[1]["id"]
    assert 1 == ask(url, "POST", "/subjects/c%2Fc.proto/versions", body)[1]["id"]

    found = ask(url, "GET", "/subjects/c%2Fc.proto/versions/1")[1]
    assert 'syntax = "proto3";\npackage c;\nmessage C {\n  int32 z = 1;\n}\n' == found["schema"]
    serialized = ask(url, "GET", "/schemas/ids/1?format=serialized")[1]["schema"]
    assert "C" == FileDescriptorProto.FromString(base64.b64decode(serialized)).message_type[0].name
    outer = base64.b64encode(descriptor(OUTER, ("c/c.proto", COMMON))).decode()
    body = {"schema": outer, "schemaType": "PROTOBUF", "references": [REFERENCE]}
    assert 2 == ask(url, "POST", "/subjects/o/versions", body)[1]["id"]
    assert ".c.C c = 1" in ask(url, "GET", "/schemas/ids/2")[1]["schema"]


def test_a_descriptor_means_the_text_that_declares_the_same(url: str) -> None:
    """A project pushes its text, and then an agent with generated classes comes and asks for the id."""
    ask(url, "POST", "/subjects/s/versions", {"schema": COMMON, "schemaType": "PROTOBUF"})
    sent = {"schema": base64.b64encode(descriptor(COMMON)).decode(), "schemaType": "PROTOBUF"}

    assert 1 == ask(url, "POST", "/subjects/s", sent)[1]["id"]
    assert 1 == ask(url, "POST", "/subjects/s/versions", sent)[1]["version"]


def test_layout_makes_no_version_and_a_comment_does(url: str) -> None:
    def register(text: str) -> int:
        body = {"schema": text, "schemaType": "PROTOBUF"}
        return int(ask(url, "POST", "/subjects/s/versions", body)[1]["version"])

    assert [1, 1, 2] == [register(each) for each in (COMMON, COMMON.replace(" = ", "  =\n"), f"// News.\n{COMMON}")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a=1;", "a = 1 ;", True),
        ("a {\n  b;\n}\n", "a{b;}", True),
        ("// c  \na;", "  // c\n  a;", True),
        ("a; // c\nb;", "a; // c b;", False),
        ("// c", "// d", False),
        ("/* c */ a", "a", False),
        ('"a b"', '"a  b"', False),
        ("'//' a", "'//'\na", True),
        ('"\\"" a', '"\\""   a', True),
        ("a b", "ab", False),
    ],
)
def test_layout_is_what_no_word_is_part_of(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a column
    assert same is says_the_same(one, other)


def test_what_is_normal_is_the_same_however_it_is_written(url: str) -> None:
    """Names in full or not, imports and options in any order, comments or none."""
    ask(url, "POST", "/subjects/c%2Fc.proto/versions", {"schema": COMMON, "schemaType": "PROTOBUF"})
    head = 'syntax = "proto3";\npackage o;\n'
    imports = ['import "c/c.proto";\n', 'import "google/protobuf/any.proto";\n']
    options = ['option java_package = "o";\n', 'option go_package = "o";\n']
    texts = [
        f"{head}{''.join(imports + options)}message O {{ c.C c = 1; google.protobuf.Any a = 2; }}",
        f"{head}{''.join(options[::-1] + imports[::-1])}message O {{ .c.C c = 1; .google.protobuf.Any a = 2; }} // O",
    ]

    def register(subject: str, text: str, normalize: str) -> int:
        body = {"schema": text, "schemaType": "PROTOBUF", "references": [REFERENCE]}
        return int(ask(url, "POST", f"/subjects/{subject}/versions?normalize={normalize}", body)[1]["version"])

    assert [1, 1] == [register("normal", text, "true") for text in texts]
    assert [1, 2] == [register("plain", text, "false") for text in texts]


def test_what_every_registry_has_needs_no_reference(url: str) -> None:
    text = """syntax = "proto3";
    import "confluent/meta.proto";
    import "confluent/type/decimal.proto";
    import "google/protobuf/timestamp.proto";
    message M {
      confluent.type.Decimal price = 1 [(confluent.field_meta).tags = "PII"];
      google.protobuf.Timestamp at = 2;
    }
    """

    assert 200 == ask(url, "POST", "/subjects/s/versions", {"schema": text, "schemaType": "PROTOBUF"})[0]
