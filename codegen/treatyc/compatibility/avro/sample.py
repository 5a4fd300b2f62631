"""A writer's message that takes a way through its schema to a chosen value; all else in it is as small as can be.

Values are what the wire holds: no logical type is applied, so that any bytes can be made.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass

from treatyc.compatibility.avro.meeting import IntoBranch, IntoField, IntoItem, IntoValue, Step
from treatyc.load.avro import graph
from treatyc.load.avro.matching import primitive
from treatyc.system.schema import (
    Array,
    Definition,
    Enumeration,
    Fixed,
    Map,
    Record,
    Ref,
    Type,
    Union,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value of a union, and the branch that it is written as."""

    index: int
    value: Raw


Raw = bool | int | float | str | bytes | list["Raw"] | dict[str, "Raw"] | Chosen | None

ALL_PARTS_MAX = 100_000
PARTS_MAX = 2_000
DEPTH_MAX = 96
"""What is built, and given to a library that recurses in C."""
_LOOKED_FOR = 50
"""How many fields a reader looks for in the time that one part takes."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Which message: the way from the root, and what stands at its end (None: the smallest value there)."""

    steps: tuple[Step, ...]
    leaf: Raw = None


class NoSampleError(Exception):
    """Why there is no such message."""


class NothingToSendError(NoSampleError):
    """The writer can produce no message at all, whatever the size."""


_SMALLEST: Mapping[str, Raw] = {
    "null": None,
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "bytes": b"",
    "string": "",
}


@dataclass(slots=True)
class Samples:
    """All messages that one comparison asks for; together they have no more than `left` parts.

    `ranks` order the definitions so that each has a value made of those before it alone.
    """

    root: Type
    definitions: Mapping[str, Definition]
    ranks: Mapping[str, int]
    left: int = ALL_PARTS_MAX
    parts: int = 0

    def message(self, sample: Sample, looked_for: int = 0) -> Raw:
        """The message; raises NoSampleError where the writer can produce none, or none that is small.

        `looked_for` are the fields that its reader looks for.
        """
        self.parts = 0
        if self.left < 0:
            raise NoSampleError("so many others were shown already")
        try:
            return self.along(self.root, sample.steps, sample.leaf, 0)
        finally:
            self.left -= self.parts + looked_for // _LOOKED_FOR

    def along(self, type: Type, steps: tuple[Step, ...], leaf: Raw, depth: int) -> Raw:
        """A value that goes the way `steps`, and the smallest beside it."""
        self._count(depth)
        if not steps:
            return self.smallest(type, depth) if leaf is None else leaf
        step, rest = steps[0], steps[1:]
        match step, type:
            case IntoItem(), Array(items=inner):
                return [self.along(inner, rest, leaf, depth + 1)]
            case IntoValue(), Map(values=inner):
                return {"": self.along(inner, rest, leaf, depth + 1)}
            case IntoBranch(index), Union(branches=branches):
                return Chosen(index, self.along(branches[index], rest, leaf, depth + 1))
            case IntoField(name), Ref():
                record = self.definitions[type.name]
                assert isinstance(record, Record)  # noqa: S101 - the walk took this step through it
                return {
                    field.name: self.along(field.type, rest, leaf, depth + 1)
                    if field.name == name
                    else self.smallest(field.type, depth + 1)
                    for field in record.fields
                }
            case _:
                raise AssertionError((step, type))

    def smallest(self, type: Type, depth: int) -> Raw:
        """The smallest value of a type."""
        self._count(depth)
        match type:
            case Array():
                return []
            case Map():
                return {}
            case Union(branches=branches):
                index = min(range(len(branches)), key=lambda index: self._rank(branches[index]))
                return Chosen(index, self.smallest(branches[index], depth + 1))
            case Ref(name=name):
                return self._definition(self.definitions[name], depth)
            case _:
                return _SMALLEST[primitive(type) or ""]

    def _definition(self, definition: Definition, depth: int) -> Raw:
        match definition:
            case Record(name=name, fields=fields):
                if name not in self.ranks:
                    raise NothingToSendError(f"every `{name}` holds another one, so the writer can produce none")
                return {field.name: self.smallest(field.type, depth + 1) for field in fields}
            case Enumeration(symbols=symbols):
                return symbols[0].name
            case Fixed(size=size):
                if size > PARTS_MAX:
                    raise NoSampleError(f"the smallest message holds {size} bytes of `{definition.name}`")
                return bytes(size)
            case _:
                raise AssertionError("JSON Schema's own")

    def _rank(self, branch: Type) -> int:
        if isinstance(branch, Ref):
            return self.ranks.get(branch.name, len(self.definitions)) + 1
        return 0 if primitive(branch) != "null" else -1

    def _count(self, depth: int) -> None:
        self.parts += 1
        if self.parts > PARTS_MAX:
            raise NoSampleError(f"the smallest message has more than {PARTS_MAX} parts")
        if depth > DEPTH_MAX:
            raise NoSampleError(f"the smallest message nests deeper than {DEPTH_MAX} levels")


