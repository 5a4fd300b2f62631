"""Who waits for whom in a circle: the strongly connected parts of a graph, in the order in which they wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet


def circles(waits: Mapping[str, AbstractSet[str]]) -> tuple[tuple[str, ...], ...]:
    """Every name, with those that it is in a circle with, sorted; what a part waits for comes before it.

    `waits` has each name as a key. This is Tarjan's algorithm
    with a stack of its own, for a chain of agents may be long.
    """
    found: list[tuple[str, ...]] = []
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    for start in sorted(waits):
        if start in index:
            continue
        pending: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(waits[start])))]
        index[start] = lowest[start] = len(index)
        open_[start] = None
        while pending:
            name, rest = pending[-1]
            following = next(rest, None)
            if following is None:
                pending.pop()
                if pending:
                    above = pending[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == index[name]:
                    found.append(_close(open_, name))
            elif following not in index:
                index[following] = lowest[following] = len(index)
                open_[following] = None
                pending.append((following, iter(sorted(waits[following]))))
            elif following in open_:
                lowest[name] = min(lowest[name], index[following])
    return tuple(found)


def _close(open_: dict[str, None], name: str) -> tuple[str, ...]:
    """Take from the open names all that came since `name`, itself included."""
    part = []
    while True:
        last, _ = open_.popitem()
        part.append(last)
        if last == name:
            return tuple(sorted(part))
