"""Two pushes at once: what one of them made first is not taken away when the other one is taken back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.unit.registry.pushed_shop import MONEY, PAID, PLACED, Shop, record
from tests.unit.registry.small_registry import Line, Registry
from treaty.registry.problem import Rejected
from treatyc.cli.registry import push as pushing

OTHER = record("Placed", ("id", "string"), ("total", "shop.v1.Money"), ("by", "string"))


class Beside(Registry):
    """A registry at which somebody else does something, once, when a question of ours is about to be answered."""

    def before(self, question: str, done: Callable[[], object]) -> None:
        self._question, self._done = question, done

    def answer(self, method: str, path: str, value: Any) -> Any:
        if f"{method} {path}" == getattr(self, "_question", None):
            del self._question
            self._done()
        return super().answer(method, path, value)


@pytest.fixture
def shops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Shop, Shop]:
    """Two checkouts of one project, of which the second one has another `Placed`."""
    monkeypatch.setattr(pushing, "_PAUSE_S", 0)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = Shop(tmp_path / "one"), Shop(tmp_path / "two")
    two.write(Placed=OTHER)
    return one, two


def test_a_push_that_is_refused_leaves_what_somebody_else_made_meanwhile(shops: tuple[Shop, Shop]) -> None:
    """All of the other push, texts and modes, comes between our plan and our first change."""
    one, two = shops
    registry = Beside(refuses=lambda _subject, text: text == OTHER)
    raced = _after_the_plan(registry, two, lambda: one.push(Line(registry)))

    assert "taken back" == two.push(Line(registry))

    assert raced == ["registered"]
    assert registry.state()["texts"] == {
        "events.paid-value": [PAID],
        "events.placed-value": [PLACED],
        "shop.v1.Money": [MONEY],
    }
    assert set(registry.modes.values()) == {"BACKWARD_TRANSITIVE"}
    assert not two.journal.exists()


def _after_the_plan(registry: Beside, shop: Shop, other: Callable[[], str]) -> list[str]:
    """Let somebody else push as soon as a shop has written its journal; what came of it, when it has."""
    raced: list[str] = []
    answered = registry.answer

    def answer(method: str, path: str, value: Any) -> Any:
        if shop.journal.exists() and not raced:
            raced.append("")
            # A push has a loop of its own, and we are within one.
            with ThreadPoolExecutor(1) as pool:
                raced[0] = pool.submit(other).result()
        return answered(method, path, value)

    registry.answer = answer  # type: ignore[method-assign] # for this registry alone
    return raced


def test_what_somebody_else_refers_to_by_now_stays(shops: tuple[Shop, Shop]) -> None:
    """It was ours, and cannot be deleted: the push is over all the same."""
    one, two = shops
    registry = Beside(refuses=lambda _subject, text: text == OTHER)
    other = {"schema": record("Theirs", ("total", "shop.v1.Money")), "schemaType": "AVRO"}
    reference = {"name": "shop.v1.Money", "subject": "shop.v1.Money", "version": 1}
    registry.before(
        "POST /subjects/events.placed-value/versions",
        lambda: registry._register("theirs", {**other, "references": [reference]}),
    )

    assert "taken back" == two.push(Line(registry))

    assert {"theirs", "shop.v1.Money"} == registry.state()["texts"].keys()
    assert not two.journal.exists()
    assert "registered" == one.push(Line(registry))


@pytest.mark.parametrize("gone", ["shop.v1.Money", "events.paid-value"])
@pytest.mark.parametrize("question", ["POST /subjects/events.placed-value/versions", "PUT /config/shop.v1.Money"])
def test_what_is_taken_away_meanwhile_is_registered_again(shops: tuple[Shop, Shop], gone: str, question: str) -> None:
    """Somebody else's push of the same text was taken back."""
    one, _ = shops
    registry = Beside()
    registry.before(question, lambda: registry.subjects.get(gone, {}).clear())

    assert "registered" == one.push(Line(registry))

    assert {"events.paid-value", "events.placed-value", "shop.v1.Money"} == registry.state()["texts"].keys()
    assert not one.journal.exists()


def test_a_mode_that_is_taken_away_meanwhile_is_set_again(shops: tuple[Shop, Shop]) -> None:
    one, _ = shops
    registry = Beside()
    registry.before("POST /subjects/events.placed-value/versions", lambda: registry.modes.pop("events.paid-value"))

    one.push(Line(registry))

    assert {"events.paid-value", "events.placed-value", "shop.v1.Money"} == registry.modes.keys()
    assert "shop.v1.Paid" in one.lock


def test_a_mode_that_somebody_sets_at_the_same_moment_is_theirs(shops: tuple[Shop, Shop]) -> None:
    """Apicurio: `A rule named 'COMPATIBILITY' already exists.`"""
    one, _ = shops
    registry = Beside()

    def other() -> None:
        registry.modes["shop.v1.Money"] = "BACKWARD_TRANSITIVE"
        raise Rejected("there already", 409, 409, "there already")

    registry.before("PUT /config/shop.v1.Money", other)

    assert "registered" == one.push(Line(registry))

    assert set(registry.modes.values()) == {"BACKWARD_TRANSITIVE"}


def test_a_version_whose_reference_is_gone_keeps_nobody_from_reading_the_others(shops: tuple[Shop, Shop]) -> None:
    """Apicurio deletes for good what is referred to by a text that comes at the same moment."""
    one, _ = shops
    registry = Registry()
    one.push(Line(registry))
    registry.subjects["shop.v1.Money"].clear()

    planned = one.plan(registry)

    assert ["registry-version-unread"] == [each.rule for each in planned.wrong]
    assert "refused" == one.push(Line(registry))
