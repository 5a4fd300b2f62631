"""Plan and apply on a real Redis: what is made, changed, blocked and left alone (BROKERS.md 1.2)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

import pytest
import redis as official

from tests.brokers.redis_shop import (
    ADMIN,
    PASSWORDS,
    PROJECT,
    WITH_USERS,
    Place,
    apply,
    do,
    look,
    place,
    problems,
    shop,
    summary,
)
from tools.redis.server import Redis
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import LiveBroker
from treatyc.brokers.redis.live import open_broker
from treatyc.topology.brokers import derive, scope
from treatyc.topology.drift import drift
from treatyc.topology.resource import address

pytestmark = pytest.mark.redis

PLACED = "events.order.placed"


@pytest.fixture
def here(redis: Redis, redis_database: int) -> Iterator[Place]:
    with place(redis, redis_database) as found:
        yield found


@pytest.fixture
def secured(new_redis: Callable[[Sequence[str]], Redis]) -> Iterator[Place]:
    with place(new_redis([ADMIN, "user default off"]), user="admin") as found:
        yield found


def fewer(text: str) -> str:
    """The shop without its tap."""
    return "\n".join(line for line in PROJECT.split("\n") if text not in line)


def drifted(broker: LiveBroker, system: object) -> list[str]:
    [target] = system.targets
    wanted, whose = derive(system, target), scope(system, target)
    return [each.address for each in drift(wanted, broker.observe(wanted, whose), whose)]


def test_an_empty_redis_is_filled_and_a_second_plan_is_empty(here: Place) -> None:
    system = shop()
    made = apply(here.broker, system)

    assert {address(each) for each in derive(system, system.targets[0])} == set(summary(made))
    assert look(here.broker, system).empty
    assert "stream" == here.client.type(PLACED)
    assert 0 == here.client.xlen(PLACED)
    assert {"shop.audit", "shop.billing"} == {each["name"] for each in here.client.xinfo_groups(PLACED)}


def test_users_and_their_rights_are_made_and_a_second_plan_is_empty(secured: Place) -> None:
    """P40, P41."""
    system = shop(target=WITH_USERS)
    apply(secured.broker, system)

    assert look(secured.broker, system).empty
    assert {*PASSWORDS, "admin", "default"} == set(secured.client.acl_users())
    assert [] == drifted(secured.broker, system)


def test_a_plan_is_the_same_after_a_restart_which_keeps_users_and_name(
    new_redis: Callable[[Sequence[str]], Redis],
) -> None:
    server = new_redis([ADMIN])
    system = shop(target=WITH_USERS)
    with place(server) as before:
        apply(before.broker, system)
        named = look(before.broker, system).identity
    server.process.restart()

    with place(server) as after:
        again = look(after.broker, system)
    assert again.empty
    assert named == again.identity


def test_a_fresh_redis_has_a_name_of_its_process_and_looking_makes_nothing(here: Place) -> None:
    made = look(here.broker, shop())

    assert made.identity == f"run-{here.client.info()['run_id'][:16]}"
    assert [] == here.client.keys()


def test_who_runs_a_redis_may_name_it_before_anything_is_done(here: Place) -> None:
    here.client.set("treaty:identity", "orders-eu")
    apply(here.broker, shop())

    assert "orders-eu" == look(here.broker, shop()).identity


def test_a_group_begins_at_the_first_message_that_is_there_unless_it_is_told_otherwise(here: Place) -> None:
    """FIELD.md 3, fault 14: never at `$` by default."""
    here.client.xadd(PLACED, {"body": "came before any group"})
    system = shop()
    apply(here.broker, system, f"--adopt stream:{PLACED}")

    def read(group: str) -> int:
        return len(here.client.xreadgroup(group, "c", {PLACED: ">"}))

    assert (1, 0) == (read("shop.audit"), read("shop.billing"))


def test_a_group_may_begin_at_a_time(here: Place) -> None:
    for moment in (1767225599999, 1767225600000, 1767225600001):
        here.client.xadd(PLACED, {"body": "x"}, id=f"{moment}-0")
    system = shop(PROJECT.replace("start: latest", "start: '2026-01-01T00:00:00Z'"))
    apply(here.broker, system, f"--adopt stream:{PLACED}")

    [[_, found]] = here.client.xreadgroup("shop.billing", "c", {PLACED: ">"})

    assert ["1767225600000-0", "1767225600001-0"] == [name for name, _ in found]


def test_what_nothing_asks_for_any_more_needs_words_for_itself_and_for_what_it_holds(here: Place) -> None:
    """BROKERS.md 1.2.1, 1.2.5."""
    apply(here.broker, shop())
    letters = f"{PLACED}._dead_letter.shop.audit"
    here.client.xadd(letters, {"body": "a dead letter"})
    without = shop(fewer("audit:"))

    blocked = look(here.broker, without)
    assert {"blocked"} == set(summary(blocked).values())
    assert [f"--allow-destroy stream:{letters}", f"--allow-loss stream:{letters}"] == next(
        [str(word) for word in step.needs] for step in blocked.steps if step.address == f"stream:{letters}"
    )

    given = [f"--allow-destroy {step.address}" for step in blocked.blocked]
    apply(here.broker, without, *given)
    assert {f"stream:{letters}": "blocked"} == summary(look(here.broker, without))
    assert 1 == here.client.xlen(letters)

    apply(here.broker, without, f"--allow-destroy stream:{letters}", f"--allow-loss stream:{letters}")
    assert look(here.broker, without).empty
    assert 0 == here.client.exists(letters)


def test_what_filled_up_since_the_plan_was_made_is_not_deleted(here: Place) -> None:
    apply(here.broker, shop())
    letters, group = f"{PLACED}._dead_letter.shop.audit", f"{PLACED}/shop.audit"
    without = shop(fewer("audit:"))
    given = [f"--allow-destroy {step.address}" for step in look(here.broker, without).blocked]
    made = look(here.broker, without, *given)
    here.client.xadd(letters, {"body": "too late"})
    here.client.xadd(PLACED, {"body": "unread"})

    found: dict[str, str] = {}
    for step in made.todo:
        found |= problems(here.broker.perform((step,), made.scope))

    filled = "messages came since the plan was made: plan again"
    assert {f"group:{group}": filled, f"stream:{letters}": filled} == found
    assert 1 == here.client.xlen(letters)


def test_a_stream_that_somebody_elses_group_reads_is_not_deleted(here: Place) -> None:
    apply(here.broker, shop())
    letters = f"{PLACED}._dead_letter.shop.audit"
    here.client.xgroup_create(letters, "a person", "0")
    without = shop(fewer("audit:"))
    given = [f"--allow-destroy {step.address}" for step in look(here.broker, without).blocked]

    found = problems(do(here.broker, look(here.broker, without, *given)))

    assert {f"stream:{letters}"} == set(found)
    assert "XGROUP DESTROY" in found[f"stream:{letters}"]


def test_changed_rights_and_logins_are_changed_in_place(secured: Place) -> None:
    """A right that is gone is an update of its principal, and nobody is locked out meanwhile."""
    apply(secured.broker, shop(target=WITH_USERS))
    less = shop(PROJECT.replace("sends: [events.>], ", ""), WITH_USERS)
    made = look(secured.broker, less)

    assert {"permissions:shop.web": "update"} == summary(made)
    assert "whoever uses what is taken away is refused from then on" == made.todo[0].risk.sentence
    assert {} == problems(do(secured.broker, made))
    assert look(secured.broker, less).empty
    with secured.login("shop.web") as web, pytest.raises(official.exceptions.NoPermissionError):
        web.xadd(PLACED, {"body": "x"})


def test_a_password_is_changed_when_somebody_asks_for_it(secured: Place) -> None:
    system = shop(target=WITH_USERS)
    apply(secured.broker, system)
    before = secured.client.acl_getuser("shop.web")["passwords"]
    secured.client.acl_setuser("shop.web", enabled=True, reset_passwords=True, passwords=["+known to a stranger"])

    assert look(secured.broker, system).empty  # what differs in a secret is no fact
    apply(secured.broker, system, "--rotate user:shop.web")
    assert before == secured.client.acl_getuser("shop.web")["passwords"]


def test_a_user_without_a_password_in_the_environment_is_not_made(secured: Place) -> None:
    system = shop(target=WITH_USERS)
    target = system.targets[0]
    url = secured.url
    broker = open_broker(target, Connection(url, {"username": "admin", "password": "admin"}, url, {}))

    found = problems(do(broker, look(broker, system)))
    broker.close()

    assert "`AGENT_PASSWORD_SHOP_WEB` is not in the environment" == found["user:shop.web"]
    assert ["admin", "default"] == secured.client.acl_users()


def test_what_somebody_changed_by_hand_is_drift_and_set_right(secured: Place) -> None:
    system = shop(target=WITH_USERS)
    apply(secured.broker, system)
    client = secured.client
    client.delete(f"{PLACED}._retry.shop.audit.1")
    client.set(f"{PLACED}._retry.shop.audit.1", "what is this")
    client.xgroup_destroy(PLACED, "shop.billing")
    client.execute_command("ACL", "SETUSER", "shop.web", "~*", "+@all")
    client.execute_command("ACL", "SETUSER", "shop.billing", ">a second password")
    client.execute_command("ACL", "DELUSER", "shop.audit")

    assert [
        f"group:{PLACED}._retry.shop.audit.1/shop.audit",
        f"group:{PLACED}/shop.billing",
        "permissions:shop.audit",
        "permissions:shop.web",
        f"stream:{PLACED}._retry.shop.audit.1",
        "user:shop.audit",
        "user:shop.billing",
    ] == drifted(secured.broker, system)

    stream = f"stream:{PLACED}._retry.shop.audit.1"
    made = look(secured.broker, system, f"--allow-destroy {stream}", f"--allow-loss {stream}")
    assert {
        f"group:{PLACED}._retry.shop.audit.1/shop.audit": "create",
        f"group:{PLACED}/shop.billing": "create",
        "permissions:shop.audit": "create",
        "permissions:shop.web": "update",
        stream: "replace",
        "user:shop.audit": "create",
        "user:shop.billing": "update",
    } == summary(made)
    assert {} == problems(do(secured.broker, made))
    assert look(secured.broker, system).empty
    assert [] == drifted(secured.broker, system)


def test_a_key_of_another_type_is_blocked_with_a_way_out(here: Place) -> None:
    here.client.rpush(PLACED, "a list")
    made = look(here.broker, shop(), f"--adopt stream:{PLACED}")
    [step] = [step for step in made.steps if step.address == f"stream:{PLACED}"]

    assert "blocked" == step.action.value
    assert "a key has one type for good, and this one is a list" in step.what
    assert f"stop them, and put it aside: redis-cli RENAMENX {PLACED} {PLACED}.list" in step.recipe
    here.client.renamenx(PLACED, f"{PLACED}.list")
    apply(here.broker, shop())
    assert look(here.broker, shop()).empty


def test_what_is_nobodys_is_left_alone_and_listed(secured: Place) -> None:
    client = secured.client
    client.xadd("somebody.elses", {"body": "x"})
    client.xadd("replies.price._inbox.shop.web.7", {"body": "an inbox"})
    client.set("a cache", "x")
    client.execute_command("ACL", "SETUSER", "somebody", "on", ">else", "~*", "+get")
    before = (client.xrange("somebody.elses"), client.acl_getuser("somebody"))
    system = shop(target=WITH_USERS)
    apply(secured.broker, system)
    client.xgroup_create(PLACED, "a person", "$")

    assert (f"group:{PLACED}/a person", "stream:somebody.elses", "user:admin", "user:somebody") == look(
        secured.broker, system
    ).unmanaged
    assert before == (client.xrange("somebody.elses"), client.acl_getuser("somebody"))


@pytest.mark.parametrize(
    "name", [b"x._retry", b"x._retry.shop.audit.y", b"._dead_letter.", b"a b\n", b"\xff\xfe", b"a/b:c", b""]
)
def test_a_name_of_somebody_elses_may_be_anything(here: Place, name: bytes) -> None:
    here.client.xadd(name, {"body": "x"})
    here.client.xgroup_create(name, b"\xff/ \n", "0")
    system = shop()
    apply(here.broker, system)

    shown = name.decode(errors="backslashreplace")
    assert (f"stream:{shown}",) == look(here.broker, system).unmanaged
    assert 26 <= len(here.broker.everything())
    assert 1 == here.client.xlen(name)


def test_what_is_there_already_is_taken_over_by_name_only(secured: Place) -> None:
    client = secured.client
    client.xadd(PLACED, {"body": "kept"})
    client.xgroup_create(PLACED, "shop.audit", "0")
    client.execute_command("ACL", "SETUSER", "shop.web", "on", ">its own", "~*", "+get")
    system = shop(target=WITH_USERS)
    there = [f"stream:{PLACED}", f"group:{PLACED}/shop.audit", "user:shop.web", "permissions:shop.web"]

    blocked = {step.address: step for step in look(secured.broker, system).blocked}
    assert {*there, f"group:{PLACED}/shop.billing"} == set(blocked)
    assert f"waits for stream:{PLACED}, which is blocked" == blocked[f"group:{PLACED}/shop.billing"].what
    made = apply(secured.broker, system, *(f"--adopt {name}" for name in there))
    assert set(there) == {name for name, action in summary(made).items() if action == "adopt"}
    assert look(secured.broker, system).empty
    assert 1 == client.xlen(PLACED)
    with secured.login("shop.web", "its own") as web:
        assert web.ping()  # adopted as it was, its own password among that


def test_a_redis_that_lets_in_who_does_not_log_in_is_remarked_on(secured: Place) -> None:
    """P41: rights of agents protect nothing beside a `default` user that needs no password, as every new Redis has."""

    def remarked() -> bool:
        return any("`ACL SETUSER default off`" in each for each in look(secured.broker, system).shortcomings)

    system = shop(target=WITH_USERS)
    assert not remarked()
    secured.client.execute_command("ACL", "SETUSER", "default", "on", "nopass", "~*", "+@all")
    assert remarked()


def test_somebody_elses_user_gets_no_rights(secured: Place) -> None:
    secured.client.execute_command("ACL", "SETUSER", "shop.web", "on", ">its own")
    blocked = {step.address: step.what for step in look(secured.broker, shop(target=WITH_USERS)).blocked}

    assert {"user:shop.web", "permissions:shop.web"} == set(blocked)
    assert "waits for user:shop.web, which is blocked" == blocked["permissions:shop.web"]


def test_what_is_gone_and_not_wanted_any_more_is_forgotten(here: Place) -> None:
    """Else whatever somebody makes of that name would pass for ours, and its deletion would only take words."""
    apply(here.broker, shop())
    letters = f"{PLACED}._dead_letter.shop.audit"
    here.client.delete(letters)
    without = shop(fewer("audit:"))
    given = [f"--allow-destroy {step.address}" for step in look(here.broker, without).blocked]
    apply(here.broker, without, *given)
    here.client.xadd(letters, {"body": "somebody else's"})

    again = look(here.broker, without)
    assert ((), (f"stream:{letters}",)) == (again.steps[len(derive(without, without.targets[0])) :], again.unmanaged)
    assert set(here.client.hkeys("treaty:marks")) == {
        address(each) for each in derive(without, without.targets[0]) if each.kind in ("stream", "group")
    }


def test_what_belongs_to_another_project_is_invisible_and_cannot_be_taken(here: Place) -> None:
    """BROKERS.md 1.2.3."""
    apply(here.broker, shop())
    other = dataclasses.replace(shop(), name="shed")
    made = look(here.broker, other, f"--adopt stream:{PLACED}")

    [step] = [step for step in made.steps if step.address == f"stream:{PLACED}"]
    assert ("blocked", "belongs to shop/prod") == (step.action.value, step.what)
    assert () == made.unmanaged
    assert "delete" not in summary(made).values()
