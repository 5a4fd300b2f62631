"""What a plan makes of what is wanted and what is there: the rules of BROKERS.md 1.2, one case each."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import pytest

from tests.unit.topology.model_broker import SEMANTICS, Exchange, Permissions, Queue, User
from treatyc.topology.drift import drift
from treatyc.topology.observed import Held, Mark, Observed
from treatyc.topology.plan import Action, Change, Consent, Danger, Plan, Scope, Step, Word
from treatyc.topology.planning import Request, plan
from treatyc.topology.resource import Origin, Resource, Value, digest

OURS = Scope("shop", "prod")
THEIRS = Scope("shop", "test")


def held(resource: Resource, scope: Scope | None = None, messages: int | None = None) -> Held:
    return Held(resource, Mark(scope, digest(resource)) if scope is not None else None, messages)


def made(wanted: Iterable[Resource], *there: Held, words: Iterable[str] = (), **keys: object) -> Plan:
    """The plan with words such as `--adopt queue:a`."""
    given = [Consent(*word.split()) for word in words]
    exact = tuple(consent for consent in given if consent.word != Word.ADOPT.value)
    adopt = tuple(consent.address for consent in given if consent.word == Word.ADOPT.value)
    request = Request(OURS, "model", exact, adopt, **keys)  # type: ignore[arg-type]  # the table's keys are the fields' names
    return plan(request, tuple(wanted), Observed("model-1", there), SEMANTICS)


def only(found: Plan) -> Step:
    [step] = found.steps
    return step


def told(step: Step) -> tuple[Action, list[str]]:
    """What a step does, and the words that it still needs."""
    return step.action, [str(consent) for consent in step.needs]


def test_what_is_missing_is_created_with_all_its_facts() -> None:
    step = only(made([Queue("a", config=(("age", "7"),), origin=Origin("channel `a`"))]))

    assert (Action.CREATE, []) == told(step)
    assert (
        Change("size", None, 1),
        Change("parts", None, 1),
        Change("shape", None, "round"),
        Change("age", None, "7"),
    ) == step.changes
    assert ("channel `a`", "delete the queue `a`", "") == (step.why, step.undo, step.observed)


def test_what_is_as_wanted_needs_nothing() -> None:
    found = made([Queue("a")], held(Queue("a"), OURS))

    assert Action.NOOP is only(found).action
    assert found.empty


@pytest.mark.parametrize(
    ("wanted", "there", "words", "expected"),
    [
        (Queue("a", size=2), held(Queue("a"), OURS), [], (Action.UPDATE, [])),
        (Queue("a", parts=2), held(Queue("a"), OURS), [], (Action.BLOCKED, ["--allow-rekey queue:a"])),
        (Queue("a", parts=2), held(Queue("a"), OURS), ["--allow-rekey queue:a"], (Action.UPDATE, [])),
        (
            Queue("a", shape="flat"),
            held(Queue("a"), OURS, 3),
            [],
            (Action.BLOCKED, ["--allow-destroy queue:a", "--allow-loss queue:a"]),
        ),
        (
            Queue("a", shape="flat"),
            held(Queue("a"), OURS, 3),
            ["--allow-destroy queue:a"],
            (Action.BLOCKED, ["--allow-loss queue:a"]),
        ),
        (
            Queue("a", shape="flat"),
            held(Queue("a"), OURS, None),
            ["--allow-destroy queue:a"],
            (Action.BLOCKED, ["--allow-loss queue:a"]),
        ),
        (
            Queue("a", shape="flat"),
            held(Queue("a"), OURS, 3),
            ["--allow-destroy queue:a", "--allow-loss queue:a"],
            (Action.REPLACE, []),
        ),
        (Queue("a", shape="flat"), held(Queue("a"), OURS, 0), ["--allow-destroy queue:a"], (Action.REPLACE, [])),
        (User("a"), held(User("a"), OURS), ["--rotate user:a"], (Action.UPDATE, [])),
        (Queue("a"), held(Queue("a"), OURS), ["--rotate queue:a"], (Action.NOOP, [])),
    ],
    ids=[
        "in-place",
        "rekey",
        "rekey-allowed",
        "fixed",
        "fixed-destroy-only",
        "fixed-messages-unknown",
        "fixed-allowed",
        "fixed-and-empty",
        "rotate",
        "rotate-what-has-no-secret",
    ],
)
def test_what_is_ours_and_differs(
    wanted: Resource, there: Held, words: list[str], expected: tuple[Action, list[str]]
) -> None:
    """BROKERS.md 1.2.1 and 1.2.10: what cannot be changed, or hurts, waits for a word that names it."""
    assert expected == told(only(made([wanted], there, words=words)))


def test_what_cannot_be_undone_says_so() -> None:
    """A greater number of partitions is taken, and none that is smaller again."""
    more = only(made([Queue("a", parts=2)], held(Queue("a"), OURS), words=["--allow-rekey queue:a"]))
    larger = only(made([Queue("a", size=2, parts=1)], held(Queue("a"), OURS)))

    assert "there is none: a queue's parts never become fewer" == more.undo
    assert "set back size to 1" == larger.undo


@pytest.mark.parametrize(("there", "told"), [("", "nothing"), (False, "false"), ("600s", "600s")])
def test_what_was_not_set_is_set_back_to_nothing(there: Value, told: str) -> None:
    """A line that ends in the middle leaves a person to wonder whether something was cut off."""
    wanted, found = (Queue("a", config=(("age", value),)) for value in ("700s", there))  # type: ignore[arg-type]  # any fact

    assert f"set back age to {told}" == only(made([wanted], held(found, OURS))).undo


def test_what_cannot_be_changed_says_how_to_get_there() -> None:
    """klaw#2503: a decrease is no delete and create."""
    step = only(made([Queue("a", shape="flat")], held(Queue("a"), OURS, 3)))

    assert "cannot be changed: a queue keeps its shape" == step.what
    assert ("make a new one", "move the messages", "let the readers go over") == step.recipe


