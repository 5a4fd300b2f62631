"""A type that generated code did not know.

## What
Reports a `type` that takes more than before: `integer` became `number`, `null` joined, a type was left out.

## Why
The reader takes all that it took. The generated attribute has another type, so code that was written against the old
one no longer type-checks, and may meet a value that it does not expect.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"price": {"type": "integer"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"price": {"type": "number"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"price": {"type": "integer", "minimum": 0}}}
```
```json reader.schema.json
{"type": "object", "properties": {"price": {"type": "integer"}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Change, Hits
from treatyc.compatibility.jsonschema.side import Side
from treatyc.compatibility.rule import Rule

_HELP = "add a property of a new name and the wider type, or release it as a new major"
_NARROW = ("anyOf", "oneOf", "enum", "const", "$dynamicRef", "$recursiveRef")


def look(change: Change) -> Hits:
    """The type, and what it was."""
    was, now = _types(change.writer), _types(change.reader)
    wider = was < now or (was == {"integer"} and now == {"number"})
    if was and (wider or (not now and not any(change.reader.has(keyword) for keyword in _NARROW))):
        message = f"{change.subject} may be {_either(now) if now else 'anything'} now, it was {_either(was)}"
        yield change.hit(message, _HELP, "type")


def _types(side: Side) -> frozenset[str]:
    held = side.get("type")
    return frozenset(each for each in (held if isinstance(held, list) else [held]) if isinstance(each, str))


def _either(types: frozenset[str]) -> str:
    return " or ".join(f"`{each}`" for each in sorted(types))


RULE = Rule("json-type-widened", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
