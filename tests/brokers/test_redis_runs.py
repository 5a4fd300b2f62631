"""Runs on a real Redis that die, meet or are turned away, and how long they take (BROKERS.md 1.2)."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

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
    many,
    place,
    problems,
    shop,
    summary,
)
from tests.conformance.figures import FIGURES
from tools.redis.server import Redis
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError, Locked
from treatyc.brokers.redis.live import open_broker
from treatyc.topology.brokers import derive, scope
from treatyc.topology.plan import Action, Plan, Step
from treatyc.topology.redis.objects import Permissions
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


@pytest.mark.parametrize("kind", ["stream", "group", "user", "permissions"])
def test_what_somebody_makes_between_plan_and_apply_is_theirs(secured: Place, kind: str) -> None:
    system = shop(target=WITH_USERS)
    made = look(secured.broker, system)
    client = secured.client
    match kind:
        case "stream":
            client.xadd(PLACED, {"body": "x"})
        case "group":
            client.xgroup_create(PLACED, "shop.audit", "0", mkstream=True)
        case _:
            client.execute_command("ACL", "SETUSER", "shop.web", "on", "~*", "+get")

    found: dict[str, str] = {}
    for step in made.todo:
        found |= problems(secured.broker.perform((step,), made.scope))

    theirs = {
        "stream": {f"stream:{PLACED}"},
        "group": {f"stream:{PLACED}", f"group:{PLACED}/shop.audit"},
        "user": {"user:shop.web", "permissions:shop.web"},
        "permissions": {"user:shop.web", "permissions:shop.web"},
    }[kind]
    assert dict.fromkeys(theirs, "somebody else made it since the plan was made") == found
    assert not theirs & client.hgetall("treaty:marks").keys()


def test_a_run_that_dies_anywhere_is_resumed(new_redis: Callable[[Sequence[str]], Redis]) -> None:
    """Killed after each number of steps; nothing of ours is ever taken for somebody else's, nor done twice."""
    system = shop(target=WITH_USERS)
    with place(new_redis([ADMIN])) as there:
        whole = look(there.broker, system).todo
        for died_after in range(len(whole)):
            there.client.flushall()
            for user in PASSWORDS:
                there.client.execute_command("ACL", "DELUSER", user)
            made = look(there.broker, system)
            for step in made.todo[:died_after]:
                assert {} == problems(there.broker.perform((step,), made.scope))
            rest = look(there.broker, system)

            assert [step.address for step in made.todo[died_after:]] == [step.address for step in rest.todo]
            assert () == rest.blocked
            assert ("user:admin",) == rest.unmanaged
        assert {} == problems(do(there.broker, rest))
        assert look(there.broker, system).empty


def test_a_redis_that_is_killed_in_the_middle_is_gone_on_with_when_it_is_back(
    new_redis: Callable[[Sequence[str]], Redis],
) -> None:
    server = new_redis([])
    system = many(100)
    with place(server) as there:
        there.client.config_set("appendfsync", "always")
        made = look(there.broker, system)
        doing = there.broker.perform(tuple(each for each in made.todo if each.resource.kind == "stream"), made.scope)
        assert next(doing).problem is None  # the first hundreds are made, and the rest is not sent yet
        server.process.kill()
        with pytest.raises(BrokerError):
            list(doing)
    server.process.start()

    with place(server) as there:
        rest = look(there.broker, system)
        assert 0 < len(rest.todo) < len(made.todo)
        assert ((), ()) == (rest.blocked, rest.unmanaged)
        assert {} == problems(do(there.broker, rest))
        assert look(there.broker, system).empty


def test_a_step_that_was_done_before_the_answer_was_lost_is_done_again_without_harm(secured: Place) -> None:
    system = shop(target=WITH_USERS)
    made = look(secured.broker, system)
    do(secured.broker, made)
    secured.client.xadd(PLACED, {"body": "since then"})

    assert {} == problems(do(secured.broker, made))
    assert 1 == secured.client.xlen(PLACED)
    assert look(secured.broker, system).empty


def test_two_runs_do_not_interleave(here: Place) -> None:
    whose = scope(shop(), shop().targets[0])
    with here.broker.lock(whose, "the first") as lease:
        with pytest.raises(Locked, match="the first is at work on it since 20"), here.broker.lock(whose, "another"):
            pass
        assert 0 < here.client.pttl("treaty:lock:shop/prod") <= 60_000
        with here.broker.lock(dataclasses.replace(whose, target="dev"), "another target"):
            pass
        lease.renew()
    with here.broker.lock(whose, "the next"):
        pass
    assert 0 == here.client.exists("treaty:lock:shop/prod")


