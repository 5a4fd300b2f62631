"""Names of broker objects; no case folder reaches them, for they are laws over all names (FIELD.md 3, fault 11)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.source import Span
from treatyc.system.channel import Order
from treatyc.system.policy import Policy
from treatyc.topology import names
from treatyc.topology.names import ObjectName, Role

TOKENS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,5}", fullmatch=True)
PARAMETERS = st.from_regex(r"\{[a-z][a-z0-9_]{0,5}\}", fullmatch=True)
GROUPS = st.lists(TOKENS, min_size=1, max_size=3).map(".".join)
STEMS = st.lists(TOKENS, min_size=1, max_size=4).map(".".join)
OBJECTS = (
    st.builds(ObjectName, STEMS)
    | st.builds(ObjectName, STEMS, st.just(Role.RETRY), GROUPS, st.integers(1, 20))
    | st.builds(ObjectName, STEMS, st.sampled_from([Role.DEAD_LETTER, Role.GROUP, Role.INBOX]), GROUPS)
)


def policy(*backoff_s: float, max_deliver: int = 3) -> Policy:
    return Policy("p", Span("treaty.yaml"), backoff_s=backoff_s, max_deliver=max_deliver)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("events.customer.pageview", "events.customer.pageview"),
        ("tools.execute.{tool_name}", "tools.execute"),
        ("agents.{agent_name}.events", "agents.events"),
        ("{tenant}.orders", "orders"),
    ],
)
def test_a_channel_is_held_by_its_template_without_parameters(template: str, expected: str) -> None:
    assert expected == names.channel(template)


@pytest.mark.parametrize(
    ("backoff_s", "max_deliver", "expected"),
    [
        ((1, 5), 3, 2),
        ((1, 5, 25), 3, 2),
        ((5,), 4, 1),
        ((), 3, 0),
        ((1, 5), 1, 0),
    ],
)
def test_a_group_has_one_retry_object_for_each_delay_that_is_waited(
    backoff_s: tuple[float, ...], max_deliver: int, expected: int
) -> None:
    found = names.retries(
        "tools.execute.{tool}", "shop.worker", policy(*backoff_s, max_deliver=max_deliver), Order.NONE
    )

    assert tuple(f"tools.execute._retry.shop.worker.{n + 1}" for n in range(expected)) == found


@pytest.mark.parametrize("order", [Order.KEY, Order.SEQUENCE])
def test_where_order_holds_the_lane_waits_in_place_and_no_retry_object_is_made(order: Order) -> None:
    assert names.retries("orders.placed", "shop.billing", policy(1, 5), order) == ()


def test_dead_letters_are_kept_apart_by_group_and_can_be_switched_off() -> None:
    assert names.dead_letters("orders.placed", "shop.a", policy()) == "orders.placed._dead_letter.shop.a"
    assert names.dead_letters("orders.placed", "shop.a", Policy("p", Span("treaty.yaml"), dead_letter=None)) is None


@given(OBJECTS)
def test_what_a_name_says_can_be_read_back_so_no_two_objects_share_one(name: ObjectName) -> None:
    assert name == names.read(str(name))


@given(OBJECTS, OBJECTS)
def test_different_objects_have_different_names(one: ObjectName, other: ObjectName) -> None:
    assert (one == other) == (str(one) == str(other))


@given(OBJECTS)
def test_a_kafka_accepts_every_name_that_is_short_enough(name: ObjectName) -> None:
    legal = re.fullmatch(r"[a-zA-Z0-9._-]{1,249}", str(name)) is not None

    assert legal == (names.problem(str(name)) is None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "nothing is left of the address without its parameters"),
        ("a" * 249, None),
        ("a" * 250, "it has 250 characters, and a topic's name at most 249"),
        ("orders/placed", "a topic's name has only letters, digits, `.`, `_` and `-`"),
        ("orders\n", "a topic's name has only letters, digits, `.`, `_` and `-`"),
    ],
)
def test_what_a_kafka_refuses_is_told_before_it_is_asked(name: str, expected: str | None) -> None:
    assert expected == names.problem(name)


@given(st.lists(st.lists(TOKENS | PARAMETERS, min_size=1, max_size=4).map(".".join), unique=True))
def test_templates_that_one_object_would_hold_are_found(templates: list[str]) -> None:
    objects = {names.channel(template) for template in templates}

    assert len(templates) - len(objects) == len(names.clashes(templates))


def test_a_clash_names_both_templates() -> None:
    assert names.clashes(["tools.run.{tool}", "tools.run", "tools.stop"]) == (("tools.run", "tools.run.{tool}"),)
