"""Plan and apply on a real RabbitMQ: what is made, changed, blocked and left alone (BROKERS.md 1.2)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pika
import pytest

from tests.brokers.rabbit_shop import (
    PROJECT,
    WITH_USERS,
    Place,
    apply,
    do,
    drifted,
    look,
    place,
    problems,
    summary,
)
from tests.brokers.rabbit_shop import words as words_of
from tools.rabbitmq.broker import RabbitMQ
from treatyc.brokers.live import BrokerError
from treatyc.system.system import System
from treatyc.system.target import Broker
from treatyc.topology.brokers import SEMANTICS, derive, scope
from treatyc.topology.plan import Action, Danger, Plan
from treatyc.topology.planning import Request, plan
from treatyc.topology.resource import address

pytestmark = pytest.mark.rabbitmq

PLACED = "events.order.placed"
UNREAD = PROJECT.replace("billing: {receives: [events.order.placed]}", "billing: {sends: [events.>]}")
DURABLE = {"durable": True, "auto_delete": False}


@pytest.fixture
def here(rabbitmq: RabbitMQ, vhost: str) -> Iterator[Place]:
    with place(rabbitmq, vhost) as found:
        yield found


def fill(here: Place, queue: str, count: int = 1) -> None:
    """Messages in a queue, which are there when this returns."""
    with here.channel() as channel:
        channel.confirm_delivery()
        for _ in range(count):
            channel.basic_publish("", queue, b"work", pika.BasicProperties(delivery_mode=2))


def test_an_empty_virtual_host_is_filled_and_a_second_plan_is_empty(here: Place) -> None:
    """P15, P16, P40, P41."""
    system = here.system(target=WITH_USERS)
    made = apply(here.broker, system)
    second = look(here.broker, system)

    assert {address(each) for each in derive(system, system.targets[0])} - {f"vhost:{here.vhost}"} == set(summary(made))
    assert {} == summary(second)
    assert [] == drifted(here.broker, system)
    assert {"command", "dead_letter", "event", "reply", "retry", "unroutable"} == set(here.names("exchanges"))
    found = here.http.get(here.queue(f"{PLACED}._group.{here.vhost}.billing")).json()
    assert {"x-queue-type": "quorum", "x-quorum-initial-group-size": 1} == found["arguments"]


def test_a_virtual_host_is_made_and_goes_only_when_nothing_of_others_is_in_it(rabbitmq: RabbitMQ, vhost: str) -> None:
    with place(rabbitmq, f"{vhost}_new") as here:
        system = here.system()
        made = apply(here.broker, system)
        assert f"vhost:{here.vhost}" == made.todo[0].address
        assert {} == summary(look(here.broker, system))

        here.http.put(here.queue("legacy"), json=DURABLE).raise_for_status()
        words = sorted({str(each) for step in _without(here, system).blocked for each in step.needs})
        outcomes = do(here.broker, _without(here, system, *words))
        assert {f"vhost:{here.vhost}": "queues still lie in it, such as `legacy`"} == problems(outcomes)

        here.http.delete(here.queue("legacy")).raise_for_status()
        assert {} == problems(do(here.broker, _without(here, system, *words)))
        assert here.vhost not in [each["name"] for each in here.http.get("/api/vhosts").json()]


def _without(here: Place, system: System, *given: str) -> Plan:
    """The plan of a target that wants nothing any more, not even its virtual host."""
    whose = scope(system, system.targets[0])
    request = Request(whose, "rabbitmq", words_of(*given))
    return plan(request, (), here.broker.observe((), whose), SEMANTICS[Broker.RABBITMQ])


def test_what_may_be_kept_longer_or_less_long_is_changed_in_place(here: Place) -> None:
    apply(here.broker, here.system())
    longer = here.system(PROJECT.replace("retain: 30d", "retain: 40d"))
    made = apply(here.broker, longer)
    group = f"policy:{PLACED}._group.{here.vhost}"

    assert {f"{group}.billing": "update", f"{group}.audit": "update"} == summary(made)
    assert {} == summary(look(here.broker, longer))
    shorter = look(here.broker, here.system(PROJECT.replace("retain: 30d", "retain: 1d")))
    assert {Danger.LOSS} == {step.risk.danger for step in shorter.todo}


def test_dead_letters_are_kept_less_long_only_when_their_loss_is_allowed(here: Place) -> None:
    apply(here.broker, here.system())
    shorter = here.system(PROJECT.replace("dead_letter: {retain: 7d}", "dead_letter: {retain: 1d}"))
    made = look(here.broker, shorter)

    assert {"blocked"} == set(summary(made).values())
    needed = sorted({str(consent) for step in made.blocked for consent in step.needs})
    assert all(each.startswith("--allow-loss policy:") and "._dead_letter." in each for each in needed)
    apply(here.broker, shorter, *needed)
    assert {} == summary(look(here.broker, shorter))


def test_a_delay_is_changed_in_place_and_one_less_leaves_a_queue_that_is_named(here: Place) -> None:
    apply(here.broker, here.system())
    fewer = here.system(PROJECT.replace("backoff: [1s, 5s]", "backoff: [3s]"))
    made = look(here.broker, fewer)
    retry = f"{PLACED}._retry.{here.vhost}.billing"

    changed = {step.address: [(each.name, each.wanted) for each in step.changes] for step in made.todo}
    assert [("message-ttl", 3000)] == changed[f"policy:{retry}.1"]
    assert "blocked" == summary(made)[f"queue:{retry}.2"]
    words = sorted({str(consent) for step in made.blocked for consent in step.needs})
    assert f"--allow-destroy queue:{retry}.2" in words
    apply(here.broker, fewer, *words)
    assert {} == summary(look(here.broker, fewer))
    assert f"{retry}.2" not in here.names("queues")


def test_a_queue_that_holds_work_is_not_deleted_for_its_name_alone(here: Place) -> None:
    """BROKERS.md 1.2.5: dead letters and data are never dropped silently."""
    apply(here.broker, here.system())
    letters = f"{PLACED}._dead_letter.{here.vhost}.billing"
    fewer = here.system(UNREAD)
    blocked = look(here.broker, fewer)
    named = sorted({str(each) for step in blocked.blocked for each in step.needs if each.word == "--allow-destroy"})
    agreed = look(here.broker, fewer, *named)
    assert agreed.todo
    fill(here, letters, 3)  # after the plan, which saw it empty

    outcomes = do(here.broker, agreed)

    assert {f"queue:{letters}": "it holds 3 messages by now"} == problems(outcomes)
    assert letters in here.names("queues")


def test_a_loss_that_was_allowed_is_done(here: Place) -> None:
    apply(here.broker, here.system())
    letters = f"{PLACED}._dead_letter.{here.vhost}.billing"
    fill(here, letters, 2)
    fewer = here.system(UNREAD)
    blocked = look(here.broker, fewer)
    needed = sorted({str(each) for step in blocked.blocked for each in step.needs})
    apply(here.broker, fewer, *needed, f"--allow-loss queue:{letters}")

    assert {} == summary(look(here.broker, fewer))
    assert letters not in here.names("queues")


def test_a_queue_that_is_read_is_not_deleted(here: Place) -> None:
    apply(here.broker, here.system())
    queue = f"{PLACED}._group.{here.vhost}.billing"
    fewer = here.system(UNREAD)
    needed = sorted({str(each) for step in look(here.broker, fewer).blocked for each in step.needs})
    with here.channel() as channel:
        channel.basic_consume(queue, lambda *_: None)
        while not here.http.get(f"/api/consumers/{here.vhost}").json():
            time.sleep(0.02)  # management hears of consumers from time to time
        named = [each for each in needed if each.startswith("--allow-destroy")]
        outcomes = do(here.broker, look(here.broker, fewer, *named))

    assert {f"queue:{queue}": "it is still read: stop its readers first"} == problems(outcomes)


def test_an_argument_is_blocked_with_a_recipe_and_an_empty_queue_made_anew_is_bound_again(here: Place) -> None:
    """BROKERS.md 1.2.1."""
    apply(here.broker, here.system())
    queue = f"{PLACED}._group.{here.vhost}.audit"
    ordered = here.system(PROJECT.replace("retain: 30d", "retain: 30d, order: key, key: order_id"))
    made = look(here.broker, ordered)
    [step] = [each for each in made.blocked if each.address == f"queue:{queue}"]

    assert [("single_reader", False, True)] == [(each.name, each.found, each.wanted) for each in step.changes]
    assert any("shovel" in line for line in step.recipe)
    words = sorted({str(each) for blocked in made.blocked for each in blocked.needs})
    apply(here.broker, ordered, *words)
    assert {} == summary(look(here.broker, ordered))
    bound = here.http.get(f"{here.queue(queue)}/bindings").json()
    assert [("event", PLACED)] == [(each["source"], each["routing_key"]) for each in bound if each["source"]]


def test_a_queue_with_a_single_reader_is_deleted_when_management_knows_it_empty(here: Place) -> None:
    """Such a queue cannot be asked for a message by anybody else."""
    ordered = PROJECT.replace("retain: 30d", "retain: 30d, order: key, key: order_id")
    apply(here.broker, here.system(ordered))
    queue = f"{PLACED}._group.{here.vhost}.billing"
    fill(here, queue, 2)
    fewer = here.system(ordered.replace("billing: {receives: [events.order.placed]}", "billing: {sends: [events.>]}"))
    named = sorted({str(each) for step in look(here.broker, fewer).blocked for each in step.needs})
    destroy = [each for each in named if each.startswith("--allow-destroy")]
    agreed = look(here.broker, fewer, *destroy)
    filled = do(here.broker, agreed)
    with here.channel() as channel:
        channel.queue_purge(queue)
    emptied = do(here.broker, agreed)

    assert {f"queue:{queue}": "it holds 2 messages by now"} == problems(filled)
    assert {} == problems(emptied)


def test_more_replicas_than_nodes_are_refused_before_a_queue_is_made(here: Place) -> None:
    """P16, P18: RabbitMQ itself would make a queue of fewer members, and say nothing."""
    outcomes = do(here.broker, look(here.broker, here.system(target=", replicas: 3")))

    assert {"3 members need as many nodes, and 1 run"} == set(problems(outcomes).values())
    assert [] == here.names("queues")


def test_replicas_are_the_members_that_a_queue_has(here: Place) -> None:
    apply(here.broker, here.system())
    made = look(here.broker, here.system(target=", replicas: 3"))

    assert {Action.BLOCKED} == {step.action for step in made.steps if step.resource.kind == "queue"}
    assert any("rabbitmq-queues add_member" in line for step in made.blocked for line in step.recipe)


def test_what_somebody_changed_by_hand_is_seen_and_set_right(here: Place) -> None:
    system = here.system(target=WITH_USERS)
    apply(here.broker, system)
    vhost, audit, billing = here.vhost, f"{PLACED}._group.{here.vhost}.audit", f"{PLACED}._group.{here.vhost}.billing"
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    weaker = {"pattern": f"^{billing}$", "definition": {"delivery-limit": 99}, "apply-to": "queues", "priority": 10}
    for method, path, body in [
        ("PUT", f"/api/policies/{vhost}/{billing}", weaker),
        ("POST", f"/api/bindings/{vhost}/e/command/q/{billing}", {"routing_key": "#"}),
        ("PUT", f"/api/permissions/{vhost}/{vhost}.web", everything),
        ("DELETE", f"/api/topic-permissions/{vhost}/{vhost}.pricing", None),
        ("PUT", f"/api/users/{vhost}.audit", {"password": "guessed", "tags": "administrator"}),
        ("DELETE", here.queue(audit), None),
    ]:
        here.http.request(method, path, json=body).raise_for_status()
    expected = [
        f"bindings:{audit}",
        f"bindings:{billing}",
        f"permissions:{vhost}.pricing",
        f"permissions:{vhost}.web",
        f"policy:{billing}",
        f"queue:{audit}",
        f"user:{vhost}.audit",
    ]

    assert expected == drifted(here.broker, system)
    assert expected == sorted(summary(look(here.broker, system)))
    apply(here.broker, system)
    assert {} == summary(look(here.broker, system))
    assert [] == drifted(here.broker, system)


def test_what_the_contracts_do_not_speak_of_goes_only_when_they_are_to_rule_alone(here: Place) -> None:
    system = here.system()
    apply(here.broker, system)
    name = f"{PLACED}._dead_letter.{here.vhost}.billing"
    there = here.http.get(f"/api/policies/{here.vhost}/{name}").json()
    there["definition"]["max-length"] = 7
    here.http.put(f"/api/policies/{here.vhost}/{name}", json=there).raise_for_status()

    assert {} == summary(look(here.broker, system))
    assert [f"policy:{name}"] == drifted(here.broker, system)
    alone = look(here.broker, system, authoritative=True)
    assert {f"policy:{name}": "update"} == summary(alone)
    assert {} == problems(do(here.broker, alone))
    assert [] == drifted(here.broker, system)


def test_what_is_nobodys_is_listed_and_never_touched(here: Place) -> None:
    here.http.put(here.queue("legacy"), json=DURABLE).raise_for_status()
    here.http.put(f"/api/exchanges/{here.vhost}/legacy", json={"type": "fanout", **DURABLE}).raise_for_status()
    here.http.post(f"/api/bindings/{here.vhost}/e/legacy/q/legacy", json={"routing_key": ""}).raise_for_status()
    system = here.system()
    apply(here.broker, system)
    [target] = system.targets
    observed = here.broker.observe((), scope(system, target))

    ours = [name for name in observed.unmanaged if not name.startswith(("user:", "permissions:"))]
    assert ["exchange:legacy", "queue:legacy"] == ours
    assert {"legacy"} <= {*here.names("queues"), *here.names("exchanges")}
    assert {} == summary(look(here.broker, system))


def test_a_queue_that_is_there_is_taken_over_only_by_name(here: Place) -> None:
    system = here.system()
    name = f"{PLACED}._group.{here.vhost}.billing"
    arguments = {"x-queue-type": "quorum", "x-quorum-initial-group-size": 1, "x-max-length": 1000}
    here.http.put(here.queue(name), json={**DURABLE, "arguments": arguments}).raise_for_status()

    assert "blocked" == summary(look(here.broker, system))[f"queue:{name}"]
    assert "adopt" == summary(apply(here.broker, system, f"--adopt queue:{name}"))[f"queue:{name}"]
    assert {} == summary(look(here.broker, system))
    assert [] == drifted(here.broker, system)


def test_an_exchange_of_another_type_is_blocked_and_one_that_is_equal_is_shared(here: Place) -> None:
    here.http.put(f"/api/exchanges/{here.vhost}/event", json={"type": "fanout", **DURABLE}).raise_for_status()
    here.http.put(f"/api/exchanges/{here.vhost}/command", json={"type": "topic", **DURABLE}).raise_for_status()
    made = look(here.broker, here.system())

    assert "blocked" == summary(made)["exchange:event"]
    assert "exchange:command" not in summary(made)


def test_a_policy_that_would_take_the_place_of_ours_is_said(here: Place) -> None:
    """BROKERS.md 1.3: only one policy matches a queue."""
    system = here.system()
    apply(here.broker, system)
    everywhere = {"pattern": r"_dead_letter\.", "definition": {"max-length": 1}, "apply-to": "all"}
    path = f"/api/policies/{here.vhost}/small"
    here.http.put(path, json={**everywhere, "priority": 0}).raise_for_status()
    assert {} == summary(look(here.broker, system))
    here.http.put(path, json={**everywhere, "priority": 10}).raise_for_status()
    made = look(here.broker, system)

    assert {"blocked"} == set(summary(made).values())
    assert all("._dead_letter." in name for name in summary(made))
    assert any("rabbitmqctl clear_policy -p VHOST small" in line for line in made.blocked[0].recipe)


@pytest.mark.parametrize("kind", ["queue", "policy", "user"])
def test_what_somebody_made_after_the_plan_is_not_ours(here: Place, kind: str) -> None:
    system = here.system(target=WITH_USERS)
    agreed = look(here.broker, system)
    name = f"{here.vhost}.web" if kind == "user" else f"{PLACED}._group.{here.vhost}.billing"
    body: dict[str, dict[str, object]] = {
        "queue": {**DURABLE, "arguments": {"x-queue-type": "quorum", "x-quorum-initial-group-size": 1}},
        "policy": {"pattern": "nothing", "definition": {"max-length": 1}, "apply-to": "queues"},
        "user": {"password": "theirs", "tags": ""},
    }
    path = {"queue": here.queue(name), "policy": f"/api/policies/{here.vhost}/{name}", "user": f"/api/users/{name}"}
    here.http.put(path[kind], json=body[kind]).raise_for_status()

    assert {f"{kind}:{name}": "somebody else made it meanwhile: plan again"} == problems(do(here.broker, agreed))
    assert "blocked" == summary(look(here.broker, system))[f"{kind}:{name}"]


def test_a_new_password_in_the_environment_is_a_change_and_is_never_told(here: Place) -> None:
    system = here.system(target=WITH_USERS)
    apply(here.broker, system)
    user = f"{here.vhost}.web"
    other = here.opened(system, {**here.passwords, user: "a new one"})
    made = apply(other, system)
    second = look(other, system)

    assert {f"user:{user}": "update"} == summary(made)
    assert {} == summary(second)
    assert "a new one" not in repr(made)
    with here.channel(user, "a new one") as channel:
        assert channel.is_open


def test_a_user_without_a_password_in_the_environment_is_not_made(here: Place) -> None:
    system = here.system(target=WITH_USERS)
    lacking = here.opened(system, {})
    outcomes = do(lacking, look(lacking, system))

    told = problems(outcomes)[f"user:{here.vhost}.web"]
    assert f"the environment has no AGENT_PASSWORD_{here.vhost.upper()}_WEB, which is to be the password" == told


def test_a_server_that_is_older_than_said_is_refused(here: Place) -> None:
    """BROKERS.md 1.2.6."""
    system = here.system(target=', broker_version: "4.3"')
    with pytest.raises(BrokerError, match=r"is a RabbitMQ 3\.10\.8, and the target's `broker_version` is 4\.3"):
        look(here.opened(system), system)


def test_who_is_no_administrator_is_told_so_without_a_secret(here: Place) -> None:
    system = here.system()
    broker = here.opened(system, username="nobody", password="hush")  # noqa: S106 - it is to be refused
    with pytest.raises(BrokerError) as refused:
        look(broker, system)

    assert "does not let us in" in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.rabbitmq
def test_an_administrator_without_permissions_is_told_which_it_needs(here: Place) -> None:
    here.http.put(f"/api/users/{here.vhost}.boss", json={"password": "quite", "tags": "administrator"})
    system = here.system()
    broker = here.opened(system, username=f"{here.vhost}.boss", password="quite")  # noqa: S106 - of this test

    with pytest.raises(BrokerError, match=r"Access refused: an administrator, too, needs permission .*set_permissions"):
        do(broker, look(broker, system))
    here.http.delete(f"/api/users/{here.vhost}.boss")