def test_a_run_that_lost_its_lease_stops_and_leaves_the_next_ones_alone(here: Place) -> None:
    whose = scope(shop(), shop().targets[0])
    with contextlib.ExitStack() as stack:
        lease = stack.enter_context(here.broker.lock(whose, "the slow one"))
        here.client.delete("treaty:lock:shop/prod")  # as it does by itself when its time is over
        with pytest.raises(Locked, match="ran out"):
            lease.renew()
        stack.enter_context(here.broker.lock(whose, "the next"))
        with pytest.raises(Locked, match="the next"):
            lease.renew()


@pytest.mark.timeout(300)
def test_a_thousand_channels_are_planned_and_applied(
    here: Place, record_property: Callable[[str, object], None]
) -> None:
    system = many(1000)

    def timed(what: str, made: Callable[[], Plan]) -> Plan:
        before = time.perf_counter()
        result = made()
        took = f"{time.perf_counter() - before:.1f} s"
        record_property(FIGURES, f"Redis: {what} of {len(result.steps):,} objects for 1,000 channels: {took}")
        return result

    timed("first plan", lambda: look(here.broker, system))
    timed("apply", lambda: apply(here.broker, system))
    again = timed("second plan", lambda: look(here.broker, system))

    assert again.empty
    assert 13_000 == len(again.steps)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://127.0.0.1:1", "no answer from redis://127.0.0.1:1: .*refused"),
        ("http://127.0.0.1:1", "the address of a Redis is"),
        ("redis://user:secret@127.0.0.1:1", "who you are goes into `security`"),
        ("redis://127.0.0.1:1/first", "the address of a Redis is"),
        ("redis://127.0.0.1:port", "the address of a Redis is"),
    ],
)
def test_a_redis_that_cannot_be_reached_is_told_without_a_secret(url: str, said: str) -> None:
    [target] = shop().targets

    with pytest.raises(BrokerError, match=said) as raised:
        look(open_broker(target, Connection(url, {}, url)), shop())
    assert "secret" not in str(raised.value)


def test_a_stranger_is_refused(secured: Place) -> None:
    url = secured.url
    [target] = shop().targets
    broker = open_broker(target, Connection(url, {"username": "admin", "password": "guessed"}, url))

    with pytest.raises(BrokerError, match="refuses us") as raised:
        look(broker, shop())
    broker.close()
    assert "guessed" not in str(raised.value)


def test_rights_in_words_that_the_server_does_not_know_are_told_before_anything_is_made(secured: Place) -> None:
    """BROKERS.md 1.2.6."""
    newer = shop(PROJECT.replace('"7.0.15"', '"7.2"'), WITH_USERS)
    version = secured.client.info()["redis_version"]
    if tuple(map(int, version.split("."))) >= (7, 2):
        assert {"create"} == set(summary(look(secured.broker, newer)).values())
        return

    with pytest.raises(BrokerError, match=f'write `broker_version: "{version}"`'):
        look(secured.broker, newer)


def test_a_database_that_agents_may_not_select_is_told_before_anything_is_made(secured: Place) -> None:
    """The reference of a `url` is not known when rights are derived, and each agent would be refused at its start."""
    known = shop(PROJECT.replace('"${REDIS_URL}"', '"${REDIS_URL}/1"'), WITH_USERS)
    admin, url = {"username": "admin", "password": "admin"}, f"{secured.url.removesuffix('/0')}/1"
    broker = open_broker(known.targets[0], Connection(url, admin, url, PASSWORDS))

    with pytest.raises(BrokerError, match=r"this is database 1, .* write `url: \"\$\{…\}/1\"`"):
        look(broker, shop(target=WITH_USERS))
    assert {} == problems(do(broker, look(broker, known)))
    broker.close()
    with official.Redis.from_url(url, username="shop.web", password=PASSWORDS["shop.web"]) as web:
        assert web.xadd(PLACED, {"body": "x"})


def test_an_administration_of_another_database_is_no_administration_of_this_one() -> None:
    with pytest.raises(BrokerError, match="`url` and `admin_url` are of two databases"):
        open_broker(shop().targets[0], Connection("redis://127.0.0.1:1/2", {}, "redis://127.0.0.1:2"))


