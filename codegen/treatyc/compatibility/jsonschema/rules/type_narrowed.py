"""A value of a type that the reader does not take.

## What
Reports a position where the writer may send a type that the reader's `type` leaves out. An `integer` is a `number`,
so the way from the one to the other is open; 1.0 is an integer.

## Why
The reader refuses the whole document because of one value.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"quantity": {"type": "integer"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"quantity": {"type": "string"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"quantity": {"type": "integer"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"quantity": {"type": ["number", "null"]}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule
from treatyc.load.json_text import JsonValue

_HELP = "take both types, the old and the new one, until no writer sends the old one; or add a property of a new name"


def look(narrowing: Narrowing) -> Hits:
    """The types that are no longer taken."""
    if narrowing.claim.keyword != "type":
        return
    now, was = _types(narrowing.now), _types(narrowing.was)
    lost = [each for each in was if each not in now and not (each == "integer" and "number" in now)]
    if not was:
        message = f"the type of {narrowing.subject} is {_either(now)} now, and the writer may send another"
    elif now and set(lost) != set(was):
        message = f"{narrowing.subject} no longer takes {_either(lost or was)}"
    else:
        message = f"the type of {narrowing.subject} is {_either(now)} now, it was {_either(was)}"
    yield hit(narrowing, message, _HELP)


def _types(held: JsonValue) -> list[str]:
    return [each for each in (held if isinstance(held, list) else [held]) if isinstance(each, str)]


def _either(types: list[str]) -> str:
    return " or ".join(f"`{each}`" for each in types)


RULE = Rule("json-type-narrowed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
