"""What `treaty registry verify` finds at a registry that lies about ids, keeps other metadata, or frames keys."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.unit.registry.pushed_shop import PAID, Shop
from tests.unit.registry.small_registry import Kept, Line, Registry
from treaty.registry.problem import NotThere
from treatyc.cli.registry import opened as opening
from treatyc.cli.registry import verify as verifying
from treatyc.cli.registry.planned import wish
from treatyc.load.locked import locked_text
from treatyc.registry.api import Api


@dataclass
class Answering(Registry):
    """A registry that is also asked for ids; `swapped` are those under which it gives another text, or none."""

    swapped: dict[int, str | None] = field(default_factory=dict)

    def answer(self, method: str, path: str, value: Any) -> Any:
        if not path.startswith("/schemas/ids/"):
            return super().answer(method, path, value)
        number = int(path.rpartition("/")[2])
        texts = {each.id: each.body["schema"] for several in self.subjects.values() for each in several.values()}
        text = (texts | self.swapped).get(number)
        if text is None:
            raise NotThere("no such id", 40403)
        return {"schema": text}


def verified(shop: Shop, registry: Registry, *, write: bool = False) -> tuple[list[str], str]:
    """The rules that are told, and the lock that would be written."""
    project = opening.open_project(shop.folder / "treaty.yaml", shop.folder, opening.Written.TEXT)
    target, known = opening.find_target(project, "dev")
    asked = wish(project, target, known.dialect)
    assert asked is not None
    found = asyncio.run(verifying._verify(Api(Line(registry)), project, asked, write=write))
    return sorted(each.rule for each in found.told), locked_text(found.lock)


def paid(registry: Registry) -> Kept:
    return registry.subjects["events.paid-value"][1]


def test_what_was_pushed_is_as_it_was_declared_and_so_is_the_lock(tmp_path: Path) -> None:
    shop, registry = Shop(tmp_path, ", keys: avro", ", key: id"), Answering()
    shop.push(Line(registry))

    told, lock = verified(shop, registry)

    assert [] == told
    # What is referred to has a line as well; it is no message, and nobody writes its id.
    assert shop.lock == lock
    assert "schema string - " in lock


@pytest.mark.parametrize("text", [None, "{}"])
def test_an_id_that_gives_something_else_is_told(tmp_path: Path, text: str | None) -> None:
    """A reader of a message asks for its id, whatever the version says."""
    shop, registry = Shop(tmp_path), Answering()
    shop.push(Line(registry))
    registry.swapped[paid(registry).id] = text

    assert ["registry-id"] == verified(shop, registry)[0]


def test_metadata_that_somebody_changed_is_told(tmp_path: Path) -> None:
    shop, registry = Shop(tmp_path), Answering()
    shop.push(Line(registry))
    paid(registry).body["metadata"] = {"properties": {"owner": "somebody else"}}

    assert ["registry-lacks"] == verified(shop, registry)[0]


def test_a_registry_that_keeps_texts_only_is_told_once_and_fails_nothing(tmp_path: Path) -> None:
    shop, registry = Shop(tmp_path), Answering(keeps_more=False)
    shop.push(Line(registry))

    assert ["registry-keeps-texts-only"] == verified(shop, registry)[0]


def test_versions_that_mean_the_same_are_all_in_the_lock_that_is_written(tmp_path: Path) -> None:
    """A registry compares words: a comment makes a version, and messages travel with either id."""
    shop, registry = Shop(tmp_path), Answering()
    shop.push(Line(registry))
    first = paid(registry)
    later = {**first.body, "schema": PAID.replace('"doc": "Paid"', '"doc": "It was paid."')}
    registry.subjects["events.paid-value"][2] = Kept(99, later)

    told, lock = verified(shop, registry, write=True)

    lines = [line.split()[1:4] for line in lock.splitlines() if "events.paid-value" in line]
    assert [["events.paid-value", "1", str(first.id)], ["events.paid-value", "2", "99"]] == lines
    assert [] == [rule for rule in told if rule.startswith("lock-")]
    (tmp_path / "treaty.lock").write_text(lock)
    shop.push(Line(registry))
    assert lock == shop.lock