def test_the_user_of_the_documentation_may_do_enough_and_no_more(secured: Place) -> None:
    """P41 holds for treaty too."""
    page = (Path(__file__).parents[2] / "docs" / "brokers" / "redis.md").read_text()
    [[*rules]] = [line.split(" ")[4:] for line in page.splitlines() if line.startswith("user treaty on #")]
    secured.client.execute_command("ACL", "SETUSER", "treaty", "on", ">treaty", *rules)
    system = shop(target=WITH_USERS)
    security = {"username": "treaty", "password": "treaty"}
    broker = open_broker(system.targets[0], Connection(secured.url, security, secured.url, PASSWORDS))
    whole = look(broker, system)
    assert {} == problems(do(broker, whole))
    assert look(broker, system).empty
    assert broker.everything()

    without = shop(PROJECT.replace("  audit:", "  # audit:"), WITH_USERS)
    words = [str(word) for step in look(broker, without).blocked for word in step.needs]
    assert {} == problems(do(broker, look(broker, without, *words)))
    assert look(broker, without).empty
    broker.close()
    # Each word of it is used.
    log = secured.client.execute_command("ACL", "LOG")
    assert [] == log
    for word in (each for each in rules if each.startswith("+")):
        assert word.removeprefix("+").split("|")[0] in used(secured), word


def test_a_right_that_the_applying_user_lacks_is_told_in_words(secured: Place) -> None:
    """A script of a Redis before 7.2 tells its own name, and where in it the server stopped."""
    secured.client.execute_command("ACL", "SETUSER", "low", "on", ">low", "~*", "+@all", "-xgroup")
    broker = open_broker(shop().targets[0], Connection(secured.url, {"username": "low", "password": "low"}))

    told = set(problems(do(broker, look(broker, shop()))).values())
    broker.close()

    assert told
    assert all("ACL LOG" in each or "'xgroup|create'" in each for each in told), told
    assert not any("user_script" in each for each in told)


def used(there: Place) -> set[str]:
    """The commands that the server was sent, or that scripts called."""
    return {name.removeprefix("cmdstat_").split("|")[0] for name in there.client.info("commandstats")}


def test_no_password_and_no_digest_of_one_is_ever_shown(secured: Place) -> None:
    system = shop(target=WITH_USERS)
    made = look(secured.broker, system)
    done = do(secured.broker, made)
    shown = repr((made, done, secured.broker.everything(), vars(secured.broker), vars(secured.broker)["_logins"]))

    digests = [hashlib.sha256(password.encode()).hexdigest() for password in PASSWORDS.values()]
    assert {} == problems(done)
    assert [] == [secret for secret in (*PASSWORDS.values(), *digests) if secret in shown]


def test_what_the_server_will_not_write_is_said_and_not_marked(secured: Place) -> None:
    system = shop(target=WITH_USERS)
    apply(secured.broker, system)
    secured.client.execute_command("ACL", "SETUSER", "new", "on")
    strange = Permissions("new", ("+nonsense",))
    step = Step(Action.CREATE, strange, None, what="", why="")

    [outcome] = secured.broker.perform((step,), scope(system, system.targets[0]))

    assert outcome.problem is not None
    assert "'+nonsense': Unknown command" in outcome.problem
    assert not secured.client.hexists("treaty:marks", "permissions:new")


def test_a_redis_that_may_lose_what_it_confirmed_is_remarked_on(new_redis: Callable[[Sequence[str]], Redis]) -> None:
    """P16."""
    with place(new_redis([])) as there:
        assert not any("this Redis" in each for each in look(there.broker, shop()).shortcomings)
        there.client.config_set("maxmemory-policy", "allkeys-lru")
        there.client.config_set("appendonly", "no")
        remarks = [each for each in look(there.broker, shop()).shortcomings if "this Redis" in each]

    assert 2 == len(remarks)
    assert "`maxmemory-policy allkeys-lru`" in remarks[0]
    assert "`appendonly yes`" in remarks[1]


def test_all_that_is_there_is_told_for_an_import_without_what_is_treatys_own(secured: Place) -> None:
    apply(secured.broker, shop(target=WITH_USERS))
    secured.client.xgroup_create("somebody.elses", "theirs", "0", mkstream=True)

    found = {address(held.resource): held.mark for held in secured.broker.everything()}

    system = shop(target=WITH_USERS)
    ours = {address(each) for each in derive(system, system.targets[0])}
    theirs = {"stream:somebody.elses", "group:somebody.elses/theirs", "user:admin", "permissions:admin"}
    assert ours | theirs == set(found)
    assert theirs == {name for name, mark in found.items() if mark is None}
