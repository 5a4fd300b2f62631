"""A list that lacks what the reader looks for in it.

## What
Reports `contains`, with `minContains` and `maxContains`, of the reader where the writer may send a list with too few
or too many such items.

## Why
The reader refuses the list, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"roles": {"type": "array", "items": {"type": "string"}}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "roles": {"type": "array", "items": {"type": "string"}, "contains": {"const": "owner"}}
  }
}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"roles": {"type": "array", "contains": {"const": "owner"}}}}
```
```json reader.schema.json
{"type": "object", "properties": {"roles": {"type": "array", "contains": {"type": "string"}}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "check for such items in the reader's code; ask for them when every writer sends them"


def look(narrowing: Narrowing) -> Hits:
    """The list."""
    if narrowing.claim.keyword == "contains":
        message = f"{narrowing.subject} may hold too few or too many of the items that the reader's `contains` counts"
        yield hit(narrowing, message, _HELP)


RULE = Rule("json-contains-changed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
