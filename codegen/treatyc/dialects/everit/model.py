"""The classes into which the Everit library sorts JSON Schemas: what Confluent's and Apicurio's engines compare.

An engine that compares classes first and keywords second calls `const` and `enum` different types, and does not see
what the library does not parse. Nodes are told apart by identity, as Java objects are.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from treatyc.dialects.documents import Place
from treatyc.load.json_text import JsonValue

Number = int | float


class Criterion(enum.StrEnum):
    """How many of a combination's members must hold."""

    ALL = "allOf"
    ANY = "anyOf"
    ONE = "oneOf"


@dataclass(frozen=True, slots=True)
class Annotations:
    """What a schema says about itself; `connect_type` is a word of Kafka Connect that Confluent looks at."""

    id: JsonValue = None
    title: JsonValue = None
    description: JsonValue = None
    default: JsonValue = None
    has_default: bool = False
    connect_type: JsonValue = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Node:
    """Any schema; `raw` is the text that it was made from, and `pointer` where that stands."""

    kind: ClassVar[str] = ""
    raw: JsonValue
    pointer: str
    says: Annotations = Annotations()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Empty(Node):
    """What accepts all: `{}`, and `true`, which is a class of its own below this one."""

    kind: ClassVar[str] = "EmptySchema"
    written_true: bool = False


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Never(Node):
    """`false`."""

    kind: ClassVar[str] = "FalseSchema"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class BooleanNode(Node):
    """`boolean`."""

    kind: ClassVar[str] = "BooleanSchema"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class NullNode(Node):
    """`null`."""

    kind: ClassVar[str] = "NullSchema"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class StringNode(Node):
    """A string and its bounds."""

    kind: ClassVar[str] = "StringSchema"
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    format: str | None = None
    content_encoding: JsonValue = None
    content_media_type: JsonValue = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class NumberNode(Node):
    """A number; the boolean exclusions are those of draft 4, the limits those of later drafts."""

    kind: ClassVar[str] = "NumberSchema"
    minimum: Number | None = None
    maximum: Number | None = None
    exclusive_minimum: Number | None = None
    exclusive_maximum: Number | None = None
    excludes_minimum: bool = False
    excludes_maximum: bool = False
    multiple_of: Number | None = None
    integer: bool = False


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class EnumNode(Node):
    """One of some values, each in canonical text."""

    kind: ClassVar[str] = "EnumSchema"
    values: frozenset[str]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ConstNode(Node):
    """One value, in canonical text."""

    kind: ClassVar[str] = "ConstSchema"
    value: str


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class NotNode(Node):
    """What must not hold."""

    kind: ClassVar[str] = "NotSchema"
    inner: Node


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CombinedNode(Node):
    """Members and how many of them must hold; keywords of several kinds beside each other become one as well.

    `distinct` are the members without those that are written like another one.
    """

    kind: ClassVar[str] = "CombinedSchema"
    criterion: Criterion
    members: tuple[Node, ...]
    distinct: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ConditionalNode(Node):
    """`if`, `then` and `else`."""

    kind: ClassVar[str] = "ConditionalSchema"
    if_: Node | None = None
    then: Node | None = None
    else_: Node | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ObjectNode(Node):
    """An object; `additional` is the schema of what is not declared, None where anything or nothing is permitted."""

    kind: ClassVar[str] = "ObjectSchema"
    properties: Mapping[str, Node] = field(default_factory=dict)
    patterns: Mapping[str, Node] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    permits_additional: bool = True
    additional: Node | None = None
    unevaluated: Node | None = None
    names: Node | None = None
    min_properties: int | None = None
    max_properties: int | None = None
    property_dependencies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    schema_dependencies: Mapping[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ArrayNode(Node):
    """An array: one schema for all items, or one for each place and one for the rest."""

    kind: ClassVar[str] = "ArraySchema"
    all_items: Node | None = None
    items: tuple[Node, ...] = ()
    permits_additional: bool = True
    additional: Node | None = None
    unevaluated: Node | None = None
    contains: Node | None = None
    min_items: int | None = None
    max_items: int | None = None
    min_contains: Number | None = None
    max_contains: Number | None = None
    unique: bool = False


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ReferenceNode(Node):
    """A `$ref`; what it refers to is looked up when it is asked for, for it may be around it."""

    kind: ClassVar[str] = "ReferenceSchema"
    target: Place
    find: Callable[[Place], Node]

    @property
    def referred(self) -> Node:
        """What it refers to: the same node for every reference to the same place."""
        return self.find(self.target)
