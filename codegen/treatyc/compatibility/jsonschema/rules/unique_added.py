"""A list that may hold the same item twice, for a reader that takes each once.

## What
Reports `uniqueItems` of the reader where the writer may repeat an item. 1 and 1.0 are the same item.

## Why
The reader refuses the list, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"tags": {"type": "array", "items": {"type": "string"}}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}}
}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"tags": {"type": "array", "uniqueItems": true}}}
```
```json reader.schema.json
{"type": "object", "properties": {"tags": {"type": "array"}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "drop repeated items in the reader's code; ask for unique ones when every writer sees to it"


def look(narrowing: Narrowing) -> Hits:
    """The list."""
    if narrowing.claim.keyword == "uniqueItems":
        yield hit(
            narrowing, f"{narrowing.subject} may hold the same item twice, and the reader takes each item once", _HELP
        )


RULE = Rule("json-unique-added", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
