"""The loop that applies plans, on a broker in memory that dies, fills up, is raced and goes away."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.topology.model_broker import (
    SEMANTICS,
    Death,
    Died,
    Exchange,
    ModelBroker,
    Outage,
    Permissions,
    Queue,
    Server,
    Unwatched,
    User,
)
from treatyc.brokers.applying import BATCH_MAX, Run, Stale, Wish, apply, batches, look
from treatyc.brokers.live import BrokerError, Locked, Outcome
from treatyc.printing.plan_as_json import as_json
from treatyc.source import SourceTree
from treatyc.topology.drift import drift
from treatyc.topology.plan import Action, Consent, Scope, Word
from treatyc.topology.planning import Request
from treatyc.topology.resource import Resource, address
from treatyc.topology.saved import differences, read

OURS = Scope("shop", "prod")
THEIRS = Scope("shop", "test")
NAMES = ("a", "b", "c", "d")
HOLDER = "me"
LIMITS = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For tests that run each example many times."""


def wish(*wanted: Resource, words: tuple[Consent, ...] = (), cluster: str | None = None) -> Wish:
    return Wish(Request(OURS, "model", words), wanted, SEMANTICS, cluster=cluster)


def done(server: Server, wanted: Wish, before: Callable[[str], object] = str) -> Run:
    """One run, as `treaty apply` does it."""
    broker = ModelBroker(server, before)
    return apply(broker, wanted, look(broker, wanted), HOLDER, Unwatched())


def things() -> st.SearchStrategy[Resource]:
    names = st.sampled_from(NAMES)
    sizes = st.integers(1, 2)
    config = st.dictionaries(st.sampled_from(["age", "odd"]), st.sampled_from(["1", "2"]), max_size=2)
    return st.one_of(
        st.builds(User, names, sizes),
        st.builds(Exchange, names, st.sampled_from(["topic", "fanout"])),
        st.builds(
            lambda name, size, parts, shape, config: Queue(name, size, parts, shape, tuple(sorted(config.items()))),
            names,
            sizes,
            sizes,
            st.sampled_from(["round", "flat"]),
            config,
        ),
        st.builds(Permissions, names, st.sampled_from([(), ("read a",), ("read a", "write b")])),
    )


def together(each: st.SearchStrategy[Resource]) -> st.SearchStrategy[tuple[Resource, ...]]:
    return st.lists(each, max_size=6, unique_by=address).map(tuple)


@st.composite
def servers(draw: st.DrawFn) -> Server:
    """Ours, another target's and nobody's things, some with messages, some changed since they were applied."""
    server = Server()
    for resource in draw(together(things())):
        scope = draw(st.sampled_from([OURS, OURS, THEIRS, None]))
        server.put(resource, scope, draw(st.integers(0, 2)))
    return server


ADDRESSES = [f"{kind}:{name}" for kind in SEMANTICS.kinds for name in NAMES]
CONSENTS = st.builds(Consent, st.sampled_from([word.value for word in Word]), st.sampled_from(ADDRESSES))


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    given = draw(st.sets(CONSENTS, max_size=24))
    adopt = tuple(sorted(each.address for each in given if each.word == Word.ADOPT.value))
    words = tuple(sorted(each for each in given if each.word != Word.ADOPT.value))
    request = Request(OURS, "model", words, adopt, draw(st.booleans()))
    return Wish(request, draw(together(things())), SEMANTICS)


@dataclass(frozen=True)
class Thing:
    """What is left of a thing in a comparison of two servers: facts, owner, messages."""

    resource: Resource
    owner: str
    messages: int


def state(server: Server) -> dict[str, Thing]:
    owners = {name: str(mark.scope) for name, mark in server.marks.items()}
    return {
        name: Thing(resource, owners.get(name, "nobody"), server.messages[name])
        for name, resource in server.objects.items()
    }


def drifted(server: Server, wanted: Wish) -> list[str]:
    observed = ModelBroker(server).observe(wanted.wanted, OURS)
    return [each.address for each in drift(wanted.wanted, observed, OURS)]


@LIMITS
@given(servers(), wishes())
def test_what_was_applied_is_not_planned_again(server: Server, wanted: Wish) -> None:
    """The issue: a plan after an apply is empty, but for what is blocked."""
    blocked = look(ModelBroker(server), wanted).blocked
    run = done(server, wanted)

    assert run.left is not None
    assert () == run.left.todo
    assert [step.address for step in blocked] == [step.address for step in run.left.blocked]
    assert not run.broken


