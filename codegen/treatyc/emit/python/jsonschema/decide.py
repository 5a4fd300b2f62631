"""How much of a schema its Python type decides, proven from the model: what a codec may leave to msgspec."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from treatyc.emit.python.jsonschema.pattern import python_pattern
from treatyc.system.schema import (
    Alias,
    Anything,
    Array,
    Boolean,
    Bytes,
    Date,
    Decimal,
    Definition,
    Duration,
    Enumeration,
    Fixed,
    Float,
    Integer,
    Literal,
    Map,
    Null,
    Record,
    Ref,
    Schema,
    String,
    TimeOfDay,
    Timestamp,
    Type,
    Union,
    Uuid,
)

INT64 = range(-(2**63), 2**63)
EXACT_FLOATS = 2**53
"""Beyond it a `float` no longer tells neighbouring whole numbers apart."""

_UNNAMEABLE = frozenset('"\\') | {chr(code) for code in range(32)}
"""What msgspec does not allow in the name of a member."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One definition by itself: the definitions it refers to, and what msgspec cannot do for it.

    `inexact`: its type accepts more than its text. `divided`: it holds a union that msgspec cannot decode.
    `odd`: its struct is no object of its fields alone.
    """

    refers: frozenset[str]
    inexact: bool
    divided: bool
    odd: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """The facts of all JSON Schema definitions of a project, gathered as they are asked for."""

    definitions: Mapping[str, Definition]
    undecided: frozenset[str]
    cyclic: frozenset[str]
    unwritten: frozenset[str]
    facts: dict[str, Facts] = field(default_factory=dict)
    reached: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_exact(self, name: str) -> bool:
        """Whether decoding a definition's type is validating."""
        return not any(self.of(each).inexact for each in self.closure(name)) and not self.needs_reader(name)

    def needs_reader(self, name: str) -> bool:
        """Whether msgspec cannot build the type of a definition."""
        return any(self.of(each).divided or self.of(each).odd for each in self.closure(name))

    def needs_writer(self, name: str) -> bool:
        """Whether msgspec would not encode a definition's values as its schema wants them."""
        return any(self.of(each).odd for each in self.closure(name))

    def closure(self, name: str) -> frozenset[str]:
        """A definition with all that it reaches."""
        known = self.reached.get(name)
        if known is None:
            seen, pending = {name}, [name]
            while pending:
                new = self.of(pending.pop()).refers - seen
                seen |= new
                pending.extend(new)
            known = self.reached[name] = frozenset(seen)
        return known

    def of(self, name: str) -> Facts:
        """The facts of one definition."""
        known = self.facts.get(name)
        if known is None:
            known = self.facts[name] = self._facts(name, self.definitions[name])
        return known

    def is_cyclic(self, name: str) -> bool:
        """Whether a named type holds itself with no record between, which Python's type aliases cannot say."""
        return name in self.cyclic

    def _facts(self, name: str, definition: Definition) -> Facts:
        types = list(_types(definition))
        refers = frozenset(part.name for part in types if isinstance(part, Ref))
        inexact = name in self.undecided or any(not _is_decided(part) for part in types)
        if isinstance(definition, Alias) and self.is_cyclic(name):
            return Facts(frozenset(), inexact=True, divided=False, odd=False)
        divided = any(isinstance(part, Union) and self.is_divided(part) for part in types)
        odd = isinstance(definition, Record) and is_odd(definition)
        return Facts(refers, inexact, divided, odd)

    def is_divided(self, union: Union) -> bool:
        """Whether a union has two branches that msgspec cannot tell apart."""
        kinds = [kind for branch in union.branches for kind in self.kinds(branch)]
        return len(kinds) != len(set(kinds))

    def kinds(self, found: Type) -> frozenset[str]:
        """The kinds of JSON values that a type takes, as msgspec tells them apart; `any` for all."""
        match self.behind(found):
            case Ref(name):
                match self.definitions[name]:
                    case Record():
                        return frozenset({"object"})
                    case Enumeration() | Fixed():
                        return frozenset({"string"})
                    case Alias():
                        return frozenset({"any"})  # it holds itself
            case Union(branches):
                return frozenset().union(*(self.kinds(branch) for branch in branches))
            case Literal(values):
                return frozenset(_literal_kind(value) for value in values)
            case plain:
                return frozenset({_kind(plain)})

    def behind(self, found: Type) -> Type:
        """What a reference names in the end: aliases are passed through, up to one that holds itself."""
        while isinstance(found, Ref) and not self.is_cyclic(found.name):
            definition = self.definitions[found.name]
            if not isinstance(definition, Alias):
                break
            found = definition.type
        return found


