"""A property that need not be there any more.

## What
Reports a name that left `required` while the property is still declared.

## Why
The reader takes all that it took. The generated attribute may be `None` now, so code that uses it has to say what
then.

## Breaks
```json writer.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
  "required": ["id", "name"]
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
  "required": ["id"]
}
```

## Passes
```json writer.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
  "required": ["id", "name"]
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
  "required": ["name", "id"]
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.position import Member, written
from treatyc.compatibility.jsonschema.seen import Change, Hit, Hits
from treatyc.compatibility.rule import Rule

_HELP = "give it a `default`, and have code look for `None` before writers leave it out"


def look(change: Change) -> Hits:
    """Each property."""
    still = change.reader.own()
    for name in sorted(change.writer.required() - change.reader.required()):
        if name in still:
            path = written((*change.position.steps, Member(name)))
            at = change.writer.own().get(name) or change.writer.place
            yield Hit(f"`{path}` is no longer required", _HELP, path, at, still[name])


RULE = Rule("json-property-optional", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
