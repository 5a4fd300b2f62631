"""The drafts of JSON Schema that treaty reads, each as a table of what its keywords hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.load.json_text import JsonValue

Schema = dict[str, JsonValue]
Tokens = tuple[str | int, ...]

_COMPOSING = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else"})
_ASSERTING = _COMPOSING | frozenset(
    "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern items "
    "maxItems minItems uniqueItems contains maxProperties minProperties required properties patternProperties "
    "additionalProperties propertyNames".split()
)
_ONE_SCHEMA = frozenset("additionalProperties propertyNames contains not if then else".split())
_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf"})
_NAMED_SCHEMAS = frozenset({"properties", "patternProperties", "definitions"})
_SINCE_2019 = frozenset(
    "dependentSchemas dependentRequired unevaluatedItems unevaluatedProperties minContains maxContains".split()
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One draft. `one`, `several` and `named` are the keywords that hold a schema, a list and a mapping of schemas.

    `asserting` are the keywords that can refuse a value; where `reference_alone`, a `$ref` hides what stands beside it.
    """

    uri: str
    one: frozenset[str]
    several: frozenset[str]
    named: frozenset[str]
    asserting: frozenset[str]
    reference_alone: bool = False

    def assertions(self, schema: Schema) -> frozenset[str]:
        """The keywords of a schema that count: what can refuse a value."""
        if self.reference_alone and "$ref" in schema:
            return frozenset({"$ref"})
        return self.asserting & schema.keys()

    def children(self, schema: Schema) -> Iterator[tuple[Tokens, JsonValue]]:
        """The schemas directly inside a schema, with the way to each."""
        for keyword, held in schema.items():
            if keyword in self.one and isinstance(held, dict | bool):
                yield (keyword,), held
            elif keyword in self.several and isinstance(held, list):
                yield from (((keyword, index), child) for index, child in enumerate(held))
            elif keyword in self.named and isinstance(held, dict):
                # `dependencies` holds lists of names as well.
                yield from (((keyword, name), child) for name, child in held.items() if isinstance(child, dict | bool))

    def walk(self, schema: JsonValue, tokens: Tokens = ()) -> Iterator[tuple[Tokens, Schema]]:
        """Every schema that is an object, the given one first, with the way to each."""
        pending: list[tuple[Tokens, JsonValue]] = [(tokens, schema)]
        while pending:
            at, node = pending.pop()
            if isinstance(node, dict):
                yield at, node
                pending.extend((at + step, child) for step, child in self.children(node))


DRAFT_7 = Dialect(
    uri="http://json-schema.org/draft-07/schema#",
    one=_ONE_SCHEMA | {"items", "additionalItems"},
    several=_SCHEMAS | {"items"},
    named=_NAMED_SCHEMAS | {"dependencies"},
    asserting=_ASSERTING | {"$ref", "additionalItems", "dependencies"},
    reference_alone=True,
)
DRAFT_2019_09 = Dialect(
    uri="https://json-schema.org/draft/2019-09/schema",
    one=_ONE_SCHEMA | {"items", "additionalItems", "unevaluatedItems", "unevaluatedProperties", "contentSchema"},
    several=_SCHEMAS | {"items"},
    named=_NAMED_SCHEMAS | {"$defs", "dependentSchemas", "dependencies"},
    asserting=_ASSERTING | _SINCE_2019 | {"$ref", "$recursiveRef", "additionalItems", "dependencies"},
)
DRAFT_2020_12 = Dialect(
    uri="https://json-schema.org/draft/2020-12/schema",
    one=_ONE_SCHEMA | {"items", "unevaluatedItems", "unevaluatedProperties", "contentSchema"},
    several=_SCHEMAS | {"prefixItems"},
    named=_NAMED_SCHEMAS | {"$defs", "dependentSchemas", "dependencies"},
    asserting=_ASSERTING | _SINCE_2019 | {"$ref", "$dynamicRef", "prefixItems", "dependencies"},
)

DIALECTS = {dialect.uri.rstrip("#"): dialect for dialect in (DRAFT_7, DRAFT_2019_09, DRAFT_2020_12)}


def dialect_of(schema: JsonValue) -> Dialect | None:
    """The draft that `$schema` names, 2020-12 where it is silent, None for any other."""
    if not isinstance(schema, dict) or "$schema" not in schema:
        return DRAFT_2020_12
    named = schema["$schema"]
    return DIALECTS.get(named.rstrip("#")) if isinstance(named, str) else None
