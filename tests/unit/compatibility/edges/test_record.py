"""`treaty record`, from a generated package to the lock, on disk (DECISIONS, "Who runs what")."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from treatyc.cli import record as record_verb
from treatyc.cli.group import group
from treatyc.compatibility import deployed
from treatyc.compatibility.deployed import Recorded
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.system.deployment import Deployment
from treatyc.workspace.opening import open_project

PROJECT = """\
treaty: 1
name: shop
channels:
  commands.price.get: {kind: command, message: shop.v1.Ask, reply: replies.price, timeout: 2m}
  replies.price: {kind: reply, message: shop.v1.Answer}
agents:
  shop: {calls: [commands.price.get]}
  pricing: {serves: [commands.price.get]}
targets:
  prod: {broker: kafka, url: "${URL}"}
generate:
  - python: {out: generated}
"""
SCHEMA = '{"type": "record", "name": "%s", "namespace": "shop.v1", "fields": [{"name": "id", "type": "string"}]}'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with its packages generated."""
    (tmp_path / "treaty.yaml").write_text(PROJECT)
    folder = tmp_path / "schemas" / "shop" / "v1"
    folder.mkdir(parents=True)
    for name in ("Ask", "Answer"):
        (folder / f"{name}.avsc").write_text(SCHEMA % name)
    assert 0 == treaty(tmp_path, "generate").exit_code
    return tmp_path


def treaty(shop: Path, verb: str, *words: str) -> Result:
    place = ["--project", str(shop / "treaty.yaml"), "--root", str(shop)]
    return CliRunner().invoke(group, [verb, *words, *place], catch_exceptions=False)


def record(shop: Path, *words: str, at: str = "2026-11-21T11:02:00Z") -> Result:
    return treaty(shop, "record", *words, "--target", "prod", "--at", at)


def deployments(shop: Path) -> list[list[str]]:
    """The label of each, when it began, and when it ended."""
    lines = [line.split() for line in (shop / "deployed.lock").read_text().splitlines()]
    return [[words[3], *words[5:]] for words in lines if words[0] == "deployment"]


def test_a_release_is_recorded_with_all_that_it_speaks(shop: Path) -> None:
    """What it serves and the reply that it writes: the caller's release shows the other side of both."""
    assert "record: pricing 1 runs in prod\n" == record(shop, "pricing", "--label", "1").output
    assert 0 == record(shop, "shop", "--label", "1").exit_code
    report = Report()
    workspace = open_project(shop / "treaty.yaml", report, shop)
    assert workspace is not None
    system = compile_tree(workspace.tree, report)
    assert system is not None

    assert [
        ("pricing", ["commands.price.get"], ["replies.price"]),
        ("shop", ["replies.price"], ["commands.price.get"]),
    ] == [
        (each.agent, [one.channel for one in each.manifest.receives], [one.channel for one in each.manifest.sends])
        for each in system.deployments
    ]


def test_a_release_that_replaces_another_ends_it(shop: Path) -> None:
    record(shop, "shop", "--label", "1")
    said = record(shop, "shop", "--label", "2", "--replaces", "1", at="2026-11-22T11:02:00Z").output

    assert "record: shop 2 runs in prod\nrecord: shop 1 ended\n" == said
    assert [
        ["1", "2026-11-21T11:02:00Z", "2026-11-22T11:02:00Z"],
        ["2", "2026-11-22T11:02:00Z", "-"],
    ] == deployments(shop)


def test_what_still_runs_beside_it_is_told(shop: Path) -> None:
    record(shop, "shop", "--label", "1")

    assert (
        "record: shop 1 still runs; `--replaces` or `--retire` ends it" in record(shop, "shop", "--label", "2").output
    )


def test_recording_twice_changes_nothing(shop: Path) -> None:
    record(shop, "shop", "--label", "1")
    before = (shop / "deployed.lock").read_bytes()

    assert (
        "record: shop 1 runs in prod already\n"
        == record(shop, "shop", "--label", "1", at="2026-12-01T00:00:00Z").output
    )
    assert before == (shop / "deployed.lock").read_bytes()


def test_a_release_is_retired(shop: Path) -> None:
    record(shop, "shop", "--label", "1")
    said = record(shop, "shop", "--label", "1", "--retire", at="2026-12-01T00:00:00Z").output

    assert "record: shop 1 ended\n" == said
    assert [["1", "2026-11-21T11:02:00Z", "2026-12-01T00:00:00Z"]] == deployments(shop)


