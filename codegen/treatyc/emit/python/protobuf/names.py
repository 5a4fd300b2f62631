"""Protobuf's names in Python: which a type checker can be told of, and where a named type's class is.

Protobuf's classes bear the names of the contract as they are, also those that Python cannot spell (`from`, `None`) or
that hide a method of every message (`Clear`). They work by `getattr` and by the constructor's `**`; a stub leaves them
out.
"""

from __future__ import annotations

import keyword
import re

from treatyc.emit.python import names
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_METHODS = frozenset(
    "ByteSize Clear ClearExtension ClearField CopyFrom DESCRIPTOR DiscardUnknownFields Extensions "
    "FindInitializationErrors FromString HasExtension HasField IsInitialized ListFields MergeFrom MergeFromString "
    "ParseFromString SerializePartialToString SerializeToString SetInParent UnknownFields WhichOneof".split()
)
_ENUM_METHODS = frozenset("DESCRIPTOR Name Value ValueType items keys mro values".split())


def is_member(name: str) -> bool:
    """Whether a stub can declare a message's member of this name. Names with `_` in front are the stub's own."""
    return bool(_IDENTIFIER.match(name)) and not keyword.iskeyword(name) and name not in _METHODS


def is_symbol(name: str) -> bool:
    """Whether a stub can declare an enumeration's value of this name."""
    return is_member(name) and name not in _ENUM_METHODS


def top_level(system: System, definition: str) -> Schema | None:
    """The schema that holds a definition, or None for a well-known type, which no file of the project declares."""
    name = definition
    while name:
        schema = system.find_schema(name)
        if schema is not None and schema.format is Format.PROTOBUF:
            return schema
        name = name.rpartition(".")[0]
    return None


def class_of(schema: Schema) -> str:
    """The Python name of a top-level declaration's class."""
    return names.class_name(schema.name, schema.namespace)
