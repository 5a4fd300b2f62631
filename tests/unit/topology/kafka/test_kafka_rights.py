"""Rights as lines, and what agents may do, use and spend at a Kafka, from what they declare (P40, P41)."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brokers.kafka_shop import compile_shop, shop, target
from treatyc.system.system import System
from treatyc.topology.kafka.derive import derive
from treatyc.topology.kafka.objects import Permissions, User
from treatyc.topology.kafka.permissions import permissions
from treatyc.topology.kafka.quotas import quotas
from treatyc.topology.kafka.rights import Right, read
from treatyc.topology.kafka.shortcomings import shortcomings
from treatyc.topology.kafka.users import users

NAMES = st.text(st.characters(codec="utf-8"), min_size=1)
RIGHTS = st.builds(
    Right,
    kind=st.sampled_from(["topic", "group", "cluster", "transactional_id"]),
    name=NAMES,
    operation=st.sampled_from(["Read", "Write", "Describe", "IdempotentWrite", "All"]),
    host=st.sampled_from(["*", "10.0.0.1", "::1"]),
    prefixed=st.booleans(),
    allowed=st.booleans(),
)


@given(RIGHTS)
def test_a_right_and_its_line_say_the_same(right: Right) -> None:
    assert right == read(str(right))


@given(RIGHTS, RIGHTS)
def test_two_rights_never_have_one_line(one: Right, other: Right) -> None:
    assert (one == other) == (str(one) == str(other))


@pytest.mark.parametrize(
    "line", ["", "allow Read on topic x", "permit Read on topic x from *", "allow Read on topic  from"]
)
def test_what_is_no_right_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a right"):
        read(line)


def lines(system: System, agent: str, **target_keys: object) -> list[str]:
    """What an agent may do, without the words that all rights share."""
    where = dataclasses.replace(target(system, "secured"), **target_keys)  # type: ignore[arg-type]  # fields' names
    [found] = [each for each in permissions(system, where) if each.name == f"{system.name}.{agent}"]
    return [line.removeprefix("allow ").removesuffix(" from *") for line in found.rights]


def test_who_sends_may_write() -> None:
    assert [
        "Describe on topic s.events.orders.placed",
        "Describe on topic s.state.customers",
        "Write on topic s.events.orders.placed",
        "Write on topic s.state.customers",
    ] == lines(shop("s"), "orders")


def test_who_reads_may_read_as_its_group_and_bury_what_fails() -> None:
    assert [
        "Describe on group s.billing",
        "Describe on topic s.events.orders.placed",
        "Describe on topic s.events.orders.placed._dead_letter.s.billing",
        "Describe on topic s.state.customers",
        "Describe on topic s.state.customers._dead_letter.s.billing",
        "Read on group s.billing",
        "Read on topic s.events.orders.placed",
        "Read on topic s.state.customers",
        "Write on topic s.events.orders.placed._dead_letter.s.billing",
        "Write on topic s.state.customers._dead_letter.s.billing",
    ] == lines(shop("s"), "billing")


def test_who_serves_may_answer_and_try_again() -> None:
    found = lines(shop("s"), "pricing")

    assert {
        "Read on topic s.commands.prices.ask",
        "Read on topic s.commands.prices.ask._retry.s.pricing.1",
        "Write on topic s.commands.prices.ask._retry.s.pricing.1",
        "Write on topic s.replies.price",
    } <= set(found)
    assert not {"Read on topic s.replies.price", "Write on topic s.commands.prices.ask"} & set(found)


def test_who_calls_may_read_replies_and_look_for_its_inbox() -> None:
    assert [
        "Describe on group s.web.inbox",
        "Describe on topic s.commands.prices.ask",
        "Describe on topic s.replies.price",
        "Read on topic s.replies.price",
        "Write on topic s.commands.prices.ask",
    ] == lines(shop("s"), "web")


def test_the_targets_prefix_stands_before_topics_and_not_before_groups() -> None:
    found = lines(shop("s"), "billing", prefix="dev.")

    assert "Read on topic dev.s.state.customers" in found
    assert "Read on group s.billing" in found


@pytest.mark.parametrize(("version", "needed"), [("2.7.2", True), ("2.8.0", False), ("4.3", False), (None, False)])
def test_idempotence_is_a_right_of_its_own_for_old_brokers_alone(version: str | None, needed: bool) -> None:  # noqa: FBT001 - a column
    right = "IdempotentWrite on cluster kafka-cluster"

    assert needed == (right in lines(shop("s"), "orders", broker_version=version))
    assert needed == (right in lines(shop("s"), "billing", broker_version=version)), "who buries, writes"


def test_agents_of_one_principal_share_what_each_may_do() -> None:
    system = shop("s")
    one = tuple(dataclasses.replace(agent, principal="CN=all") for agent in system.agents)
    [found] = permissions(dataclasses.replace(system, agents=one), target(system, "secured"))

    assert "CN=all" == found.name
    assert "what `auditor` and `billing` and `orders` and `pricing` and `web` declare" == found.origin.why


def test_where_agents_are_anonymous_there_are_no_users_and_no_rights() -> None:
    system = shop("s")

    assert not [each for each in derive(system, target(system)) if isinstance(each, Permissions | User)]
    assert any("everyone may do everything" in each for each in shortcomings(system, target(system)))


@pytest.mark.parametrize(
    ("security", "expected"),
    [
        ({"protocol": "sasl_tls"}, (("SCRAM-SHA-512", 8192),)),
        ({"protocol": "sasl_tls", "mechanism": "scram-sha-256"}, (("SCRAM-SHA-256", 8192),)),
        ({"protocol": "sasl_tls", "mechanism": "plain"}, None),
        ({"protocol": "tls"}, None),
    ],
)
def test_users_are_made_for_scram(security: dict[str, str], expected: tuple[tuple[str, int], ...] | None) -> None:
    system = shop("s")
    where = dataclasses.replace(target(system, "secured"), security=tuple(security.items()))

    assert {each.credentials for each in users(system, where)} == ({expected} if expected else set())
    assert any("users are made for SCRAM only" in each for each in shortcomings(system, where)) == (expected is None)


def test_without_passwords_somebody_else_makes_the_users() -> None:
    system = shop("s")

    assert () == users(system, dataclasses.replace(target(system, "secured"), agent_passwords=None))


RATED = """
treaty: 1
name: s
channels:
  s.events.read: {kind: event, message: shop.v1.OrderPlaced, rate: 10/s, max_bytes: 64KiB}
  s.events.sent: {kind: event, message: shop.v1.OrderPlaced, rate: 60/m, max_bytes: 64KiB}
  s.events.free: {kind: event, message: shop.v1.OrderPlaced}
agents:
  sender: {sends: [s.events.sent], instances: 3}
  reader: {receives: [s.events.read]}
  free: {sends: [s.events.sent, s.events.free]}
targets:
  secured: {broker: kafka, url: "${KAFKA_URL}", security: {protocol: sasl_tls}}
"""


def test_a_quota_is_what_all_instances_may_send_by_their_rates() -> None:
    """1/s of 64 KiB and 64 KiB of headers, three times; a reader parks and buries 10/s with 64 KiB more."""
    system = compile_shop(RATED.lstrip())
    where = target(system, "secured")

    found = {each.name: each.producer_byte_rate for each in quotas(system, where)}

    assert {"s.sender": 3 * 128 * 1024, "s.reader": 3 * 10 * 192 * 1024} == found
    assert any("the quotas of 2 users are not applied" in each for each in shortcomings(system, where))
    assert () == quotas(system, dataclasses.replace(where, security=()))
