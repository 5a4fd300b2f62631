"""Each folder of tests/cases/check and tests/cases/diagnose is a project, and `expected.txt` what `treaty check` says.

Beside it may lie `expected.json`, `.sarif`, `.junit` and `.github`, the same in the other formats, and `arguments.txt`,
further words of the command line. `make golden` writes what is there anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from treatyc.cli.group import group

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(project.parent for kind in ("check", "diagnose") for project in (CASES / kind).glob("*/treaty.yaml"))
FORMATS = {"txt": "text", "json": "json", "sarif": "sarif", "junit": "junit", "github": "github"}
GOLDEN = [(folder, ending) for folder in FOLDERS for ending in FORMATS if (folder / f"expected.{ending}").exists()]


def run(folder: Path, *arguments: str) -> Result:
    """`treaty check` in a folder that is its own root."""
    project = ["--project", str(folder / "treaty.yaml"), "--root", str(folder)]
    return CliRunner().invoke(group, ["check", *project, *arguments], catch_exceptions=False)


@pytest.mark.parametrize(("folder", "ending"), GOLDEN, ids=lambda value: getattr(value, "name", value))
def test_what_check_prints(folder: Path, ending: str, request: pytest.FixtureRequest) -> None:
    expected = folder / f"expected.{ending}"
    words = folder / "arguments.txt"
    result = run(folder, "--format", FORMATS[ending], *(words.read_text().split() if words.exists() else []))
    if request.config.getoption("--update-golden"):
        expected.write_text(result.output)

    assert expected.read_text() == result.output
    assert (0 if "nothing found" in (folder / "expected.txt").read_text() else 1) == result.exit_code


def test_every_case_has_an_expectation() -> None:
    assert set(FOLDERS) == {folder for folder, ending in GOLDEN if ending == "txt"}


def test_the_fleet_is_clean() -> None:
    fleet = Path(__file__).parents[1]
    result = CliRunner().invoke(group, ["check", "--project", str(fleet / "contracts/treaty.yaml")])

    assert "check: nothing found" in result.output
    assert result.exit_code == 0


def test_without_a_project_check_could_not_do_its_work(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["check", "--project", str(tmp_path / "treaty.yaml")])

    assert result.exit_code == 2


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_does_not_exist_is_refused_with_the_one_that_was_meant(option: str) -> None:
    result = CliRunner().invoke(group, ["check", option, "event-unred"])

    assert "did you mean `event-unread`?" in result.output
    assert result.exit_code == 2
