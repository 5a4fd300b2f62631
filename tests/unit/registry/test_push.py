"""Push as a whole, over a registry in memory: what is registered, refused, taken back, kept, and locked."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.unit.registry.pushed_shop import MONEY, NEW, PAID, PLACED, Shop, record
from tests.unit.registry.small_registry import Line, Registry
from treaty.registry.problem import Unreachable
from treatyc.cli.registry import push as pushing
from treatyc.cli.registry.plan_view import view
from treatyc.registry.api import Api
from treatyc.registry.push.answers import Basis

ALL = {"events.paid-value": [PAID], "events.placed-value": [PLACED], "shop.v1.Money": [MONEY]}
MODES = dict.fromkeys(ALL, "BACKWARD_TRANSITIVE")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_what_is_referred_to_comes_first_and_modes_before_texts(shop: Shop) -> None:
    registry = Registry()

    assert "registered" == shop.push(Line(registry))

    assert {"texts": ALL, "modes": MODES} == registry.state()
    writes = [
        each for each in registry.log if each.startswith("PUT") or (each.endswith("/versions") and "GET" not in each)
    ]
    assert [
        "PUT /config/events.paid-value",
        "PUT /config/events.placed-value",
        "PUT /config/shop.v1.Money",
        "POST /subjects/events.paid-value/versions",
        "POST /subjects/shop.v1.Money/versions",
        "POST /subjects/events.placed-value/versions",
    ] == writes


def test_a_second_push_changes_nothing(shop: Shop) -> None:
    registry = Registry()
    shop.push(Line(registry))
    lock, asked = shop.lock, len(registry.log)

    assert "nothing" == shop.push(Line(registry))

    assert lock == shop.lock
    assert [] == [each for each in registry.log[asked:] if not each.startswith("GET")]
    assert not shop.journal.exists()


def test_the_lock_says_where_each_text_stands(shop: Shop) -> None:
    registry = Registry()
    shop.push(Line(registry))

    lines = [line.split() for line in shop.lock.splitlines() if line.startswith("  ")]

    numbers = {subject: (version, number) for _, subject, version, number, _ in lines}
    assert {"events.paid-value": ("1", "1"), "shop.v1.Money": ("1", "2"), "events.placed-value": ("1", "3")} == numbers
    assert {f"00000000-0000-0000-0000-{int(number):012x}" for _, number in numbers.values()} == {
        line[4] for line in lines
    }


@pytest.mark.parametrize(
    "rendered",
    [
        lambda text: json.dumps(json.loads(text), sort_keys=True),
        lambda text: json.dumps(json.loads(text), indent=4),
    ],
    ids=["Karapace sorts keys", "another layout"],
)
def test_a_text_that_the_registry_wrote_anew_is_the_same(shop: Shop, rendered: object) -> None:
    registry = Registry(rendered=rendered)  # type: ignore[arg-type] - parametrised
    shop.push(Line(registry))

    assert "nothing" == shop.push(Line(registry))


def test_a_text_that_means_the_same_is_not_registered_again(shop: Shop) -> None:
    registry = Registry()
    shop.push(Line(registry))
    shop.write(Paid=PAID.replace('"doc": "Paid"', '"doc": "It was paid at last."'))

    assert "nothing" == shop.push(Line(registry))


def test_a_change_of_what_is_referred_to_registers_who_refers_to_it(shop: Shop) -> None:
    registry = Registry()
    shop.push(Line(registry))
    money = record("Money", ("units", "long"), ("scale", NEW))
    shop.write(Money=money)

    assert "registered" == shop.push(Line(registry))

    placed = registry.subjects["events.placed-value"]
    assert [1, 2] == [placed[number].body["references"][0]["version"] for number in (1, 2)]
    assert [MONEY, money] == registry.state()["texts"]["shop.v1.Money"]
    assert [PAID] == registry.state()["texts"]["events.paid-value"]


def test_what_breaks_here_registers_nothing(shop: Shop) -> None:
    """And nothing of what goes with it: not what is compatible, not a mode."""
    registry = Registry()
    shop.push(Line(registry))
    before = registry.state()
    shop.write(Paid=record("Paid", ("id", "long")), Money=record("Money", ("units", "long"), ("scale", NEW)))

    assert "refused" == shop.push(Line(registry))

    assert before == registry.state()
    assert not shop.journal.exists()


def test_what_the_registry_would_refuse_registers_nothing(shop: Shop) -> None:
    registry = Registry()
    shop.push(Line(registry))
    before = registry.state()
    registry.refuses_to_check = lambda subject, _text: subject == "events.paid-value"
    shop.write(Paid=record("Paid", ("id", "string"), ("at", NEW)), Money=record("Money", ("units", "long"), ("a", NEW)))

    assert "refused" == shop.push(Line(registry))

    assert before == registry.state()


def test_every_text_is_asked_about_before_any_is_registered(shop: Shop) -> None:
    """One that refers to a new text cannot be: there the dialect answers, and the plan says so."""
    registry = Registry()
    shop.push(Line(registry))
    shop.write(Money=record("Money", ("units", "long"), ("a", NEW)), Paid=record("Paid", ("id", "string"), ("at", NEW)))

    planned = shop.plan(registry)

    assert {
        "shop.v1.Money": (True, Basis.REGISTRY),
        "events.paid-value": (True, Basis.REGISTRY),
        "events.placed-value": (True, Basis.PREDICTED),
    } == {each.subject: (each.taken, each.basis) for each in planned.answers}


def test_a_subject_may_be_allowed_to_break_this_once(shop: Shop) -> None:
    registry = Registry(refuses=lambda _subject, text: '"long"' in text and "Paid" in text)
    shop.push(Line(registry))
    broken = record("Paid", ("id", "long"))
    shop.write(Paid=broken)
    assert "refused" == shop.push(Line(registry))

    assert "registered" == shop.push(Line(registry), "events.paid-value")

    assert {"texts": ALL | {"events.paid-value": [PAID, broken]}, "modes": MODES} == registry.state()


def test_a_refusal_in_the_middle_takes_everything_back(shop: Shop) -> None:
    registry = Registry(refuses=lambda subject, _text: subject == "events.placed-value")
    registry.modes["shop.v1.Money"] = "FULL"

    assert "taken back" == shop.push(Line(registry))

    assert {"texts": {}, "modes": {"shop.v1.Money": "FULL"}} == registry.state()
    assert not shop.journal.exists()
    assert "" == shop.lock


def test_what_somebody_else_registered_is_not_taken_back(shop: Shop) -> None:
    other = record("Paid", ("id", "string"), ("by", NEW))

    class Busy(Registry):
        def answer(self, method: str, path: str, value: object) -> object:
            found = super().answer(method, path, value)
            if (method, path) == ("POST", "/subjects/events.paid-value/versions"):
                self._register("events.paid-value", {"schema": other})
            return found

    registry = Busy(refuses=lambda subject, _text: subject == "events.placed-value")

    assert "taken back" == shop.push(Line(registry))

    assert {"events.paid-value": [other]} == registry.state()["texts"]


def test_what_cannot_be_taken_back_is_said_and_the_journal_stays(shop: Shop) -> None:
    registry = Registry(refuses=lambda subject, _text: subject == "events.placed-value", deletes=False)

    assert "left behind" == shop.push(Line(registry))
    assert shop.journal.exists()

    registry.refuses = lambda _subject, _text: False
    assert "registered" == shop.push(Line(registry))
    assert {"texts": ALL, "modes": MODES} == registry.state()
    assert not shop.journal.exists()


def test_a_text_that_another_push_registered_first_is_taken_as_done(shop: Shop) -> None:
    """A race: the registry refuses ours, since the other one changed what it is compared with."""

    class Faster(Registry):
        def answer(self, method: str, path: str, value: object) -> object:
            if (method, path) == ("POST", "/subjects/events.paid-value/versions"):
                self.refuses = lambda _subject, _text: False
                super().answer(method, path, value)
                self.refuses = lambda subject, _text: subject == "events.paid-value"
            return super().answer(method, path, value)

    registry = Faster()

    assert "registered" == shop.push(Line(registry))
    assert {"texts": ALL, "modes": MODES} == registry.state()


def test_what_another_push_takes_back_meanwhile_is_registered_again(shop: Shop) -> None:
    """A race: we saw its text and counted on it; it was refused elsewhere and is gone when we end."""

    class TakenBack(Registry):
        def answer(self, method: str, path: str, value: object) -> object:
            if (method, path) == ("POST", "/subjects/events.placed-value/versions"):
                self.subjects["events.paid-value"].clear()
            return super().answer(method, path, value)

    registry = TakenBack(keeps_more=False)
    registry._register("events.paid-value", {"schema": PAID, "schemaType": "AVRO"})

    assert "registered" == shop.push(Line(registry))

    assert {"texts": ALL, "modes": MODES} == registry.state()
    assert () == shop.plan(registry).contradictions


def test_references_under_subjects_of_somebody_else_are_left_as_they_are(shop: Shop) -> None:
    """The registry was filled by other tools: what means the same is there, whatever its parts are called."""
    registry = Registry(keeps_more=False)
    registry.modes = dict.fromkeys(["events.paid-value", "events.placed-value"], "BACKWARD_TRANSITIVE")
    references = [{"name": "shop.v1.Money", "subject": "money", "version": 1}]
    registry._register("money", {"schema": MONEY, "schemaType": "AVRO"})
    registry._register("events.paid-value", {"schema": PAID, "schemaType": "AVRO"})
    registry._register("events.placed-value", {"schema": PLACED, "schemaType": "AVRO", "references": references})

    assert "nothing" == shop.push(Line(registry))

    assert ["events.paid-value", "events.placed-value"] == [
        line.split()[1] for line in shop.lock.splitlines() if line.startswith("  ")
    ]


def test_metadata_that_changed_is_a_version_where_the_registry_keeps_it(shop: Shop) -> None:
    registry = Registry()
    shop.push(Line(registry))
    yaml = shop.folder / "treaty.yaml"
    yaml.write_text(
        yaml.read_text().replace(
            "retain: 1d, owner: shop, description: It was paid", "retain: 1d, owner: bank, description: It was paid"
        )
    )

    assert [("events.paid-value", ("metadata",))] == [
        (each.wanted.subject, each.changed) for each in shop.plan(registry).difference.lacking
    ]
    assert "registered" == shop.push(Line(registry))

    owners = [each.body["metadata"]["properties"]["owner"] for each in registry.subjects["events.paid-value"].values()]
    assert ["shop", "bank"] == owners
    assert "nothing" == shop.push(Line(registry))


def test_a_text_that_agents_registered_is_at_hand_when_its_metadata_is_to_follow(shop: Shop) -> None:
    """They register at start without a mode, so that the registry cannot be asked by the one that it shall have."""
    registry = Registry()
    registry._register("events.paid-value", {"schema": PAID, "schemaType": "AVRO"})

    planned = shop.plan(registry)

    lacking = {each.wanted.subject: each.changed for each in planned.difference.lacking}
    assert ("metadata",) == lacking["events.paid-value"]
    answers = {each.subject: (each.taken, each.basis, each.words) for each in planned.answers}
    assert (True, Basis.PREDICTED, ()) == answers["events.paid-value"]
    push = shop.open()
    shown = view(planned, push.wish, push.opened.system)
    said = {line.subject: line.answers[-1].sentence for line in shown.texts}
    assert "the messages are as they were" == said["events.paid-value"]
    assert "nothing before it to compare with" == said["events.placed-value"]


def test_metadata_that_is_refused_is_not_taken_for_registered(shop: Shop) -> None:
    """The version of the same text that was there before is none of the push's."""
    registry = Registry()
    shop.push(Line(registry))
    before, lock = registry.state(), shop.lock
    yaml = shop.folder / "treaty.yaml"
    yaml.write_text(
        yaml.read_text().replace("owner: shop, description: It was paid", "owner: a, description: It was p")
    )
    registry.refuses = lambda subject, _text: subject == "events.paid-value"

    assert "taken back" == shop.push(Line(registry))

    assert (before, lock) == (registry.state(), shop.lock)