@pytest.mark.parametrize(
    ("wanted", "there", "words", "expected"),
    [
        (Queue("a"), held(Queue("a")), [], (Action.BLOCKED, ["--adopt queue:a"])),
        (Queue("a"), held(Queue("a")), ["--adopt queue:a"], (Action.ADOPT, [])),
        (Queue("a"), held(Queue("a")), ["--adopt queue:*"], (Action.ADOPT, [])),
        (Queue("a"), held(Queue("a")), ["--adopt user:*"], (Action.BLOCKED, ["--adopt queue:a"])),
        (Queue("a", size=2), held(Queue("a")), ["--adopt queue:a"], (Action.ADOPT, [])),
        (
            Queue("a", parts=2),
            held(Queue("a")),
            [],
            (Action.BLOCKED, ["--adopt queue:a", "--allow-rekey queue:a"]),
        ),
        (
            Queue("a", shape="flat"),
            held(Queue("a"), None, 0),
            ["--adopt queue:a", "--allow-destroy queue:a", "--allow-loss queue:a"],
            (Action.BLOCKED, []),
        ),
        (Queue("a"), held(Queue("a"), THEIRS), ["--adopt queue:a"], (Action.BLOCKED, [])),
        (Exchange("a"), held(Exchange("a")), [], (Action.NOOP, [])),
        (Exchange("a"), held(Exchange("a"), THEIRS), [], (Action.NOOP, [])),
        (Exchange("a"), held(Exchange("a", "fanout"), THEIRS), [], (Action.BLOCKED, [])),
    ],
    ids=[
        "nobodys",
        "adopted",
        "adopted-by-pattern",
        "another-pattern",
        "adopted-and-changed",
        "all-words-at-once",
        "never-replaced",
        "anothers",
        "shared",
        "shared-and-anothers",
        "shared-and-different",
    ],
)
def test_what_is_not_ours(wanted: Resource, there: Held, words: list[str], expected: tuple[Action, list[str]]) -> None:
    """BROKERS.md 1.2.2: a thing without our mark is touched only when a person says so."""
    assert expected == told(only(made([wanted], there, words=words)))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Queue("a"), "let shop/test give it up, or choose a `prefix` for this target"),
        (User("a"), "users know no `prefix`"),
        (Permissions("a", ()), "users know no `prefix`"),
    ],
)
def test_what_another_scope_has_tells_what_would_keep_them_apart(wanted: Resource, expected: str) -> None:
    [line] = only(made([wanted], held(wanted, THEIRS))).recipe

    assert line.endswith(expected)


def test_an_external_channel_is_left_as_it_is_and_made_where_it_is_missing() -> None:
    channel = Queue("a", size=2, origin=Origin("channel `a`", channel="a"))
    retries = Queue("a.retry", origin=Origin("what `x` tries again", channel="a", agent="x"))
    external = frozenset({"a"})

    there = made([channel, retries], held(Queue("a")), held(Queue("a.retry")), external=external)
    anothers = made([channel], held(Queue("a"), THEIRS), external=external)
    ours = made([channel], held(Queue("a"), OURS), external=external)

    assert [Action.NOOP, Action.BLOCKED] == [step.action for step in there.steps]
    assert ("is there, external, and left alone", (Change("size", 1, 2),)) == (
        there.steps[0].what,
        there.steps[0].changes,
    )
    assert [Action.NOOP, Action.UPDATE] == [only(anothers).action, only(ours).action]
    assert Action.CREATE is only(made([channel], external=external)).action


