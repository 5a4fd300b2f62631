"""A value where the reader takes none.

## What
Reports a schema `false` of the reader where the writer may send a value.

## Why
Whatever stands there is refused, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "old": {"type": "string"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "old": false}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": false}
```
```json reader.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "old": false}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "take and ignore the value until no writer sends it"


def look(narrowing: Narrowing) -> Hits:
    """The value."""
    if narrowing.claim.keyword == "false":
        words = f"nothing as `{narrowing.path}`, and the writer may send it" if narrowing.path else "no document at all"
        yield hit(narrowing, f"the reader takes {words}", _HELP)


RULE = Rule("json-nothing-accepted", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
