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

_HELP = "let the reader take both types until no writer sends the other one; or add a property of a new name"


def look(narrowing: Narrowing) -> Hits:
    """The types that are taken, and those that are sent beside them."""
    if narrowing.claim.keyword != "type":
        return
    taken, sent = _types(narrowing.asked), _types(narrowing.sent)
    lost = [each for each in sent if each not in taken and not (each == "integer" and "number" in taken)]
    other = _either(lost) if lost else "another type"
    yield hit(
        narrowing, f"the reader takes {_either(taken)} as {narrowing.subject}, and the writer may send {other}", _HELP
    )


def _types(held: JsonValue) -> list[str]:
    return [each for each in (held if isinstance(held, list) else [held]) if isinstance(each, str)]


def _either(types: list[str]) -> str:
    return " or ".join(f"`{each}`" for each in types)


RULE = Rule("json-type-narrowed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