def test_a_list_of_which_nothing_is_left_is_wanted_empty() -> None:
    """P41: else who may do nothing any more would keep what he could do."""
    step = only(made([Permissions("a")], held(Permissions("a", ("read a",)), OURS)))

    assert (Action.UPDATE, (Change("rights", ("read a",), ()),)) == (step.action, step.changes)


def test_what_nobody_declared_stays_unless_the_plan_is_authoritative() -> None:
    """BROKERS.md 1.2.9."""
    there = held(Queue("a", config=(("age", "7"), ("odd", "1"))), OURS)
    wanted = [Queue("a", config=(("age", "7"),))]

    assert made(wanted, there).empty
    assert (Change("odd", "1", None),) == only(made(wanted, there, authoritative=True)).changes


@pytest.mark.parametrize(
    ("there", "words", "expected"),
    [
        (held(Queue("a"), OURS, 0), [], (Action.BLOCKED, ["--allow-destroy queue:a"])),
        (held(Queue("a"), OURS, 0), ["--allow-destroy queue:a"], (Action.DELETE, [])),
        (held(Queue("a"), OURS, 9), ["--allow-destroy queue:a"], (Action.BLOCKED, ["--allow-loss queue:a"])),
        (held(Queue("a"), OURS, 9), ["--allow-destroy queue:a", "--allow-loss queue:a"], (Action.DELETE, [])),
        (held(User("a"), OURS), ["--allow-destroy user:a"], (Action.DELETE, [])),
    ],
)
def test_what_nobody_wants_any_more(there: Held, words: list[str], expected: tuple[Action, list[str]]) -> None:
    """julie#39, atlas#2136, rabbitmq messaging-topology-operator#747: nothing goes that was not named."""
    assert expected == told(only(made([], there, words=words)))


@pytest.mark.parametrize(
    ("there", "words", "expected"),
    [
        (held(Queue("a"), OURS, 0), [], "is no longer wanted"),
        (held(User("a"), OURS), [], "is no longer wanted; until it is deleted, `a` keeps this access"),
        (held(Permissions("a"), OURS), [], "is no longer wanted; until it is deleted, `a` keeps this access"),
        (held(User("a"), OURS), ["--allow-destroy user:a"], "is no longer wanted"),
    ],
)
def test_who_left_and_can_still_come_in_is_told(there: Held, words: list[str], expected: str) -> None:
    """P41: nothing is deleted that was not named, so a plan says what that leaves open."""
    assert expected == only(made([], there, words=words)).what


@pytest.mark.parametrize("there", [held(Queue("a")), held(Queue("a"), THEIRS)])
def test_what_is_not_ours_and_not_wanted_is_in_no_plan(there: Held) -> None:
    """julie#580: another target's things are invisible, even where somebody allows their destruction."""
    assert () == made([], there, words=["--allow-destroy queue:a", "--allow-loss queue:a"]).steps


def test_a_loss_is_told_with_its_number() -> None:
    risk = only(made([], held(Queue("a"), OURS, 1234))).risk

    assert (Danger.LOSS, "1,234 messages in it are lost") == (risk.danger, risk.sentence)


def test_a_loss_that_was_allowed_covers_what_comes_until_then() -> None:
    words = ["--allow-destroy queue:a", "--allow-loss queue:a"]

    assert only(made([], held(Queue("a"), OURS, 0), words=words)).allows(Word.LOSS)
    assert not only(made([], held(Queue("a"), OURS, 0), words=words[:1])).allows(Word.LOSS)


def test_what_makes_stands_before_what_deletes_and_each_in_the_order_of_kinds() -> None:
    """BROKERS.md 1.2.5: what others stand on first, and last when it goes."""
    wanted = [Permissions("new"), Queue("new"), User("new")]
    leaving = [held(User("old"), OURS), held(Queue("old"), OURS, 0), held(Permissions("old"), OURS)]
    words = [f"--allow-destroy {kind}:old" for kind in ("user", "queue", "permissions")]

    assert [
        "+ user:new",
        "+ queue:new",
        "+ permissions:new",
        "- permissions:old",
        "- queue:old",
        "- user:old",
    ] == [f"{step.action.symbol} {step.address}" for step in made(wanted, *leaving, words=words).steps]


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ([], [Action.CREATE, Action.CREATE]),
        ([held(Queue("a"))], [Action.BLOCKED, Action.BLOCKED]),
        ([held(Queue("a"), THEIRS), held(Permissions("a", ("x",)), OURS)], [Action.BLOCKED, Action.BLOCKED]),
        ([held(Queue("a", shape="flat"), OURS, 3)], [Action.BLOCKED, Action.CREATE]),
        ([held(Queue("a"), THEIRS), held(Permissions("a"), OURS)], [Action.BLOCKED, Action.NOOP]),
    ],
    ids=["nothing-there", "nobodys", "anothers", "ours-and-fixed", "done-already"],
)
def test_what_rests_on_something_blocked_waits_for_it(there: list[Held], expected: list[Action]) -> None:
    """Else an apply would fail at what it cannot make, or bind things to what is somebody else's."""
    found = made([Queue("a"), Permissions("a")], *there)

    assert expected == [step.action for step in found.steps]
    if expected[-1] is Action.BLOCKED:
        assert "waits for queue:a, which is blocked" == found.steps[-1].what


