"""Released schemas are ordinary files under a lock, and nobody edits them afterwards (DECISIONS.md, "A release").

`tests/cases/releases/shop` holds two releases of a message in each format, each with what it imports.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from treatyc.diagnostics import Report
from treatyc.load.loaders import beneath
from treatyc.load.releases import lock_text
from treatyc.pipeline import compile_tree
from treatyc.system.release import Version
from treatyc.system.schema import Format
from treatyc.system.system import System
from treatyc.system.version import releases_of, version_of
from treatyc.workspace.opening import open_project

SHOP = Path(__file__).parents[2] / "cases" / "releases" / "shop"
PLACED = "shop.orders.v1.OrderPlaced"
SENT = "shop.orders.v1.OrderSent"
PAID = "shop.orders.v1.OrderPaid"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The fixture, to be changed."""
    return Path(shutil.copytree(SHOP, tmp_path / "shop"))


def compiled(shop: Path) -> tuple[System | None, list[tuple[str, str]]]:
    report = Report()
    workspace = open_project(shop / "treaty.yaml", report, root=shop)
    assert workspace is not None
    system = compile_tree(workspace.tree, report)
    return system, [(diagnostic.rule, diagnostic.place.path) for diagnostic in report.diagnostics]


def test_each_format_has_two_releases_and_what_they_needed() -> None:
    system, said = compiled(SHOP)
    assert system is not None
    assert [] == said
    found = {
        (release.name, str(release.version)): (release.schema.format, [schema.name for schema in release.schemas])
        for release in system.releases
    }
    address, carrier, money = "shop.common.v1.Address", "shop.orders.v1.Carrier", "shop.common.v1.Money"
    assert {
        (PAID, "1.0"): (Format.PROTOBUF, [money, PAID]),
        (PAID, "1.1"): (Format.PROTOBUF, [money, PAID]),
        (PLACED, "1.0"): (Format.JSONSCHEMA, [address, PLACED]),
        (PLACED, "1.1"): (Format.JSONSCHEMA, [address, PLACED]),
        (SENT, "1.0"): (Format.AVRO, [carrier, SENT]),
        (SENT, "1.1"): (Format.AVRO, [carrier, SENT]),
    } == found
    assert sorted(found) == [(release.name, str(release.version)) for release in system.releases]


@pytest.mark.parametrize("name", [PLACED, SENT, PAID])
def test_a_text_that_was_released_travels_under_its_number(name: str) -> None:
    system, _ = compiled(SHOP)
    assert system is not None
    assert "1.1" == version_of(system, system.schema(name))
    older, newer = releases_of(system, name)
    assert (Version(1, 0), Version(1, 1)) == (older.version, newer.version)
    assert older.schema.canonical != newer.schema.canonical


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("OrderPlaced.schema.json", '"maxLength": 500', '"maxLength": 400'),
        ("OrderSent.avsc", '"long"', '"double"'),
        ("paid.proto", "method = 3", "method = 4"),
    ],
)
def test_a_text_that_was_not_released_travels_as_a_development_version(
    shop: Path, path: str, old: str, new: str
) -> None:
    file = shop / "schemas" / "shop" / "orders" / "v1" / path
    file.write_text(file.read_text().replace(old, new))
    system, _ = compiled(shop)
    assert system is not None
    versions = {name: version_of(system, system.schema(name)) for name in (PLACED, SENT, PAID)}
    developed = [version for version in versions.values() if version.startswith("1.2-dev+")]
    assert (1, 2) == (len(developed), list(versions.values()).count("1.1"))


def test_the_lock_is_what_sha256sum_checks_and_what_we_would_write(shop: Path) -> None:
    report = Report()
    workspace = open_project(shop / "treaty.yaml", report, root=shop)
    assert workspace is not None
    sources = beneath(workspace.tree, "releases", ".avsc", ".proto", ".schema.json")
    assert (shop / "releases" / "releases.lock").read_text() == lock_text("releases", sources)
    if shutil.which("sha256sum") is None:
        pytest.skip("there is no sha256sum here to agree with")
    subprocess.run(["sha256sum", "--check", "--quiet", "releases.lock"], cwd=shop / "releases", check=True)  # noqa: S607 - found above


EDITED = f"releases/{SENT}/1.0/shop/orders/v1/OrderSent.avsc"


def test_a_released_file_that_was_edited_is_an_error(shop: Path) -> None:
    file = shop / EDITED
    file.write_text(file.read_text() + "\n")
    assert (None, [("release-edited", EDITED)]) == compiled(shop)


def test_a_released_file_that_is_gone_is_an_error(shop: Path) -> None:
    shutil.rmtree(shop / "releases" / SENT / "1.1")
    system, said = compiled(shop)
    assert system is None
    assert [("release-missing", "releases/releases.lock")] * 2 == said


def test_a_file_that_nobody_released_is_an_error(shop: Path) -> None:
    added = "releases/shop.orders.v1.OrderSent/1.0/shop/orders/v1/Extra.avsc"
    (shop / added).write_text('{"type": "enum", "name": "Extra", "namespace": "shop.orders.v1", "symbols": ["A"]}')
    assert (None, [("release-not-locked", added)]) == compiled(shop)


def test_without_the_lock_nothing_is_trusted(shop: Path) -> None:
    (shop / "releases" / "releases.lock").unlink()
    system, said = compiled(shop)
    assert (None, ["release-not-locked"]) == (system, [rule for rule, _ in said])


def test_a_lock_that_is_damaged_is_told_by_its_line(shop: Path) -> None:
    lock = shop / "releases" / "releases.lock"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([*lines, lines[0], "not a hash"]) + "\n")
    assert [("release-lock-syntax", "releases/releases.lock")] * 2 == compiled(shop)[1]


@pytest.mark.parametrize(
    ("folder", "rule"),
    [
        ("shop.orders.v1.OrderSent/1", "release-path"),
        ("shop.orders.v1.OrderSent/01.0", "release-path"),
        ("shop.orders.v1.OrderSent/2.0", "release-major"),
        ("shop.orders.v1.OrderSend/1.0", "release-without-schema"),
    ],
)
def test_a_release_lies_where_its_name_and_version_say(shop: Path, folder: str, rule: str) -> None:
    shutil.copytree(shop / "releases" / SENT / "1.0", shop / "releases" / folder)
    report = Report()
    workspace = open_project(shop / "treaty.yaml", report, root=shop)
    assert workspace is not None
    sources = beneath(workspace.tree, "releases", ".avsc", ".proto", ".schema.json")
    (shop / "releases" / "releases.lock").write_text(lock_text("releases", sources))
    assert {rule} == {found for found, _ in compiled(shop)[1]}
