"""A property that the reader looks at and the writer does not declare.

## What
Reports a value that the reader constrains and about which the writer's open schema says nothing. In the declared
content model a writer is taken to send only what its schema declares; there this is left to the note
`json-open-content`, but for objects that declare nothing at all.

## Why
An open schema accepts any member. What a producer sent there so far need not be what the reader asks for.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "nick": {"type": "string"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": false}
```
```json reader.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "nick": {"type": "string"}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hit, Hits, Narrowing
from treatyc.compatibility.rule import Rule

_HELP = "close the writer's schema with `additionalProperties: false`, or compare in the declared content model"


def look(narrowing: Narrowing) -> Hits:
    """The value."""
    if narrowing.undeclared and narrowing.position.reader.place is not None:
        message = f"the reader declares {narrowing.subject}, and the writer's schema lets it be anything"
        yield Hit(message, _HELP, narrowing.path, None, narrowing.position.reader.place)


RULE = Rule("json-property-added", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