def test_a_registry_that_keeps_texts_alone_is_not_asked_for_more_again(shop: Shop) -> None:
    registry = Registry(keeps_more=False)
    shop.push(Line(registry))

    planned = shop.plan(registry)

    assert planned.difference.nothing
    assert ["events.paid-value", "events.placed-value"] == [each.wanted.subject for each in planned.difference.unkept]


def test_a_mode_that_somebody_changed_is_set_again(shop: Shop) -> None:
    registry = Registry()
    shop.push(Line(registry))
    registry.modes["events.paid-value"] = "NONE"
    asked = len(registry.log)

    shop.push(Line(registry))

    assert ["PUT /config/events.paid-value"] == [each for each in registry.log[asked:] if not each.startswith("GET")]
    assert MODES == registry.modes


def test_releases_stay_in_the_lock_and_texts_in_development_go(shop: Shop) -> None:
    """Agents may still meet what was written with a release; a text that nobody released is replaced by the next."""
    registry = Registry()
    shop.push(Line(registry))
    lock = shop.folder / "treaty.lock"
    other = "schema shop.v1.Paid 1.7 " + "a" * 64 + "\n  elsewhere events.paid-value 9 9 -\n"
    lock.write_text(lock.read_text() + other)
    shop.write(Paid=record("Paid", ("id", "string"), ("at", NEW)))

    shop.push(Line(registry))

    assert other in lock.read_text()
    assert ["events.paid-value 2"] == [
        " ".join(line.split()[1:3]) for line in shop.lock.splitlines() if line.startswith("  dev events.paid")
    ]


