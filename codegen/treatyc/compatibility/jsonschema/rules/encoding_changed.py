"""Bytes in another encoding than before.

## What
Reports a `contentEncoding`, `contentMediaType` or `contentSchema` that both versions have and that differs. No
validator looks at them.

## Why
The text passes as before, and decodes to other bytes or to nothing.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"body": {"type": "string", "contentEncoding": "base64"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"body": {"type": "string", "contentEncoding": "base16"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"body": {"type": "string", "contentEncoding": "base64"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "body": {"type": "string", "contentEncoding": "base64"},
    "kind": {"type": "string"}
  }
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Change, Hits, Shows, key, shown
from treatyc.compatibility.rule import Rule

_HELP = "add a property of a new name for the other encoding, and send both until no reader asks for the old one"
_KEYWORDS = ("contentEncoding", "contentMediaType", "contentSchema")


def look(change: Change) -> Hits:
    """What the text holds, and what it held."""
    for keyword in _KEYWORDS:
        was, now = change.writer.get(keyword), change.reader.get(keyword)
        if change.writer.has(keyword) and change.reader.has(keyword) and key(was) != key(now):
            message = f"`{keyword}` of {change.subject} is {shown(now)} now, it was {shown(was)}"
            reading = f"takes {change.subject} for {shown(now)}, the writer wrote {shown(was)}"
            yield change.hit(message, _HELP, keyword, shows=Shows.PRESENT, reading=reading)


RULE = Rule("json-encoding-changed", Category.SEMANTIC, Effect.BREAKS, Scope.CHANGE, look, __doc__)
