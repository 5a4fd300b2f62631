"""A property that the reader requires and the writer may leave out.

## What
Reports each name in the reader's `required` that a document of the writer may lack, whether its value is declared or
not.

## Why
The reader refuses every document of a writer that does not know the property.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "currency": {"type": "string"}},
  "required": ["currency"]
}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "currency": {"type": "string", "default": "EUR"}}
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.position import Member, written
from treatyc.compatibility.jsonschema.seen import Hit, Hits, Narrowing
from treatyc.compatibility.rule import Rule

_HELP = "let it be optional for the reader, with a `default`; require it when every writer sends it, in a new major"


def look(narrowing: Narrowing) -> Hits:
    """The name."""
    if narrowing.claim.keyword != "required":
        return
    name, writer = narrowing.claim.about, narrowing.position.writer
    declared = writer.declared().get(name)
    why = "the writer may leave it out" if declared is not None else "the writer does not know it"
    path = written((*narrowing.position.steps, Member(name)))
    yield Hit(f"the reader requires `{path}`, and {why}", _HELP, path, declared or writer.place, narrowing.claim.place)


RULE = Rule("json-required-added", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
