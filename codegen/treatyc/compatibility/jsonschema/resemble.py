"""Which branch of a union is meant where another schema changed: the one that is most like it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from treatyc.compatibility.jsonschema.side import Side
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import text

BRANCHES_MAX = 24
"""How many branches of one union are looked for on the other side."""
_DISTINCT = -100


@dataclass(frozen=True, slots=True)
class Look:
    """What tells a branch from others: names that people gave, types, constants, members."""

    side: Side
    words: str
    names: frozenset[str]
    title: str
    types: frozenset[str]
    tags: dict[str, str]
    members: frozenset[str]


def look(side: Side) -> Look:
    """What a side looks like."""
    title = side.get("title")
    place = side.place
    node = side.library.node(place) if place is not None else None
    return Look(
        side,
        text(node),
        frozenset(_last(place.tokens) for place in side.places[1:]) - {""},
        title if isinstance(title, str) else "",
        _listed(side.get("type")),
        _constants(side),
        frozenset(side.declared()),
    )


def pairs(branches: Sequence[Side], options: Sequence[Side]) -> Iterator[tuple[Side, Side | None]]:
    """Each branch with the option that is most like it, if any is; those that stand on both sides are left out.

    What refers to something is never the same for its words alone.
    """
    looks = [look(option) for option in options]
    same = {each.words for each in looks if '"$' not in each.words}
    changed = [each for branch in branches if (each := look(branch)).words not in same]
    for branch in changed[:BRANCHES_MAX]:
        scores = [likeness(branch, option) for option in looks]
        best = max(scores, default=0)
        yield branch.side, looks[scores.index(best)].side if best > 0 else None


def likeness(one: Look, other: Look) -> int:
    """How much two have in common: what tells values apart counts most."""
    if not one.side.layers or not other.side.layers:
        return 0
    named = bool(one.names & other.names) + (bool(one.title) and one.title == other.title)
    return 10 * named + _types(one.types, other.types) + _tags(one, other) + min(5, len(one.members & other.members))


def _types(mine: frozenset[str], theirs: frozenset[str]) -> int:
    if not mine or not theirs:
        return 0
    return 2 if mine & theirs or {"integer", "number"} == mine | theirs else _DISTINCT


def _tags(one: Look, other: Look) -> int:
    """Properties that hold a constant tell the branches of a union apart."""
    shared = one.tags.keys() & other.tags.keys()
    if any(one.tags[name] != other.tags[name] for name in shared):
        return _DISTINCT
    return 10 * len(shared)


def _constants(side: Side) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, place in side.declared().items():
        node = side.library.node(place)
        values = node.get("enum") if isinstance(node, dict) else None
        if isinstance(node, dict) and "const" in node:
            found[name] = text(node["const"])
        elif isinstance(values, list) and len(values) == 1:
            found[name] = text(values[0])
    return found


def _listed(types: JsonValue) -> frozenset[str]:
    return frozenset(each for each in (types if isinstance(types, list) else [types]) if isinstance(each, str))


def _last(tokens: tuple[str | int, ...]) -> str:
    return next((token for token in reversed(tokens) if isinstance(token, str)), "")