@pytest.mark.parametrize("words", [("1", "--retire"), ("2", "--replaces", "1")])
def test_nothing_is_recorded_to_end_before_it_began(shop: Path, words: tuple[str, ...]) -> None:
    """A wrong `--at` would say that what was written since was never written."""
    record(shop, "pricing", "--label", "1")
    before = (shop / "deployed.lock").read_bytes()
    said = record(shop, "pricing", "--label", *words, at="2026-11-20T00:00:00Z")

    assert (2, before) == (said.exit_code, (shop / "deployed.lock").read_bytes())
    assert (
        "treaty: `pricing` 1 began on 2026-11-21T11:02:00Z and cannot end at 2026-11-20T00:00:00Z: name a later time\n"
        == said.output
    )


def test_what_ended_long_ago_is_forgotten_on_request(shop: Path) -> None:
    """Requests are kept for 7 days, and for 7 more among the dead letters; the last release of an agent stays."""
    record(shop, "shop", "--label", "1")
    record(shop, "pricing", "--label", "1")
    record(shop, "pricing", "--label", "1", "--retire", at="2026-11-22T00:00:00Z")
    record(shop, "shop", "--label", "2", "--replaces", "1", at="2026-11-23T00:00:00Z")
    early = record(shop, "shop", "--label", "3", "--replaces", "2", "--forget", at="2026-12-07T00:00:00Z").output
    late = record(shop, "shop", "--label", "4", "--replaces", "3", "--forget", at="2026-12-08T00:00:00Z").output

    assert "taken out" not in early
    assert "record: 1 of which nothing is kept taken out\n" in late
    assert ["1", "2", "3", "4"] == [label for label, *_ in deployments(shop)]


REFUSED = [
    (["shops", "--label", "1"], "no agent is named `shops`; did you mean `shop`?"),
    (["shop", "--label", "a b"], "`a b` is no label"),
    (["shop", "--label", "1", "--retire"], "`shop` 1 does not run in `prod`; recorded as running: nothing of it"),
    (["shop", "--label", "1", "--replaces", "0"], "`shop` 0 does not run in `prod`"),
    (["shop", "--label", "1", "--manifest", "nowhere.json"], "this cannot be read: no such file or directory"),
    (["shop", "--label", "1", "--manifest", "generated/shop_pricing/shop_pricing/manifest.json"], "not of `shop`"),
    (["shop", "--label", "1", "--target", "prods"], "no target is named `prods`; did you mean `prod`?"),
    (["shop", "--label", "1", "--at", "today"], "`today` is no time"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_is_wrong_is_said_and_nothing_is_written(
    shop: Path, words: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    target = [] if "--target" in words else ["--target", "prod"]
    done = treaty(shop, "record", *words, *target)

    assert 2 == done.exit_code
    assert message in done.output
    assert not (shop / "deployed.lock").exists()


def test_a_lock_with_a_bad_line_is_neither_read_nor_overwritten(shop: Path) -> None:
    (shop / "deployed.lock").write_text("<<<<<<< HEAD\n")
    done = record(shop, "shop", "--label", "1")

    assert 2 == done.exit_code
    assert "deployed.lock:1:1" in done.output
    assert "<<<<<<< HEAD\n" == (shop / "deployed.lock").read_text()


def test_of_two_runs_at_once_none_is_lost_silently(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The later one has read a lock that is no longer there: it says so, and writes nothing."""
    record(shop, "pricing", "--label", "1")
    lock = shop / "deployed.lock"
    begin = deployed.begin

    def meanwhile(known: Sequence[Deployment], new: Deployment, replaces: Sequence[str]) -> Recorded:
        lock.write_text(lock.read_text().replace("pricing 1 ", "pricing theirs "))
        return begin(known, new, replaces)

    monkeypatch.setattr(record_verb, "begin", meanwhile)
    said = record(shop, "shop", "--label", "1")

    assert (2, "treaty: another run changed deployed.lock meanwhile: run this one again\n") == (
        said.exit_code,
        said.output,
    )
    assert [["theirs", "2026-11-21T11:02:00Z", "-"]] == deployments(shop)
