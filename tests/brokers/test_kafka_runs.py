"""Runs of an apply on a real Kafka: one at a time, killed anywhere and gone on with, and as large as fleets are.

BROKERS.md 1.2: a run that dies half-way continues, two runs at once do not interleave, a wrong cluster is refused.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from tests.brokers.kafka_shop import applied, compile_shop, ours, perform, target, wish, word
from tests.conformance.figures import FIGURES
from tools.kafka.broker import Kafka
from tools.kafka.topics import make_topic
from treatyc.brokers.applying import Wish, batches, look, observe
from treatyc.brokers.connection import Connection
from treatyc.brokers.kafka.live import LiveKafka
from treatyc.brokers.kafka.log import ScopeLog
from treatyc.brokers.kafka.marks import notes
from treatyc.brokers.live import BrokerError, Locked, Outcome
from treatyc.system.system import System
from treatyc.topology.drift import drift
from treatyc.topology.plan import Scope, Word

pytestmark = pytest.mark.kafka

_NUMBERS = itertools.count(1)

SMALL = """
treaty: 1
name: {name}
channels:
  {name}.events.kept: {{kind: event, message: shop.v1.OrderPlaced, retain: {days}d, partitions: {kept}}}
  {name}.events.moved: {{kind: event, message: shop.v1.OrderPlaced, partitions: {moved}}}
  {name}.events.left: {{kind: event, message: shop.v1.OrderPlaced}}
agents:
  sender: {{sends: [{name}.events.{sent}]}}
targets:
  secured:
    broker: kafka
    url: "${{KAFKA_URL}}"
    partitions: 1
    security: {{protocol: sasl_plaintext, mechanism: scram-sha-512}}
    agent_passwords: "${{KAFKA_PASSWORD_*}}"
"""


class Killed(BaseException):
    """As the process would end: nothing of ours catches it."""


class Mortal:
    """A broker's client, and its log, that die at a certain request, and half of that request is still done."""

    CHANGING = (
        "create_topics",
        "incremental_alter_configs",
        "create_partitions",
        "delete_topics",
        "create_acls",
        "delete_acls",
        "alter_user_scram_credentials",
    )

    def __init__(self, broker: LiveKafka, requests: int, *, half: bool = True) -> None:
        self.left = requests
        self.half = half
        client = broker._client.admin
        for name in self.CHANGING:
            setattr(client, name, self._dying(getattr(client, name)))
        make = broker._log

        def mortal_log(scope: Scope) -> ScopeLog:
            log = make(scope)
            if "write" not in vars(log):
                log.write = self._dying(log.write)  # type: ignore[method-assign]  # it is to die too
            return log

        broker._log = mortal_log  # type: ignore[method-assign]

    def _dying(self, request: Callable[..., Any]) -> Callable[..., Any]:
        def ask(asked: Iterable[Any], **options: Any) -> Any:
            things = list(asked)
            if self.left > 0:
                self.left -= 1
                return request(things, **options)
            half = things[: len(things) // 2]
            if self.left == 0 and self.half and half:
                done = request(half, **options)
                for future in (done or {}).values():
                    future.exception(10)
            self.left = -1
            raise Killed

        return ask


@pytest.fixture
def name() -> str:
    """A project of its own, for tests share the broker."""
    return f"runs{next(_NUMBERS)}"


def small(name: str, *, days: int = 7, kept: int = 1, moved: int = 2, sent: str = "moved") -> System:
    """The small fleet as it was, or otherwise."""
    text = SMALL.format(name=name, days=days, kept=kept, moved=moved, sent=sent)
    return compile_shop(text.lstrip())


def opened(kafka: Kafka, system: System, lease_s: float = 60.0) -> LiveKafka:
    """A live broker at the small fleet's target, with its users' passwords."""
    passwords = {f"{system.name}.{agent.name}": "a secret" for agent in system.agents}
    return LiveKafka(target(system, "secured"), Connection(kafka.address, passwords=passwords), lease_s)


def as_it_was(system: System) -> Wish:
    return wish(system, target(system, "secured"))


def otherwise(name: str) -> tuple[System, Wish]:
    """The fleet with everything changed that can be: a topic updated, one replaced, one gone, rights exchanged."""
    system = small(name, days=30, kept=3, moved=1, sent="kept")
    where = target(system, "secured")
    gone = f"{name}.events.left"
    where = dataclasses.replace(where, channels=tuple(each for each in where.channels if each.address != gone))
    named = (f"topic:{name}.events.moved", f"topic:{gone}")
    return system, wish(system, where, *(word(Word.DESTROY, each) for each in named))


MOMENTS = 22
"""More than a run has requests that change something."""


@pytest.mark.parametrize("changing", [False, True], ids=["while it makes", "while it changes and deletes"])
def test_a_run_that_is_killed_anywhere_is_gone_on_with(kafka_secured: Kafka, *, changing: bool) -> None:
    """At every request that changes something, with half of it done."""
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(killed_and_gone_on_with, kafka_secured, at, changing=changing) for at in range(MOMENTS)]
        deaths = [each.result() for each in tries]

    assert deaths == sorted(deaths, reverse=True), "killed at every moment up to its end"
    assert 10 <= sum(deaths) < MOMENTS, "and it has an end"


