"""What was parsed is kept within bounds."""

from __future__ import annotations

import pytest

from treatyc.embedded.remembering import Remembering


def test_the_least_used_goes_first_and_room_is_never_more_than_it_is() -> None:
    asked: list[str] = []
    kept = Remembering[str, int](len, room=10)

    def work(key: str) -> int:
        asked.append(key)
        return len(key)

    for key in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"):
        assert 4 == kept.value(key, work)

    assert ["aaaa", "bbbb", "cccc", "bbbb"] == asked


def test_what_is_larger_than_the_room_is_not_kept() -> None:
    kept = Remembering[str, int](len, room=3)

    assert [4, 4, 1, 1] == [kept.value(key, len) for key in ("aaaa", "aaaa", "b", "b")]
    assert 2 == kept.value("cc", len)


def test_what_fails_is_asked_again() -> None:
    kept = Remembering[str, int](len)

    with pytest.raises(ZeroDivisionError):
        kept.value("a", lambda key: len(key) // 0)
    assert 1 == kept.value("a", len)
