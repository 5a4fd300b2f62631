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
    before, after = change.writer.own(), change.reader.own()
    for name in sorted(before.keys() - after.keys()):
        path = written((*change.position.steps, Member(name)))
        new = _new_name(change, name)
        renamed = f": `{new}` may be its new name" if new else ""
        yield Hit(
            f"`{path}` is no longer declared{renamed}", _HELP, path, before[name], after.get(new, change.reader.place)
        )


def _new_name(change: Change, name: str) -> str:
    """The one property that came with the very schema that went, if that schema says more than a type."""
    before, after = change.writer.own(), change.reader.own()
    old = change.writer.library.node(before[name])
    fresh = [other for other in after if other not in before]
    same = [other for other in fresh if key(change.reader.library.node(after[other])) == key(old)]
    tells = len(fresh) == 1 or (isinstance(old, dict) and len(old) > 1)
    return same[0] if len(same) == 1 and tells else ""


RULE = Rule("json-property-gone", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