def killed_and_gone_on_with(kafka: Kafka, requests: int, *, changing: bool) -> bool:
    """Kill a run after so many requests, and see that the next one ends what it began; whether it was killed."""
    name = f"runs{next(_NUMBERS)}"
    system = small(name)
    wished = as_it_was(system)
    if changing:
        applied(opened(kafka, system), wished)
        system, wished = otherwise(name)
    doomed = opened(kafka, system, lease_s=0.02)
    mortal = Mortal(doomed, requests)
    with contextlib.suppress(Killed):
        run_without_renewing(doomed, wished)
    next_run = opened(kafka, system)
    assert [] == [outcome.problem for outcome in until_free(next_run, wished) if outcome.problem], requests
    found = observe(next_run, wished)
    assert look(next_run, wished).empty, requests
    assert () == drift(wished.wanted, found, wished.request.scope), requests
    assert [] == ours(found.unmanaged, name), requests
    assert all(held.mark is not None for held in found.held), requests
    return mortal.left < 0


def run_without_renewing(broker: LiveKafka, wished: Wish) -> None:
    plan = look(broker, wished)
    with broker.lock(plan.scope, "the doomed"):
        for batch in batches(plan.todo):
            assert [] == [outcome.problem for outcome in broker.perform(batch, plan.scope) if outcome.problem]


def until_free(broker: LiveKafka, wished: Wish) -> list[Outcome]:
    """Plan and perform, as soon as the dead run's lease has ended."""
    deadline = time.monotonic() + 10
    while True:
        try:
            with broker.lock(wished.request.scope, "a try"):
                pass
        except Locked:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return perform(broker, look(broker, wished))


@pytest.mark.parametrize("tidied", [True, False], ids=["after the next run", "before the next run"])
def test_what_a_dead_run_meant_to_make_is_not_ours_when_a_stranger_makes_it_later(
    kafka_secured: Kafka, name: str, *, tidied: bool
) -> None:
    """The next run forgets what was never made, before it looks; and what is otherwise than we meant it is not ours."""
    system = small(name)
    wished = as_it_was(system)
    doomed = opened(kafka_secured, system, lease_s=0.02)
    Mortal(doomed, 3, half=False)  # the log and the claim are made, what is intended is written, and nothing is done
    with pytest.raises(Killed):
        run_without_renewing(doomed, wished)
    next_run = opened(kafka_secured, system)
    if tidied:
        until_free(next_run, dataclasses.replace(wished, wanted=()))
    make_topic(kafka_secured, f"{name}.events.kept", partitions=1)

    blocked = [step.address for step in look(next_run, wished).blocked]

    assert [f"topic:{name}.events.kept"] == blocked


def test_a_second_run_is_told_who_is_at_work(kafka_secured: Kafka, name: str) -> None:
    system = small(name)
    scope = Scope(name, "secured")
    first, second = opened(kafka_secured, system), opened(kafka_secured, system)

    with first.lock(scope, "alice@laptop"):
        with pytest.raises(
            Locked, match=rf"alice@laptop has been at work on {name}/secured since 2\d\d\d-.* UTC; "
        ) as told:
            second.lock(scope, "bob").__enter__()
        assert "its lease ends in" in str(told.value)
        with second.lock(Scope(name, "another"), "bob"):
            pass
    with second.lock(scope, "bob"):
        pass


