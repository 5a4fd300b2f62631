"""What generated readers and writers call: JSON values into members of structs, and back."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import msgspec

from treaty.codecs.json_schema import JsonSchema
from treaty.errors import EncodeError

T = TypeVar("T")


def native(value: Any, type_: Any) -> Any:
    """A valid JSON value as a type that msgspec knows."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError:
        # JSON Schema knows numbers, not how they were written: 1.0 is an integer.
        return msgspec.convert(whole(value), type_)


def typed(type_: Any) -> Callable[[Any], Any]:
    """What reads a valid JSON value as a type that msgspec knows."""
    return functools.partial(native, type_=type_)


def unchanged(value: T) -> T:
    """The value itself, which msgspec encodes as it is."""
    return value


def whole(value: Any) -> Any:
    """A JSON value with every number that is an integer as an `int`."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {key: whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    return value


def rest(value: Mapping[str, Any], declared: Collection[str]) -> dict[str, Any]:
    """The members of an object that its struct has no field for."""
    return {name: item for name, item in value.items() if name not in declared}


def members(declared: Mapping[str, Any], additional: Mapping[str, Any]) -> dict[str, Any]:
    """An object of a struct's fields, without those that are unset, and of its further members."""
    found = {name: item for name, item in declared.items() if item is not msgspec.UNSET}
    for name, item in additional.items():
        if name in declared:
            raise EncodeError(f"`{name}` has a field of its own, it cannot be among the additional members")
        found[name] = item
    return found


def chosen(value: Any, *branches: tuple[JsonSchema, Callable[[Any], Any], Callable[[Any], Any]]) -> Any:
    """A value by the branch of a union that accepts it: a schema, what reads for it, and what writes.

    Where several accept it, it is the first that keeps all of it; where none does, the plain JSON value stays.
    """
    accepting = [(read, write) for schema, read, write in branches if schema.accepts(value)]
    if len(accepting) == 1:
        return accepting[0][0](value)
    for read, write in accepting:
        found = read(value)
        if msgspec.to_builtins(write(found)) == value:
            return found
    return value
