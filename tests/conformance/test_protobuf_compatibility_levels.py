"""The table of COMPATIBILITY.md section 4: each change, answered on the wire, in JSON, in the source and in meaning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from treatyc.compatibility.finding import Category, Verdict
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree
from treatyc.workspace.protoc import compile_protobuf

PROTO2, PROTO3 = 'syntax = "proto2";', 'syntax = "proto3";'
AB = "message M { int32 a = 1; int32 b = 2; }"
A = "message M { int32 a = 1; }"
ENUM = "message M { E e = 1; } enum E { Z = 0; X = 1; }"
LIST, OPTIONAL = "message M { repeated int32 a = 1; }", "message M { optional int32 a = 1; }"
N = "message N { int32 a = 1; } "


@dataclass(frozen=True)
class Row:
    """A change, and the levels that it breaks: `w`ire, `j`son, `s`ource, s`e`mantic (`?`: cannot be proven)."""

    change: str
    writer: str
    reader: str
    breaks: str


TABLE = (
    Row("field renamed, same number", A, "message M { int32 b = 1; }", "js"),
    Row("field number changed, same name", A, "message M { int32 a = 2; }", "ws"),
    Row("field removed, number not reserved", AB, A, "s"),
    Row("field added", A, AB, ""),
    Row("map removed", "message M { map<string, string> t = 1; int32 b = 2; }", "message M { int32 b = 2; }", "s"),
    Row("reserved number reused", "message M { reserved 2; int32 a = 1; }", AB, "?"),
    Row("reserved name reused", 'message M { reserved "b"; int32 a = 1; }', AB, "?"),
    Row("enum value removed", ENUM, "message M { E e = 1; } enum E { Z = 0; }", "js"),
    Row("enum value renumbered", ENUM, "message M { E e = 1; } enum E { Z = 0; X = 2; }", "se"),
    Row("enum value renamed", ENUM, "message M { E e = 1; } enum E { Z = 0; Y = 1; }", "js"),
    Row("package changed", f"package p; {A}", f"package q; {A}", "s"),
    Row(
        "proto2 required field added",
        f"{PROTO2} message M {{ optional int32 a = 1; }}",
        f"{PROTO2} message M {{ optional int32 a = 1; required int32 b = 2; }}",
        "w",
    ),
    Row(
        "proto2 required field removed",
        f"{PROTO2} message M {{ optional int32 a = 1; required int32 b = 2; }}",
        f"{PROTO2} message M {{ optional int32 a = 1; }}",
        "s",
    ),
    Row(
        "field moved into an existing oneof",
        "message M { int32 a = 1; oneof o { int32 b = 2; } }",
        "message M { oneof o { int32 a = 1; int32 b = 2; } }",
        "ws",
    ),
    Row(
        "two oneofs merged",
        "message M { oneof o { int32 a = 1; } oneof p { int32 b = 2; } }",
        "message M { oneof o { int32 a = 1; int32 b = 2; } }",
        "ws",
    ),
    Row(
        "member dropped while its oneof is renamed",
        "message M { oneof o { int32 a = 1; int32 b = 2; } }",
        "message M { oneof p { int32 a = 1; } }",
        "s",
    ),
    Row("type changed while moving into a oneof", A, "message M { oneof o { string a = 1; } }", "wjs"),
    Row("field out of a oneof", "message M { oneof o { int32 a = 1; int32 b = 2; } }", AB, "s"),
    Row("lone field into a new oneof", AB, "message M { oneof o { int32 a = 1; } int32 b = 2; }", "s"),
    Row("proto3 optional added", A, "message M { optional int32 a = 1; }", "s"),
    Row("singular to repeated int32", A, "message M { repeated int32 a = 1; }", "js"),
    Row("singular to repeated string", "message M { string a = 1; }", "message M { repeated string a = 1; }", "js"),
    Row("repeated to singular string", "message M { repeated string a = 1; }", "message M { string a = 1; }", "jse"),
    Row("repeated to singular int32", "message M { repeated int32 a = 1; }", A, "wjs"),
    Row(
        "message type of equal structure, both kept",
        N + "message O { int32 a = 1; } message M { N n = 1; }",
        N + "message O { int32 a = 1; } message M { O n = 1; }",
        "s",
    ),
    Row("unused top-level message removed", N + A, A, "s"),
    Row("unused top-level message added", A, N + A, ""),
    Row("json_name changed", A, 'message M { int32 a = 1 [json_name = "z"]; }', ""),
    Row("rpc removed", N + "service S { rpc X(N) returns (N); }", N + "service S {}", "s"),
    Row(
        "rpc streaming changed",
        N + "service S { rpc X(N) returns (N); }",
        N + "service S { rpc X(N) returns (stream N); }",
        "w",
    ),
    Row(
        "packed toggled",
        "message M { repeated int32 a = 1; }",
        "message M { repeated int32 a = 1 [packed=false]; }",
        "",
    ),
    Row(
        "syntax proto3 to proto2",
        "message M { optional int32 a = 1; }",
        f"{PROTO2} message M {{ optional int32 a = 1; }}",
        "",
    ),
    Row("int64 to int32", "message M { int64 a = 1; }", A, "jse"),
    Row("string to bytes", "message M { string a = 1; }", "message M { bytes a = 1; }", "js"),
    Row("bytes to string", "message M { bytes a = 1; }", "message M { string a = 1; }", "wjs"),
    Row("numbers swapped", AB, "message M { int32 b = 1; int32 a = 2; }", "wse"),
    Row("comment and order", AB, "// Told.\nmessage M { int32 b = 2; int32 a = 1; }", ""),
)
LETTERS = {"w": Category.WIRE, "j": Category.JSON, "s": Category.SOURCE, "e": Category.SEMANTIC}


def text(body: str) -> str:
    return body if body.startswith(PROTO2) else f"{PROTO3} {body}"


@cache
def compiled() -> SourceTree:
    files = {
        path: Source(path, text(body))
        for index, row in enumerate(TABLE)
        for path, body in ((f"{index}/w/x.proto", row.writer), (f"{index}/r/x.proto", row.reader))
    }
    report = Report()
    tree = compile_protobuf(SourceTree("", files), [path.rpartition("/")[0] for path in files], report)
    assert not report.failed
    return tree


@pytest.mark.parametrize("index", range(len(TABLE)), ids=[row.change for row in TABLE])
def test_each_level_is_answered(index: int) -> None:
    sides = [
        Subject(ENGINE.read(compiled(), f"{index}/{side}", Report()), WholeFile(f"{index}/{side}/x.proto"))
        for side in ("w", "r")
    ]
    found = ENGINE.compare(sides[0], sides[1], Settings())
    verdicts = {letter: verdict(found, frozenset({category})) for letter, category in LETTERS.items()}
    broken = "".join(letter for letter, said in verdicts.items() if said is Verdict.BREAKING)
    unproven = "?" if Verdict.UNPROVEN in verdicts.values() else ""

    assert TABLE[index].breaks == broken + unproven
