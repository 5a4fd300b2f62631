"""A push that is killed at any question it asks, and run again: the same end, and nothing half-registered."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.registry.pushed_shop import MONEY, NEW, PAID, Shop, record
from tests.unit.registry.small_registry import Killed, Line, Registry

MONEY_2 = record("Money", ("units", "long"), ("scale", NEW))
PAID_2 = record("Paid", ("id", "string"), ("at", NEW))


def grown(folder: Path) -> tuple[Shop, Registry]:
    """A shop that was pushed once, has changed, and has another mode at the registry."""
    shop, registry = Shop(folder), Registry()
    shop.push(Line(registry))
    registry.modes["shop.v1.Money"] = "FULL"
    shop.write(Money=MONEY_2, Paid=PAID_2)
    return shop, registry


def new(folder: Path) -> tuple[Shop, Registry]:
    """A shop that was never pushed."""
    return Shop(folder), Registry()


def broken(folder: Path) -> tuple[Shop, Registry]:
    """A shop whose change is allowed to break: the mode is open while it is registered."""
    shop, registry = Shop(folder), Registry(refuses=lambda _subject, text: '"long"' in text and "Paid" in text)
    shop.push(Line(registry))
    shop.write(Paid=record("Paid", ("id", "long")))
    return shop, registry


Case = Callable[[Path], tuple[Shop, Registry]]
CASES = pytest.mark.parametrize(("case", "allowed"), [(new, ()), (grown, ()), (broken, ("events.paid-value",))])


def killed(case: Case, allowed: tuple[str, ...], folder: Path) -> Iterator[tuple[Shop, Registry, str]]:
    """The case, killed at each question, before that arrives and after."""
    for number in itertools.count(1):
        for arrives in (False, True):
            place = folder / f"{number}{arrives}"
            place.mkdir()
            shop, registry = case(place)
            line = Line(registry, number, arrives)
            try:
                shop.push(line, *allowed)
            except Killed:
                yield shop, registry, f"{number} {arrives}: {registry.log[-1:]}"
            else:
                assert number > 10, "there is something to be killed in"
                return
            shutil.rmtree(place)


@CASES
def test_the_next_push_ends_what_was_begun(case: Case, allowed: tuple[str, ...], tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    shop, registry = case(whole)
    assert "registered" == shop.push(Line(registry), *allowed)
    expected, lock = registry.state(), shop.lock

    for again, there, at in killed(case, allowed, tmp_path):
        again.push(Line(there), *allowed)

        assert (expected, lock) == (there.state(), again.lock), at
        assert not again.journal.exists(), at


@CASES
def test_the_next_push_takes_back_what_is_wanted_no_more(case: Case, allowed: tuple[str, ...], tmp_path: Path) -> None:
    """The change was withdrawn, and another one is pushed: of the first nothing is left."""
    for shop, registry, at in killed(case, allowed, tmp_path):
        other = record("Paid", ("id", "string"), ("by", NEW))
        shop.write(Paid=other, Money=MONEY)

        shop.push(Line(registry), *allowed)

        texts = registry.state()["texts"]
        assert other == texts["events.paid-value"][-1], at
        assert {"long", PAID_2} & {*texts["events.paid-value"]} == set(), at
        assert record("Paid", ("id", "long")) not in texts["events.paid-value"], at
        assert MONEY_2 not in texts["shop.v1.Money"], at
        assert set(registry.modes.values()) == {"BACKWARD_TRANSITIVE"}, at
        assert not shop.journal.exists(), at


@CASES
def test_a_push_that_is_refused_takes_back_what_the_killed_one_did(
    case: Case, allowed: tuple[str, ...], tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    _, before = case(whole)

    for shop, registry, at in killed(case, allowed, tmp_path):
        assert shop.journal.exists() or before.state() == registry.state(), at
        registry.refuses_to_check = lambda _subject, _text: True
        registry.refuses = lambda _subject, _text: True

        shop.push(Line(registry))

        if not _is_whole(registry, case):
            assert before.state() == registry.state(), at
        assert not shop.journal.exists(), at


def _is_whole(registry: Registry, case: Case) -> bool:
    """Whether all texts were there before the end came: then there is nothing that could be refused."""
    counts = {subject: len(texts) for subject, texts in registry.state()["texts"].items()}
    return (
        counts
        == {
            new: {"events.paid-value": 1, "events.placed-value": 1, "shop.v1.Money": 1},
            grown: {"events.paid-value": 2, "events.placed-value": 2, "shop.v1.Money": 2},
            broken: {"events.paid-value": 2, "events.placed-value": 1, "shop.v1.Money": 1},
        }[case]
    )


def test_a_push_that_is_killed_while_it_takes_back_is_taken_back_by_the_next(tmp_path: Path) -> None:
    for number in itertools.count(1):
        place = tmp_path / str(number)
        place.mkdir()
        shop, registry = grown(place)
        before = registry.state()
        registry.refuses = lambda subject, _text: subject == "events.placed-value"
        try:
            result = shop.push(Line(registry, number))
        except Killed:
            assert "taken back" == shop.push(Line(registry)), registry.log[-1]
        else:
            assert ("taken back", before) == (result, registry.state())
            return
        assert before == registry.state(), registry.log
        assert PAID in registry.state()["texts"]["events.paid-value"]
