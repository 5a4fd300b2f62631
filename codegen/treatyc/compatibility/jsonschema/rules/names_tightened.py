"""A member whose name the reader refuses.

## What
Reports `propertyNames` of the reader where the writer may send a member of another name.

## Why
The reader refuses the document because of a name.

## Breaks
```json writer.schema.json
{"type": "object", "additionalProperties": {"type": "string"}}
```
```json reader.schema.json
{
  "type": "object",
  "additionalProperties": {"type": "string"},
  "propertyNames": {"pattern": "^[a-z]+$"}
}
```

## Passes
```json writer.schema.json
{
  "type": "object",
  "additionalProperties": {"type": "string"},
  "propertyNames": {"pattern": "^[a-z]+$"}
}
```
```json reader.schema.json
{
  "type": "object",
  "additionalProperties": {"type": "string"},
  "propertyNames": {"pattern": "^[a-z0-9]+$"}
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.position import Names, written
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "let the reader take the other names too until no writer sends them"


def look(narrowing: Narrowing) -> Hits:
    """The names."""
    if narrowing.of_names:
        message = f"{_holder(narrowing)} may have a member whose name breaks the reader's `{narrowing.claim.keyword}`"
        yield hit(narrowing, message, _HELP)


def _holder(narrowing: Narrowing) -> str:
    steps = narrowing.position.steps
    names = next(index for index, step in enumerate(steps) if isinstance(step, Names))
    return f"`{written(steps[:names])}`" if names else "the document"


RULE = Rule("json-names-tightened", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
