"""Each folder of tests/cases/compat holds a writer and a reader, and `expected.txt` what `treaty compat` says of them.

Beside it may lie the same in the other formats, and `arguments.txt`, further words of the command line. `make golden`
writes what is there anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from treatyc.cli.group import group
from treatyc.compatibility.conclusion import UNASKED

CASES = Path(__file__).parent / "cases" / "compat"
FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())
FORMATS = {"txt": "text", "json": "json", "sarif": "sarif", "junit": "junit", "github": "github", "md": "markdown"}
GOLDEN = [(folder, ending) for folder in FOLDERS for ending in FORMATS if (folder / f"expected.{ending}").exists()]

ORDER = '{"type": "record", "name": "Order", "fields": []}'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["compat", *arguments], catch_exceptions=False)


def sides(folder: Path) -> list[str]:
    """The names of both, the older first."""
    return sorted((path.name for path in folder.iterdir() if path.name.startswith(("writer", "reader"))), reverse=True)


@pytest.mark.parametrize(("folder", "ending"), GOLDEN, ids=lambda value: getattr(value, "name", value))
def test_what_compat_prints(
    folder: Path, ending: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    expected = folder / f"expected.{ending}"
    words = folder / "arguments.txt"
    result = run(*sides(folder), "--format", FORMATS[ending], *(words.read_text().split() if words.exists() else []))
    if request.config.getoption("--update-golden"):
        expected.write_text(result.output)

    assert expected.read_text() == result.output
    assert ("error[" in (folder / "expected.txt").read_text()) == result.exit_code


def test_every_case_has_an_expectation() -> None:
    assert set(FOLDERS) == {folder for folder, ending in GOLDEN if ending == "txt"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["old.avsc", "gone.avsc"], "there is no such file or folder"),
        (["old.avsc", "notes.md"], "this is no schema by its name"),
        (["old.avsc", "broken.avsc"], "this is not JSON"),
        (["broken.avsc", "old.avsc"], "this is not JSON"),
        (["old.avsc", "broken.proto"], "two files of one format"),
        (["broken.proto", "broken.proto"], "protobuf-syntax"),
        (["old.avsc", "old.avsc", "--mode", "sideways"], "'sideways' is not one of"),
        (["old.avsc", "old.avsc", "--category", "wires"], "did you mean `wire`?"),
        (["old.avsc", "old.avsc", "--content-model", "open"], "'open' is not one of"),
        (["old.avsc", "old.avsc", "--format", "xml"], "'xml' is not one of"),
        (["old.avsc"], "Missing argument 'READER'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_compared_is_told_with_exit_code_2(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The issue: a wrong file, a schema that does not parse, an unknown mode: a clear diagnostic, exit 2."""
    monkeypatch.chdir(tmp_path)
    for path, text in {"old.avsc": ORDER, "notes.md": "", "broken.avsc": "{", "broken.proto": "message {"}.items():
        (tmp_path / path).write_text(text)
    result = run(*arguments)

    assert 2 == result.exit_code
    assert said in result.output


def test_of_the_mode_none_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not looked at is neither compatible nor a new minor."""
    monkeypatch.chdir(tmp_path)
    Path("a.avsc").write_text('{"type": "record", "name": "A", "fields": []}')
    Path("b.avsc").write_text('{"type": "record", "name": "A", "fields": [{"name": "id", "type": "string"}]}')
    result = run("a.avsc", "b.avsc", "--mode", "none")

    assert (0, f"{UNASKED}\n") == (result.exit_code, result.output)


def test_no_project_is_needed_and_modes_are_spelled_as_registries_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.avsc").write_text(ORDER)
    result = run("a.avsc", "a.avsc", "--mode", "FULL_TRANSITIVE")

    assert (0, "compatible on the wire, compatible in source, compatible in meaning") == (
        result.exit_code,
        result.output.splitlines()[0],
    )


def test_a_file_that_does_not_parse_is_shown_under_the_path_that_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.avsc").write_text(ORDER)
    (tmp_path / "b.avsc").write_text(ORDER.replace("record", "recrd"))
    result = run("a.avsc", "./b.avsc")

    assert 2 == result.exit_code
    assert "--> b.avsc:1:10\n" in result.output
    assert '"recrd"' in result.output


def test_references_are_what_both_sides_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that lies among them stands there on both sides: what imports it finds the version of its own side."""
    monkeypatch.chdir(tmp_path)
    head = 'syntax = "proto3";\npackage shop.v1;\n'
    for path, text in {
        "schemas/shop/order.proto": f'{head}import "shop/line.proto";\nmessage Order {{ Line line = 1; }}\n',
        "schemas/shop/line.proto": f"{head}message Line {{ string sku = 1; }}\n",
        "before/line.proto": f"{head}message Line {{ bool sku = 1; }}\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    order = "schemas/shop/order.proto"
    alone, beside = run(order, order), run(order, order, "--references", "schemas")
    line = run("before/line.proto", "schemas/shop/line.proto", "--references", "schemas")

    assert (2, 0, 1) == (alone.exit_code, beside.exit_code, line.exit_code)
    assert "`shop/line.proto`" in alone.output
    assert "--> schemas/shop/line.proto:3:" in line.output
    assert "::: before/line.proto:3:" in line.output


@pytest.mark.parametrize(("category", "code"), [("wire", 0), ("wire,semantic", 0), ("source", 1), ("json,source", 1)])
def test_a_break_fails_where_its_category_does(
    category: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field renamed in Protobuf: nothing happens on the wire, and code and JSON break (COMPATIBILITY section 4)."""
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        (tmp_path / f"{name}.proto").write_text(f'syntax = "proto3";\nmessage Order {{ string {name}_id = 1; }}\n')
    result = run("old.proto", "new.proto", "--category", category)

    assert code == result.exit_code
    assert "compatible on the wire, breaking as JSON, breaking in source" in result.output
