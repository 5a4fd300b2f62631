"""A number that is no multiple of the reader's.

## What
Reports a `multipleOf` of the reader where the writer may send a number between its steps.

## Why
The reader refuses the number, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"cents": {"type": "integer"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"cents": {"type": "integer", "multipleOf": 5}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"cents": {"type": "integer", "multipleOf": 10}}}
```
```json reader.schema.json
{"type": "object", "properties": {"cents": {"type": "integer", "multipleOf": 5}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "let the reader take the finer step, and round where it uses the number"


def look(narrowing: Narrowing) -> Hits:
    """Both steps."""
    if narrowing.claim.keyword != "multipleOf":
        return
    sent = "has no such step" if narrowing.sent is None else f"sends multiples of {narrowing.sent}"
    message = f"the reader takes multiples of {narrowing.asked} as {narrowing.subject}, and the writer {sent}"
    yield hit(narrowing, message, _HELP)


RULE = Rule("json-multiple-changed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
