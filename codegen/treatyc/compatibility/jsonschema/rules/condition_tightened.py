"""A value that meets the reader's condition and not what follows from it.

## What
Reports `if` with `then` or `else` of the reader where the writer may send a value for which the consequence does not
hold.

## Why
The reader refuses the value, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"country": {"type": "string"}, "zip": {"type": "string"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"country": {"type": "string"}, "zip": {"type": "string"}},
  "if": {"properties": {"country": {"const": "DE"}}, "required": ["country"]},
  "then": {"required": ["zip"]}
}
```

## Passes
```json writer.schema.json
{
  "type": "object",
  "properties": {"country": {"type": "string"}, "zip": {"type": "string"}},
  "required": ["zip"]
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"country": {"type": "string"}, "zip": {"type": "string"}},
  "if": {"properties": {"country": {"const": "DE"}}, "required": ["country"]},
  "then": {"required": ["zip"]}
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "put the condition into the writers' schema first, and into the reader's when every writer meets it"


def look(narrowing: Narrowing) -> Hits:
    """The value."""
    if narrowing.claim.keyword == "if":
        message = f"{narrowing.subject} may break what the reader's `if` with `then` or `else` asks for"
        yield hit(narrowing, message, _HELP)


RULE = Rule("json-condition-tightened", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
