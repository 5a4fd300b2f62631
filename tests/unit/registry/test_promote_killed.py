"""A promotion that is killed at any question it asks, and run again: the same end, and nothing half-registered."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest

from tests.unit.registry.pushed_shop import MONEY, NEW, Shop, record
from tests.unit.registry.small_registry import Killed, Line, Registry
from treatyc.cli.registry import opened as opening
from treatyc.cli.registry import promote as promoting
from treatyc.cli.registry.planned import wish
from treatyc.cli.registry.underway import Underway
from treatyc.registry.api import Api
from treatyc.workspace.marking import Mark

PROD = """\
  prod:
    broker: memory
    prefix: "live."
    registry: {url: "http://127.0.0.1:9", subjects: record}
channels:
"""
PLACED_2 = record("Placed", ("id", "string"), ("total", "shop.v1.Money"), ("at", NEW))
MONEY_2 = record("Money", ("units", "long"), ("scale", NEW))


def source(folder: Path) -> tuple[Shop, Registry]:
    """A shop whose first target has two versions of a message, each with its own version of what it refers to."""
    shop, dev = Shop(folder), Registry()
    path = folder / "treaty.yaml"
    path.write_text(path.read_text().replace("channels:\n", PROD))
    shop.push(Line(dev))
    shop.write(Placed=PLACED_2, Money=MONEY_2)
    shop.push(Line(dev))
    return shop, dev


def promote(shop: Shop, dev: Registry, line: Line) -> str:
    """`copied`, `nothing`, `refused` or `taken back`; raises what the line raises."""
    project = opening.open_project(shop.folder / "treaty.yaml", shop.folder, opening.Written.TEXT)
    (first, _), (to, registry) = opening.find_target(project, "dev"), opening.find_target(project, "prod")
    wishes = wish(project, first, registry.dialect), wish(project, to, registry.dialect)
    assert wishes[0] is not None
    assert wishes[1] is not None
    run = promoting._Promote(project, wishes[0], wishes[1], registry.dialect)
    journal = Underway(Mark(shop.journal), to, "there")
    before = journal.before()
    side = asyncio.run(promoting._source(Api(Line(dev)), run))
    done = asyncio.run(promoting._run(Api(line), run, side, journal, before))
    if done is None:
        return "taken back"
    if done.lock is None:
        return "refused"
    promoting._write_lock(run, done.lock)
    journal.drop()
    return "copied" if done.registered else "nothing"


def is_killed(shop: Shop, dev: Registry, line: Line) -> bool:
    killed = False
    try:
        promote(shop, dev, line)
    except* Killed:
        killed = True
    return killed


def test_a_promotion_that_is_killed_anywhere_ends_the_same(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    shop, dev = source(tmp_path / "whole")
    whole = Registry()
    assert "copied" == promote(shop, dev, Line(whole))
    assert "nothing" == promote(shop, dev, Line(whole))
    lock = shop.lock

    for number in itertools.count(1):
        for arrives in (False, True):
            (tmp_path / f"{number}{arrives}").mkdir()
            shop, dev = source(tmp_path / f"{number}{arrives}")
            prod = Registry()
            if is_killed(shop, dev, Line(prod, number, arrives)):
                assert promote(shop, dev, Line(prod)) in ("copied", "nothing")
                assert (whole.state(), lock) == (prod.state(), shop.lock)
                assert not shop.journal.exists()
            else:
                assert number > 20
                return


def test_what_a_text_refers_to_comes_before_it(tmp_path: Path) -> None:
    shop, dev = source(tmp_path)
    prod = Registry()
    promote(shop, dev, Line(prod))

    sent = [
        each.removeprefix("POST /subjects/") for each in prod.log if each.endswith("/versions") and "POST /s" in each
    ]
    assert ["shop.v1.Paid/versions", *["shop.v1.Money/versions", "shop.v1.Placed/versions"] * 2] == sent
    references = [each.body["references"][0]["version"] for each in prod.subjects["shop.v1.Placed"].values()]
    assert [1, 2] == references
    assert MONEY == prod.subjects["shop.v1.Money"][1].body["schema"]


def test_what_a_registry_refuses_in_the_middle_is_taken_back(tmp_path: Path) -> None:
    """It said yes when it was asked."""
    shop, dev = source(tmp_path)
    prod = Registry(refuses=lambda _subject, text: '"at"' in text)

    assert "taken back" == promote(shop, dev, Line(prod))
    assert {"texts": {}, "modes": {}} == prod.state()
    assert not shop.journal.exists()


def test_what_a_registry_refuses_when_it_is_asked_is_not_begun(tmp_path: Path) -> None:
    shop, dev = source(tmp_path)
    prod = Registry(refuses_to_check=lambda subject, _text: subject == "shop.v1.Paid")
    prod.subjects["shop.v1.Paid"] = {1: next(iter(dev.subjects["shop.v1.Money"].values()))}
    prod.modes["shop.v1.Paid"] = "BACKWARD_TRANSITIVE"
    before = prod.state()

    assert "refused" == promote(shop, dev, Line(prod))
    assert before == prod.state()


@pytest.mark.parametrize("written", [{}, {"confluent:version": "1"}])
def test_metadata_goes_along_without_what_the_server_wrote(tmp_path: Path, written: dict[str, str]) -> None:
    shop, dev = source(tmp_path)
    body = dev.subjects["events.paid-value"][1].body
    body["metadata"] = {"properties": {"owner": "shop", **written}}
    body["ruleSet"] = {"domainRules": [{"name": "r"}]}
    prod = Registry()
    promote(shop, dev, Line(prod))

    copied = prod.subjects["shop.v1.Paid"][1].body
    assert {"properties": {"owner": "shop"}} == copied["metadata"]
    assert {"domainRules": [{"name": "r"}]} == copied["ruleSet"]
