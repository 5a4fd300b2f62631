"""A property that generated code no longer has.

## What
Reports a property that the older version declares and the newer one does not. Where a new one of the same schema
came, it is taken for a new name.

## Why
The attribute is gone from the generated classes, so code that uses it fails; what writers still send arrives unread.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "note": {"type": "string", "deprecated": true}}
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.position import Member, written
from treatyc.compatibility.jsonschema.seen import Change, Hit, Hits, key
from treatyc.compatibility.rule import Rule

_HELP = "keep it as deprecated until nothing uses it; a new name is a new property beside the old one"


def look(change: Change) -> Hits:
    """Each property, with the name that it has now, if it seems to have one."""
    before, after = change.writer.declared(), change.reader.declared()
    fresh = {name: place for name, place in after.items() if name not in before}
    for name, place in before.items():
        if name in after or not change.reader.layers:
            continue
        old = change.writer.library.node(place)
        same = [other for other, at in fresh.items() if key(change.reader.library.node(at)) == key(old)]
        path = written((*change.position.steps, Member(name)))
        renamed = f": `{same[0]}` may be its new name" if len(same) == 1 else ""
        at = fresh[same[0]] if len(same) == 1 else change.reader.place
        yield Hit(f"`{path}` is no longer declared{renamed}", _HELP, path, place, at)


RULE = Rule("json-property-gone", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
