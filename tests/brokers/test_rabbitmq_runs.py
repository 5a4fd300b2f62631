"""Runs of apply on a real RabbitMQ: one that dies is resumed, two do not interleave, a large one is quick."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.brokers.rabbit_shop import PROJECT, WITH_USERS, Place, apply, do, look, many, place, problems, summary
from tests.conformance.figures import FIGURES
from tools.rabbitmq.broker import RabbitMQ
from treatyc.brokers.applying import Wish, batches, observe
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError, Locked
from treatyc.brokers.rabbitmq.lease import lock_name
from treatyc.brokers.rabbitmq.live import RabbitBroker
from treatyc.brokers.rabbitmq.management import Answer, Management
from treatyc.topology.brokers import SEMANTICS, derive, scope
from treatyc.topology.plan import Action, Plan, Scope
from treatyc.topology.planning import Request

pytestmark = pytest.mark.rabbitmq


@pytest.fixture
def here(rabbitmq: RabbitMQ, vhost: str) -> Iterator[Place]:
    with place(rabbitmq, vhost) as found:
        yield found


class Died(BaseException):
    """The process is gone: nobody catches it."""


class Mortal(Management):
    """Management that is gone at its n-th change, before or after the server did it."""

    def __init__(self, living: Management, last: int, *, before: bool) -> None:
        self.address = living.address
        self._http = living._http
        self._changes = itertools.count(1)
        self._last = last
        self._before = before

    def _change(self, method: str, path: str, value: object) -> Answer:
        number = next(self._changes)
        if number > self._last or (self._before and number == self._last):
            raise Died
        answer = super()._change(method, path, value)  # type: ignore[arg-type]
        if number == self._last:
            raise Died
        return answer


def test_a_run_that_dies_at_any_change_is_resumed(here: Place) -> None:
    """BROKERS.md 1.2: nothing unmarked is left behind that the next run could not tell from somebody else's."""
    system = here.system(target=WITH_USERS)
    broker = here.broker
    assert isinstance(broker, RabbitBroker)
    living = broker._management
    died = 0
    for attempt in itertools.count():
        made = look(broker, system)
        assert not made.blocked, attempt
        if made.empty:
            break
        broker._management = Mortal(living, 1 + attempt * 3 % 16, before=attempt % 2 == 0)
        try:
            for steps in batches(made.todo):
                assert {} == problems(broker.perform(steps, made.scope))
        except Died:
            died += 1
        broker._management = living

    assert died > 5
    assert {} == summary(look(broker, system))


def test_a_run_that_dies_while_it_deletes_is_resumed(here: Place) -> None:
    system = here.system()
    broker = here.broker
    apply(broker, system)
    empty = here.system("""treaty: 1
name: NAME
targets:
  prod: {broker: rabbitmq, url: "${AMQP_URL}", admin_url: "${ADMIN_URL}", vhost: NAME TARGET}
""")
    assert isinstance(broker, RabbitBroker)
    living = broker._management
    for attempt in itertools.count():
        words = sorted({str(each) for step in look(broker, empty).blocked for each in step.needs})
        made = look(broker, empty, *words)
        if made.empty:
            break
        broker._management = Mortal(living, 3 + attempt, before=attempt % 2 == 0)
        try:
            for steps in batches(made.todo):
                assert {} == problems(broker.perform(steps, made.scope))
        except Died:
            pass
        broker._management = living

    with broker.lock(scope(empty, empty.targets[0]), "the next run"):
        pass  # marks of what is gone go with it

    assert [] == here.names("queues")
    assert [] == here.names("exchanges")
    assert f"treaty.{here.vhost}.prod.{here.vhost}" not in here.parameters()


def test_a_run_that_lost_its_connection_says_so_and_is_resumed(here: Place) -> None:
    system = here.system()
    agreed = look(here.broker, system)
    gone = here.opened(system)
    assert isinstance(gone, RabbitBroker)
    gone._management = Management(Connection("", {}, "http://127.0.0.1:9"))
    with pytest.raises(BrokerError, match=r"no answer from http://127\.0\.0\.1:9"):
        do(gone, agreed)
    gone._management.close()


