"""The largest set of pairs of which no two share a side: how engines match the branches of two combinations."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence


def paired(edges: Mapping[int, Sequence[int]]) -> int:
    """How many of the left can have one of the right for themselves; `edges` are whom each could have."""
    taken: dict[int, int] = {}
    seats: dict[int, int] = {}
    for newcomer in edges:
        came_from: dict[int, int] = {}
        free: int | None = _free(newcomer, edges, taken, came_from)
        while free is not None:
            # Everybody on the way to the free place moves up by one.
            left = came_from[free]
            taken[free] = left
            before, seats[left] = seats.get(left), free
            free = before
    return len(seats)


def _free(
    newcomer: int, edges: Mapping[int, Sequence[int]], taken: Mapping[int, int], came_from: dict[int, int]
) -> int | None:
    """A free place that opens if others move, the nearest first; notes in `came_from` who would move where."""
    moving = deque([newcomer])
    while moving:
        left = moving.popleft()
        for right in edges[left]:
            if right not in came_from:
                came_from[right] = left
                if right not in taken:
                    return right
                moving.append(taken[right])
    return None