def test_of_many_runs_that_begin_at_once_one_works(kafka_secured: Kafka, name: str) -> None:
    """Whoever gets in is alone there: seen by a counter that none of them shares but in memory."""
    system = small(name)
    scope = Scope(name, "secured")
    with opened(kafka_secured, system).lock(scope, "first"):
        pass
    brokers = [opened(kafka_secured, system) for _ in range(6)]
    inside: list[int] = []
    most: list[int] = []
    refused: list[str] = []
    start = threading.Barrier(len(brokers))

    def run(number: int) -> None:
        start.wait()
        for _ in range(5):
            try:
                with brokers[number].lock(scope, f"run {number}"):
                    inside.append(number)
                    most.append(len(inside))
                    time.sleep(0.01)
                    inside.remove(number)
            except Locked as locked:
                refused.append(str(locked))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(brokers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert {1} == set(most)
    assert 30 == len(most) + len(refused)


def test_a_run_that_slept_too_long_stops_when_another_took_over(kafka_secured: Kafka, name: str) -> None:
    system = small(name)
    scope = Scope(name, "secured")
    sleeper, other = opened(kafka_secured, system, lease_s=1.0), opened(kafka_secured, system)

    with sleeper.lock(scope, "the sleeper") as lease:
        lease.renew()
        time.sleep(1.1)  # the broker's clock has to go on, and nothing tells when it did
        with other.lock(scope, "the other"), pytest.raises(Locked, match=r"this run's lease .* ended while it was"):
            lease.renew()


def test_a_log_that_is_not_as_treaty_makes_it_is_refused(kafka_secured: Kafka, name: str) -> None:
    make_topic(kafka_secured, f"_treaty.{name}.secured", partitions=2)
    system = small(name)

    with pytest.raises(BrokerError, match="it must be compacted, of one partition"):
        opened(kafka_secured, system).lock(Scope(name, "secured"), "anyone").__enter__()


def test_what_a_stranger_writes_into_the_log_is_not_believed(kafka_secured: Kafka, name: str) -> None:
    system = small(name)
    wished = as_it_was(system)
    broker = opened(kafka_secured, system)
    applied(broker, wished)
    log = broker._log(wished.request.scope)
    log.write([("topic:nobodys", {}), ("nonsense", {"applied": 7}), ("lease/x", {"lease_ms": -1})])

    assert look(broker, wished).empty


def test_another_cluster_than_the_targets_is_refused(kafka_secured: Kafka, name: str) -> None:
    system = small(name)
    broker = opened(kafka_secured, system)
    other = dataclasses.replace(as_it_was(system), cluster="another")
    identity = look(broker, as_it_was(system)).identity

    with pytest.raises(BrokerError, match=f"calls itself `{identity}`, and the target's `cluster` is `another`"):
        look(broker, other)
    assert look(broker, dataclasses.replace(other, cluster=identity)).todo


@pytest.mark.timeout(300)
def test_a_thousand_channels_are_planned_and_applied(
    kafka_secured: Kafka, record_property: Callable[[str, object], None]
) -> None:
    """Times stand at the end of the run, none is asserted: a machine may be busy."""
    name = f"runs{next(_NUMBERS)}"
    channels = "\n".join(
        f"  {name}.events.c{number}: {{kind: event, message: shop.v1.OrderPlaced, partitions: 1}}"
        for number in range(1000)
    )
    text = SMALL.format(name=name, days=7, kept=1, moved=1, sent="moved").lstrip()
    system = compile_shop(text.replace("agents:", f"{channels}\nagents:"))
    wished = as_it_was(system)
    broker = opened(kafka_secured, system)
    times = {}

    begun = time.monotonic()
    plan = look(broker, wished)
    times["plan"] = time.monotonic() - begun
    perform(broker, plan)
    times["apply"] = time.monotonic() - begun - times["plan"]
    begun = time.monotonic()
    left = look(broker, wished)
    times["plan again"] = time.monotonic() - begun

    assert (1005, True) == (len(plan.todo), left.empty)
    took = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in times.items())
    record_property(FIGURES, f"Kafka: {len(plan.steps):,} objects for 1,003 channels: {took}")


def test_what_a_request_made_that_nobody_answered_is_ours(
    kafka_secured: Kafka, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The broker did it, and the answer was lost: no stranger's, though the step has a problem."""
    system = small(name)
    wished = as_it_was(system)
    broker = opened(kafka_secured, system)
    client = broker._client.admin
    create = client.create_topics

    def unanswered(topics: list[Any], **options: Any) -> dict[str, Future[None]]:
        lost: dict[str, Future[None]] = {}
        for topic, future in create(topics, **options).items():
            future.result(10)
            lost[topic] = Future()
            lost[topic].set_exception(KafkaException(KafkaError(KafkaError._TIMED_OUT)))
        return lost

    with broker.lock(wished.request.scope, "a test"), monkeypatch.context() as patched:
        patched.setattr(client, "create_topics", unanswered)
        outcomes = list(broker.perform(next(batches(look(broker, wished).todo)), wished.request.scope))

    assert all("_TIMED_OUT" in str(outcome.problem) for outcome in outcomes)
    assert [] == [step.address for step in look(broker, wished).blocked]
    assert applied(broker, wished).empty
    with broker.lock(wished.request.scope, "a test"):
        pass
    settled = {note.intended for note in notes(broker._log(wished.request.scope).read()).values()}
    assert {None} == settled, "what somebody changes from now on is drift, and no stranger's"
