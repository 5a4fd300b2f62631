"""A value that no branch of the reader's union takes.

## What
Reports `anyOf` or `oneOf` of the reader where the writer may send a value that matches no branch, or, with `oneOf`,
more than one. Where a branch is recognised and only changed, the change inside it is reported instead.

## Why
The reader refuses the value. A branch that overlaps another is refused by `oneOf` as well, which is easily missed:
`oneOf` with a string and a short string takes no short string.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"pay": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}}
```
```json reader.schema.json
{"type": "object", "properties": {"pay": {"anyOf": [{"type": "string"}, {"type": "boolean"}]}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"pay": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"pay": {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}}
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "keep a branch for what the writer sends; where branches overlap, use `anyOf` or tell them apart by a constant"


def look(narrowing: Narrowing) -> Hits:
    """The union."""
    if narrowing.claim.keyword == "anyOf":
        yield hit(narrowing, f"{narrowing.subject} may match no branch of `anyOf`", _HELP, "oneOf", "type")
    elif narrowing.claim.keyword == "oneOf":
        message = f"{narrowing.subject} may match no branch of `oneOf`, or more than one"
        yield hit(narrowing, message, _HELP, "anyOf", "type")


RULE = Rule("json-union-narrowed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
