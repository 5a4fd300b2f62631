"""A property that a closed reader does not declare.

## What
Reports each property that the writer declares and a reader with `additionalProperties: false` does not.

## Why
To a closed reader a member that it does not know is a fault: it refuses the whole document. To an open one it would
be nothing.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": false}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hit, Hits, Narrowing
from treatyc.compatibility.rule import Rule

_HELP = "keep the property, as optional and deprecated, until no writer sends it; or let the reader be open"


def look(narrowing: Narrowing) -> Hits:
    """The property."""
    name = narrowing.claim.about
    if narrowing.claim.keyword != "additionalProperties" or not name:
        return
    message = f"the reader does not declare `{narrowing.path}`, which the writer may send, and takes nothing else"
    at = narrowing.position.writer.declared().get(name)
    yield Hit(message, _HELP, narrowing.path, at, narrowing.claim.place)


RULE = Rule("json-property-removed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
