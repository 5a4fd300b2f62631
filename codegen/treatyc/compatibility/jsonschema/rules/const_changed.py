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

_HELP = "let the reader take both values with an `enum`; a message of another kind is a schema of its own"


def look(narrowing: Narrowing) -> Hits:
    """The value that is asked for, and the one that is sent."""
    if narrowing.claim.keyword != "const":
        return
    writer = narrowing.position.writer
    sent = f"sends {shown(writer.get('const'))}" if writer.has("const") else "may send something else"
    message = f"the reader takes only {shown(narrowing.asked)} as {narrowing.subject}, and the writer {sent}"
    yield hit(narrowing, message, _HELP, "enum")


RULE = Rule("json-const-changed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
