"""The walk behind `agent-loop`, against the plain definition of reaching each other; no case is large enough."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from treatyc.checks.rules.agent_loop import _circles

NAMES = "abcdefg"
FEEDS = st.fixed_dictionaries({name: st.frozensets(st.sampled_from(NAMES)) for name in NAMES})


def reached(feeds: dict[str, frozenset[str]], start: str) -> frozenset[str]:
    found: frozenset[str] = feeds[start]
    while (more := found.union(*(feeds[name] for name in found))) != found:
        found = more
    return found


@given(FEEDS)
def test_a_circle_is_all_that_reach_each_other(feeds: dict[str, frozenset[str]]) -> None:
    reach = {name: reached(feeds, name) for name in feeds}
    circles = {
        frozenset(other for other in reach[name] if name in reach[other]) for name in feeds if name in reach[name]
    }

    assert circles == set(_circles(feeds))
