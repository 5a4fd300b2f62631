"""`Retry-After`, as seconds and as a date (RFC 9110, 10.2.3), and the order of servers of which some fail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treaty.registry.answer import seconds_of
from treaty.registry.servers import AWAY_S, Servers

NOW = datetime(1994, 11, 6, 8, 49, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 37.0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 37.0),
        ("Sun Nov  6 08:49:37 1994", 37.0),
        ("Sun, 06 Nov 1994 08:48:00 GMT", 0.0),
        ("999999999", 86_400.0),
        ("Sun, 06 Nov 2094 08:49:37 GMT", 86_400.0),
        ("99999999999999999999", 0.0),
        ("-1", 0.0),
        ("1.5", 0.0),
        ("٣", 0.0),
        ("soon", 0.0),
        ("", 0.0),
        ("Sun, 99 Nov 1994 99:99:99 GMT", 0.0),
        ("Sun, 06 Nov 99999 08:49:37 GMT", 0.0),
    ],
)
def test_how_long_a_server_wants_us_to_wait(written: str, expected: float) -> None:
    assert expected == seconds_of(written, NOW)


@given(st.text(max_size=80) | st.from_regex(r"\w{3}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,6} [0-9:]{1,9} [A-Z+0-9-]{1,6}"))
def test_no_text_is_a_wait_without_end(written: str) -> None:
    assert 0.0 <= seconds_of(written, NOW) <= 86_400.0


def test_a_server_that_failed_comes_last_for_a_while() -> None:
    now = [0.0]
    servers = Servers(("a", "b", "c"), lambda: now[0])
    order = [servers.in_turn()]
    servers.failed("a")
    order.append(servers.in_turn())
    now[0] += 1
    servers.failed("b")
    order.append(servers.in_turn())
    servers.answered("a")
    order.append(servers.in_turn())
    now[0] += AWAY_S
    order.append(servers.in_turn())

    assert ["abc", "bca", "cab", "acb", "abc"] == ["".join(each) for each in order]
