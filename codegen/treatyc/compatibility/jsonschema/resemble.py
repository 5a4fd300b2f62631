"""Which branch of a union is meant where another schema changed: the one that is most like it."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.compatibility.jsonschema.side import Side
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import text

_DISTINCT = -100


def counterpart(branch: Side, options: Sequence[Side]) -> Side | None:
    """The option that is most like a branch, the first of equals; None where none is like it at all."""
    best, score = None, 0
    for option in options:
        found = likeness(branch, option)
        if found > score:
            best, score = option, found
    return best


def likeness(one: Side, other: Side) -> int:
    """How much two sides have in common: what tells values apart counts most."""
    if not one.layers or not other.layers:
        return 0
    return _names(one, other) + _types(one.get("type"), other.get("type")) + _tags(one, other) + _members(one, other)


def _names(one: Side, other: Side) -> int:
    """The last token of a `$ref`'s target and the title are names that people give."""
    shared = {_last(place.tokens) for place in one.places[1:]} & {_last(place.tokens) for place in other.places[1:]}
    titles = one.get("title") is not None and one.get("title") == other.get("title")
    return 10 * (bool(shared - {""}) + titles)


def _types(one: JsonValue, other: JsonValue) -> int:
    mine, theirs = _listed(one), _listed(other)
    if not mine or not theirs:
        return 0
    if mine & theirs or {"integer", "number"} == mine | theirs:
        return 2
    return _DISTINCT


def _tags(one: Side, other: Side) -> int:
    """Properties that hold a constant tell the branches of a union apart."""
    mine, theirs = _constants(one), _constants(other)
    shared = mine.keys() & theirs.keys()
    if any(mine[name] != theirs[name] for name in shared):
        return _DISTINCT
    return 10 * len(shared)


def _members(one: Side, other: Side) -> int:
    return min(5, len(one.declared().keys() & other.declared().keys()))


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


def _listed(types: JsonValue) -> set[str]:
    return {each for each in (types if isinstance(types, list) else [types]) if isinstance(each, str)}


def _last(tokens: tuple[str | int, ...]) -> str:
    return next((token for token in reversed(tokens) if isinstance(token, str)), "")
