"""The largest set of pairs of which no two share a side: how engines match the branches of two combinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def paired(edges: Mapping[int, Sequence[int]]) -> int:
    """How many of the left can have one of the right for themselves; `edges` are whom each could have."""
    taken: dict[int, int] = {}
    return sum(_seat(left, edges, taken, set()) for left in edges)


def _seat(left: int, edges: Mapping[int, Sequence[int]], taken: dict[int, int], asked: set[int]) -> bool:
    """Find a place for one, moving others where they can go elsewhere."""
    for right in edges[left]:
        if right in asked:
            continue
        asked.add(right)
        if right not in taken or _seat(taken[right], edges, taken, asked):
            taken[right] = left
            return True
    return False
