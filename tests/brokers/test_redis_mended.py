"""Whatever somebody does to a Redis by hand: a plan sees it, what it may do is done, and then there is nothing to do.

A law over many disturbances at once, which no table holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import redis as official
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.brokers.redis_shop import PASSWORDS, WITH_USERS, Place, apply, do, look, place, problems, shop
from tools.redis.server import Redis
from treatyc.topology.brokers import derive, scope
from treatyc.topology.drift import drift
from treatyc.topology.plan import Action
from treatyc.topology.redis.objects import Group, Stream

pytestmark = pytest.mark.redis

SYSTEM = shop(target=WITH_USERS)
WANTED = derive(SYSTEM, SYSTEM.targets[0])
STREAMS = [each.name for each in WANTED if isinstance(each, Stream)]
GROUPS = [(each.stream, each.group) for each in WANTED if isinstance(each, Group)]
Disturbance = Callable[[official.Redis], object]


def user(who: str, *rules: str) -> Disturbance:
    return lambda client: client.execute_command("ACL", "SETUSER", who, *rules)


def named(disturbance: Disturbance, text: str) -> Disturbance:
    disturbance.__name__ = disturbance.__qualname__ = text
    return disturbance


def of_streams(name: str) -> list[Disturbance]:
    return [
        named(lambda client: client.delete(name), f"delete {name}"),
        named(lambda client: (client.delete(name), client.set(name, "x")), f"a string for {name}"),
        named(lambda client: (client.delete(name), client.rpush(name, "x")), f"a list for {name}"),
        named(lambda client: client.type(name) == "stream" and client.xadd(name, {"a": "b"}), f"append to {name}"),
        named(
            lambda client: client.type(name) == "stream" and client.xgroup_create(name, f"by hand {client.time()}"),
            f"a group of {name}",
        ),
    ]


def of_groups(stream: str, group: str) -> Disturbance:
    def destroy(client: official.Redis) -> None:
        if client.type(stream) == "stream":
            client.xgroup_destroy(stream, group)

    return named(destroy, f"destroy {stream}/{group}")


def of_users(who: str) -> list[Disturbance]:
    rules = [
        ("~*",),
        ("+@all",),
        ("off",),
        ("nopass",),
        (">another",),
        ("resetpass",),
        ("reset",),
        ("&*",),
        ("(+get ~x)",),
    ]
    changes = [named(user(who, *each), f"{each} to {who}") for each in (*rules, ("clearselectors",), ("-@all",))]
    return [*changes, named(lambda client: client.acl_deluser(who), f"delete {who}")]


DISTURBANCES = [
    *(each for name in STREAMS for each in of_streams(name)),
    *(of_groups(*each) for each in GROUPS),
    *(each for who in PASSWORDS for each in of_users(who)),
]


@pytest.fixture(scope="module")
def there(redis_secured: Redis) -> Iterator[Place]:
    with place(redis_secured, user="admin") as found:
        yield found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(DISTURBANCES), min_size=1, max_size=12))
def test_what_was_disturbed_is_mended(there: Place, disturbances: list[Disturbance]) -> None:
    there.client.flushall()
    for who in PASSWORDS:
        there.client.acl_deluser(who)
    apply(there.broker, SYSTEM)
    for disturb in disturbances:
        disturb(there.client)

    seen = look(there.broker, SYSTEM)
    found = drift(WANTED, there.broker.observe(WANTED, scope(SYSTEM, SYSTEM.targets[0])), seen.scope)
    assert {each.address for each in found} == {step.address for step in seen.steps if step.action is not Action.NOOP}

    given_words = [str(word) for step in seen.blocked for word in step.needs]
    mending = look(there.broker, SYSTEM, *given_words)
    assert () == mending.blocked
    assert {} == problems(do(there.broker, mending))
    assert look(there.broker, SYSTEM).empty
    assert all(there.client.type(name) == "stream" for name in STREAMS)
