"""Avro 1.12, Schema Resolution, done value by value: slow, plain, and written apart from the engine that it judges."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

Json = Any

_PROMOTED = {
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
    "string": ("bytes",),
    "bytes": ("string",),
}


class RefusedError(Exception):
    """The reader cannot take this message."""


@dataclass
class Reading:
    """One writer's schema and one reader's; `altered` says that some value arrived as another one."""

    writer: dict[str, Json]
    reader: dict[str, Json]
    altered: list[str] = field(default_factory=list)

    def read(self, writer: Json, reader: Json, value: Any) -> Any:
        """What the reader gets; values of the writer's unions come with their branch."""
        writer, reader = self.writer.get(_key(writer), writer), self.reader.get(_key(reader), reader)
        if isinstance(writer, list):
            index, inner = value
            return self.read(writer[index], reader, inner)
        if isinstance(reader, list):
            return self.read(writer, self._branch(writer, reader), value)
        if not self._matches(writer, reader):
            raise RefusedError(f"{_kind(writer)} {_key(writer)} is not {_kind(reader)} {_key(reader)}")
        match _kind(writer):
            case "record":
                return self._record(writer, reader, value)
            case "enum":
                return self._symbol(reader, value)
            case "array":
                return [self.read(writer["items"], reader["items"], item) for item in value]
            case "map":
                return {key: self.read(writer["values"], reader["values"], item) for key, item in value.items()}
            case _:
                return self._leaf(writer, reader, value)

    def _branch(self, writer: Json, union: list[Json]) -> Json:
        known = [self.reader.get(_key(branch), branch) for branch in union]
        matching = [branch for branch in known if self._matches(writer, branch)]
        if not matching:
            raise RefusedError(f"no branch takes {_kind(writer)} {_key(writer)}")
        return min(matching, key=lambda branch: _distance(writer, branch))

    def _matches(self, writer: Json, reader: Json) -> bool:
        written, read = _kind(writer), _kind(reader)
        if written != read:
            return read in _PROMOTED.get(written, ())
        if written not in ("record", "enum", "fixed"):
            return True
        if written == "fixed" and writer["size"] != reader["size"]:
            return False
        return bool(writer["name"] == reader["name"] or _key(writer) in reader.get("aliases", []))

    def _record(self, writer: Json, reader: Json, value: Any) -> Any:
        renamed = {alias: each["name"] for each in reader["fields"] for alias in each.get("aliases", [])}
        wanted = {each["name"]: each for each in reader["fields"]}
        found: dict[str, Any] = {}
        for each in writer["fields"]:
            name = renamed.get(each["name"], each["name"])
            if name in found:
                raise AmbiguousError
            if name in wanted:
                found[name] = self.read(each["type"], wanted[name]["type"], value[each["name"]])
        for name, each in wanted.items():
            if name not in found:
                if "default" not in each:
                    raise RefusedError(f"no default for {name}")
                found[name] = Default
        return found

    def _symbol(self, reader: Json, value: str) -> str:
        if value in reader["symbols"]:
            return value
        if reader.get("default") is None:
            raise RefusedError(f"no symbol {value}")
        self.altered.append(f"{value} became {reader['default']}")
        return str(reader["default"])

    def _leaf(self, writer: Json, reader: Json, value: Any) -> Any:
        if not _same_meaning(writer, reader):
            self.altered.append(f"{writer} means {reader}")
        match _kind(writer), _kind(reader):
            case "int" | "long", "float" | "double" as read:
                number = struct.unpack("f", struct.pack("f", value))[0] if read == "float" else float(value)
                if int(number) != value:
                    self.altered.append(f"{value} became {number}")
                return number
            case "bytes", "string":
                text = value.decode(errors="replace")
                if text.encode() != value:
                    self.altered.append(f"{value!r} became {text!r}")
                return text
            case "string", "bytes":
                return value.encode()
            case _:
                return value


class AmbiguousError(Exception):
    """Two fields of the writer fill one of the reader: the specification is silent."""


class Default:
    """Stands for a value that came from the reader's schema."""


def definitions(schema: Json) -> dict[str, Json]:
    """Every definition of a schema by its full name."""
    found: dict[str, Json] = {}
    pending = [schema]
    while pending:
        match pending.pop():
            case list() as branches:
                pending += branches
            case dict() as node:
                if "name" in node:
                    found[_key(node)] = node
                pending += [each["type"] for each in node.get("fields", [])]
                pending += [node[part] for part in ("items", "values") if part in node]
            case _:
                pass
    return found


def _kind(schema: Json) -> str:
    return schema if isinstance(schema, str) else "union" if isinstance(schema, list) else str(schema["type"])


def _key(schema: Json) -> str:
    """The full name of a definition or of a reference to one."""
    if isinstance(schema, dict):
        return f"{schema['namespace']}.{schema['name']}" if "name" in schema else ""
    return schema if isinstance(schema, str) else ""


def _distance(writer: Json, branch: Json) -> int:
    """The same name before the same kind before another kind."""
    if _kind(writer) != _kind(branch):
        return 2
    named = isinstance(branch, dict) and "name" in branch
    return int(named and _key(branch) != _key(writer) and _key(writer) not in branch.get("aliases", []))


def _same_meaning(writer: Json, reader: Json) -> bool:
    """Logical types are part of what a value means; a decimal may get more digits."""
    written, read = _logical(writer), _logical(reader)
    if written[:2] == read[:2] and written[0] == "decimal":
        return int(read[2]) >= int(written[2])
    return written == read


def _logical(schema: Json) -> tuple[Any, ...]:
    if not isinstance(schema, dict) or "logicalType" not in schema:
        return ("",)
    return schema["logicalType"], schema.get("scale", 0), schema.get("precision", 0)
