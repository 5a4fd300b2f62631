"""`treaty release`: what changed becomes the next version, as files under a lock; all of it or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.gate.repositories import TODAY, treaty, write
from treatyc.workspace import releasing

SHOP = Path(__file__).parents[2] / "cases" / "releases" / "shop"
AGENTS = "agents:\n  shop: {sends: [events.order.placed]}\n  parcel: {receives: [events.order.placed]}\n"
SENT = "schemas/shop/orders/v1/OrderSent.avsc"
CARRIER = "schemas/shop/orders/v1/Carrier.avsc"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three messages, one in each format, each released twice; what lies there is the second release."""
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))
    folder = Path(shutil.copytree(SHOP, tmp_path / "shop"))
    project = folder / "treaty.yaml"
    project.write_text(f"{project.read_text()}{AGENTS}compatibility: backward\n")
    return folder


def replaced(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    write(folder, {path: text.replace(old, new)})


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_released_already_makes_no_version(shop: Path) -> None:
    before = files(shop)
    said = treaty(shop, "release", *TODAY)

    assert (0, "release: nothing changed since the last releases\n") == (said.exit_code, said.output)
    assert before == files(shop)


def test_what_changed_becomes_the_next_version_with_all_that_it_imports(shop: Path) -> None:
    replaced(shop, CARRIER, '"BIKE"', '"BIKE", "DRONE"')
    said = treaty(shop, "release", *TODAY)
    home = shop / "releases/shop.orders.v1.OrderSent/1.2"

    assert (0, True) == (said.exit_code, said.output.startswith("released shop.orders.v1.OrderSent 1.1 -> 1.2\n"))
    assert {"shop/orders/v1/OrderSent.avsc", "shop/orders/v1/Carrier.avsc"} == files(home).keys()
    assert (shop / CARRIER).read_bytes() == (home / "shop/orders/v1/Carrier.avsc").read_bytes()
    assert 0 == treaty(shop, "check").exit_code, "the lock is what the loader expects"


def test_a_release_is_made_once(shop: Path) -> None:
    replaced(shop, CARRIER, '"BIKE"', '"BIKE", "DRONE"')
    treaty(shop, "release", *TODAY)
    before = files(shop)
    said = treaty(shop, "release", *TODAY)

    assert (0, "release: nothing changed since the last releases\n") == (said.exit_code, said.output)
    assert before == files(shop)


@pytest.mark.parametrize(
    ("path", "old", "new", "name"),
    [
        ("schemas/shop/common/v1/money.proto", "}", "  string currency_name = 19;\n}", "shop.orders.v1.OrderPaid 1.1"),
        (
            "schemas/shop/common/v1/Address.schema.json",
            '"properties": {',
            '"properties": {"floor": {"type": "string"},',
            "shop.orders.v1.OrderPlaced 1.1",
        ),
    ],
)
def test_each_format_is_released_with_its_imports(shop: Path, path: str, old: str, new: str, name: str) -> None:
    replaced(shop, path, old, new)
    said = treaty(shop, "release", *TODAY)

    assert (0, True) == (said.exit_code, f"released {name} -> 1.2" in said.output), said.output


def test_a_dry_run_writes_nothing(shop: Path) -> None:
    replaced(shop, CARRIER, '"BIKE"', '"BIKE", "DRONE"')
    before = files(shop)
    said = treaty(shop, "release", "--dry-run", *TODAY)

    assert (1, "would release shop.orders.v1.OrderSent 1.1 -> 1.2\n") == (said.exit_code, said.output)
    assert before == files(shop)


def test_layout_and_prose_make_no_version(shop: Path) -> None:
    replaced(shop, SENT, '"The parcel left."', '"The parcel\\u0020left, at last."')
    said = treaty(shop, "release", *TODAY)

    assert "release: nothing changed since the last releases\n" == said.output


def test_what_the_mode_forbids_is_not_released(shop: Path) -> None:
    replaced(shop, SENT, '"type": "long"', '"type": "string"')
    before = files(shop)
    said = treaty(shop, "release", *TODAY)

    assert (1, True) == (said.exit_code, "error[avro-" in said.output)
    assert "treaty: nothing was released: mend what breaks, or `treaty accept` it" in said.output
    assert before == files(shop)


def test_a_break_of_one_message_does_not_hold_up_another(shop: Path) -> None:
    replaced(shop, SENT, '"type": "long"', '"type": "string"')
    replaced(shop, "schemas/shop/common/v1/money.proto", "}", "  string currency_name = 19;\n}")

    assert 1 == treaty(shop, "release", *TODAY).exit_code
    assert 0 == treaty(shop, "release", "shop.orders.v1.OrderPaid", *TODAY).exit_code
    assert (shop / "releases/shop.orders.v1.OrderPaid/1.2").is_dir()
    assert not (shop / "releases/shop.orders.v1.OrderSent/1.2").exists()


def test_an_accepted_break_is_released_and_flagged_and_the_acceptance_stays_sound(shop: Path) -> None:
    replaced(shop, SENT, '"type": "long"', '"type": "string"')
    words = ("--reason", "nobody reads it", "--owner", "orders", "--until", "2027-01-31", *TODAY)
    accepted = treaty(shop, "accept", "avro-type-unreadable", *words)
    said = treaty(shop, "release", *TODAY)

    assert 0 == accepted.exit_code, accepted.output
    assert "released shop.orders.v1.OrderSent 1.1 -> 1.2, with an accepted break\n" in said.output
    assert 0 == treaty(shop, "check", "--against", "releases", *TODAY).exit_code
    assert 1 == treaty(shop, "check", "--against", "releases", "--today", "2027-02-01").exit_code


def test_a_first_release_takes_the_major_of_the_namespace(tmp_path: Path) -> None:
    shutil.copytree(SHOP, tmp_path / "shop", ignore=shutil.ignore_patterns("releases"))
    said = treaty(tmp_path / "shop", "release", *TODAY)

    assert 0 == said.exit_code
    assert [
        "released shop.orders.v1.OrderPaid 1.0, its first release",
        "released shop.orders.v1.OrderPlaced 1.0, its first release",
        "released shop.orders.v1.OrderSent 1.0, its first release",
    ] == said.output.splitlines()[:3]


def test_a_name_that_is_none_is_told_with_the_one_that_was_meant(shop: Path) -> None:
    said = treaty(shop, "release", "shop.orders.v1.OrderSend", *TODAY)

    assert (2, True) == (said.exit_code, "did you mean `shop.orders.v1.OrderSent`?" in said.output)


def test_an_edited_release_stops_the_next_one(shop: Path) -> None:
    write(shop, {"releases/shop.orders.v1.OrderSent/1.0/shop/orders/v1/Carrier.avsc": "{}"})
    said = treaty(shop, "release", *TODAY)

    assert (2, True) == (said.exit_code, "error[release-edited]" in said.output)


def test_a_disk_that_fails_leaves_nothing_half_done(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    replaced(shop, CARRIER, '"BIKE"', '"BIKE", "DRONE"')
    before = files(shop)
    monkeypatch.setattr(releasing, "replace_file", full)
    said = treaty(shop, "release", *TODAY)

    assert (2, True) == (said.exit_code, "nothing was released" in said.output)
    assert before == files(shop)
    assert not (shop / "releases/shop.orders.v1.OrderSent/1.2").exists()


def test_of_two_runs_at_once_the_later_leaves_what_the_first_wrote(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(shop, CARRIER, '"BIKE"', '"BIKE", "DRONE"')
    theirs = shop / "releases/shop.orders.v1.OrderSent/1.2/shop/orders/v1/OrderSent.avsc"

    def none(*_: object) -> tuple[str, ...]:
        write(shop, {theirs.relative_to(shop).as_posix(): "theirs"})
        return ()

    monkeypatch.setattr(releasing, "occupied", none)
    said = treaty(shop, "release", *TODAY)

    assert (2, True) == (said.exit_code, "came to be meanwhile: another run releases it" in said.output)
    assert "released shop" not in said.output
    assert ["theirs"] == [path.read_text() for path in theirs.parents[3].rglob("*") if path.is_file()]


def test_what_is_in_the_way_is_not_written_over(shop: Path) -> None:
    replaced(shop, CARRIER, '"BIKE"', '"BIKE", "DRONE"')
    (shop / "releases/shop.orders.v1.OrderSent/1.2").symlink_to(shop / "schemas")
    said = treaty(shop, "release", *TODAY)

    assert 2 == said.exit_code
    assert not (shop / "schemas/shop/orders/v1/shop").exists()