@LIMITS
@given(servers(), wishes())
def test_what_is_not_ours_is_as_it_was_unless_it_was_adopted(server: Server, wanted: Wish) -> None:
    before = state(server)
    run = done(server, wanted)
    after = state(server)

    adopted = {step.address for step in run.done if step.action is Action.ADOPT}
    foreign = {name for name, thing in before.items() if thing.owner != str(OURS)}
    assert adopted <= {name for name in foreign if before[name].owner == "nobody"}
    for name in foreign - adopted:
        assert before[name] == after[name]


@LIMITS
@given(servers(), wishes())
def test_nothing_goes_without_its_word_and_no_message_without_both(server: Server, wanted: Wish) -> None:
    before = state(server)
    done(server, wanted)
    after = state(server)

    for name, thing in before.items():
        lost = name not in after or after[name].messages < thing.messages
        if lost:
            assert Consent(Word.DESTROY.value, name) in wanted.request.consents
        if lost and thing.resource.kind == "queue" and thing.messages:
            assert Consent(Word.LOSS.value, name) in wanted.request.consents


@LIMITS
@given(servers(), wishes())
def test_what_others_rest_on_is_made_first_and_goes_last(server: Server, wanted: Wish) -> None:
    """BROKERS.md 1.2.5."""
    steps = look(ModelBroker(server), wanted).steps
    rank = {kind: number for number, kind in enumerate(SEMANTICS.kinds)}
    order = [(step.wanted is None, (-1 if step.wanted is None else 1) * rank[step.resource.kind]) for step in steps]

    assert sorted(order) == order


@LIMITS
@given(servers(), wishes())
def test_what_is_saved_is_the_plan_and_nothing_of_it_is_lost(server: Server, wanted: Wish) -> None:
    plan = look(ModelBroker(server), wanted)
    saved = read(as_json(plan, SourceTree("treaty.yaml")))

    assert (plan.promise, plan.consents, plan.authoritative) == (saved.promise, saved.consents, saved.authoritative)
    assert [] == list(differences(saved, plan))


@LIMITS
@given(servers(), wishes(), things())
def test_a_stale_plan_says_what_differs(server: Server, wanted: Wish, other: Resource) -> None:
    """No promise is broken without a line that tells where."""
    plan = look(ModelBroker(server), wanted)
    server.put(other, OURS)
    now = look(ModelBroker(server), wanted)

    told = list(differences(read(as_json(plan, SourceTree("treaty.yaml"))), now))
    assert (plan.promise != now.promise) == bool(told)


@FEW
@given(servers(), wishes())
def test_a_run_that_dies_before_any_change_is_gone_on_with(server: Server, wanted: Wish) -> None:
    """BROKERS.md 1.1, topicctl: whatever the moment, a new run ends where one that lived would have ended."""
    expected = copy.deepcopy(server)
    changes: list[str] = []
    done(expected, wanted, changes.append)

    for after in range(len(changes)):
        again = copy.deepcopy(server)
        with pytest.raises(Died):
            done(again, wanted, Death(after))
        again.holder = None  # the lease of the dead run ends by itself
        run = done(again, wanted)

        assert not run.broken
        assert (state(expected), drifted(expected, wanted)) == (state(again), drifted(again, wanted)), changes[after]


@FEW
@given(servers(), wishes())
def test_a_second_run_is_turned_away_at_any_moment_of_the_first(server: Server, wanted: Wish) -> None:
    def second(change: str) -> None:
        with pytest.raises(Locked, match="me is at work"):
            done(server, wanted)
        turned_away.append(change)

    turned_away: list[str] = []
    run = done(server, wanted, second)

    assert not run.broken
    assert bool(run.done) == bool(turned_away)


@LIMITS
@given(servers(), wishes(), things())
def test_a_plan_is_not_done_on_a_broker_that_changed(server: Server, wanted: Wish, other: Resource) -> None:
    agreed = look(ModelBroker(server), wanted)
    server.put(other, None, server.messages.get(address(other), 0))
    now = look(ModelBroker(server), wanted)
    before = state(server)

    if now.promise == agreed.promise:
        return
    with pytest.raises(Stale):
        apply(ModelBroker(server), wanted, agreed, HOLDER, Unwatched())
    assert (before, None) == (state(server), server.holder)


