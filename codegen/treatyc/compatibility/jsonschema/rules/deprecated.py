"""Something that is to be used no more.

## What
Notes a schema that is `deprecated` now, or whose description says so, and was not before.

## Why
Nothing breaks yet. Whoever uses it should know that it will go.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "fax": {"type": "string"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "fax": {"type": "string", "deprecated": true}}
}
```

## Passes
```json writer.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "fax": {"type": "string", "deprecated": true}}
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "id": {"type": "string"},
    "fax": {"type": "string", "description": "Deprecated: nobody reads it."}
  }
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.fingerprint import says_deprecated
from treatyc.compatibility.jsonschema.seen import Change, Hits
from treatyc.compatibility.jsonschema.side import Side
from treatyc.compatibility.rule import Rule

_HELP = "say in the description what to use instead"


def look(change: Change) -> Hits:
    """What is deprecated."""
    if change.reader.layers and _is_deprecated(change.reader) and not _is_deprecated(change.writer):
        yield change.hit(f"{change.subject} is deprecated now", _HELP, "deprecated", "description")


def _is_deprecated(side: Side) -> bool:
    return any(says_deprecated(layer.schema) for layer in side.layers)


RULE = Rule("json-deprecated", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__)
