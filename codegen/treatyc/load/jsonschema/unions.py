"""Unions: the type of several branches, and what a branch without a name is called."""

from __future__ import annotations

from collections.abc import Iterable

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.naming import type_token
from treatyc.load.jsonschema.objects import constant_texts
from treatyc.system.schema import Anything, Array, Boolean, Float, Integer, Map, Null, String, Type, Union


def flattened(branches: Iterable[Type]) -> Type:
    """A union without unions in it and without repetitions, null last."""
    flat: dict[Type, None] = {}
    for branch in branches:
        flat.update(dict.fromkeys(branch.branches if isinstance(branch, Union) else (branch,)))
    ordered = [branch for branch in flat if branch != Null()] + [branch for branch in flat if branch == Null()]
    return ordered[0] if len(ordered) == 1 else Union(tuple(ordered))


def widest(kinds: frozenset[str]) -> Type:
    """The type of all values of some kinds."""
    branches: list[Type] = []
    branches += [Map(Anything())] if "object" in kinds else []
    branches += [Array(Anything())] if "array" in kinds else []
    branches += [String()] if "string" in kinds else []
    if "fraction" in kinds:
        branches.append(Float())
    elif "integer" in kinds:
        branches.append(Integer())
    branches += [Boolean()] if "boolean" in kinds else []
    branches += [Null()] if "null" in kinds else []
    return flattened(branches) if branches else Anything()


def branch_token(node: JsonValue, discriminating: str | None) -> str:
    """A branch's own word: its title, or the constant that tells it from the others; empty where it has none."""
    if not isinstance(node, dict):
        return ""
    title = node.get("title")
    if isinstance(title, str) and title.strip():
        return type_token(title)
    members = node.get("properties")
    if discriminating is None or not isinstance(members, dict):
        return ""
    texts = sorted(constant_texts(members.get(discriminating)))
    return type_token(texts[0]) if texts else ""
