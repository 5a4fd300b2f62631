"""Another format than before.

## What
Reports a `format` that changed, came or went. It is an annotation: a validator does not look at it unless it is told
to.

## Why
What reads the text makes another value of it: a `date` and a `date-time` are no times of the same kind. A reader that
checks formats refuses what it accepted before.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"due": {"type": "string", "format": "date-time"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"due": {"type": "string", "format": "date"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"due": {"type": "string", "format": "date"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "due": {"type": "string", "format": "date"},
    "paid_at": {"type": "string", "format": "date-time"}
  }
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Change, Hits, shown
from treatyc.compatibility.rule import Rule

_HELP = "keep the format and add a property of a new name for the other one"


def look(change: Change) -> Hits:
    """The format, and what it was."""
    was, now = change.writer.get("format"), change.reader.get("format")
    if was != now:
        before = shown(was) if was is not None else "none"
        message = f"the format of {change.subject} is {shown(now) if now is not None else 'none'} now, it was {before}"
        yield change.hit(message, _HELP, "format")


RULE = Rule("json-format-changed", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__)
