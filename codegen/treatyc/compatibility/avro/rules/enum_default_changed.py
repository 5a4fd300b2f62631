"""An enum whose default changed or went.

## What
The enum had a default, and has another one or none.

## Why
The default is what a reader takes for symbols that it does not know. Without one it refuses them, and with another
one it takes them for something else.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "OTHER"], "default": "OTHER"}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "OTHER"]}}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "OTHER"], "default": "OTHER"}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "OTHER"], "default": "OTHER"}}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Enums
from treatyc.compatibility.avro.proof import LATER
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope


def look(enums: Enums) -> Hits:
    """A default that changed or went."""
    before, after = enums.writer.default, enums.reader.default
    if before is not None and before != after:
        now = f"is `{after}`" if after is not None else "is none"
        yield Hit(
            enums.at,
            f"the default of the enum `{enums.reader.name}` was `{before}` and {now}",
            "keep the default, for symbols that later versions add",
            LATER,
        )


RULE = AvroRule("avro-enum-default-changed", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__, Enums)
