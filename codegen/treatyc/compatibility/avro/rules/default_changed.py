"""A field whose default changed.

## What
The field has another default than before.

## Why
Readers fill in the default where a message has no such field. The same old message is now read as something else, and
two readers of different versions see different values.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "priority", "type": "int", "default": 1}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "priority", "type": "int", "default": 5}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "priority", "type": "int", "default": 1}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "priority", "type": "int", "default": 1}]}
```
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.compatibility.avro.meeting import Both
from treatyc.compatibility.avro.proof import LATER
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import brief
from treatyc.compatibility.finding import Category, Effect, Scope


def look(both: Both) -> Hits:
    """Two defaults of one field."""
    before, after = both.writer.default, both.reader.default
    if before is not None and after is not None and before != after:
        yield Hit(
            replace(both.at, writer=both.writer.place, reader=both.reader.place),
            f"the default of `{both.reader.name}` was `{brief(before)}` and is `{brief(after)}`",
            "keep the default; let writers send the new value",
            LATER,
        )


RULE = AvroRule("avro-default-changed", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__, Both)
