"""Every problem of every `.proto` file is told in one run, at its place in characters, in plain words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.protobuf.proto_project import read, told
from treatyc.load.protobuf import guard as protobuf_guard
from treatyc.workspace import protoc

HEAD = 'syntax = "proto3";\npackage a.v1;\n'

TELLS = {
    "columns count characters, whatever protoc counts: tabs and letters outside ASCII stand before the name": (
        {"a.proto": HEAD + "message M {\n\t/* é漢 */\tstrin g = 1;\n}\n"},
        ["a.proto:4:11+5 protobuf-unknown-type: no type named `strin` | declare it, or import the file that does"],
    ),
    "several problems of several files in one run": (
        {
            "a.proto": HEAD + "message M {\n  string a = 1;\n  string b = 1;\n  string c = 0;\n}\n",
            "b.proto": HEAD + "message N { string }\nmessage O { int32 3 = a; }\n",
        },
        [
            "a.proto:5:14+1 protobuf-duplicate: field number 1 is already that of `a` | use a free number: 2",
            "a.proto:6:14+1 protobuf-invalid: field numbers must be positive integers",
            "b.proto:3:20+1 protobuf-syntax: expected field name, found `}` | see what stands before it, too",
            "b.proto:4:19+1 protobuf-syntax: expected field name, found `3` | see what stands before it, too",
        ],
    ),
    "what only follows from another file's problem is not told": (
        {
            "a.proto": HEAD + "message M { string a = ; }\n",
            "b.proto": 'syntax = "proto3";\nimport "a.proto";\nmessage N { a.v1.M m = 1; a.v1.Nn n = 2; }\n',
        },
        [
            "a.proto:3:24+1 protobuf-syntax: expected field number, found `;` | see what stands before it, too",
            "b.proto:3:27+7 protobuf-unknown-type: no type named `a.v1.Nn` | did you mean `N`?",
        ],
    ),
    "an import that is nowhere, with what was probably meant": (
        {"shop/v1/a.proto": HEAD, "b.proto": 'syntax = "proto3";\nimport "a.proto";\n'},
        [
            (
                "b.proto:2:1+6 protobuf-import: no file `a.proto` | imports are relative to the schemas folder; "
                "did you mean `shop/v1/a.proto`?"
            )
        ],
    ),
    "no import leaves the folder, whatever lies there (BROKERS 3.4, case 3)": (
        {
            "a.proto": 'syntax = "proto3";\nimport "../treaty.yaml";\nimport "/etc/passwd";\n'
            'import "https://example.org/x.proto";\nimport "x/../../y.proto";\n'
        },
        [
            f"a.proto:{line}:1+6 protobuf-import: `{path}` would leave the schemas folder | "
            "copy the file into the schemas folder, and import it by its path there"
            for line, path in enumerate(
                ("../treaty.yaml", "/etc/passwd", "https://example.org/x.proto", "x/../../y.proto"), 2
            )
        ],
    ),
    "a cycle is told once": (
        {
            name: f'syntax = "proto3";\nimport "{other}";\n'
            for name, other in (("a.proto", "b.proto"), ("b.proto", "a.proto"))
        },
        [
            (
                "a.proto:2:1+6 protobuf-import: these files import each other: `a.proto` → `b.proto` → `a.proto` | "
                "move what both need into a third file"
            )
        ],
    ),
    "a type of a file that is not imported": (
        {"a.proto": HEAD + "message M {}\n", "b.proto": 'syntax = "proto3";\nmessage N { a.v1.M m = 1; }\n'},
        ["b.proto:2:13+6 protobuf-unknown-type: no type named `a.v1.M` | declare it, or import the file that does"],
    ),
    "two files that declare the same name, which each alone may": (
        {"a.proto": HEAD + "message M {}\n", "b.proto": HEAD + "message M {}\nmessage N {}\n"},
        [
            "b.proto:3:9+1 protobuf-duplicate: `a.v1.M` is already defined in file `a.proto` | rename one of the two",
        ],
    ),
    "an unused import, and a file that does not say what it is written in, are warnings": (
        {"a.proto": "message M {}\n", "b.proto": 'syntax = "proto3";\nimport "a.proto";\n'},
        [
            (
                "a.proto:1:1+1 protobuf-no-syntax: this file does not say which Protobuf it is written in, and is read "
                'as proto2 | begin it with `syntax = "proto3";`, or with `syntax = "proto2";` where that is meant'
            ),
            "b.proto:2:1+6 protobuf-unused-import: nothing of `a.proto` is used | remove this import",
        ],
    ),
    "file names that protoc would take for options": (
        {"-I.proto": HEAD, "@x.proto": HEAD, "a b.proto": HEAD},
        [
            f"{name}:1:1+1 protobuf-file-name: `{name}` is no portable name for a `.proto` file | "
            "use letters, digits, `_`, `-`, `+` and `.` only"
            for name in ("-I.proto", "@x.proto", "a b.proto")
        ],
    ),
    "a file in the place of one of Protobuf's own": (
        {"google/protobuf/timestamp.proto": HEAD},
        [
            (
                "google/protobuf/timestamp.proto:1:1+1 protobuf-file-name: `google/protobuf/timestamp.proto` is one of "
                "Protobuf's own files | remove it: the well-known types are there without it"
            )
        ],
    ),
    "a package in the place of Protobuf's own": (
        {"a.proto": 'syntax = "proto3";\npackage google.protobuf;\nmessage M {}\n'},
        [
            (
                "a.proto:2:1+24 protobuf-package: the package `google.protobuf` is Protobuf's own | "
                "declare these types in a package of yours"
            )
        ],
    ),
}


@pytest.mark.parametrize("title", TELLS)
def test_problems_are_told_at_their_place(title: str) -> None:
    files, expected = TELLS[title]
    _, report = read(files)
    assert expected == told(report)


def test_files_without_problems_are_read_beside_those_with_some() -> None:
    units, report = read({"a.proto": HEAD + "message M { string }", "b.proto": HEAD + "message N {}"})
    assert report.failed
    assert ["a.v1.N"] == [schema.name for unit in units for schema in unit.schemas]


def deep(levels: int) -> str:
    """An option whose text nests so deep that protoc runs out of stack."""
    declared = 'import "google/protobuf/descriptor.proto"; message R { R r = 1; }'
    extended = "extend google.protobuf.FileOptions { R x = 50000; }"
    return f'syntax = "proto3";\n{declared}\n{extended}\noption (x) = {"{r:" * levels}{"}" * levels};\n'


def test_nesting_that_would_crash_protoc_is_refused_at_the_bracket() -> None:
    """BROKERS 3.4, case 4."""
    _, report = read({"a.proto": deep(100_000)})
    assert [
        (
            "a.proto:4:206+1 protobuf-too-deep: this nests deeper than 64 levels | "
            "declare the inner messages beside the outer ones"
        )
    ] == told(report)


@pytest.mark.parametrize("bracket", ["// {", "/* {\n{ */", "// <", '/* " */ // {', "// ' {"])
def test_brackets_in_comments_do_not_nest(bracket: str) -> None:
    _, report = read({"a.proto": HEAD + f"{bracket}\n" * 100})
    assert [] == told(report)


@pytest.mark.parametrize("text", ['"{"', "'{'", '"\\"{"', "'\\'{'", '"//{"', '"/*{"'])
def test_brackets_in_strings_do_not_nest(text: str) -> None:
    fields = "".join(
        f"  string f{number} = {number} [json_name = {text[:-1]}{number}{text[-1]}];\n" for number in range(1, 99)
    )
    _, report = read({"a.proto": HEAD + "message M {\n" + fields + "}\n"})
    assert [] == told(report)


def test_a_crash_of_protoc_is_told_of_the_file_and_harms_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """No input is known that passes the guard and crashes protoc, so the guard is opened."""
    monkeypatch.setattr(protobuf_guard, "MAX_DEPTH", 10**9)
    units, report = read({"a.proto": deep(100_000), "b.proto": HEAD + "message N {}"})
    assert [
        "a.proto:1:1+1 protobuf-compiler: protoc did not come to an end with this file | make it smaller or flatter"
    ] == told(report)
    assert ["a.v1.N"] == [schema.name for unit in units for schema in unit.schemas]


def test_a_run_of_protoc_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protoc, "TIMEOUT_S", 0.4)
    ranges = ",".join(str(number) for number in range(1, 60_000))
    _, report = read({"a.proto": f'syntax = "proto2";\nmessage M {{ extensions {ranges}; }}\n'})
    assert ["protobuf-compiler"] == [found.rule for found in report.diagnostics]


def test_a_file_that_is_no_protobuf_at_all_is_told_briefly() -> None:
    _, report = read({"a.proto": "\n".join(f'syntax "{n}" message 3;' for n in range(5_000))})
    assert 1 <= len(report.diagnostics) <= 100


WORDS = """\
syntax = "proto3";
syntax = "proto2";
edition = "2023";
package a.v1;
import "b.proto";
import public "a.proto";
message M {
enum E {
oneof o {
extend M {
service S { rpc R(M) returns (stream M); }
string s = 1;
optional int32 n = 2 [default = 3];
map<string, M> m = 3;
reserved 4, 5 to max;
A = 0;
}
/*
"
\\
option (x) = { y: < z: [1, 2] > };
é漢\t😀
"""
PIECES = st.sampled_from([*WORDS.splitlines(), "\n", "\r", "\0", "\ufeff", "\u2028"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=12), max_size=14), st.lists(PIECES, max_size=6))
def test_no_text_makes_it_raise(first: list[str], second: list[str]) -> None:
    """Whatever is wrong is a diagnostic with a place inside the text."""
    texts = {"a.proto": " ".join(first).encode("utf-8", "ignore").decode(), "b.proto": "\n".join(second)}
    _, report = read(texts)
    for found in report.diagnostics:
        lines = texts[found.place.path.removeprefix("schemas/")].split("\n")
        assert 1 <= found.place.line <= len(lines)  # type: ignore[union-attr]
        assert 1 <= found.place.column <= len(lines[found.place.line - 1]) + 1  # type: ignore[union-attr]
