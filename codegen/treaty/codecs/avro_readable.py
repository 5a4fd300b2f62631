"""Whether a reader's Avro schema can read what a writer's schema writes: why it never could, before any payload comes.

What depends on the value (an unknown symbol, another branch of a union) is left to each message. Beyond the
specification, which reads it in silence as something else, a logical type must mean the same on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Node = Any
"""A part of a schema as JSON, names in full."""

_STEPS_MAX = 100_000
_PROMOTED = {
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
    "string": ("bytes",),
    "bytes": ("string",),
}
_INNER = {"array": "items", "map": "values"}
_MEANINGS = frozenset(
    {"date", "decimal", "duration", "local-timestamp-micros", "local-timestamp-millis", "local-timestamp-nanos"}
    | {"time-micros", "time-millis", "timestamp-micros", "timestamp-millis", "timestamp-nanos", "uuid"}
)


def unreadable(writer: Node, reader: Node) -> str | None:
    """Why no message of the writer's schema can be read by the reader's; None when they can."""
    try:
        return _Comparing(_named(writer, {}), _named(reader, {})).fault(writer, reader, "")
    except RecursionError:
        return "the writer's schema nests too deep"
    except (LookupError, ValueError, TypeError, AttributeError) as fault:
        return f"the writer's schema cannot be used: {fault}"


class _Comparing:
    """One pair of schemas, with the named types of each."""

    def __init__(self, writers: Mapping[str, Node], readers: Mapping[str, Node]) -> None:
        self._writers = writers
        self._readers = readers
        self._begun: set[tuple[str, str]] = set()
        self._steps = 0

    def fault(self, writer: Node, reader: Node, place: str) -> str | None:
        """Why the one cannot be read by the other, which stands at a place of the message."""
        self._steps += 1
        if self._steps > _STEPS_MAX:
            return "the writer's schema is too large to compare"
        writer, reader = _found(writer, self._writers), _found(reader, self._readers)
        if isinstance(writer, list):
            faults = [self.fault(each, reader, place) for each in writer]
            return None if None in faults or not faults else faults[0]
        if isinstance(reader, list):
            faults = [self.fault(writer, each, place) for each in reader]
            if None in faults:
                return None
            several = [each for each in reader if each != "null"]
            if len(several) == 1:
                return faults[reader.index(several[0])]
            return f"{_at(place)}the writer has {_kind(writer)}, and no branch of the reader's union takes it"
        return self._one(writer, reader, place)

    def _one(self, writer: Node, reader: Node, place: str) -> str | None:
        """Neither side is a union."""
        kind = _kind(writer)
        if kind != _kind(reader):
            if _kind(reader) not in _PROMOTED.get(kind, ()):
                return f"{_at(place)}the writer has {kind}, and {_kind(reader)} is read"
            return _meaning_fault(writer, reader, place)
        match kind:
            case "record" | "error" | "enum" | "fixed":
                return self._named(writer, reader, place)
            case "array" | "map":
                return self.fault(writer[_INNER[kind]], reader[_INNER[kind]], f"{place}[]")
            case _:
                return _meaning_fault(writer, reader, place)

    def _named(self, writer: Node, reader: Node, place: str) -> str | None:
        pair = (_full(writer), _full(reader))
        if pair in self._begun:
            return None
        self._begun.add(pair)
        if not _is_called(reader, pair[0]):
            return f"{_at(place)}the writer has {pair[0]}, and {pair[1]} is read"
        match _kind(reader):
            case "enum":
                if "default" not in reader and set(reader["symbols"]).isdisjoint(writer["symbols"]):
                    return f"{_at(place)}none of the writer's symbols is known"
                return None
            case "fixed":
                if writer["size"] != reader["size"]:
                    return f"{_at(place)}the writer has {writer['size']} bytes, and {reader['size']} are read"
                return _meaning_fault(writer, reader, place)
            case _:
                return self._fields(writer, reader, place)

    def _fields(self, writer: Node, reader: Node, place: str) -> str | None:
        written = {field["name"]: field for field in writer["fields"]}
        for field in reader["fields"]:
            inner = f"{place}.{field['name']}" if place else field["name"]
            names = (field["name"], *field.get("aliases", ()))
            found = next((written[name] for name in names if name in written), None)
            if found is None:
                if "default" not in field:
                    return f"`{inner}` has no default, and the writer does not send it"
            elif fault := self.fault(found["type"], field["type"], inner):
                return fault
        return None


def _meaning_fault(writer: Node, reader: Node, place: str) -> str | None:
    """Two plain values that mean different things."""
    one, other = _meaning(writer), _meaning(reader)
    if one is None or other is None or one == other:
        return None
    return f"{_at(place)}the writer means {' of scale '.join(one)}, and {' of scale '.join(other)} is read"


def _meaning(node: Node) -> tuple[str, ...] | None:
    """A logical type that is known, and a decimal's scale; one that is not known means nothing."""
    logical = node.get("logicalType") if isinstance(node, dict) else None
    if logical not in _MEANINGS:
        return None
    return (logical, str(node.get("scale", 0))) if logical == "decimal" else (logical,)


def _is_called(reader: Node, writers_name: str) -> bool:
    """Avro 1.12, Schema Resolution: both have the same unqualified name; or an alias of the reader's says so."""
    short = writers_name.rpartition(".")[2]
    if _full(reader).rpartition(".")[2] == short:
        return True
    return any(alias in (writers_name, short) for alias in reader.get("aliases", ()))


def _named(node: Node, found: dict[str, Node]) -> dict[str, Node]:
    """All named types of a schema, by their full names."""
    match node:
        case list():
            for each in node:
                _named(each, found)
        case {"type": "record" | "error" | "enum" | "fixed"}:
            found.setdefault(_full(node), node)
            for field in node.get("fields", ()):
                _named(field["type"], found)
        case {"type": "array" | "map" as kind}:
            _named(node[_INNER[kind]], found)
        case {"type": inner} if not isinstance(inner, str):
            _named(inner, found)
        case _:
            pass
    return found


def _found(node: Node, named: Mapping[str, Node]) -> Node:
    """What stands behind a name, and behind a type that is only wrapped."""
    if isinstance(node, str):
        return named.get(node, node)
    if isinstance(node, dict):
        inner = node["type"]
        if not isinstance(inner, str):
            return _found(inner, named)
        if inner in named:
            return named[inner]
    return node


def _kind(node: Node) -> str:
    kind: str = node["type"] if isinstance(node, dict) else node
    return kind


def _full(node: Node) -> str:
    name: str = node["name"]
    within: str = node.get("namespace", "")
    return name if "." in name or not within else f"{within}.{name}"


def _at(place: str) -> str:
    return f"`{place}`: " if place else ""
