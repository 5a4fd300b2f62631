"""A plan and its end as people and programs read them: goldens in `tests/cases/plan`, which `--update-golden` rewrites.

One plan shows every action; a live broker shows only some of them at a time.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from pathlib import Path

import jsonschema_rs
import pytest

from tests.unit.topology.model_broker import SEMANTICS, Exchange, Permissions, Queue, User
from treatyc.printing import drift_printed, plan_words
from treatyc.printing.applied_as_text import Ending, as_lines
from treatyc.printing.as_text import Coloured, Plain
from treatyc.printing.plan_as_json import as_json
from treatyc.printing.plan_as_markdown import as_markdown
from treatyc.printing.plan_as_text import Detail, Setting, as_text
from treatyc.source import SourceTree, Span
from treatyc.topology.drift import drift
from treatyc.topology.observed import Held, Mark, Observed
from treatyc.topology.plan import Action, Change, Consent, Plan, Scope
from treatyc.topology.planning import Request, plan
from treatyc.topology.resource import Origin, Resource, digest
from treatyc.topology.saved import Unreadable, differences, read

ROOT = Path(__file__).parents[3]
GOLDENS = ROOT / "tests" / "cases" / "plan"
REFERENCE = ROOT / "docs" / "reference"
TREE = SourceTree("contracts/treaty.yaml")
SETTING = Setting("plan", "one:9092")
OURS, THEIRS = Scope("shop", "prod"), Scope("mail", "prod")
ORIGIN = Origin("channel `orders.placed`", Span("contracts/treaty.yaml", 12, 3), "orders.placed")
HOSTILE = "x\x1b[31m`<b>@all #1 www.evil.example|\n\u202e"


def ours(resource: Resource, messages: int | None = None, applied: Resource | None = None) -> Held:
    return Held(resource, Mark(OURS, digest(applied or resource)), messages)


WANTED = (
    User("shop.packer", origin=ORIGIN),
    User("shop.sender", origin=ORIGIN),
    Exchange("events", origin=ORIGIN),
    Queue("a.new", 3, 4, config=(("age", "604800000"), ("policy", "delete"), ("copies", "3"))),
    Queue("b.changed", 2, origin=ORIGIN),
    Queue("c.nobodys", 2, 2, origin=ORIGIN),
    Queue("d.adopted", origin=ORIGIN),
    Queue("e.rekeyed", parts=8, origin=ORIGIN),
    Queue("f.flat", shape="flat", origin=ORIGIN),
    Queue("g.anew", shape="flat", origin=ORIGIN),
    Queue("h.theirs", origin=ORIGIN),
    Queue("i.same", origin=ORIGIN),
    Permissions("shop.packer", ("read a.new", "write b.changed"), origin=ORIGIN),
    Permissions("shop.sender", ("write a.new",), origin=ORIGIN),
)
THERE = (
    ours(User("shop.sender")),
    Held(Exchange("events"), Mark(THEIRS, "")),
    ours(Queue("b.changed")),
    Held(Queue("c.nobodys"), None, 7),
    Held(Queue("d.adopted"), None, 7),
    ours(Queue("e.rekeyed"), 7),
    ours(Queue("f.flat"), 1200),
    ours(Queue("g.anew"), 0),
    Held(Queue("h.theirs"), Mark(THEIRS, "")),
    ours(Queue("i.same"), 7),
    ours(Queue("j.leaving"), 1),
    ours(Queue("k.staying"), 12),
    ours(Permissions("shop.packer", ("read a.new", "read z.old"))),
)
WORDS = (
    Consent("--allow-destroy", "queue:g.anew"),
    Consent("--allow-destroy", "queue:j.leaving"),
    Consent("--allow-loss", "queue:j.leaving"),
    Consent("--rotate", "user:shop.sender"),
)


def made(wanted: Iterable[Resource] = WANTED, there: tuple[Held, ...] = THERE) -> Plan:
    request = Request(OURS, "kafka", WORDS, ("queue:d.*",))
    unmanaged = tuple(f"queue:legacy.{number}" for number in range(7))
    seen = Observed("cluster-1", there, unmanaged)
    return plan(request, tuple(wanted), seen, SEMANTICS, ("a queue holds all addresses of its template",))


def golden(request: pytest.FixtureRequest, name: str, actual: str) -> None:
    path = GOLDENS / name
    if request.config.getoption("--update-golden"):
        path.write_text(actual, "utf-8")
    assert path.read_text("utf-8") == actual


def test_every_action_as_text(request: pytest.FixtureRequest) -> None:
    golden(request, "every_action.txt", as_text(made(), SETTING, TREE, Plain()))


def test_every_action_as_markdown(request: pytest.FixtureRequest) -> None:
    golden(request, "every_action.md", as_markdown(made(), TREE))


def test_every_action_as_json(request: pytest.FixtureRequest) -> None:
    golden(request, "every_action.json", as_json(made(), TREE))


def test_that_plan_shows_every_action() -> None:
    assert set(Action) == {step.action for step in made().steps}


def test_nothing_to_do_is_two_lines() -> None:
    bare = dataclasses.replace(made([Queue("i.same")], (ours(Queue("i.same")),)), unmanaged=(), shortcomings=())

    assert "plan: target `prod`, kafka at one:9092, cluster cluster-1\nplan: nothing to do: 1 as wanted\n" == as_text(
        bare, SETTING, TREE, Plain()
    )
    assert "✅ nothing to do" in as_markdown(bare, TREE)


def test_a_value_that_means_another_thing_is_told_with_what_it_means() -> None:
    meant = 'dead-letter-exchange: "" (the default exchange)'

    assert [meant] == list(plan_words.fresh((Change("dead-letter-exchange", None, ""),)))
    assert [f"{meant} → parked"] == list(plan_words.differing((Change("dead-letter-exchange", "", "parked"),)))


def test_a_list_of_nothing_is_told_in_a_word() -> None:
    facts = (Change("rights", None, ()), Change("tags", None, ("a",)), Change("policy", None, ""))

    assert ["rights: nothing, policy: not set", "tags:", "  + a"] == list(plan_words.fresh(facts))
    assert ["rights:", "  - read a"] == list(plan_words.differing([Change("rights", ("read a",), ())]))


def test_a_long_list_is_cut_for_people_only() -> None:
    many = tuple(f"read {number:03}" for number in range(100))

    assert "  … and 40 more, which --format json has" == list(plan_words.differing([Change("rights", (), many)]))[-1]


def test_all_of_it_on_demand() -> None:
    shown = as_text(made(), SETTING, TREE, Plain(), Detail.ALL)

    assert "  = noop queue:i.same: is as it should be\n" in shown
    assert "queue:legacy.6)" in shown


def test_colours_change_no_word() -> None:
    coloured = as_text(made(), SETTING, TREE, Coloured())
    plain = "".join(part.partition("m")[2] if number else part for number, part in enumerate(coloured.split("\x1b[")))

    assert as_text(made(), SETTING, TREE, Plain()) == plain


@pytest.mark.parametrize("format", ["text", "markdown", "ending"])
def test_no_name_steers_what_is_shown(format: str) -> None:
    """P62: what somebody called a queue is not trusted, not even in a block of code."""
    there = (Held(Queue(HOSTILE)), ours(Queue(f"y{HOSTILE}", shape=HOSTILE)))
    found = made([Queue(HOSTILE, origin=Origin(HOSTILE)), Queue(f"y{HOSTILE}", shape="flat")], there)
    broken = dataclasses.replace(found.blocked[0], action=Action.CREATE)
    text = {
        "text": as_text(found, SETTING, TREE, Plain()),
        "markdown": as_markdown(found, TREE),
        "ending": "\n".join(as_lines(Ending("prod", (), [(broken, HOSTILE)], (broken,), (), None, HOSTILE), Plain())),
    }[format]
    outside = re.sub(r"```.*?```", "", text, flags=re.DOTALL) if format == "markdown" else ""

    assert [] == [character for character in text if character in "\x1b\u202e"]
    assert [] == [mark for mark in ("<b>", "@all", "#1 ", "www.evil") if mark in outside]


@pytest.mark.parametrize("printed", [made(), made(()), made((), ())], ids=["all", "leaving", "nothing"])
def test_a_document_is_what_its_schema_says(printed: Plan) -> None:
    validator = jsonschema_rs.validator_for(json.loads((REFERENCE / "plan.schema.json").read_text()))

    validator.validate(json.loads(as_json(printed, TREE)))


def test_a_saved_plan_is_read_back() -> None:
    saved = read(as_json(made(), TREE))

    assert (OURS, "cluster-1", made().promise) == (saved.scope, saved.cluster, saved.promise)
    assert made().consents == saved.consents
    assert [] == list(differences(saved, made()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "this is no plan"),
        ("[1]", "this is no plan"),
        ("[" * 100_000, "this is no plan"),
        ("{}", "this is no plan that this version"),
        (as_json(made(), TREE).replace('"version": 1', '"version": 2'), "this is no plan that this version"),
        (as_json(made(), TREE).replace("queue:j.leaving", "queue:i.same"), "this plan was changed since"),
    ],
    ids=["empty", "list", "deep", "object", "version", "edited"],
)
def test_what_is_no_plan_is_told(text: str, expected: str) -> None:
    with pytest.raises(Unreadable, match=expected):
        read(text)


def test_a_stale_plan_says_what_changed() -> None:
    """BROKERS.md 1.2.4."""
    saved = read(as_json(made(), TREE))
    there = [each for each in THERE if each.resource.name not in {"d.adopted", "j.leaving"}]
    there += [ours(Queue("a.new", 9)), ours(Queue("d.adopted")), ours(Queue("somebody.s", 1), 0)]
    wanted = [each for each in WANTED if each.name != "b.changed"] + [Queue("b.changed", 9), Queue("z.new")]

    assert [
        "queue:a.new: create was planned, and now it is blocked; the broker changed",
        "queue:b.changed: update was planned, and now otherwise; the contracts changed",
        "queue:d.adopted: adopt was planned, and now there is nothing to do; the broker changed",
        "queue:j.leaving: delete was planned, and now there is nothing to do; the broker changed",
        "queue:somebody.s: noop was planned, and now it is blocked; the broker changed",
        "queue:z.new: noop was planned, and now create; the contracts changed",
    ] == list(differences(saved, made(wanted, tuple(there))))


def test_a_plan_of_another_cluster_says_so() -> None:
    now = dataclasses.replace(made(), identity="cluster-2")

    assert ["the plan is for the cluster `cluster-1`, and this one is `cluster-2`"] == list(
        differences(read(as_json(made(), TREE)), now)
    )


def ended(left: Plan | None, stopped: str = "") -> list[str]:
    todo = made().todo
    ending = Ending("prod", todo[:2], [(todo[2], "it refuses")], todo[3:4], todo[4:], left, stopped)
    return list(as_lines(ending, Plain()))


def test_how_it_ended_says_what_was_not_done_and_why() -> None:
    assert [
        "  x queue:a.new was not created: it refuses",
        "  x no answer from one:9092",
        "  begun, and not known how it ended: 1 (queue:b.changed)",
        f"  not tried: 5 ({', '.join(step.address for step in made().todo[4:])})",
        "apply: 1 created, 1 changed; what is left could not be seen; `treaty apply --target prod` goes on from here",
    ] == ended(None, "no answer from one:9092")


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (made([], ()), "all is as wanted"),
        (made([Queue("h")], (Held(Queue("h"), Mark(THEIRS, "")),)), "left: 1 blocked"),
        (made([Queue("h")], ()), "left: 1 to create; `treaty apply --target prod` goes on from here"),
    ],
    ids=["nothing", "blocked", "more"],
)
def test_how_it_ended_says_what_is_left(left: Plan, expected: str) -> None:
    assert f"apply: 1 created, 1 changed; {expected}" == ended(left)[-1]


def test_drift_as_text_json_and_markdown(request: pytest.FixtureRequest) -> None:
    there = (
        ours(Queue("a", 5, config=(("odd", "1"),)), applied=Queue("a")),
        ours(Queue("old", 5), applied=Queue("old")),
        ours(Permissions("p", ("read a", "write b")), applied=Permissions("p", ("read a",))),
    )
    wanted = (Queue("a", origin=ORIGIN), Queue("gone", origin=ORIGIN), Permissions("p", ("read a",), ORIGIN))
    found = drift(wanted, Observed("cluster-1", there, gone=("queue:gone",)), OURS)
    head = "drift: target `prod`, kafka at one:9092"

    golden(request, "drift.txt", drift_printed.as_text(found, OURS, head, TREE, Plain()))
    golden(request, "drift.md", drift_printed.as_markdown(found, OURS, TREE))
    golden(request, "drift.json", drift_printed.as_json(found, OURS, TREE))
    validator = jsonschema_rs.validator_for(json.loads((REFERENCE / "drift.schema.json").read_text()))
    validator.validate(json.loads(drift_printed.as_json(found, OURS, TREE)))
    validator.validate(json.loads(drift_printed.as_json((), OURS, TREE)))
