"""What well-meant code does to messages on a real Redis, and that what treaty derives does not (FIELD.md 3).

Each test does first what such code does, by the plain client, and shows what is lost; then, that a rule refuses the
declaration, or that what is derived from it is otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
import redis as official

from tests.brokers.redis_shop import PROJECT, WITH_USERS, Place, apply, look, place, shop
from tests.shop import diagnose
from tools.redis.server import Redis
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.system.system import System
from treatyc.topology import names
from treatyc.topology.brokers import SEMANTICS, derive
from treatyc.topology.redis.objects import Group, Permissions, Stream
from treatyc.topology.semantics import Problem

pytestmark = pytest.mark.redis

PLACED = "events.order.placed"


@pytest.fixture
def here(redis: Redis, redis_database: int) -> Iterator[Place]:
    with place(redis, redis_database) as found:
        yield found


@pytest.fixture
def own(new_redis: Callable[[Sequence[str]], Redis]) -> Redis:
    return new_redis([])


def refused(system: System) -> tuple[Problem, ...]:
    [target] = system.targets
    return SEMANTICS[target.broker].problems(system, target)


def said(system: System) -> tuple[str, ...]:
    [target] = system.targets
    return SEMANTICS[target.broker].shortcomings(system, target)


def diagnosed(project: str) -> set[str]:
    return {each.rule for each in diagnose([ExampleFile(PROJECT_FILE, project % "")])}


def derived(kind: type[Stream | Group | Permissions], system: System) -> list[Stream | Group | Permissions]:
    return [each for each in derive(system, system.targets[0]) if isinstance(each, kind)]


def test_14_a_group_that_is_made_as_the_client_does_by_default_skips_what_came_before(here: Place) -> None:
    here.client.xadd("naive", {"body": "before"})
    here.client.xgroup_create("naive", "workers")  # its `id` is `$` unless it is told otherwise

    assert [] == here.client.xreadgroup("workers", "a", {"naive": ">"})
    plain = shop(PROJECT.replace(", start: latest", ""))
    assert {"earliest"} == {each.start for each in derived(Group, plain)}


def test_14_what_a_dead_peer_had_taken_is_never_read_again_by_those_who_ask_for_news(here: Place) -> None:
    client = here.client
    client.xgroup_create("naive", "workers", "0", mkstream=True)
    client.xadd("naive", {"body": "work"})
    client.xreadgroup("workers", "the dead", {"naive": ">"})

    assert [] == client.xreadgroup("workers", "the living", {"naive": ">"})
    assert 1 == client.xpending("naive", "workers")["pending"]
    assert 1 == len(client.xautoclaim("naive", "workers", "the living", 0)[1])
    # Whoever reads may claim, and need not be an administrator for it.
    [billing] = [each for each in derived(Permissions, shop(target=WITH_USERS)) if each.name == "shop.billing"]
    assert any(right.startswith(f"~{PLACED} ") and "+xautoclaim" in right for right in billing.rights)


def test_14_a_stream_that_nobody_trims_grows_for_good(here: Place) -> None:
    client = here.client
    for number in range(300):
        client.xadd("naive", {"body": "x"}, id=f"{number + 1}-0")
        client.xadd("kept", {"body": "x"}, id=f"{number + 1}-0", minid=max(0, number - 100), approximate=False)

    assert (300, 102) == (client.xlen("naive"), client.xlen("kept"))
    assert all(0 < each.keeps_s <= 30 * 86_400 for each in derived(Stream, shop()))
    endless = refused(shop(PROJECT.replace("retain: 30d", "retain: 20000d")))
    assert [("broker-retention", PLACED)] == [(each.rule, each.resource.name) for each in endless]
    with pytest.raises(official.ResponseError, match="Invalid stream ID"):
        client.xadd("kept", {"body": "x"}, minid=-1)  # what trimming by that long a time comes to


def test_14_whoever_appends_to_a_key_of_another_type_is_refused_with_every_message(here: Place) -> None:
    here.client.set(PLACED, "a cache of the last order")
    with pytest.raises(official.ResponseError, match="WRONGTYPE"):
        here.client.xadd(PLACED, {"body": "x"})

    [step] = [step for step in look(here.broker, shop()).blocked if step.address == f"stream:{PLACED}"]
    assert "a key has one type for good, and this one is a string" in step.what


def test_a_stream_that_is_cut_to_a_length_loses_what_is_being_worked_on(here: Place) -> None:
    """BROKERS.md 2.2, trimmed but pending: a burst is longer than any number; a time is what was promised."""
    client = here.client
    client.xgroup_create("naive", "workers", "0", mkstream=True)
    client.xadd("naive", {"body": "work"}, id="1-0")
    client.xreadgroup("workers", "slow", {"naive": ">"})
    client.xadd("naive", {"body": "a burst"}, id="2-0", maxlen=1, approximate=False)

    assert ["0-0", [], ["1-0"]] == client.xautoclaim("naive", "workers", "next", 0)
    assert any(
        "by XADD with MINID" in each
        for each in SEMANTICS[shop().targets[0].broker].shortcomings(shop(), shop().targets[0])
    )


def test_9_what_fails_stays_pending_and_is_tried_for_ever(here: Place) -> None:
    client = here.client
    client.xgroup_create("naive", "workers", "0", mkstream=True)
    client.xadd("naive", {"body": "poison"}, id="1-0")
    client.xreadgroup("workers", "a", {"naive": ">"})
    for _ in range(20):
        assert 1 == len(client.xautoclaim("naive", "workers", "a", 0)[1])

    [waiting] = client.xpending_range("naive", "workers", "-", "+", 10)
    assert 21 == waiting["times_delivered"]
    assert "retry-ends-nowhere" in diagnosed(PROJECT.replace("{retain: 7d}}", "false}"))
    letters = {f"{PLACED}._dead_letter.shop.{agent}" for agent in ("audit", "billing")}
    assert letters <= {each.name for each in derived(Stream, shop())}


def test_11_dead_letters_that_are_named_by_underscores_meet_in_one_stream(here: Place) -> None:
    addresses = ("tools.execute_x", "tools_execute.x")
    for address in addresses:
        here.client.xadd(f"dead_{address.replace('.', '_')}", {"from": address})

    assert 2 == here.client.xlen("dead_tools_execute_x")
    policy = shop().channel(PLACED).policy
    assert 2 == len({names.dead_letters(address, "shop.audit", policy) for address in addresses})


def test_13_a_pattern_of_redis_crosses_dots_and_grants_more_than_it_says(own: Redis) -> None:
    """BROKERS.md 1.5: `orders.*` is no one token to Redis, in rights as in subscriptions."""
    with place(own) as there:
        client = there.client
        client.execute_command("ACL", "SETUSER", "naive", "on", "nopass", "~orders.*", "+xadd")
        with client.pubsub() as listener:
            listener.psubscribe("orders.*")
            listener.get_message(timeout=5)
            client.publish("orders.secret.refunds", "x")
            heard = listener.get_message(timeout=5)

        assert "OK" == client.execute_command("ACL", "DRYRUN", "naive", "XADD", "orders.secret.refunds", "*", "a", "b")
        assert heard is not None
    rights = [right for each in derived(Permissions, shop(target=WITH_USERS)) for right in each.rights]
    assert ["replies.price._inbox"] * 2 == [
        right[: right.index(".*")].lstrip("%W~")[:20] for right in rights if "*" in right
    ]


def test_a_reader_that_may_only_read_can_never_acknowledge(own: Redis) -> None:
    """BROKERS.md 1.3: XREADGROUP is content with `%R~`, and so the mistake shows with the first message."""
    with place(own) as there:
        client = there.client
        client.execute_command("ACL", "SETUSER", "naive", "on", ">x", f"%R~{PLACED}", "+xreadgroup", "+xack")
        client.xgroup_create(PLACED, "workers", "0", mkstream=True)
        client.xadd(PLACED, {"body": "x"}, id="1-0")
        with there.login("naive", "x") as naive:
            assert 1 == len(naive.xreadgroup("workers", "c", {PLACED: ">"}))
            with pytest.raises(official.exceptions.NoPermissionError):
                naive.xack(PLACED, "workers", "1-0")

        client.flushall()
        apply(there.broker, shop(target=WITH_USERS))
        client.xadd(PLACED, {"body": "x"}, id="1-0")
        with there.login("shop.audit") as audit:
            audit.xreadgroup("shop.audit", "c", {PLACED: ">"})
            assert 1 == audit.xack(PLACED, "shop.audit", "1-0")
            with pytest.raises(official.exceptions.NoPermissionError):
                audit.xadd(PLACED, {"body": "x"})


def test_a_reply_that_comes_too_late_is_kept_for_nobody(here: Place) -> None:
    here.client.xadd("replies.of-a-caller-that-is-gone", {"body": "late"})

    assert -1 == here.client.ttl("replies.of-a-caller-that-is-gone")  # it stays for good
    replies = [each for each in derived(Stream, shop()) if each.name.startswith("replies.")]
    assert (
        [] == replies
    )  # an inbox is made by its owner with a time to live, and answers do not make one (XADD NOMKSTREAM)


def test_rights_for_the_default_user_turn_everyone_away(own: Redis) -> None:
    with place(own) as there:
        there.client.execute_command("ACL", "SETUSER", "default", "resetkeys", "-@all", f"%W~{PLACED}", "+xadd")
        with pytest.raises(official.exceptions.NoPermissionError):
            there.client.get("anything")

    named = shop(PROJECT.replace("web: {", "web: {principal: default, "), WITH_USERS)
    assert ["broker-name"] == [problem.rule for problem in refused(named)]


def test_a_value_over_the_limit_is_refused(own: Redis) -> None:
    """P5: 512 MiB by default; a server that takes less shows what becomes of more."""
    with place(own) as there:
        client = there.client
        assert {"proto-max-bulk-len": str(512 * 1024**2)} == client.config_get("proto-max-bulk-len")
        client.config_set("proto-max-bulk-len", 1024**2)
        # The server answers, and closes without having read the rest: which of the two is seen first is chance.
        with pytest.raises((official.exceptions.ConnectionError, official.ResponseError)):
            client.xadd("naive", {"body": b"x" * (2 * 1024**2)})
        assert 0 == client.exists("naive")

    assert () == refused(shop(PROJECT.replace("retain: 30d", "retain: 30d, max_bytes: 512MiB")))
    [problem] = refused(shop(PROJECT.replace("retain: 30d", "retain: 30d, max_bytes: 513MiB")))
    assert "size-over-broker" == problem.rule


def test_a_redis_that_evicts_throws_away_whole_streams(own: Redis) -> None:
    """P16: what was confirmed is gone, and nobody is told."""
    with place(own) as there:
        client = there.client
        apply(there.broker, shop())
        client.config_set("maxmemory-policy", "allkeys-random")
        client.config_set("maxmemory", client.info("memory")["used_memory"] + 200_000)
        for number in range(2000):
            client.set(f"cache.{number}", "x" * 1000)

        assert 14 > sum(client.type(each.name) == "stream" for each in derived(Stream, shop()))
        client.config_set("maxmemory", 0)
        assert any("throws whole streams away" in each for each in look(there.broker, shop()).shortcomings)


def test_a_redis_without_a_log_forgets_what_it_confirmed(own: Redis) -> None:
    """P16."""
    with place(own) as there:
        there.client.config_set("appendonly", "no")
        remarks = look(there.broker, shop()).shortcomings
        there.client.xadd(PLACED, {"body": "confirmed"})
    own.process.kill()
    own.process.start()

    with place(own) as there:
        assert 0 == there.client.exists(PLACED)
    assert any("set `appendonly yes`" in each for each in remarks)


def test_a_state_that_is_kept_by_time_is_gone_when_nobody_changed_it(here: Place) -> None:
    """P17: the value of a key that did not change for long is as true as any, and trimming takes it first."""
    here.client.xadd("naive", {"key": "a", "value": "true for years"}, id="1-0")
    here.client.xadd("naive", {"key": "b", "value": "changes often"}, id="1000-0", minid=500, approximate=False)

    assert ["1000-0"] == [name for name, _ in here.client.xrange("naive")]
    state = PROJECT.replace(
        "kind: event, message: shop.v1.OrderPlaced", "kind: state, key: order_id, message: shop.v1.OrderPlaced"
    )
    assert ["broker-retention"] == [problem.rule for problem in refused(shop(state))]
