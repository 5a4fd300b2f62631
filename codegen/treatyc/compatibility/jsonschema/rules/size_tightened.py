"""A list or an object with too few or too many members for the reader.

## What
Reports `minItems`, `maxItems`, `minProperties` or `maxProperties` of the reader where the writer may send fewer or
more.

## Why
The reader refuses the list or the object, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"lines": {"type": "array"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"lines": {"type": "array", "minItems": 1}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"lines": {"type": "array", "maxItems": 10}}}
```
```json reader.schema.json
{"type": "object", "properties": {"lines": {"type": "array", "maxItems": 100}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import NO_BOUND, Hits, Narrowing, counted, hit
from treatyc.compatibility.rule import Rule

_HELP = "let the reader take the other sizes too, and narrow it when no writer sends them"
_WORDS = {
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "minProperties": ("at least", "member"),
    "maxProperties": ("at most", "member"),
}


def look(narrowing: Narrowing) -> Hits:
    """Both sizes."""
    words = _WORDS.get(narrowing.claim.keyword)
    if words is None:
        return
    bound, noun = words
    sent = NO_BOUND if narrowing.sent is None else f"the writer sends {bound} {narrowing.sent}"
    size = counted(narrowing.asked, noun)
    yield hit(narrowing, f"the reader takes {bound} {size} in {narrowing.subject}, and {sent}", _HELP)


RULE = Rule("json-size-tightened", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
