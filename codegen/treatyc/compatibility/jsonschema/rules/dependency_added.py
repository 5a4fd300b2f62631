"""A property that asks for others in the reader's eyes alone.

## What
Reports `dependentRequired`, `dependentSchemas` or `dependencies` of the reader where the writer may send the property
without what it asks for.

## Why
The reader refuses the document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"card": {"type": "string"}, "address": {"type": "string"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"card": {"type": "string"}, "address": {"type": "string"}},
  "dependentRequired": {"card": ["address"]}
}
```

## Passes
```json writer.schema.json
{
  "type": "object",
  "properties": {"card": {"type": "string"}, "address": {"type": "string"}},
  "dependentRequired": {"card": ["address"]}
}
```
```json reader.schema.json
{"type": "object", "properties": {"card": {"type": "string"}, "address": {"type": "string"}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "ask for it in the writers' schema first, and in the reader's when every writer sends both"
_KEYWORDS = frozenset({"dependentRequired", "dependentSchemas", "dependencies"})


def look(narrowing: Narrowing) -> Hits:
    """The property."""
    if narrowing.claim.keyword in _KEYWORDS:
        message = f"{narrowing.subject} may have `{narrowing.claim.about}` without what the reader asks for beside it"
        yield hit(narrowing, message, _HELP, *sorted(_KEYWORDS))


RULE = Rule("json-dependency-added", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