def test_it_stops_at_the_first_problem_and_says_what_was_not_tried() -> None:
    server = Server()
    wanted = wish(User("a"), User("b"), Queue("q"), Permissions("a"))

    def race(change: str) -> None:
        if change == "claim user:a":
            server.put(User("a", 9))

    run = done(server, wanted, race)

    assert [("user:a", "somebody made it meanwhile"), ("user:b", None)] == [
        (outcome.step.address, outcome.problem) for outcome in run.outcomes
    ]
    assert ["queue:q", "permissions:a"] == [step.address for step in run.untried]
    assert run.left is not None
    assert ["user:a"] == [step.address for step in run.left.blocked]
    assert {"user:b"} == server.marks.keys()
    assert run.broken


def test_a_queue_that_filled_up_is_not_deleted() -> None:
    """BROKERS.md 1.2.5: looked at once more before it goes."""
    server = Server()
    server.put(Queue("q"), OURS)
    wanted = wish(words=(Consent("--allow-destroy", "queue:q"),))
    agreed = look(ModelBroker(server), wanted)
    broker = ModelBroker(server)

    class Late(Unwatched):
        def stopping(self) -> bool:
            server.messages["queue:q"] = 1
            return False

    run = apply(broker, wanted, agreed, HOLDER, Late())

    assert [("queue:q", "it holds messages by now")] == [(each.step.address, each.problem) for each in run.failed]
    assert "queue:q" in server.objects


def test_a_broker_that_goes_away_leaves_a_report_and_the_next_run_goes_on() -> None:
    server = Server()
    wanted = wish(User("a"), User("b"), Queue("q"))

    run = done(server, wanted, Outage(3))

    assert ["user:a"] == [step.address for step in run.done]
    assert ["user:b"] == [step.address for step in run.unconfirmed]
    assert ["queue:q"] == [step.address for step in run.untried]
    assert "the connection was lost before: claim user:b" == run.stopped
    assert run.broken
    assert ["user:b", "queue:q"] == [step.address for step in done(server, wanted).done]


def test_a_lease_that_was_lost_stops_the_run_before_its_next_batch() -> None:
    server = Server()

    def steal(change: str) -> None:
        if change == "mark user:a":
            server.holder = "another"

    run = done(server, wish(User("a"), Queue("q")), steal)

    assert (["user:a"], ["queue:q"]) == ([step.address for step in run.done], [step.address for step in run.untried])
    assert "the lock was lost" == run.stopped


def test_who_asks_it_to_stop_is_heard_before_the_next_batch() -> None:
    class Impatient(Unwatched):
        def __init__(self) -> None:
            self.seen: list[str] = []

        def told(self, outcome: Outcome) -> None:
            self.seen.append(outcome.step.address)

        def stopping(self) -> bool:
            return bool(self.seen)

    server, watch = Server(), Impatient()
    broker, wanted = ModelBroker(server), wish(User("a"), User("b"), Queue("q"))
    run = apply(broker, wanted, look(broker, wanted), HOLDER, watch)

    assert (["user:a", "user:b"], "it was asked to stop") == (watch.seen, run.stopped)
    assert server.holder is None


def test_another_cluster_is_refused_before_anything_is_written_there() -> None:
    """topicctl: the lock itself would be a change."""
    server = Server(identity="model-2")

    with pytest.raises(BrokerError, match="model:1 calls itself `model-2`, and the target's `cluster` is `model-1`"):
        done(server, wish(User("a"), cluster="model-1"))
    assert Server(identity="model-2") == server


def test_a_secret_is_set_once_for_being_asked_for() -> None:
    server = Server()
    server.put(User("a"), OURS)

    run = done(server, wish(User("a"), words=(Consent("--rotate", "user:a"),)))

    assert ["user:a"] == [step.address for step in run.done]
    assert run.left is not None
    assert run.left.empty


def test_a_batch_is_of_one_kind_and_action_and_not_too_many() -> None:
    server = Server()
    server.put(User("u0000", 2), OURS)
    plan = look(ModelBroker(server), wish(*(User(f"u{number:04}") for number in range(BATCH_MAX + 2)), Queue("q")))

    assert [(Action.UPDATE, 1), (Action.CREATE, BATCH_MAX), (Action.CREATE, 1), (Action.CREATE, 1)] == [
        (batch[0].action, len(batch)) for batch in batches(plan.todo)
    ]
