"""The gate over the example fleet: nothing where nothing changed, and who breaks where something did."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.gate.repositories import TODAY, commit
from treatyc.cli.group import group

FLEET = Path(__file__).parents[3] / "contracts"
ORDER = "schemas/storefront/orders/v1/OrderPlaced.avsc"
PRODUCT = "schemas/storefront/catalog/v1/Product.schema.json"
MONEY = "schemas/storefront/types/v1/money.proto"


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fleet's contracts as the one commit of a repository of their own, without a history."""
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))
    left_out = shutil.ignore_patterns(".treaty", "releases", "deployed.lock", "accepted.yaml")
    folder = Path(shutil.copytree(FLEET, tmp_path / "work" / "contracts", ignore=left_out))
    commit(folder.parent)
    return folder


def treaty(folder: Path, *words: str) -> Result:
    verb, *rest = words
    arguments = [verb, "--project", str(folder / "treaty.yaml"), *rest, *TODAY]
    return CliRunner().invoke(group, arguments, catch_exceptions=False)


def replaced(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1))


def test_nothing_is_found_against_itself(fleet: Path) -> None:
    said = treaty(fleet, "check", "--against", "git:HEAD", "--mode", "full_transitive")

    assert (0, "compatible on the wire, compatible in source, compatible in meaning\n") == (said.exit_code, said.output)


def test_every_message_of_the_fleet_can_be_released(fleet: Path) -> None:
    first, again, check = (
        treaty(fleet, "release"),
        treaty(fleet, "release"),
        treaty(fleet, "check", "--against", "releases"),
    )

    assert [0, 0, 0] == [each.exit_code for each in (first, again, check)], check.output
    assert "release: nothing changed since the last releases\n" == again.output


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (ORDER, '"fields": [', '"fields": [{"name": "till", "type": "int", "doc": "The till."},', "OrderPlaced"),
        (MONEY, "int64", "string", "storefront.types.v1.Money"),
        (PRODUCT, '"required": [', '"required": ["weight_g", ', "Product"),
    ],
)
def test_a_break_of_each_format_says_who_breaks(fleet: Path, path: str, old: str, new: str, expected: str) -> None:
    replaced(fleet, path, old, new)
    said = treaty(fleet, "check", "--against", "git:HEAD")

    assert 1 == said.exit_code, said.output
    assert expected in said.output
    assert "= witness: " in said.output
    assert "cannot read the " in said.output
    assert "needs a new major: v2" in said.output
