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
from treatyc.compatibility.jsonschema.claims import OVERLAP, UNIONS
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.jsonschema.side import Side
from treatyc.compatibility.rule import Rule

_HELP = "keep a branch for what the writer sends; where branches overlap, use `anyOf` or tell them apart by a constant"


def look(narrowing: Narrowing) -> Hits:
    """The union, and which branch of the writer is lost, where it is known."""
    keyword = narrowing.claim.keyword
    if keyword not in UNIONS:
        return
    sent = _branch(narrowing.position.writer)
    if narrowing.claim.about == OVERLAP:
        message = f"{narrowing.subject} may be something that more than one branch of the reader's `oneOf` takes"
    elif sent:
        message = f"{narrowing.subject} may be {sent}, and no branch of the reader's `{keyword}` takes that"
    else:
        message = f"{narrowing.subject} may be something that no branch of the reader's `{keyword}` takes"
    yield hit(narrowing, message, _HELP, *UNIONS)


def _branch(writer: Side) -> str:
    """What a person calls a branch of the writer: its title, the name that it is referred to by, or its type."""
    tokens = writer.place.tokens if writer.place is not None else ()
    if len(tokens) < 2 or tokens[-2] not in UNIONS:
        return ""
    title, types, reference = writer.get("title"), writer.get("type"), writer.layers[0].schema.get("$ref")
    if isinstance(title, str):
        return f"`{title}`"
    if isinstance(reference, str):
        return f"`{reference.rpartition('/')[2]}`"
    return f"of type `{types}`" if isinstance(types, str) else f"what the writer's `{tokens[-2]}/{tokens[-1]}` allows"


RULE = Rule("json-union-narrowed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
