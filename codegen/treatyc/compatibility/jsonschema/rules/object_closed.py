"""An object with members that the reader neither declares nor takes.

## What
Reports `additionalProperties: false` of the reader where the writer may send members beside those that the reader
declares.

## Why
A member that the reader does not know makes it refuse the whole document.

## Breaks
```json writer.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}},
  "additionalProperties": {"type": "string"}
}
```
```json reader.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": false}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": false}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}},
  "additionalProperties": {"type": "string"}
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "leave the reader open; to refuse mistyped names, close the schema of the writers first"


def look(narrowing: Narrowing) -> Hits:
    """The object."""
    if narrowing.claim.keyword != "additionalProperties" or narrowing.claim.about:
        return
    yield hit(
        narrowing,
        f"{narrowing.subject} may have members that the reader does not declare, and it takes no others",
        _HELP,
    )


RULE = Rule("json-object-closed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