def test_a_lock_of_another_text_stops_the_push(shop: Shop) -> None:
    """The registry was set up anew and gives the same ids to other texts: the trap that a lock is there for."""
    registry = Registry(keeps_more=False)
    shop.push(Line(registry))
    anew = Registry(keeps_more=False)
    anew._register("events.paid-value", {"schema": record("Paid", ("other", "string")), "schemaType": "AVRO"})

    planned = shop.plan(anew)

    assert [
        "version 1 of `events.paid-value` is another text than `shop.v1.Paid` 1.0-dev+",
        "`shop.v1.Placed` 1.0-dev+",
        "`shop.v1.Money` 1.0-dev+",
    ] == sorted((each.message.partition("+")[0] + "+" for each in planned.contradictions), reverse=True)
    assert "refused" == shop.push(Line(anew))
    assert ["events.paid-value"] == list(anew.state()["texts"])


@pytest.mark.parametrize("question", ["PUT /config/shop.v1.Money", "POST /subjects/events.placed-value/versions"])
@pytest.mark.parametrize("arrives", [False, True])
def test_a_registry_that_goes_away_is_gone_on_with_later(shop: Shop, question: str, *, arrives: bool) -> None:
    """Nothing is taken back from a registry that does not answer: what arrived is not known."""

    class Down(Registry):
        def answer(self, method: str, path: str, value: object) -> object:
            if f"{method} {path}" != question:
                return super().answer(method, path, value)
            if arrives:
                super().answer(method, path, value)
            raise Unreachable("no answer")

    registry = Down()
    push = shop.open()
    with pytest.raises(Unreachable):
        asyncio.run(pushing._run(Api(Line(registry)), push, None))
    assert ["push-unfinished"] == [each.rule for each in push.opened.report.diagnostics]
    up = Registry(registry.subjects, registry.modes, _ids=registry._ids)

    assert shop.push(Line(up)) in {"registered", "nothing"}

    assert {"texts": ALL, "modes": MODES} == up.state()
    assert not shop.journal.exists()
