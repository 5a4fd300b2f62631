"""A schema that is no longer there.

## What
Reports a schema of a folder that the newer version of the folder does not have.

## Why
The generated class is gone. Whether a reader still needs it, no schema tells: `edges` does.

## Breaks
```json writer/Order.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
```json writer/Note.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
```json reader/Order.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```

## Passes
```json writer/Order.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
```json writer/Note.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
```json reader/Order.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
```json reader/Note.schema.json
{"type": "object", "properties": {"id": {"type": "string"}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Gone, Hit, Hits
from treatyc.compatibility.rule import Rule

_HELP = "mark it as deprecated, and remove it when nothing sends it any more and nothing of it is retained"


def look(gone: Gone) -> Hits:
    """The schema."""
    yield Hit(f"`{gone.name}` is no longer there", _HELP, "", gone.place, None)


RULE = Rule("json-schema-gone", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
