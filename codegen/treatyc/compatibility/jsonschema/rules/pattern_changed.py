"""A text that does not match the reader's pattern.

## What
Reports a `pattern` of the reader where the writer may send a text that does not match it. Patterns are compared by
what they match and not by how they are written; one with look-around or a back reference is compared by trial.

## Why
The reader refuses the text, and with it the whole document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"code": {"type": "string", "pattern": "^[A-Z]{3}$"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"code": {"type": "string", "pattern": "^[A-Z]{2}$"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"code": {"type": "string", "pattern": "^[A-F]{3}$"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"code": {"type": "string", "pattern": "^[A-Z]+$"}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit, shown
from treatyc.compatibility.rule import Rule

_HELP = "widen the reader's pattern so that it takes the writer's texts as well: join both with `|`"


def look(narrowing: Narrowing) -> Hits:
    """Both patterns."""
    if narrowing.claim.keyword != "pattern":
        return
    sent = "may send others" if narrowing.sent is None else f"sends texts that match {shown(narrowing.sent)}"
    message = (
        f"the reader takes texts that match {shown(narrowing.asked)} as {narrowing.subject}, and the writer {sent}"
    )
    yield hit(narrowing, message, _HELP)


RULE = Rule("json-pattern-changed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
