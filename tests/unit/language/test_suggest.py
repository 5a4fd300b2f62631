"""What a diagnostic asks when it says "did you mean"."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.suggest import did_you_mean, nearest

CHANNELS = ("events.order.paid", "events.order.placed", "tools.result.{id}", "shop.v1.OrderPaid", "SASL")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("event.order.paid", "events.order.paid"),
        # FIELD.md 3 (10): a trigger on `tool.result` where the subject is `tools.result`.
        ("tool.result.{id}", "tools.result.{id}"),
        ("OrderPaid", "shop.v1.OrderPaid"),
        ("orderpaid", "shop.v1.OrderPaid"),
        ("sasl", "SASL"),
        ("completely-else", None),
        ("", None),
        ("x" * 1000, None),
    ],
)
def test_the_nearest_known_name(name: str, expected: str | None) -> None:
    assert expected == nearest(name, CHANNELS)


def test_help_says_something_else_where_nothing_is_near() -> None:
    assert "did you mean `SASL`?" == did_you_mean("sas", CHANNELS)
    assert "declare it" == did_you_mean("completely-else", CHANNELS, "declare it")


@given(st.lists(st.text("abc.", min_size=1, max_size=6), min_size=1, max_size=400, unique=True), st.data())
def test_a_known_name_is_nearest_to_itself_whatever_the_order(known: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(known))
    assert name.lower() == (nearest(name, known) or "").lower()
    assert nearest(name, known) == nearest(name, sorted(known))


def test_many_names_cost_little() -> None:
    """Contracts are not trusted: thousands of wrong names beside thousands of right ones must not take minutes."""
    known = [f"events.domain{one}.thing{two}.happened" for one in range(500) for two in range(10)]
    started = time.process_time()
    for number in range(100):
        assert f"events.domain{number}.thing7.happened" == nearest(f"events.domain{number}.thing7.hapened", known)
    assert time.process_time() - started < 5
