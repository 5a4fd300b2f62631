"""The draft that a schema is compared in: the one it names, or the one that its keywords show; old drafts as draft-07.

A schema without `$schema` is one of 2020-12, unless it holds what only an older draft gives a meaning to:

- `exclusiveMinimum` or `exclusiveMaximum` as a boolean: draft-04;
- `items` as a list: draft-07, or 2019-09 beside a keyword that came with it;
- `definitions`, `dependencies` or `additionalItems` and no keyword that came later: draft-07.
"""

from __future__ import annotations

import copy
import enum
from collections.abc import Iterator

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import DRAFT_7, DRAFT_2019_09, DRAFT_2020_12, Schema

_SINCE_2019 = frozenset(
    "$anchor $defs $dynamicAnchor $dynamicRef $recursiveRef dependentRequired dependentSchemas maxContains minContains "
    "prefixItems unevaluatedItems unevaluatedProperties".split()
)
_UNTIL_7 = frozenset({"additionalItems", "definitions", "dependencies"})
_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_SINCE_7 = frozenset({"if", "then", "else"})
_SINCE_6 = _SINCE_7 | {"const", "contains", "propertyNames", "$id"}


class _Old(enum.Enum):
    """A draft that is read as draft-07."""

    DRAFT_4 = "http://json-schema.org/draft-04/schema"
    DRAFT_6 = "http://json-schema.org/draft-06/schema"


def in_known_draft(value: JsonValue) -> JsonValue:
    """The schema with a `$schema` that treaty reads; one that names a draft unknown here stays as it is."""
    if not isinstance(value, dict):
        return value
    named = value.get("$schema", _shown(value))
    old = next((each for each in _Old if isinstance(named, str) and named.rstrip("#") == each.value), None)
    if old is None:
        return {**value, "$schema": named}
    return _as_draft_7(value, old)


def _shown(value: Schema) -> str:
    """The draft that a schema's keywords show."""
    schemas = [schema for _, schema in DRAFT_7.walk(value)]
    keywords = frozenset(keyword for schema in schemas for keyword in schema)
    later = bool(keywords & _SINCE_2019)
    if any(isinstance(schema.get(keyword), bool) for schema in schemas for keyword in _EXCLUSIVE):
        return _Old.DRAFT_4.value
    if any(isinstance(schema.get("items"), list) for schema in schemas):
        return DRAFT_2019_09.uri if later else DRAFT_7.uri
    return DRAFT_7.uri if keywords & _UNTIL_7 and not later else DRAFT_2020_12.uri


def _as_draft_7(value: Schema, old: _Old) -> Schema:
    """A schema of an old draft with the keywords of draft-07, and without those that its own draft does not know."""
    found = copy.deepcopy(value)
    unknown = _SINCE_6 if old is _Old.DRAFT_4 else _SINCE_7
    for schema in list(_schemas(found)):
        for keyword in unknown & schema.keys():
            del schema[keyword]
        if old is _Old.DRAFT_4:
            _modernise(schema)
    found["$schema"] = DRAFT_7.uri
    return found


def _schemas(value: Schema) -> Iterator[Schema]:
    return (schema for _, schema in DRAFT_7.walk(value))


def _modernise(schema: Schema) -> None:
    """Draft-04's own spellings as those of draft-07, in place."""
    if isinstance(schema.get("id"), str):
        schema["$id"] = schema.pop("id")
    if schema.get("$schema") is not None:
        schema["$schema"] = DRAFT_7.uri
    for exclusive, bound in _EXCLUSIVE.items():
        flag = schema.get(exclusive)
        if not isinstance(flag, bool):
            continue
        del schema[exclusive]
        if flag and bound in schema:
            schema[exclusive] = schema.pop(bound)