@pytest.mark.parametrize("wanted", [(), (Queue("a", shape="flat"),)], ids=["deleted", "replaced"])
def test_what_would_go_with_something_else_must_be_named_too(wanted: tuple[Resource, ...]) -> None:
    """BROKERS.md 1.2.5: a reader's position goes with its stream."""
    positions = dataclasses.replace(SEMANTICS, holding=frozenset({"queue", "permissions"}))
    there = Observed("model-1", (held(Queue("a"), OURS, 0), held(Permissions("a", ()), OURS, 0)))

    def actions(*words: str) -> dict[str, Action]:
        consents = [Consent(*word.split()) for word in words]
        found = plan(Request(OURS, "model", consents), wanted, there, positions)
        return {step.address: step.action for step in found.steps}

    queue, reader = "--allow-destroy queue:a", "--allow-destroy permissions:a"
    assert {"queue:a": Action.BLOCKED, "permissions:a": Action.BLOCKED} == actions(queue)
    done = Action.REPLACE if wanted else Action.DELETE
    assert {"queue:a": done, "permissions:a": Action.DELETE} == actions(queue, reader)


def test_a_plan_has_the_words_that_it_needed_and_knows_the_others() -> None:
    words = ["--adopt queue:*", "--adopt user:*", "--allow-destroy queue:zzz", "--rotate queue:a"]
    given = [Consent(*word.split()) for word in words]
    request = Request(OURS, "model", tuple(given[2:]), tuple(each.address for each in given[:2]))
    found = plan(request, [Queue("a")], Observed("", (held(Queue("a")),)), SEMANTICS)

    assert (Consent("--adopt", "queue:a"),) == found.consents
    assert ["--allow-destroy queue:zzz", "--rotate queue:a", "--adopt user:*"] == list(map(str, request.idle(found)))


def test_a_promise_is_kept_only_by_the_same_steps_on_the_same_things() -> None:
    wanted = [Queue("a", size=2)]
    there = held(Queue("a"), OURS, 3)
    promise = made(wanted, there).promise

    assert promise == made(wanted, held(Queue("a"), OURS, 99), held(Queue("b"))).promise
    assert promise != made([Queue("a", size=3)], there).promise
    assert promise != made(wanted, held(Queue("a", config=(("odd", "1"),)), OURS)).promise
    assert promise != made(wanted, held(Queue("a"))).promise
    assert promise != made(wanted, there, authoritative=True).promise


def test_drift_is_what_changed_since_it_was_applied_whatever_is_wanted_now() -> None:
    mark = Mark(OURS, digest(Queue("a")))
    gone, changed, extra = Queue("gone"), Queue("a", size=5), Queue("a", config=(("odd", "1"),))

    def drifted(wanted: list[Resource], *there: Held, gone: tuple[str, ...] = ()) -> list[tuple[str, bool, int]]:
        found = drift(wanted, Observed("", there, gone=gone), OURS)
        return [(each.address, each.found is not None, len(each.changes)) for each in found]

    assert [] == drifted([Queue("a", size=2)], Held(Queue("a"), mark)), "the contracts changed, not the broker"
    assert [("queue:a", True, 1)] == drifted([Queue("a")], Held(changed, mark))
    assert [("queue:a", True, 0)] == drifted([], Held(changed, mark)), "nothing asks for it any more"
    assert [("queue:a", True, 1)] == drifted([Queue("a")], Held(extra, mark)), "nobody declared it"
    assert [] == drifted([changed], Held(changed, mark)), "somebody was quicker, or a run died before its mark"
    assert [("queue:gone", False, 0)] == drifted([gone], gone=("queue:gone", "queue:forgotten"))
    assert [] == drifted([Queue("a")], Held(changed, Mark(THEIRS, "")), Held(changed))
