r"""Expressions for sets of names: they match these and no other, and are read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from treatyc.topology.rabbitmq.patterns import ANY_TOKEN, NOTHING, alternatives, escaped, whole
from treatyc.topology.rabbitmq.rights import ENTER, ByKey, Rights, lines, rights_of

TOKEN = st.text("ab_-1é+(", min_size=1, max_size=4)
NAME = st.lists(TOKEN, min_size=1, max_size=4).map(".".join)


def matched(expression: str, name: str) -> bool:
    return re.search(expression.replace(r"\z", r"\Z"), name) is not None


@pytest.mark.parametrize(
    ("names", "expression"),
    [
        ([], NOTHING),
        (["orders.placed"], r"^orders\.placed\z"),
        (["orders.placed", "orders.paid"], r"^orders\.(?:paid|placed)\z"),
        (["a.x._group.g", "b.x._group.g"], r"^(?:a|b)\.x\._group\.g\z"),
        (["a", "a.b"], r"^a(?:|\.b)\z"),
        (["a+b"], r"^a\+b\z"),
    ],
)
def test_what_names_have_in_common_stands_once(names: list[str], expression: str) -> None:
    assert expression == whole([escaped(name) for name in names])


@given(st.sets(NAME, max_size=12), NAME)
@example({"a", "a-b", "a.b"}, "a.a")
def test_an_expression_matches_its_names_and_no_other_and_is_read_back(names: set[str], other: str) -> None:
    expression = whole([escaped(name) for name in names])

    assert all(matched(expression, name) and not matched(expression, f"{name}\n") for name in names)
    assert (other in names) == matched(expression, other)
    assert tuple(sorted(escaped(name) for name in names)) == alternatives(expression)


def test_the_names_of_a_thousand_channels_fit_into_what_pcre_compiles() -> None:
    """Its limit is 64 KiB of compiled expression, some two bytes a letter."""
    names = [escaped(f"orders.channel{number}._group.storefront.billing") for number in range(1_000)]

    assert len(whole(names)) < 15_000
    assert len("|".join(names)) > 45_000


@pytest.mark.parametrize("expression", [".*", "^orders$", "orders", r"^a(\.b)*\z", r"^(?:a\z", r"^a.b\z", r"^\d+\z"])
def test_what_somebody_else_wrote_is_not_read(expression: str) -> None:
    assert alternatives(expression) is None


@pytest.mark.parametrize("bomb", ["^" + "(?:a|b)" * 40 + r"\z", "^" + "(?:" * 5_000 + "a" + ")" * 5_000 + r"\z"])
def test_what_would_stand_for_too_much_is_not_read(bomb: str) -> None:
    assert alternatives(bomb) is None


def test_rights_become_lines_and_lines_rights() -> None:
    rights = Rights(
        whole([rf"reply\._inbox\.shop\.web\.{ANY_TOKEN}"]),
        whole(["event", "other"]),
        whole(["queue"]),
        {"event": ByKey(whole([r"orders\.paid", r"orders\.placed"]))},
    )
    expected = (
        rf"declare reply\._inbox\.shop\.web\.{ANY_TOKEN}",
        ENTER,
        "read queue",
        "write other",
        r"write to event by orders\.paid",
        r"write to event by orders\.placed",
    )

    assert expected == lines(rights)
    assert rights == rights_of(expected)


@pytest.mark.parametrize(
    ("rights", "line"),
    [
        (Rights(write=".*"), "write whatever matches .*"),
        (Rights(write=whole(["event"])), "write event"),
        (Rights(write=whole(["event"]), keys={"event": ByKey(".*")}), "write to event by whatever matches .*"),
        (Rights(keys={"event": ByKey(whole(["a"]))}), "write to event by a, but not the exchange"),
        (Rights(read=whole(["event"]), keys={"event": ByKey(whole(["a"]))}), "read event"),
    ],
)
def test_what_somebody_set_by_hand_is_never_taken_for_ours(rights: Rights, line: str) -> None:
    assert line in lines(rights)
