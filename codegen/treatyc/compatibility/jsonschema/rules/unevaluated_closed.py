"""Members or items that nothing in the reader's schema looks at.

## What
Reports `unevaluatedProperties` or `unevaluatedItems` of the reader where the writer may send members or items that no
keyword of the reader evaluates.

## Why
The reader refuses the document.

## Breaks
```json writer.schema.json
{
  "allOf": [{"type": "object", "properties": {"id": {"type": "string"}}}],
  "properties": {"note": {"type": "string"}}
}
```
```json reader.schema.json
{
  "allOf": [{"type": "object", "properties": {"id": {"type": "string"}}}],
  "unevaluatedProperties": false
}
```

## Passes
```json writer.schema.json
{
  "allOf": [{"type": "object", "properties": {"id": {"type": "string"}}}],
  "unevaluatedProperties": false
}
```
```json reader.schema.json
{
  "allOf": [{"type": "object", "properties": {"id": {"type": "string"}}}],
  "properties": {"note": {"type": "string"}},
  "unevaluatedProperties": false
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "declare what writers send, as optional, until no writer sends it; or leave the reader open"
_WORDS = {"unevaluatedProperties": "members", "unevaluatedItems": "items"}


def look(narrowing: Narrowing) -> Hits:
    """The object or the list."""
    words = _WORDS.get(narrowing.claim.keyword)
    if words is not None:
        yield hit(
            narrowing,
            f"{narrowing.subject} may have {words} that no keyword of the reader looks at, and it takes none",
            _HELP,
        )


RULE = Rule("json-unevaluated-closed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
