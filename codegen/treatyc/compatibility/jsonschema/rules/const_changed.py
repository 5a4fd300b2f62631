"""A constant that is not the reader's.

## What
Reports a `const` of the reader where the writer may send something else.

## Why
A constant often tells messages apart: the reader takes the document for a message that it does not know.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"kind": {"const": "order"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"kind": {"const": "order.v2"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"kind": {"const": "order"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"kind": {"enum": ["order", "order.v2"]}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit, shown
from treatyc.compatibility.rule import Rule

_HELP = "take both with an `enum` of the old and the new value; a message of another kind is a schema of its own"


def look(narrowing: Narrowing) -> Hits:
    """The value that is asked for now."""
    if narrowing.claim.keyword != "const":
        return
    writer = narrowing.position.writer
    was = f", it was {shown(writer.get('const'))}" if writer.has("const") else ""
    yield hit(narrowing, f"{narrowing.subject} must be {shown(narrowing.now)} now{was}", _HELP, "enum")


RULE = Rule("json-const-changed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
