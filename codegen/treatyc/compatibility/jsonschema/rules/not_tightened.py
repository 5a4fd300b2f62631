"""A value that the reader rules out.

## What
Reports a `not` of the reader where the writer may send what it rules out.

## Why
The reader refuses the value, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"code": {"type": "string"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"code": {"type": "string", "not": {"const": "test"}}}}
```

## Passes
```json writer.schema.json
{
  "type": "object",
  "properties": {"code": {"type": "string", "not": {"type": "string", "maxLength": 3}}}
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"code": {"type": "string", "not": {"type": "string", "maxLength": 2}}}
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "rule it out in the writers' schema first, and in the reader's when no writer sends it"


def look(narrowing: Narrowing) -> Hits:
    """The value."""
    if narrowing.claim.keyword == "not":
        yield hit(narrowing, f"{narrowing.subject} may be what the reader's `not` rules out", _HELP)


RULE = Rule("json-not-tightened", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
