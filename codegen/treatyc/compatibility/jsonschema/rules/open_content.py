"""What a producer could send that does not keep to what the writer's schema declares.

## What
Notes, in the declared content model, a document that the writer's open schema accepts and the reader refuses, though
no writer sends it that was generated from the schema. An open schema accepts members that it does not declare, with
any value.

## Why
It is the reason for which a registry calls an added optional property incompatible. It matters where producers are
not generated from the schema, or send members of their own.

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
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = (
    "close the writer's schema with `additionalProperties: false`, keep a part of the names for producers with "
    "`patternProperties`, or let readers be open and writers closed, as the declared content model takes it"
)


def look(narrowing: Narrowing) -> Hits:
    """The value, or the member that the reader does not know."""
    if narrowing.undeclared:
        message = f"a producer that does not keep to the writer's schema could send anything as {narrowing.subject}"
    else:
        message = f"a producer that sends more than the writer's schema declares could break {narrowing.subject}"
    yield hit(narrowing, message, _HELP)


RULE = Rule("json-open-content", Category.WIRE, Effect.NOTES, Scope.EDGE, look, __doc__)
