"""A number beyond the reader's bounds.

## What
Reports `minimum`, `maximum`, `exclusiveMinimum` or `exclusiveMaximum` of the reader where the writer may send a
number beyond it. Both spellings of a bound are one: `exclusiveMinimum` 10 may become `minimum` 10.

## Why
The reader refuses the number, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"amount": {"type": "number", "maximum": 1000}}}
```
```json reader.schema.json
{"type": "object", "properties": {"amount": {"type": "number", "maximum": 500}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"amount": {"type": "number", "exclusiveMinimum": 10}}}
```
```json reader.schema.json
{"type": "object", "properties": {"amount": {"type": "number", "minimum": 10}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import NO_BOUND, Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "widen the reader's bound first, and narrow it when no writer sends such a number"
_WORDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}
_BESIDE = {
    "minimum": "exclusiveMinimum",
    "exclusiveMinimum": "minimum",
    "maximum": "exclusiveMaximum",
    "exclusiveMaximum": "maximum",
}


def look(narrowing: Narrowing) -> Hits:
    """Both bounds."""
    keyword, writer = narrowing.claim.keyword, narrowing.position.writer
    if keyword not in _WORDS:
        return
    own = _BESIDE[keyword] if narrowing.sent is None and writer.has(_BESIDE[keyword]) else keyword
    sent = f"the writer sends {_WORDS[own]} {writer.get(own)}" if writer.has(own) else NO_BOUND
    message = f"the reader takes {_WORDS[keyword]} {narrowing.asked} as {narrowing.subject}, and {sent}"
    yield hit(narrowing, message, _HELP, _BESIDE[keyword])


RULE = Rule("json-bound-tightened", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
