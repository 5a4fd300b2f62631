"""A property that another side owns now.

## What
Reports `readOnly` or `writeOnly` that came or went. They are annotations: a validator does not look at them.

## Why
A value that is `readOnly` may be dropped or refused by who owns it, although a writer sent it in good faith.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"id": {"type": "string"}, "state": {"type": "string"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "state": {"type": "string", "readOnly": true}}
}
```

## Passes
```json writer.schema.json
{
  "type": "object",
  "properties": {"id": {"type": "string"}, "state": {"type": "string", "readOnly": true}}
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "id": {"type": "string"},
    "state": {"type": "string", "readOnly": true},
    "note": {"type": "string"}
  }
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Change, Hits
from treatyc.compatibility.rule import Rule

_HELP = "tell the writers first; a property that they may not set any more is best given a new name"


def look(change: Change) -> Hits:
    """Which of the two it is."""
    for keyword in ("readOnly", "writeOnly"):
        was, now = change.writer.get(keyword) is True, change.reader.get(keyword) is True
        if was is not now:
            words = f"{change.subject} is {'' if now else 'no longer '}`{keyword}`{' now' if now else ''}"
            yield change.hit(words, _HELP, keyword)


RULE = Rule("json-access-changed", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__)
