"""A schema's text sorted into the library's classes.

Each kind of keyword becomes a node of its own; several beside each other become a synthetic `allOf`. Keywords beside a
`$ref` are dropped up to draft 7, as that draft says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from treatyc.dialects.dialect import EngineFails
from treatyc.dialects.documents import Documents, Place
from treatyc.dialects.everit.draft import Draft
from treatyc.dialects.everit.model import (
    Annotations,
    ArrayNode,
    BooleanNode,
    CombinedNode,
    ConditionalNode,
    ConstNode,
    Criterion,
    Empty,
    EnumNode,
    Never,
    Node,
    NotNode,
    NullNode,
    Number,
    NumberNode,
    ObjectNode,
    ReferenceNode,
    StringNode,
)
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import text

_Keywords = dict[str, JsonValue]

_ARRAY = frozenset({"items", "additionalItems", "minItems", "maxItems", "uniqueItems"})
_ARRAY_NEWER = frozenset({"prefixItems", "unevaluatedItems", "minContains", "maxContains"})
_OBJECT = frozenset(
    {"properties", "required", "minProperties", "maxProperties", "dependencies"}
    | {"patternProperties", "additionalProperties"}
)
_OBJECT_NEWER = frozenset({"dependentRequired", "dependentSchemas", "unevaluatedProperties"})
_NUMBER = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_STRING = frozenset({"minLength", "maxLength", "pattern", "format"})
_CONDITIONAL = frozenset({"if", "then", "else"})

FORMATS = frozenset({"date-time", "email", "hostname", "ipv4", "ipv6", "uri"})
FORMATS_6 = FORMATS | {"uri-reference", "uri-template", "json-pointer"}
FORMATS_7 = FORMATS_6 | {"date", "time", "regex", "relative-json-pointer"}
"""The formats that have a validator; another one is not parsed."""


@dataclass(frozen=True, slots=True)
class Loader:
    """Reads the nodes of some documents; a place is read once, so that equal references meet one node.

    `placeholders` are put where a reference leads nowhere; without them the library refuses.
    """

    documents: Documents
    draft: Draft
    placeholders: bool = False
    _read: dict[Place, Node] = field(default_factory=dict)
    _targets: list[Place] = field(default_factory=list)

    def root(self) -> Node:
        """The root of the root document; what is referred to is read as well, for the library refuses that at once."""
        root = self.node(self.documents.start)
        while self._targets:
            self.node(self._targets.pop())
        return root

    def node(self, place: Place) -> Node:
        """The node at a place."""
        if place not in self._read:
            self._read[place] = self._node(self.documents.at(place), place)
        return self._read[place]

    def _node(self, schema: JsonValue, place: Place) -> Node:
        if isinstance(schema, bool):
            made: Node = Empty(raw=schema, pointer=place.pointer, written_true=True)
            return made if schema else Never(raw=schema, pointer=place.pointer)
        if not isinstance(schema, dict):
            refuse(place, "a schema is an object or a boolean")
        if "$ref" in schema and self.draft <= Draft.SEVEN:
            return self._reference(schema, place)
        found = list(self._kinds(schema, place))
        if not found:
            return Empty(raw=schema, pointer=place.pointer, says=says(schema))
        if len(found) == 1:
            return found[0]
        return self._combined(schema, place, Criterion.ALL, tuple(found))

    def _kinds(self, schema: _Keywords, place: Place) -> Iterator[Node]:
        """One node for each kind of keyword."""
        if "$ref" in schema:
            yield self._reference(schema, place)
        if "enum" in schema:
            values = frozenset(text(value) for value in listed(schema, "enum", place))
            yield EnumNode(raw=schema, pointer=place.pointer, says=says(schema), values=values)
        for criterion in Criterion:
            if criterion.value in schema:
                count = len(listed(schema, criterion.value, place))
                members = tuple(self.node(place.child(criterion.value, index)) for index in range(count))
                yield self._combined(schema, place, criterion, members)
        if "not" in schema:
            yield NotNode(raw=schema, pointer=place.pointer, says=says(schema), inner=self.node(place.child("not")))
        if "const" in schema and self.draft >= Draft.SIX:
            yield ConstNode(raw=schema, pointer=place.pointer, says=says(schema), value=text(schema["const"]))
        if self.draft >= Draft.SEVEN and not _CONDITIONAL.isdisjoint(schema):
            yield self._conditional(schema, place)
        if "type" in schema:
            yield self._typed(schema, place)
        yield from self._untyped(schema, place)

    def _untyped(self, schema: _Keywords, place: Place) -> Iterator[Node]:
        """What keywords tell of types that are not written: `maximum` beside `"type": "object"` is a number's node."""
        written = schema.get("type")
        types = set(map(str, written)) if isinstance(written, list) else {written}
        newer = self.draft >= Draft.D2019
        arrays = _ARRAY | ({"contains"} if self.draft >= Draft.SIX else set()) | (_ARRAY_NEWER if newer else set())
        objects = _OBJECT | ({"propertyNames"} if self.draft >= Draft.SIX else set())
        objects |= _OBJECT_NEWER if newer else set()
        if "array" not in types and not arrays.isdisjoint(schema):
            yield self._array(schema, place)
        if "object" not in types and not objects.isdisjoint(schema):
            yield self._object(schema, place)
        if types.isdisjoint({"number", "integer"}) and not _NUMBER.isdisjoint(schema):
            yield self._number(schema, place, integer=False)
        if "string" not in types and not _STRING.isdisjoint(schema):
            yield self._string(schema, place)

    def _typed(self, schema: _Keywords, place: Place) -> Node:
        match schema["type"]:
            case str() as name:
                return self._of_type(name, schema, place)
            case list() as several:
                members = tuple(
                    self._of_type(name, schema, place) if isinstance(name, str) else refuse(place, "a type is a word")
                    for name in several
                )
                return self._combined(schema, place, Criterion.ANY, members)
            case _:
                return refuse(place, "a type is a word or a list of words")

    def _of_type(self, name: str, schema: _Keywords, place: Place) -> Node:
        match name:
            case "string":
                return self._string(schema, place)
            case "integer" | "number":
                return self._number(schema, place, integer=name == "integer")
            case "boolean":
                return BooleanNode(raw=schema, pointer=place.pointer, says=says(schema))
            case "null":
                return NullNode(raw=schema, pointer=place.pointer, says=says(schema))
            case "array":
                return self._array(schema, place)
            case "object":
                return self._object(schema, place)
            case _:
                return refuse(place, f"unknown type: [{name}]")

    def _combined(self, schema: _Keywords, place: Place, criterion: Criterion, members: tuple[Node, ...]) -> Node:
        distinct: dict[str, Node] = {}
        for member in members:
            distinct.setdefault(_written(member), member)
        return CombinedNode(
            raw=schema,
            pointer=place.pointer,
            says=says(schema),
            criterion=criterion,
            members=members,
            distinct=tuple(distinct.values()),
        )

    def _reference(self, schema: _Keywords, place: Place) -> Node:
        reference = schema["$ref"]
        if not isinstance(reference, str):
            refuse(place, "a `$ref` is text")
        target = self.documents.find(reference, place)
        if target is None:
            if self.placeholders:
                return Empty(raw=schema, pointer=place.pointer, says=says(schema))
            refuse(place, f"`{reference}` refers to nothing")
        if target not in self._read:
            self._targets.append(target)
        return ReferenceNode(raw=schema, pointer=place.pointer, says=says(schema), target=target, find=self.node)

    def _conditional(self, schema: _Keywords, place: Place) -> Node:
        parts = {key: self.node(place.child(key)) for key in _CONDITIONAL if key in schema}
        return ConditionalNode(
            raw=schema,
            pointer=place.pointer,
            says=says(schema),
            if_=parts.get("if"),
            then=parts.get("then"),
            else_=parts.get("else"),
        )

    def _string(self, schema: _Keywords, place: Place) -> Node:
        known = FORMATS_7 if self.draft >= Draft.SEVEN else FORMATS_6 if self.draft == Draft.SIX else FORMATS
        format_ = schema.get("format")
        pattern = schema.get("pattern")
        return StringNode(
            raw=schema,
            pointer=place.pointer,
            says=says(schema),
            min_length=whole(schema, "minLength", place),
            max_length=whole(schema, "maxLength", place),
            pattern=pattern if isinstance(pattern, str) else None,
            format=format_ if isinstance(format_, str) and format_ in known else None,
            content_encoding=schema.get("contentEncoding"),
            content_media_type=schema.get("contentMediaType"),
        )

    def _number(self, schema: _Keywords, place: Place, *, integer: bool) -> Node:
        older = self.draft == Draft.FOUR
        return NumberNode(
            raw=schema,
            pointer=place.pointer,
            says=says(schema),
            minimum=number(schema, "minimum", place),
            maximum=number(schema, "maximum", place),
            exclusive_minimum=None if older else number(schema, "exclusiveMinimum", place),
            exclusive_maximum=None if older else number(schema, "exclusiveMaximum", place),
            excludes_minimum=older and flag(schema, "exclusiveMinimum", place, otherwise=False),
            excludes_maximum=older and flag(schema, "exclusiveMaximum", place, otherwise=False),
            multiple_of=number(schema, "multipleOf", place),
            integer=integer,
        )

    def _object(self, schema: _Keywords, place: Place) -> Node:
        additional = schema.get("additionalProperties", True)
        newer = self.draft >= Draft.D2019
        dependencies = mapping(schema, "dependencies", place)
        both = {"dependencies": dependencies}
        if newer:
            both |= {key: mapping(schema, key, place) for key in ("dependentRequired", "dependentSchemas")}
        return ObjectNode(
            raw=schema,
            pointer=place.pointer,
            says=says(schema),
            properties=self._each(schema, "properties", place),
            patterns=self._each(schema, "patternProperties", place),
            required=tuple(str(name) for name in listed(schema, "required", place)),
            permits_additional=additional is not False,
            additional=self._schema_in(schema, "additionalProperties", place),
            unevaluated=self.node(place.child("unevaluatedProperties"))
            if newer and "unevaluatedProperties" in schema
            else None,
            names=self.node(place.child("propertyNames"))
            if self.draft >= Draft.SIX and "propertyNames" in schema
            else None,
            min_properties=whole(schema, "minProperties", place),
            max_properties=whole(schema, "maxProperties", place),
            property_dependencies={
                name: frozenset(str(each) for each in held)
                for holder in both.values()
                for name, held in holder.items()
                if isinstance(held, list)
            },
            schema_dependencies={
                name: self.node(place.child(keyword, name))
                for keyword, holder in both.items()
                for name, held in holder.items()
                if not isinstance(held, list)
            },
        )

    def _array(self, schema: _Keywords, place: Place) -> Node:
        newest, newer = self.draft >= Draft.D2020, self.draft >= Draft.D2019
        tuple_key = "prefixItems" if newest else "items"
        # In 2020-12 `items` is about the rest; the registry reads it so where it is a boolean, too.
        rest_in_items = newest and ("prefixItems" in schema or isinstance(schema.get("items"), bool))
        rest_key = "items" if rest_in_items else "additionalItems"
        listed_items = schema.get(tuple_key)
        items = (
            tuple(self.node(place.child(tuple_key, index)) for index in range(len(listed_items)))
            if isinstance(listed_items, list)
            else ()
        )
        single = "items" in schema and not isinstance(schema["items"], list) and not rest_in_items
        all_items = self.node(place.child("items")) if single else None
        rest = self._schema_in(schema, rest_key, place)
        return ArrayNode(
            raw=schema,
            pointer=place.pointer,
            says=says(schema),
            all_items=all_items,
            items=items,
            # A library's rule: what has one schema for all items permits more of them, whatever is written.
            permits_additional=all_items is not None or schema.get(rest_key, True) is not False,
            additional=rest,
            unevaluated=self.node(place.child("unevaluatedItems")) if newer and "unevaluatedItems" in schema else None,
            contains=self.node(place.child("contains")) if self.draft >= Draft.SIX and "contains" in schema else None,
            min_items=whole(schema, "minItems", place),
            max_items=whole(schema, "maxItems", place),
            min_contains=number(schema, "minContains", place) if newer else None,
            max_contains=number(schema, "maxContains", place) if newer else None,
            unique=flag(schema, "uniqueItems", place, otherwise=False),
        )

    def _schema_in(self, schema: _Keywords, keyword: str, place: Place) -> Node | None:
        """The schema of a keyword that may hold a boolean as well."""
        return self.node(place.child(keyword)) if isinstance(schema.get(keyword), dict) else None

    def _each(self, schema: _Keywords, keyword: str, place: Place) -> Mapping[str, Node]:
        return {name: self.node(place.child(keyword, name)) for name in mapping(schema, keyword, place)}


