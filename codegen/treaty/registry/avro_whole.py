"""An Avro schema in one piece: what it takes from other texts stands in it, and each name is written in full."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from treaty.codecs.avro_guard import NESTING_MAX
from treaty.errors import DecodeError

Node = Any
"""A part of a schema as JSON."""

_NAMED = ("record", "error", "enum", "fixed")
_PLAIN = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
_INNER = {"array": "items", "map": "values"}


def whole(text: str, referred: Iterable[str] = ()) -> Node:
    """A schema with what it names from the texts that it refers to; raises `DecodeError` where it is none."""
    try:
        known: dict[str, tuple[Node, str]] = {}
        for other in referred:
            for name, node, namespace in _definitions(json.loads(other), "", 0):
                known.setdefault(name, (node, namespace))
        return _Joining(known).joined(json.loads(text), "", 0)
    except RecursionError:
        raise DecodeError("the writer's schema nests too deep") from None
    except (LookupError, ValueError, TypeError, AttributeError) as fault:
        raise DecodeError(f"the writer's schema cannot be used: {fault}") from fault


class _Joining:
    """One schema on its way: what was defined further up is not defined again."""

    def __init__(self, known: dict[str, tuple[Node, str]]) -> None:
        self._known = known
        self._defined: set[str] = set()

    def joined(self, node: Node, namespace: str, depth: int) -> Node:
        """A part of the schema, in the namespace that it stands in."""
        _check_depth(depth)
        if isinstance(node, str):
            return self._called(node, namespace, depth)
        if isinstance(node, list):
            return [self.joined(each, namespace, depth + 1) for each in node]
        kind = node["type"]
        if not isinstance(kind, str):
            return node | {"type": self.joined(kind, namespace, depth + 1)}
        if kind in _NAMED:
            return self._definition(node, namespace, depth)
        if kind in _INNER:
            inner = _INNER[kind]
            return node | {inner: self.joined(node[inner], namespace, depth + 1)}
        return node | {"type": self._called(kind, namespace, depth)}

    def _called(self, name: str, namespace: str, depth: int) -> Node:
        """What a name stands for: the definition where it is the first to use it."""
        if name in _PLAIN:
            return name
        full = name if "." in name or not namespace else f"{namespace}.{name}"
        if full in self._defined or full not in self._known:
            return full
        return self.joined(*self._known[full], depth + 1)

    def _definition(self, node: dict[str, Node], namespace: str, depth: int) -> Node:
        full = _name(node, namespace)
        if full in self._defined:
            return full
        self._defined.add(full)
        own, _, short = full.rpartition(".")
        made = node | {"name": short, "namespace": own}
        if node["type"] in ("record", "error"):
            made["fields"] = [field | {"type": self.joined(field["type"], own, depth + 1)} for field in node["fields"]]
        return made


def _definitions(node: Node, namespace: str, depth: int) -> Iterator[tuple[str, Node, str]]:
    """The named types of a text: each by its full name, with the namespace that it stands in."""
    _check_depth(depth)
    match node:
        case list():
            for each in node:
                yield from _definitions(each, namespace, depth + 1)
        case {"type": str(kind)} if kind in _NAMED:
            full = _name(node, namespace)
            yield full, node, namespace
            for field in node.get("fields", ()):
                yield from _definitions(field["type"], full.rpartition(".")[0], depth + 1)
        case {"type": str(kind)} if kind in _INNER:
            yield from _definitions(node[_INNER[kind]], namespace, depth + 1)
        case {"type": inner}:
            yield from _definitions(inner, namespace, depth + 1)
        case _:
            return


def _name(node: dict[str, Node], namespace: str) -> str:
    """A definition's name in full."""
    name: str = node["name"]
    within: str = node.get("namespace", namespace)
    return name if "." in name or not within else f"{within}.{name}"


def _check_depth(depth: int) -> None:
    if depth > NESTING_MAX:
        raise RecursionError
