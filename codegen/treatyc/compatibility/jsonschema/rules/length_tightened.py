"""A text that is too short or too long for the reader.

## What
Reports `minLength` or `maxLength` of the reader where the writer may send a shorter or longer text. Lengths count
characters, not bytes.

## Why
The reader refuses the text, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"note": {"type": "string", "maxLength": 200}}}
```
```json reader.schema.json
{"type": "object", "properties": {"note": {"type": "string", "maxLength": 80}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"note": {"type": "string", "maxLength": 80}}}
```
```json reader.schema.json
{"type": "object", "properties": {"note": {"type": "string", "maxLength": 200}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import NO_BOUND, Hits, Narrowing, counted, hit
from treatyc.compatibility.rule import Rule

_HELP = "let the reader take texts of the other lengths too, and narrow it when no writer sends them"
_WORDS = {"minLength": "at least", "maxLength": "at most"}


def look(narrowing: Narrowing) -> Hits:
    """Both lengths."""
    words = _WORDS.get(narrowing.claim.keyword)
    if words is None:
        return
    sent = NO_BOUND if narrowing.sent is None else f"the writer sends {words} {narrowing.sent}"
    length = counted(narrowing.asked, "character")
    yield hit(narrowing, f"the reader takes {words} {length} as {narrowing.subject}, and {sent}", _HELP)


RULE = Rule("json-length-tightened", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
