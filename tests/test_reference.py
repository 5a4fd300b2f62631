"""docs/reference/rules is what the docstrings of rules and refusals say today; `make golden` writes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from treatyc.describe.reference import reference

FOLDER = Path(__file__).parents[1] / "docs" / "reference" / "rules"


def test_the_reference_of_rules_is_fresh(request: pytest.FixtureRequest) -> None:
    wanted = {file.path: file.content for file in reference()}
    if request.config.getoption("--update-golden"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        for path in FOLDER.iterdir():
            if path.name not in wanted:
                path.unlink()
        for path, content in wanted.items():
            (FOLDER / path).write_bytes(content)
    present = {path.name: path.read_bytes() for path in FOLDER.iterdir()}

    assert wanted.keys() == present.keys()
    assert [] == [name for name, content in wanted.items() if present[name] != content]
