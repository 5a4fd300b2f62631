"""Fields of messages by their path, and what their types come down to."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.schema import (
    Alias,
    Array,
    Enumeration,
    Field,
    Fixed,
    Map,
    Null,
    ProtobufField,
    Record,
    Ref,
    Schema,
    Type,
    Union,
)
from treatyc.system.system import System

_HOPS_MAX = 64
"""How many names in a row may only stand for another name."""


def resolve(system: System, type: Type) -> Type | Record | Enumeration:
    """What a type comes down to: names followed, and a union of one type and null taken as that type."""
    found: Type | Record | Enumeration = type
    for _ in range(_HOPS_MAX):
        match found:
            case Ref(name):
                definition = system.find_definition(name)
                if isinstance(definition, Alias | Fixed):
                    found = definition.type
                elif definition is None:
                    return found
                else:
                    return definition
            case Union(branches) if len(rest := [branch for branch in branches if branch != Null()]) == 1:
                found = rest[0]
            case _:
                return found
    return found


def root(system: System, schema: Schema) -> Record | None:
    """The record that a message is, or None where its schema is no record."""
    first = schema.definitions[0]
    resolved = resolve(system, first.type) if isinstance(first, Alias) else first
    return resolved if isinstance(resolved, Record) else None


def field_at(system: System, schema: Schema, path: str) -> Field | None:
    """The field that a dotted path leads to, through records, lists and maps."""
    record = root(system, schema)
    field = None
    for name in path.split("."):
        field = record.field(name) if record is not None else None
        if field is None:
            return None
        record = _record_inside(system, field.type)
    return field


def field_names(system: System, schema: Schema) -> tuple[str, ...]:
    """The names of a message's own fields."""
    record = root(system, schema)
    return tuple(field.name for field in record.fields) if record is not None else ()


def may_be_missing(field: Field) -> bool:
    """Whether a message can come without a value for this field."""
    if isinstance(field.origin, ProtobufField):
        # Without a oneof, a Protobuf scalar reads as its zero value: it is never missing.
        return field.origin.oneof is not None
    nullable = isinstance(field.type, Union) and Null() in field.type.branches
    return nullable or not field.required


def references(schema: Schema) -> Iterator[str]:
    """The names that the definitions of a schema refer to."""
    for definition in schema:
        match definition:
            case Record():
                for field in definition.fields:
                    yield from _names(field.type)
                if definition.additional is not None:
                    yield from _names(definition.additional)
            case Alias() | Fixed():
                yield from _names(definition.type)
            case Enumeration():
                pass


def _names(type: Type) -> Iterator[str]:
    match type:
        case Ref(name):
            yield name
        case Array(items):
            yield from _names(items)
        case Map(values, keys):
            yield from _names(values)
            yield from _names(keys)
        case Union(branches):
            for branch in branches:
                yield from _names(branch)
        case _:
            pass


def _record_inside(system: System, type: Type) -> Record | None:
    found = resolve(system, type)
    for _ in range(_HOPS_MAX):
        match found:
            case Record():
                return found
            case Array(items):
                found = resolve(system, items)
            case Map(values):
                found = resolve(system, values)
            case _:
                return None
    return None
