"""Each folder of tests/cases/gate is a pull request: a project `before` it and `after`, and what the gate says of it.

`before` is committed to a repository, `after` is what then lies there; `expected.txt` is the report of
`treaty check --against git:HEAD`, and beside it may lie the same in other formats. `make golden` writes what is there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.gate.repositories import TODAY, commit, treaty

CASES = Path(__file__).parent / "cases" / "gate"
FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.is_dir())
FORMATS = {"txt": "text", **{each: each for each in ("json", "sarif", "junit", "github", "markdown")}}
GOLDEN = [(folder, ending) for folder in FOLDERS for ending in FORMATS if (folder / f"expected.{ending}").exists()]
PASSES = {
    "a_channel_keeps_less",
    "a_field_with_a_default_is_a_minor_version",
    "a_schema_that_is_gone",
    "an_accepted_break",
    "edges_let_pass_what_an_order_of_deployment_keeps_apart",
    "layout_makes_no_version",
    "none_asks_for_nothing",
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of this test's own."""
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize(("folder", "ending"), GOLDEN, ids=lambda value: getattr(value, "name", value))
def test_what_the_gate_says(folder: Path, ending: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    work = tmp_path / "work"
    shutil.copytree(folder / "before", work)
    commit(work)
    for path in ("schemas", "treaty.yaml"):
        shutil.rmtree(work / path) if (work / path).is_dir() else (work / path).unlink()
    shutil.copytree(folder / "after", work, dirs_exist_ok=True)

    result = treaty(work, "check", "--against", "git:HEAD", *TODAY, "--format", FORMATS[ending])
    expected = folder / f"expected.{ending}"
    if request.config.getoption("--update-golden"):
        expected.write_text(result.output, "utf-8")

    assert expected.read_text("utf-8") == result.output
    assert (0 if folder.name in PASSES else 1) == result.exit_code


def test_every_case_has_an_expectation() -> None:
    assert set(FOLDERS) == {folder for folder, ending in GOLDEN if ending == "txt"}
