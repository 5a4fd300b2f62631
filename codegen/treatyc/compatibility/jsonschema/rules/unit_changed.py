"""A number in another unit than before.

## What
Reports a `unit` or `x-unit` that both versions have and that differs. These are words of authors and no keywords, so
no validator looks at them.

## Why
The number passes as before and means something else: 5 seconds become 5 milliseconds.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"wait": {"type": "integer", "x-unit": "s"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"wait": {"type": "integer", "x-unit": "ms"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"wait": {"type": "integer", "x-unit": "s"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "wait": {"type": "integer", "x-unit": "s"},
    "wait_ms": {"type": "integer", "x-unit": "ms"}
  }
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Change, Hits, Shows, key, shown
from treatyc.compatibility.rule import Rule

_HELP = "add a property of a new name for the other unit, and send both until no reader asks for the old one"
_KEYWORDS = ("unit", "x-unit", "units", "x-units")


def look(change: Change) -> Hits:
    """The unit, and what it was."""
    for keyword in _KEYWORDS:
        was, now = change.writer.get(keyword), change.reader.get(keyword)
        if change.writer.has(keyword) and change.reader.has(keyword) and key(was) != key(now):
            message = f"the unit of {change.subject} is {shown(now)} now, it was {shown(was)}"
            reading = f"takes {change.subject} for {shown(now)}, the writer meant {shown(was)}"
            yield change.hit(message, _HELP, keyword, shows=Shows.PRESENT, reading=reading)


RULE = Rule("json-unit-changed", Category.SEMANTIC, Effect.BREAKS, Scope.CHANGE, look, __doc__)
