"""A document that the reader refuses for a reason that no other rule tells.

## What
Reports a document that the writer's schema accepts and the reader's refuses, at the place that the validator names.

## Why
It is refused. Most often a `$dynamicRef` leads elsewhere, or several changes do together what none does alone.

## Breaks
```json writer.schema.json
{
  "$ref": "#/$defs/list",
  "$defs": {
    "item": {"$dynamicAnchor": "t"},
    "list": {"type": "array", "items": {"$dynamicRef": "#t"}}
  }
}
```
```json reader.schema.json
{
  "$ref": "#/$defs/list",
  "$defs": {
    "item": {"$dynamicAnchor": "t", "type": "string"},
    "list": {"type": "array", "items": {"$dynamicRef": "#t"}}
  }
}
```

## Passes
```json writer.schema.json
{
  "$ref": "#/$defs/list",
  "$defs": {
    "item": {"$dynamicAnchor": "t", "type": "string"},
    "list": {"type": "array", "items": {"$dynamicRef": "#t"}}
  }
}
```
```json reader.schema.json
{
  "$ref": "#/$defs/list",
  "$defs": {
    "item": {"$dynamicAnchor": "t"},
    "list": {"type": "array", "items": {"$dynamicRef": "#t"}}
  }
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hit, Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule
from treatyc.source import Pointer

_HELP = "let the reader's schema take the document that is shown, or have the writer's refuse it first"


def look(narrowing: Narrowing) -> Hits:
    """Whatever the claim is."""
    yield hit(narrowing, f"{narrowing.subject} may break the reader's `{narrowing.claim.keyword}`", _HELP)


def refused(path: str, reader: Pointer | None, writer: Pointer | None) -> Hit:
    """What the validator refuses at a path."""
    subject = f"`{path}`" if path else "the document"
    return Hit(f"{subject} may be something that the reader refuses", _HELP, path, writer, reader)


RULE = Rule("json-not-contained", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
