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
    """The step, and what it was."""
    if narrowing.claim.keyword != "multipleOf":
        return
    was = "there was no such step" if narrowing.was is None else f"it was {narrowing.was}"
    yield hit(narrowing, f"{narrowing.subject} must be a multiple of {narrowing.now} now, {was}", _HELP)


RULE = Rule("json-multiple-changed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
