"""Random Avro schemas, random changes to them as people make them, and random messages: plain Python, one seed a run.

A schema is a table of definitions beside a root type, so that a change never loses a definition that others use. Types
are tuples: ("int",), ("logical", index), ("array", T), ("map", T), ("union", T, ...), ("ref", key).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

Json = Any
Type = tuple[Any, ...]

PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
LOGICAL: tuple[dict[str, Json], ...] = (
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 4},
    {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2},
    {"type": "string", "logicalType": "uuid"},
    {"type": "int", "logicalType": "date"},
    {"type": "int", "logicalType": "time-millis"},
    {"type": "long", "logicalType": "time-micros"},
    {"type": "long", "logicalType": "timestamp-millis"},
    {"type": "long", "logicalType": "timestamp-micros"},
    {"type": "long", "logicalType": "local-timestamp-millis"},
)
FIXED: tuple[dict[str, Json], ...] = (
    {"size": 2},
    {"size": 12, "logicalType": "duration"},
    {"size": 16},
    {"size": 16, "logicalType": "uuid"},
    {"size": 6, "logicalType": "decimal", "precision": 9, "scale": 2},
    {"size": 6, "logicalType": "decimal", "precision": 9, "scale": 3},
)
WIDER = {"int": ("long", "float", "double"), "long": ("float", "double"), "float": ("double",)}
SYMBOLS = "ABCDE"
FIELD_NAMES = ("id", "total", "note", "at", "lines", "kind", "next", "data")


@dataclass
class Definition:
    """A record, an enum or a fixed; `fields` are dictionaries with a Type as `type`."""

    kind: str
    name: str
    namespace: str = "a"
    aliases: list[str] = field(default_factory=list)
    doc: str = ""
    fields: list[dict[str, Json]] = field(default_factory=list)
    symbols: list[str] = field(default_factory=list)
    default: str | None = None
    fixed: dict[str, Json] = field(default_factory=dict)

    @property
    def full(self) -> str:
        return f"{self.namespace}.{self.name}" if self.namespace else self.name


@dataclass
class Schema:
    """A root type and the definitions by their keys, which stay when a definition is renamed."""

    root: Type
    table: dict[str, Definition]

    def json(self) -> Json:
        """The schema as people write it: each definition where it is first used."""
        return self._type(self.root, set())

    def _type(self, type_: Type, written: set[str]) -> Json:
        match type_:
            case ("logical", index):
                return dict(LOGICAL[index])
            case ("array", inner):
                return {"type": "array", "items": self._type(inner, written)}
            case ("map", inner):
                return {"type": "map", "values": self._type(inner, written)}
            case ("union", *branches):
                return [self._type(branch, written) for branch in branches]
            case ("ref", key):
                return self._definition(key, written)
            case (primitive,):
                return primitive
        raise AssertionError(type_)

    def _definition(self, key: str, written: set[str]) -> Json:
        made = self.table[key]
        if key in written:
            return made.full
        written.add(key)
        head: Json = {"type": made.kind, "name": made.name, "namespace": made.namespace}
        head |= {"aliases": made.aliases} if made.aliases else {}
        head |= {"doc": made.doc} if made.doc and made.kind != "fixed" else {}
        match made.kind:
            case "record":
                fields = [{**each, "type": self._type(each["type"], written)} for each in made.fields]
                return {**head, "fields": fields}
            case "enum":
                fallback = {"default": made.default} if made.default is not None else {}
                return {**head, "symbols": made.symbols, **fallback}
            case _:
                return {**head, **made.fixed}


class _DeepError(Exception):
    """A message that would not end soon."""


class Maker:
    """Makes schemas, changes them, and makes messages, all from one source of chance."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names = 0

    def schema(self) -> Schema:
        """A small schema; its root is a record most of the time."""
        schema = Schema(("null",), {})
        if self.random.random() < 0.85:
            schema.root = ("ref", self._record(schema, 2))
        else:
            schema.root = self._type(schema, 2)
        return schema

    def _chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def _type(self, schema: Schema, depth: int) -> Type:
        kinds = ["primitive"] * 4 + ["logical", "logical", "enum", "fixed", "known"]
        kinds += ["array", "map", "union", "union", "record", "record"] if depth > 0 else []
        match self.random.choice(kinds):
            case "logical":
                return ("logical", self.random.randrange(len(LOGICAL)))
            case "enum":
                symbols = self.random.sample(SYMBOLS, self.random.randint(1, 4))
                default = self.random.choice(symbols) if self._chance(0.3) else None
                return self._add(schema, Definition("enum", self._name("E"), symbols=symbols, default=default))
            case "fixed":
                return self._add(schema, Definition("fixed", self._name("F"), fixed=dict(self.random.choice(FIXED))))
            case "known" if schema.table:
                known: Type = ("ref", self.random.choice(sorted(schema.table)))
                # Mostly a way out, for a record that holds itself has no messages.
                return known if self._chance(0.1) else union([("null",), known])
            case "array":
                return ("array", self._type(schema, depth - 1))
            case "map":
                return ("map", self._type(schema, depth - 1))
            case "union":
                return self._union(schema, depth)
            case "record":
                return ("ref", self._record(schema, depth - 1))
            case _:
                return (self.random.choice(PRIMITIVES),)

    def _union(self, schema: Schema, depth: int) -> Type:
        branches = [self._type(schema, depth - 1) for _ in range(self.random.randint(1, 4))]
        return union([("null",), *branches] if self._chance(0.5) else branches)

    def _record(self, schema: Schema, depth: int) -> str:
        made = Definition("record", self._name("R"))
        key = self._add(schema, made)[1]
        for name in self.random.sample(FIELD_NAMES, self.random.randint(0, 4)):
            made.fields.append(self._field(schema, name, depth))
        return str(key)

    def _field(self, schema: Schema, name: str, depth: int) -> dict[str, Json]:
        made: dict[str, Json] = {"name": name, "type": self._type(schema, depth)}
        if self._chance(0.1):
            made["aliases"] = [f"{name}_"]
        if self._chance(0.6):
            made |= self._default(made["type"])
        return made

    def _default(self, type_: Type) -> dict[str, Json]:
        """A default for the types that have a plain one."""
        match type_:
            case ("union", first, *_):
                return self._default(first)
            case ("array", _):
                return {"default": []}
            case ("map", _):
                return {"default": {}}
            case ("null",):
                return {"default": None}
            case ("int" | "long",):
                return {"default": self.random.randint(0, 3)}
            case ("float" | "double",):
                return {"default": self.random.choice([0.5, 1.5])}
            case ("string" | "bytes",):
                return {"default": self.random.choice(["", "x"])}
            case ("boolean",):
                return {"default": self._chance(0.5)}
            case _:
                return {}

    def _add(self, schema: Schema, made: Definition) -> Type:
        key = f"k{len(schema.table)}"
        made.namespace = self.random.choice(["a", "a", "a", "b"])
        schema.table[key] = made
        return ("ref", key)

    def _name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def changed(self, schema: Schema) -> Schema:
        """The schema after one to three changes."""
        made = copy.deepcopy(schema)
        for _ in range(self.random.randint(1, 3)):
            if made.table and self._chance(0.85):
                self._change_definition(made, self.random.choice(sorted(made.table)))
            else:
                made.root = self._change_type(made, made.root)
        return made

    def _change_definition(self, schema: Schema, key: str) -> None:
        made = schema.table[key]
        if self._chance(0.15):
            self._rename(made)
            return
        match made.kind:
            case "record":
                self._change_record(schema, made)
            case "enum":
                self._change_enum(made)
            case _:
                made.fixed = dict(self.random.choice(FIXED))

    def _rename(self, made: Definition) -> None:
        match self.random.choice(["alias", "name", "namespace", "doc", "more", "less"]):
            case "alias":
                made.aliases = [*made.aliases, made.full]
                made.name = f"{made.name}x"
            case "name":
                made.name = f"{made.name}x"
            case "namespace":
                made.namespace = "b" if made.namespace == "a" else "a"
            case "doc":
                made.doc = self.random.choice(["Something.", "Deprecated.", ""])
            case "more":
                made.aliases = [*made.aliases, f"a.Old{self._name('')}"]
            case _:
                made.aliases = made.aliases[1:]

    def _change_enum(self, made: Definition) -> None:
        match self.random.choice(["add", "remove", "default", "order"]):
            case "add":
                made.symbols = [*made.symbols, f"S{self._name('')}"]
            case "remove" if len(made.symbols) > 1:
                made.symbols = made.symbols[:-1]
            case "order":
                self.random.shuffle(made.symbols)
            case _:
                made.default = self.random.choice([None, *made.symbols[:1]])
        if made.default not in made.symbols:
            made.default = None

    def _change_record(self, schema: Schema, made: Definition) -> None:
        actions = ["add", "add", "remove", "type", "type", "type", "name", "alias", "default", "order", "attribute"]
        action = self.random.choice(actions)
        if action == "add" or not made.fields:
            free = [name for name in FIELD_NAMES if name not in {each["name"] for each in made.fields}]
            if free:
                made.fields.insert(self.random.randint(0, len(made.fields)), self._field(schema, free[0], 1))
            return
        member = self.random.choice(made.fields)
        match action:
            case "remove":
                made.fields.remove(member)
            case "type":
                member["type"] = self._change_type(schema, member["type"])
                member.pop("default", None)
            case "name":
                member["name"] = f"{member['name']}_"
                member.pop("aliases", None)
            case "alias" if "aliases" in member and self._chance(0.5):
                del member["aliases"]
            case "alias":
                member["aliases"] = [*member.get("aliases", []), member["name"]]
                member["name"] = f"{member['name']}_"
            case "default":
                member.pop("default", None)
                member |= self._default(member["type"]) if self._chance(0.7) else {}
            case "order":
                self.random.shuffle(made.fields)
            case _:
                member["doc"] = self.random.choice(["Deprecated.", "Words."])
                member["order"] = self.random.choice(["ascending", "ignore"])

    def _change_type(self, schema: Schema, type_: Type) -> Type:
        match type_:
            case ("array", inner) if self._chance(0.8):
                return ("array", self._change_type(schema, inner))
            case ("map", inner) if self._chance(0.8):
                return ("map", self._change_type(schema, inner))
            case ("union", *branches) if self._chance(0.9):
                match self.random.choice(["add", "remove", "order", "inner", "unwrap"]):
                    case "add":
                        return union([*branches, self._type(schema, 1)])
                    case "remove" if len(branches) > 1:
                        return union(branches[1:])
                    case "order":
                        return union(self.random.sample(branches, len(branches)))
                    case "unwrap":
                        return self.random.choice(branches)
                at = self.random.randrange(len(branches))
                return union([*branches[:at], self._change_type(schema, branches[at]), *branches[at + 1 :]])
            case (str() as name,) if name in WIDER and self._chance(0.5):
                return (self.random.choice(WIDER[name]),)
            case ("logical", index) if self._chance(0.7):
                like = [n for n, each in enumerate(LOGICAL) if each["type"] == LOGICAL[index]["type"]]
                return self.random.choice([("logical", n) for n in like] + [(str(LOGICAL[index]["type"]),)])
            case ("string",) if self._chance(0.4):
                return ("bytes",)
            case ("bytes",) if self._chance(0.4):
                return ("string",)
            case _ if self._chance(0.4):
                return union([("null",), type_])
            case _:
                return self._type(schema, 1)

    def values(self, schema: Schema, count: int) -> Iterator[Json]:
        """Messages, with each value of a union as (the index of its branch, the value)."""
        for _ in range(count):
            try:
                yield self._value(schema, schema.root, 0)
            except _DeepError:
                return

    def _value(self, schema: Schema, type_: Type, depth: int) -> Json:
        if depth > 12:
            raise _DeepError
        match type_:
            case ("logical", index):
                return self._primitive(str(LOGICAL[index]["type"]))
            case ("array", inner):
                return [self._value(schema, inner, depth + 1) for _ in range(self._length(depth))]
            case ("map", inner):
                return {f"k{n}": self._value(schema, inner, depth + 1) for n in range(self._length(depth))}
            case ("union", *branches):
                plain = [n for n, branch in enumerate(branches) if branch[0] != "ref"] if depth > 4 else []
                index = self.random.choice(plain or range(len(branches)))
                return index, self._value(schema, branches[index], depth + 1)
            case ("ref", key):
                made = schema.table[key]
                match made.kind:
                    case "record":
                        return {each["name"]: self._value(schema, each["type"], depth + 1) for each in made.fields}
                    case "enum":
                        return self.random.choice(made.symbols)
                    case _:
                        return self.random.randbytes(made.fixed["size"])
            case (name,):
                return self._primitive(name)
        raise AssertionError(type_)

    def _length(self, depth: int) -> int:
        return self.random.randint(0, 2) if depth < 5 else 0

    def _primitive(self, name: str) -> Json:
        match name:
            case "null":
                return None
            case "boolean":
                return self._chance(0.5)
            case "int":
                return self.random.choice([0, 7, -1, 2**24 + 1, 2**31 - 1])
            case "long":
                return self.random.choice([0, 7, -1, 2**24 + 1, 2**53 + 1, 2**63 - 1])
            case "float" | "double":
                return self.random.choice([0.0, 1.5, -2.0])
            case "bytes":
                return self.random.choice([b"", b"x", b"\xff"])
            case _:
                return self.random.choice(["", "x", "\u00e9"])


def union(branches: list[Type]) -> Type:
    """A union of what a union may hold: no union, and no kind twice."""
    found: dict[Any, Type] = {}
    for branch in branches:
        for each in branch[1:] if branch[0] == "union" else [branch]:
            found.setdefault(_kind(each), each)
    return ("union", *found.values())


def _kind(type_: Type) -> Any:
    match type_:
        case ("ref", key):
            return "ref", key
        case ("logical", index):
            return LOGICAL[index]["type"]
        case _:
            return type_[0]