def test_two_runs_do_not_interleave(here: Place) -> None:
    whose = Scope(here.vhost, "prod")
    with here.broker.lock(whose, "the first") as lease:
        lease.renew()
        with (
            pytest.raises(Locked, match=r"the first is at work on it since 20.*\+00:00"),
            here.broker.lock(whose, "the second"),
        ):
            pytest.fail("both are at work")
        with here.broker.lock(Scope(here.vhost, "staging"), "on another target"):
            lease.renew()
    with here.broker.lock(whose, "the second"):
        assert not look(here.broker, here.system()).empty


def test_one_of_many_that_ask_at_once_gets_the_lock(here: Place) -> None:
    whose = Scope(here.vhost, "prod")
    start, end = threading.Barrier(8), threading.Barrier(8)
    won: list[int] = []
    lost: list[int] = []

    def ask(number: int) -> None:
        start.wait()
        try:
            with here.broker.lock(whose, f"run {number}"):
                won.append(number)
                end.wait()
        except Locked:
            lost.append(number)
            end.wait()

    runs = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert (1, 7) == (len(won), len(lost))


def test_a_lease_that_ran_out_stops_its_run(here: Place) -> None:
    whose = Scope(here.vhost, "prod")
    with here.broker.lock(whose, "too slow") as lease:
        here.http.delete(f"/api/queues/%2F/{lock_name(whose)}").raise_for_status()  # as its expiry does
        with pytest.raises(Locked, match="the lease was lost"):
            lease.renew()
        with here.broker.lock(whose, "the next"):
            pass


def test_the_lock_and_the_marks_are_nobodys_business(here: Place) -> None:
    apply(here.broker, here.system())
    with here.broker.lock(Scope(here.vhost, "prod"), "a test"):
        found = here.broker.everything()

    assert not [each for each in found if "treaty" in each.resource.name]


def test_marks_that_somebody_spoilt_are_said_and_those_of_others_are_passed_over(here: Place) -> None:
    system = here.system()
    apply(here.broker, system)
    strange = "/api/global-parameters/treaty.other.prod.%2F"
    here.http.put(strange, json={"value": [1]}).raise_for_status()
    assert {} == summary(look(here.broker, system))
    here.http.delete(strange).raise_for_status()
    here.http.put(
        f"/api/global-parameters/treaty.{here.vhost}.prod.{here.vhost}", json={"value": "gone"}
    ).raise_for_status()
    with pytest.raises(BrokerError, match="is not as we wrote it: set it as it was"):
        look(here.broker, system)


def test_another_cluster_is_refused(here: Place) -> None:
    system = here.system()
    request = Request(scope(system, system.targets[0]), "rabbitmq")
    wanted = derive(system, system.targets[0])
    [semantics] = [each for broker, each in SEMANTICS.items() if broker.value == "rabbitmq"]
    named = here.http.get("/api/cluster-name").json()["name"]

    assert named == observe(here.broker, Wish(request, wanted, semantics, cluster=named)).identity
    with pytest.raises(BrokerError, match=r"calls itself .*, and the target's `cluster` is `rabbit@elsewhere`"):
        observe(here.broker, Wish(request, wanted, semantics, cluster="rabbit@elsewhere"))


def test_what_another_project_holds_is_not_touched(here: Place) -> None:
    """Two projects in one virtual host share exchanges; each has its own queues."""
    first = here.system()
    apply(here.broker, first)
    second = here.system(PROJECT.replace("name: NAME", "name: other"))
    made = apply(here.opened(second), second)

    assert not [name for name in summary(made) if name.startswith("exchange:")]
    assert {Action.CREATE} == {step.action for step in made.todo}
    assert {} == summary(look(here.broker, first))
    assert not [name for name in look(here.broker, first).unmanaged if ".other." in name]


@pytest.mark.timeout(300)
def test_a_thousand_channels_are_planned_and_applied(
    here: Place, record_property: Callable[[str, object], None]
) -> None:
    """Each with a queue: most of the time is RabbitMQ's, which matches each queue with every policy."""
    system = many(here.system(), 1_000)

    def timed(what: str, made: Callable[[], Plan]) -> Plan:
        before = time.perf_counter()
        result = made()
        took = f"{time.perf_counter() - before:.1f} s"
        record_property(FIGURES, f"RabbitMQ: {what} of {len(result.steps):,} objects for 1,000 channels: {took}")
        return result

    timed("first plan", lambda: look(here.broker, system))
    timed("apply", lambda: apply(here.broker, system))
    again = timed("second plan", lambda: look(here.broker, system))

    assert again.empty
    assert 3_000 < len(again.steps)