def _written(node: Node) -> str:
    """What makes two members of a combination the same: one text may be read as several nodes of different kinds."""
    if isinstance(node, CombinedNode):
        return f"{node.kind} {node.criterion} {' '.join(f'{each.kind} {text(each.raw)}' for each in node.members)}"
    return f"{node.kind} {text(node.raw)}"


def refuse(place: Place, why: str) -> NoReturn:
    """The library throws."""
    raise EngineFails(f"SchemaException at #{place.pointer}: {why}")


def says(schema: _Keywords) -> Annotations:
    """What a schema says about itself."""
    return Annotations(
        id=schema.get("$id", schema.get("id")),
        title=schema.get("title"),
        description=schema.get("description"),
        default=schema.get("default"),
        has_default="default" in schema,
        connect_type=schema.get("connect.type"),
    )


def listed(schema: _Keywords, keyword: str, place: Place) -> list[JsonValue]:
    """The list of a keyword."""
    held = schema.get(keyword, [])
    return held if isinstance(held, list) else refuse(place, f"`{keyword}` is a list")


def mapping(schema: _Keywords, keyword: str, place: Place) -> dict[str, JsonValue]:
    """The object of a keyword."""
    held = schema.get(keyword, {})
    return held if isinstance(held, dict) else refuse(place, f"`{keyword}` is an object")


def number(schema: _Keywords, keyword: str, place: Place) -> Number | None:
    """The number of a keyword."""
    held = schema.get(keyword)
    if held is None or (isinstance(held, int | float) and not isinstance(held, bool)):
        return held
    refuse(place.child(keyword), f"expected type: Number, found: {type(held).__name__}")


def whole(schema: _Keywords, keyword: str, place: Place) -> int | None:
    """The whole number of a keyword."""
    held = number(schema, keyword, place)
    return None if held is None else int(held)


def flag(schema: _Keywords, keyword: str, place: Place, *, otherwise: bool) -> bool:
    """The boolean of a keyword."""
    held = schema.get(keyword, otherwise)
    return held if isinstance(held, bool) else refuse(place.child(keyword), "expected type: Boolean")
