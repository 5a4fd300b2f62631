"""A list with more items than the reader takes.

## What
Reports `items: false` or `additionalItems: false` of the reader where the writer may send more items.

## Why
The reader refuses the list, and with it the whole document.

## Breaks
```json writer.schema.json
{
  "type": "object",
  "properties": {
    "pair": {
      "type": "array",
      "prefixItems": [{"type": "string"}, {"type": "string"}],
      "items": {"type": "string"}
    }
  }
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "pair": {
      "type": "array",
      "prefixItems": [{"type": "string"}, {"type": "string"}],
      "items": false
    }
  }
}
```

## Passes
```json writer.schema.json
{
  "type": "object",
  "properties": {
    "pair": {
      "type": "array",
      "prefixItems": [{"type": "string"}, {"type": "string"}],
      "items": false
    }
  }
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "pair": {
      "type": "array",
      "prefixItems": [{"type": "string"}, {"type": "string"}],
      "items": {"type": "string"}
    }
  }
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "let the reader take and ignore further items until no writer sends any"


def look(narrowing: Narrowing) -> Hits:
    """The list."""
    if narrowing.claim.keyword == "items":
        yield hit(narrowing, f"{narrowing.subject} may hold more items than the reader takes", _HELP, "additionalItems")


RULE = Rule("json-items-closed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
