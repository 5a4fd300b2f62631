"""docs/reference/language.md is what the definition of the language says today; `make golden` writes it anew."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from treatyc.describe.language import _SECTIONS, language_reference
from treatyc.load import accepted, language, language_servers

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "language.md"


def test_the_reference_of_the_language_is_fresh(request: pytest.FixtureRequest) -> None:
    wanted = language_reference().content
    if request.config.getoption("--update-golden"):
        PAGE.write_bytes(wanted)
    assert wanted == PAGE.read_bytes()


def test_every_mapping_of_the_language_has_its_section() -> None:
    there = {**vars(language), **vars(language_servers), **vars(accepted)}.values()
    declared = {each for each in there if isinstance(each, type) and dataclasses.is_dataclass(each)}
    keyed = {each for each in declared if each.__name__.endswith("Keys")}
    assert keyed == {each for _, each in _SECTIONS}
