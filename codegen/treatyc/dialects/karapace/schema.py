"""How Karapace sorts JSON Schemas: by the first of its questions that has an answer."""

from __future__ import annotations

from treatyc.dialects.dialect import EngineFails
from treatyc.load.json_text import JsonValue

Keywords = dict[str, JsonValue]

COMBINED = ("allOf", "anyOf", "oneOf")
INSTANCES = frozenset({"null", "boolean", "number", "string", "integer", "object", "array"})
NUMBERS = frozenset({"number", "integer"})
BOOLEAN_SCHEMA = "a boolean schema"
NOT = "not"
ENUM = "enum"


def combination(schema: JsonValue) -> tuple[list[JsonValue], str] | None:
    """The members of a schema that is a combination, and of which kind it is; a list of types is an `anyOf`."""
    if not isinstance(schema, dict):
        return None
    types = schema.get("type")
    if isinstance(types, list):
        return [{**schema, "type": each} for each in types], "anyOf"
    for keyword in COMBINED:
        members = schema.get(keyword)
        if isinstance(members, list):
            return members, keyword
    inner = schema.get(NOT)
    return None if inner is None else ([inner], NOT)


def type_of(schema: JsonValue) -> str:
    """What a schema is taken to be; a schema without any telling keyword is an object."""
    match schema:
        case None:
            return "null"
        case bool():
            return BOOLEAN_SCHEMA
        case dict():
            combined = combination(schema)
            if combined is not None:
                return combined[1]
            written = schema.get("type")
            if isinstance(written, str) and written:
                return written if written in INSTANCES else _fail(f"ValueError: {written!r} is no type")
            return ENUM if ENUM in schema else "object"
        case _:
            return _fail("RuntimeError: what is no schema is taken for one")


def is_open(schema: Keywords) -> bool:
    """Whether an object takes any property that it does not declare."""
    return not schema.get("patternProperties") and schema.get("additionalProperties", True) is True


def _fail(why: str) -> str:
    raise EngineFails(why)
