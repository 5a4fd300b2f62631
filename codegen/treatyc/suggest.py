"""The known name that a wrong one most likely stands for: what a diagnostic asks when it says "did you mean"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LIKENESS = 0.6
_LONGEST = 256


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to `name`, or None where none is close; case and all but the last token may differ."""
    candidates = {candidate.lower(): candidate for candidate in sorted(known, reverse=True)}
    if len(name) > _LONGEST:
        return None
    wanted = name.lower()
    close = difflib.get_close_matches(wanted, candidates, n=1, cutoff=_LIKENESS)
    if close:
        return candidates[close[0]]
    short = wanted.rpartition(".")[2]
    same = [candidate for lowered, candidate in candidates.items() if lowered.rpartition(".")[2] == short]
    return min(same, default=None)


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """The help for a name that nothing has: the nearest that something has, or `otherwise`."""
    found = nearest(name, known)
    return f"did you mean `{found}`?" if found else otherwise
