"""Each folder of `tests/cases/language` is one project; `expected.txt` holds all that treaty says about it.

A case without that file is accepted without a word. `--update-golden` writes the files anew.
"""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from treatyc.diagnostics import Diagnostic, Report
from treatyc.link import link
from treatyc.load import yaml_tree
from treatyc.load.accepted import ACCEPTED
from treatyc.load.language import FRAGMENT, PROJECT
from treatyc.load.language_schema import language_schema
from treatyc.load.project import load_project
from treatyc.load.yaml_tree import Mapping, Node, Scalar, Sequence
from treatyc.positions import locate
from treatyc.source import Place, Source, SourceTree
from treatyc.workspace.reading import read

CASES = Path(__file__).parents[2] / "cases" / "language"
FLEET = Path(__file__).parents[3] / "contracts"
FOLDERS = sorted(folder for folder in CASES.iterdir() if (folder / "treaty.yaml").exists())
FILES = sorted(path for path in (*CASES.rglob("*.yaml"), *FLEET.rglob("*.yaml")))
SCHEMA = jsonschema.Draft202012Validator(language_schema())


def test_the_schema_of_the_language_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(language_schema())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_treaty_says_about_a_project(folder: Path, request: pytest.FixtureRequest) -> None:
    report = Report()
    workspace = read(folder / "treaty.yaml", report, root=CASES)
    assert workspace is not None
    unit = load_project(workspace.tree, report)
    system = link(unit, report) if unit is not None else None
    said = "".join(_line(diagnostic, workspace.tree) for diagnostic in _sorted(report, workspace.tree))
    expected = folder / "expected.txt"
    if request.config.getoption("--update-golden", default=False):
        expected.unlink(missing_ok=True)
        if said:
            expected.write_text(said)
    assert (expected.read_text() if expected.exists() else "") == said
    assert (system is None) == report.failed


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_loader_and_schema_accept_the_same(path: Path) -> None:
    """The equality of two renderings of one definition; a file that is no YAML has no value to compare."""
    node = yaml_tree.parse(Source("treaty.yaml", path.read_text()), Report())
    if node is None:
        assert path.parent.name in {"key_twice", "yaml_alias", "yaml_syntax", "yaml_tag", "yaml_two_documents"}
        return
    report = Report()
    match node:
        case Sequence():
            ACCEPTED.read(node, report)
        case Mapping(entries) if any(key.text == "treaty" for key, _ in entries):
            PROJECT.read(node, report)
        case _:
            FRAGMENT.read(node, report)
    assert SCHEMA.is_valid(plain(node)) == (report.diagnostics == ())


def plain(node: Node) -> object:
    """A tree as the JSON value that an editor's validator sees."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}


def _sorted(report: Report, tree: SourceTree) -> list[Diagnostic]:
    return sorted(report.diagnostics, key=lambda diagnostic: (locate(diagnostic.place, tree), diagnostic.message))


def _line(diagnostic: Diagnostic, tree: SourceTree) -> str:
    lines = [f"{_at(diagnostic.place, tree)}: {diagnostic.severity.value}[{diagnostic.rule}]: {diagnostic.message}"]
    lines += [f"    {_at(related.place, tree)}: {related.message}" for related in diagnostic.related]
    lines += [f"    help: {diagnostic.help}"] if diagnostic.help else []
    return "".join(f"{line}\n" for line in lines)


def _at(place: Place, tree: SourceTree) -> str:
    span = locate(place, tree)
    return f"{span.path}:{span.line}:{span.column}"
