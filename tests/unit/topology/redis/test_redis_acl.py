"""Rights of Redis users as lines, and what a server is told and tells (P41)."""

from __future__ import annotations

import pytest

from treatyc.topology.redis.acl import Selector, line, lines, literal, rules

NOTHING = ("resetkeys", "resetchannels", "clearselectors", "-@all")


@pytest.mark.parametrize(
    ("rights", "told"),
    [
        ((), ()),
        (("+ping",), ("+ping",)),
        (("+client|setinfo +ping",), ("+client|setinfo", "+ping")),
        (("%W~a +xadd", "%W~b +xadd", "+ping"), ("+ping", "(%W~a %W~b +xadd)")),
        (("%W~a +xadd", "~a +xack +xreadgroup"), ("(~a +xack +xreadgroup)", "(%W~a +xadd)")),
    ],
)
def test_keys_with_the_same_commands_stand_in_one_selector(rights: tuple[str, ...], told: tuple[str, ...]) -> None:
    """So that one command may name them all; and nobody who reads one and writes another may do both with each."""
    assert (*NOTHING, *told) == rules(rights)


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ([Selector("-@all")], ()),
        ([Selector("-@all +ping")], ("+ping",)),
        ([Selector("-@all +xreadgroup +xack", ("~b", "~a"))], ("~a +xack +xreadgroup", "~b +xack +xreadgroup")),
        # In its own order where a later word takes away what an earlier one gave, and for a root.
        ([Selector("+@all -xadd", ("~*", "&*"))], ("&* +@all -xadd", "~* +@all -xadd")),
        ([Selector("-@all +@read -get", ("~a",))], ("~a -@all +@read -get",)),
        # Two selectors are not one: no command may name keys of both.
        (
            [Selector("-@all"), Selector("-@all +get", ("~a",)), Selector("-@all +get", ("~b",))],
            ("(2) ~b +get", "~a +get"),
        ),
    ],
)
def test_what_a_server_tells_is_read_as_the_same_lines(selectors: list[Selector], expected: tuple[str, ...]) -> None:
    assert expected == lines(selectors)


def test_what_was_told_to_a_server_is_what_it_tells() -> None:
    rights = tuple(sorted((line(["+ping"]), line(["+xadd"], "%W~a"), line(["+xreadgroup", "+xack"], "~b"))))
    told = [word.strip("()").split(" ") for word in rules(rights)[len(NOTHING) :]]
    selectors = [
        Selector(" ".join(("-@all", *(w for w in words if w[0] == "+"))), tuple(w for w in words if w[0] != "+"))
        for words in told
    ]

    assert rights == lines(selectors)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("events.order.placed", "events.order.placed"),
        ("a*", "a\\*"),
        ("a?[b-c]^\\", "a\\?\\[b-c\\]\\^\\\\"),
    ],
)
def test_a_name_is_no_pattern(name: str, pattern: str) -> None:
    assert pattern == literal(name)