def decisions(schemas: Iterable[Schema]) -> Decisions:
    """The decisions for a project's JSON Schema files."""
    files = tuple(schemas)
    namespaces = {definition.name: schema.namespace for schema in files for definition in schema}
    definitions = {definition.name: definition for schema in files for definition in schema}
    undecided = frozenset(name for schema in files for name in schema.undecided)
    graph = _aliases(definitions)
    cyclic = _cyclic(graph)
    return Decisions(definitions, undecided, cyclic, _unwritten(graph, cyclic, namespaces))


def _aliases(definitions: Mapping[str, Definition]) -> dict[str, set[str]]:
    """The definitions that each alias refers to."""
    return {
        name: {part.name for part in parts(each.type) if isinstance(part, Ref)}
        for name, each in definitions.items()
        if isinstance(each, Alias)
    }


def _unwritten(graph: Mapping[str, set[str]], cyclic: frozenset[str], namespaces: Mapping[str, str]) -> frozenset[str]:
    """The aliases that hold themselves, or refer to another namespace by way of aliases alone."""
    users: dict[str, set[str]] = {}
    found = set(cyclic)
    for name, targets in graph.items():
        for target in targets:
            users.setdefault(target, set()).add(name)
            if namespaces[target] != namespaces[name]:
                found.add(name)
    pending = list(found)
    while pending:
        new = users.get(pending.pop(), set()) - found
        found |= new
        pending.extend(new)
    return frozenset(found)


def _cyclic(graph: Mapping[str, set[str]]) -> frozenset[str]:
    """The aliases that hold themselves: those from which, and to which, one can walk for ever."""
    forward = {name: targets & graph.keys() for name, targets in graph.items()}
    backward: dict[str, set[str]] = {name: set() for name in graph}
    for name, targets in forward.items():
        for target in targets:
            backward[target].add(name)
    return frozenset(_without_ends(forward, backward) & _without_ends(backward, forward))


def _without_ends(forward: Mapping[str, set[str]], backward: Mapping[str, set[str]]) -> set[str]:
    """The nodes of a graph from which one can walk for ever."""
    left = {name: len(targets) for name, targets in forward.items()}
    ends = [name for name, number in left.items() if number == 0]
    while ends:
        for before in backward[ends.pop()]:
            left[before] -= 1
            if left[before] == 0:
                ends.append(before)
    return {name for name, number in left.items() if number > 0}


def is_odd(record: Record) -> bool:
    """Whether a record's members are more than its fields, or have names that msgspec refuses."""
    return record.additional is not None or not all(is_nameable(field.name) for field in record.fields)


def is_nameable(member: str) -> bool:
    """Whether msgspec takes a name for a member of an object."""
    return not _UNNAMEABLE & set(member)


def is_plain_literal(found: Literal) -> bool:
    """Whether Python's `Literal`, as msgspec takes it, can hold the values."""
    values = [json.loads(value) for value in found.values]
    return all(value is None or isinstance(value, str) or (type(value) is int and value in INT64) for value in values)


def parts(found: Type) -> Iterator[Type]:
    """A type and all types inside it."""
    yield found
    match found:
        case Array(items):
            yield from parts(items)
        case Map(values):
            yield from parts(values)
        case Union(branches):
            for branch in branches:
                yield from parts(branch)


def _types(definition: Definition) -> Iterator[Type]:
    match definition:
        case Record():
            for member in definition.fields:
                yield from parts(member.type)
            if definition.additional is not None:
                yield from parts(definition.additional)
        case Alias() | Fixed():
            yield from parts(definition.type)
        case Enumeration():
            return
        case _:
            assert_never(definition)


def _is_decided(found: Type) -> bool:
    """Whether msgspec accepts exactly the values of a type, numbers like 1.0 aside."""
    match found:
        case Integer():
            whole = (found.minimum, found.maximum, found.multiple_of)
            return all(bound is None or bound in INT64 for bound in whole)
        case Float():
            bounds = (found.minimum, found.maximum, found.exclusive_minimum, found.exclusive_maximum)
            return found.multiple_of is None and all(bound is None or abs(bound) < EXACT_FLOATS for bound in bounds)
        case String(min_length, max_length, pattern):
            lengths = all(length is None or length in INT64 for length in (min_length, max_length))
            return lengths and (pattern is None or python_pattern(pattern) is not None)
        case Array(_, min_items, max_items):
            return all(length is None or length in INT64 for length in (min_items, max_items))
        case Literal():
            return is_plain_literal(found)
    return True


def _kind(found: Type) -> str:
    match found:
        case Null():
            return "null"
        case Boolean():
            return "boolean"
        case Integer() | Float():
            return "number"
        case String() | Bytes() | Decimal() | Timestamp() | TimeOfDay() | Date() | Duration() | Uuid():
            return "string"
        case Array():
            return "array"
        case Map():
            return "object"
        case Anything() | Literal() | Ref() | Union():
            return "any"
        case _:
            assert_never(found)


def _literal_kind(text: str) -> str:
    first = text[:1]
    named = {'"': "string", "{": "object", "[": "array", "t": "boolean", "f": "boolean", "n": "null"}
    return named.get(first, "number")