def samples(root: Type, definitions: Mapping[str, Definition]) -> Samples:
    """Where a comparison's messages of a writer come from."""
    return Samples(root, definitions, _ranks(root, definitions))


def _ranks(root: Type, definitions: Mapping[str, Definition]) -> Mapping[str, int]:
    """When each definition is shown to have a value, the plainest first; one without is not in it."""
    needed = graph.reached(_refs(root), definitions)
    users: dict[str, list[str]] = defaultdict(list)
    for name in sorted(needed):
        for used in graph.references(definitions[name]):
            users[used].append(name)
    ranks: dict[str, int] = {}
    pending = deque(sorted(needed))
    while pending:
        name = pending.popleft()
        if name not in ranks and _has_value(definitions[name], ranks):
            ranks[name] = len(ranks)
            pending.extend(users[name])
    return ranks


def _has_value(definition: Definition, ranks: Mapping[str, int]) -> bool:
    return not isinstance(definition, Record) or all(_ends(field.type, ranks) for field in definition.fields)


def _ends(type: Type, ranks: Mapping[str, int]) -> bool:
    match type:
        case Ref(name):
            return name in ranks
        case Union(branches):
            return any(_ends(branch, ranks) for branch in branches)
        case _:
            return True


def _refs(type: Type) -> list[str]:
    match type:
        case Ref(name):
            return [name]
        case Array(inner) | Map(inner):
            return _refs(inner)
        case Union(branches):
            return [name for branch in branches for name in _refs(branch)]
        case _:
            return []


def shown(value: Raw, type: Type, definitions: Mapping[str, Definition]) -> object:
    """A message in Avro's JSON encoding, as values that `json` writes."""
    match value, type:
        case Chosen(index, inner), Union(branches=branches):
            branch = branches[index]
            return None if inner is None else {branch_name(branch): shown(inner, branch, definitions)}
        case bytes(), _:
            return value.decode("latin-1")
        case list(), Array(items=items):
            return [shown(item, items, definitions) for item in value]
        case dict(), Map(values=values):
            return {key: shown(item, values, definitions) for key, item in value.items()}
        case dict(), Ref(name=name):
            record = definitions[name]
            assert isinstance(record, Record)  # noqa: S101 - only a record is made of members
            return {field.name: shown(value[field.name], field.type, definitions) for field in record.fields}
        case _:
            return value


def tagged(value: Raw, type: Type, definitions: Mapping[str, Definition]) -> object:
    """A message as fastavro takes it: each value of a union with the name of its branch."""
    match value, type:
        case Chosen(index, inner), Union(branches=branches):
            return branch_name(branches[index]), tagged(inner, branches[index], definitions)
        case list(), Array(items=items):
            return [tagged(item, items, definitions) for item in value]
        case dict(), Map(values=values):
            return {key: tagged(item, values, definitions) for key, item in value.items()}
        case dict(), Ref(name=name):
            record = definitions[name]
            assert isinstance(record, Record)  # noqa: S101 - only a record is made of members
            return {field.name: tagged(value[field.name], field.type, definitions) for field in record.fields}
        case _:
            return value


def plain(value: Raw) -> object:
    """A message as fastavro gives it back: values of unions by themselves."""
    match value:
        case Chosen(_, inner):
            return plain(inner)
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case _:
            return value


def reached(value: object, steps: tuple[Step, ...]) -> object:
    """What a reader got at the end of a way, by the reader's names."""
    for step in steps:
        match step, value:
            case IntoField(_, str() as name), dict():
                value = value[name]
            case IntoItem(), list():
                value = value[0]
            case IntoValue(), dict():
                value = value[""]
            case _:
                pass  # a branch of a union is no part of what is read
    return value


def branch_name(branch: Type) -> str:
    """What a union's branch is called on the wire's JSON: its full name, or its kind."""
    match branch:
        case Ref(name=name):
            return name
        case Array():
            return "array"
        case Map():
            return "map"
        case _:
            return primitive(branch) or ""
