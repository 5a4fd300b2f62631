"""The known name that a wrong one most likely stands for: what a diagnostic asks when it says "did you mean"."""

from __future__ import annotations

import bisect
import difflib
import functools
from collections.abc import Iterable
from dataclasses import dataclass

_LIKENESS = 0.6
_LONGEST = 256
_COMPARED_ALL = 256
_NEIGHBOURS = 32


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to `name`, or None where none is close; case and all but the last token may differ."""
    if len(name) > _LONGEST:
        return None
    names = _names(tuple(known))
    wanted = name.lower()
    close = difflib.get_close_matches(wanted, names.candidates(wanted), n=1, cutoff=_LIKENESS)
    if close:
        return names.written[close[0]]
    return names.by_last_token.get(wanted.rpartition(".")[2])


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """The help for a name that nothing has: the nearest that something has, or `otherwise`."""
    found = nearest(name, known)
    return f"did you mean `{found}`?" if found else otherwise


@dataclass(frozen=True, slots=True)
class _Names:
    """Known names, lower case: sorted by their beginnings, and by their ends."""

    written: dict[str, str]
    forwards: list[str]
    backwards: list[str]
    by_last_token: dict[str, str]

    def candidates(self, wanted: str) -> list[str]:
        """What to compare: all of a few, and of many, as comparing is slow, those that begin or end alike."""
        if len(self.forwards) <= _COMPARED_ALL:
            return self.forwards
        alike = set(_around(self.forwards, wanted))
        alike.update(name[::-1] for name in _around(self.backwards, wanted[::-1]))
        return sorted(alike)


def _around(ordered: list[str], wanted: str) -> list[str]:
    at = bisect.bisect(ordered, wanted)
    return ordered[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]


@functools.lru_cache(maxsize=8)
def _names(known: tuple[str, ...]) -> _Names:
    # The first of the alphabet wins where names differ only in case, or share their last token.
    ordered = sorted(known, reverse=True)
    written = {name.lower(): name for name in ordered}
    by_last_token = {name.lower().rpartition(".")[2]: name for name in ordered}
    return _Names(written, sorted(written), sorted(name[::-1] for name in written), by_last_token)
