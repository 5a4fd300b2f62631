"""Another default than before.

## What
Reports a `default` that changed, came or went at a position that both versions have. A default says what it means
that a value is left out; no validator looks at it.

## Why
The document without the value is the same as before, and readers now take it for something else.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"retries": {"type": "integer", "default": 3}}}
```
```json reader.schema.json
{"type": "object", "properties": {"retries": {"type": "integer", "default": 5}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"retries": {"type": "integer", "default": 3}}}
```
```json reader.schema.json
{"type": "object", "properties": {"retries": {"type": "integer", "default": 3.0}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Change, Hits, Shows, key, shown
from treatyc.compatibility.rule import Rule

_HELP = "keep the default; where another one is wanted, let writers send it"


def look(change: Change) -> Hits:
    """The default, and what it was."""
    writer, reader = change.writer, change.reader
    if not (writer.has("default") or reader.has("default")):
        return
    was = shown(writer.get("default")) if writer.has("default") else "none"
    now = shown(reader.get("default")) if reader.has("default") else "none"
    if writer.has("default") and reader.has("default") and key(writer.get("default")) == key(reader.get("default")):
        return
    message = f"the default of {change.subject} is {now} now, it was {was}"
    reading = f"takes {now} for {change.subject}, the writer meant {was}"
    yield change.hit(message, _HELP, "default", shows=Shows.ABSENT, reading=reading)


RULE = Rule("json-default-changed", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__)
