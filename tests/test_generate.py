"""`treaty generate` as a person runs it: what it writes, removes, refuses, and when it does nothing."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treatyc.cli.generate import command
from treatyc.workspace import writing

PROJECT = """\
treaty: 1
name: shop
description: A shop.
channels:
  events.order.placed: {kind: event, message: shop.orders.v1.OrderPlaced, key: order_id, description: An order.}
  events.order.paid: {kind: event, message: shop.orders.v1.OrderPaid, key: order_id, description: A payment.}
agents:
  desk: {description: Takes orders., sends: [events.order.placed, events.order.paid]}
  store: {description: Packs., receives: ["events.order.*"]}
targets:
  dev: {broker: memory}
generate:
  - python: {out: ../generated}
"""
ORDERS = """\
syntax = "proto3";
package shop.orders.v1;
// An order was placed.
message OrderPlaced {
  // Unique.
  string order_id = 1;
}
// An order was paid.
message OrderPaid {
  // Unique.
  string order_id = 1;
}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project of two agents in an empty folder."""
    _write(tmp_path, {"contracts/treaty.yaml": PROJECT, "contracts/schemas/shop/orders/v1/orders.proto": ORDERS})
    return tmp_path


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def _generate(root: Path, *arguments: str) -> Result:
    project = str(root / "contracts" / "treaty.yaml")
    return CliRunner().invoke(command, ["--project", project, "--root", str(root), *arguments])


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_has_nothing_to_do(shop: Path) -> None:
    first = _generate(shop)
    written = _tree(shop / "generated")
    second = _generate(shop)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert second.output == "generate: everything is fresh\n"
    assert written == _tree(shop / "generated")
    assert "shop_store/shop_store/handlers.py" in written


def test_nothing_to_do_is_known_without_compiling(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _generate(shop)
    monkeypatch.setattr("treatyc.cli.generate.open_system", lambda *_: pytest.fail("compiled again"))

    assert _generate(shop).exit_code == 0


def test_check_names_each_file_that_is_not_fresh_and_changes_nothing(shop: Path) -> None:
    _generate(shop)
    client = shop / "generated/shop_desk/shop_desk/client.py"
    client.write_text(client.read_text() + "# edited\n")
    (shop / "generated/shop_store/shop_store/py.typed").unlink()
    before = _tree(shop / "generated")

    result = _generate(shop, "--check")

    assert result.exit_code == 1
    assert "generated/shop_desk/shop_desk/client.py: differs\n" in result.output
    assert "generated/shop_store/shop_store/py.typed: missing\n" in result.output
    assert before == _tree(shop / "generated")


def test_an_edited_file_is_put_right(shop: Path) -> None:
    _generate(shop)
    before = _tree(shop / "generated")
    (shop / "generated/shop_desk/shop_desk/client.py").write_text("edited")

    result = _generate(shop)

    assert result.exit_code == 0
    assert before == _tree(shop / "generated")


def test_what_is_no_longer_generated_is_removed_and_what_others_put_there_stays(shop: Path) -> None:
    _generate(shop)
    note = shop / "generated/shop_store/notes.txt"
    note.write_text("mine")
    project = PROJECT.replace('  store: {description: Packs., receives: ["events.order.*"]}\n', "")
    (shop / "contracts/treaty.yaml").write_text(project)

    stale = _generate(shop, "--check")
    result = _generate(shop)

    assert stale.exit_code == 1
    assert "generated/shop_store/shop_store/client.py: no longer generated\n" in stale.output
    assert result.exit_code == 0
    assert [note] == [path for path in (shop / "generated/shop_store").rglob("*") if path.is_file()]


def test_a_contract_with_an_error_writes_nothing(shop: Path) -> None:
    (shop / "contracts/treaty.yaml").write_text(PROJECT.replace("OrderPaid", "OrderPaidd"))

    result = _generate(shop)

    assert result.exit_code == 2
    assert "shop.orders.v1.OrderPaid" in result.output  # did you mean
    assert not (shop / "generated").exists()


def test_a_project_file_that_is_no_utf_8_is_told_as_that(shop: Path) -> None:
    (shop / "contracts/treaty.yaml").write_text(PROJECT, encoding="utf-16")

    result = _generate(shop)

    assert 2 == result.exit_code
    assert "treaty.yaml:1:1" in result.output
    assert "not-utf-8" in result.output


def test_a_symbolic_link_in_the_output_is_not_written_through(
    shop: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (shop / "generated").mkdir()
    (shop / "generated/shop_desk").symlink_to(elsewhere)

    result = _generate(shop)

    assert result.exit_code == 2
    assert "symbolic link" in result.output
    assert list(elsewhere.iterdir()) == []


def test_a_run_that_dies_leaves_every_file_old_or_new(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _generate(shop)
    old = _tree(shop / "generated")
    (shop / "contracts/schemas/shop/orders/v1/orders.proto").write_text(ORDERS.replace("Unique.", "The order."))
    real, calls = writing.replace, iter(range(100))

    def dying(path: Path, content: bytes) -> None:
        if next(calls) == 1:
            raise OSError(28, "No space left on device", str(path))
        real(path, content)

    monkeypatch.setattr(writing, "replace", dying)
    result = _generate(shop)
    left = _tree(shop / "generated")
    monkeypatch.setattr(writing, "replace", real)
    _generate(shop)
    new = _tree(shop / "generated")

    assert result.exit_code == 2
    assert "No space left on device" in result.output
    assert set(old) == set(left)
    assert all(left[path] in (old[path], new[path]) for path in left)


def _shuffled(value: object, order: random.Random) -> object:
    """The same document with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: _shuffled(value[key], order) for key in keys}
    return value


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the project generates as it is written above."""
    root = tmp_path_factory.mktemp("wanted")
    _write(root, {"contracts/treaty.yaml": PROJECT, "contracts/schemas/shop/orders/v1/orders.proto": ORDERS})
    _generate(root)
    return _tree(root / "generated")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_the_order_of_files_and_keys_does_not_matter(
    seed: int, wanted: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Determinism: the same declaration gives the same bytes, however it is laid out over files."""
    order = random.Random(seed)
    document = yaml.safe_load(PROJECT)
    channels = list(document.pop("channels").items())
    order.shuffle(channels)
    document["include"] = ["b.yaml", "a.yaml"]
    order.shuffle(document["include"])
    root = tmp_path_factory.mktemp("shuffled")
    _write(
        root,
        {
            "contracts/treaty.yaml": yaml.safe_dump(_shuffled(document, order), sort_keys=False),
            "contracts/a.yaml": yaml.safe_dump({"channels": dict(channels[:1])}, sort_keys=False),
            "contracts/b.yaml": yaml.safe_dump({"channels": dict(channels[1:])}, sort_keys=False),
            "contracts/schemas/shop/orders/v1/orders.proto": ORDERS,
        },
    )

    result = _generate(root)

    assert result.exit_code == 0, result.output
    assert wanted == _tree(root / "generated")


def test_no_path_of_this_machine_is_in_what_is_generated(shop: Path) -> None:
    _generate(shop)

    assert [path for path, content in _tree(shop / "generated").items() if os.fsencode(shop) in content] == []
