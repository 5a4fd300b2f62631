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
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit
from treatyc.compatibility.rule import Rule

_HELP = "let the reader take the longer text and cut it where it is shown; narrow it when no writer sends such a text"
_WORDS = {"minLength": "at least", "maxLength": "at most"}


def look(narrowing: Narrowing) -> Hits:
    """The length, and what it was."""
    words = _WORDS.get(narrowing.claim.keyword)
    if words is None:
        return
    was = "there was no such bound" if narrowing.was is None else f"it was {words} {narrowing.was}"
    yield hit(narrowing, f"{narrowing.subject} must have {words} {narrowing.now} characters now, {was}", _HELP)


RULE = Rule("json-length-tightened", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
