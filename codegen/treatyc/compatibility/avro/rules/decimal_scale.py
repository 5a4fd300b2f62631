"""A decimal whose scale changed.

## What
Both sides have a `decimal`, and their scales differ.

## Why
The scale is in the schema alone. The unscaled number is read with the reader's, so amounts arrive a hundred times too
small or too large, in any codec that reads by its own schema.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 4}}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meaning import meaning, unscaled
from treatyc.compatibility.avro.meeting import Scalars
from treatyc.compatibility.avro.proof import Arrives
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import word
from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.system.schema import Decimal


def look(scalars: Scalars) -> Hits:
    """Two decimals of different scales."""
    writer, reader = scalars.writer, scalars.reader
    if isinstance(writer, Decimal) and isinstance(reader, Decimal) and writer.scale != reader.scale:
        raw = unscaled(1, writer)
        yield Hit(
            scalars.at,
            f"`{word(writer)}` is read as `{word(reader)}`: the point moves",
            "add a field of its own for the other scale",
            Arrives(
                Sample(scalars.at.steps, raw),
                f"reads {meaning(raw, reader)}, and {meaning(raw, writer)} was written",
                read=raw,
            ),
        )


RULE = AvroRule("avro-decimal-scale", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__, Scalars)
