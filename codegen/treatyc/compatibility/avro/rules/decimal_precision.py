"""A decimal that the reader has fewer digits for.

## What
Both sides have a `decimal` of one scale, and the reader's precision is the smaller one.

## Why
The writer can send numbers that the reader's schema does not allow. A codec refuses them, rounds them, or hands on
what breaks a column of a database later.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}]}
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
    """Two decimals of one scale, the reader's the narrower."""
    writer, reader = scalars.writer, scalars.reader
    if not (isinstance(writer, Decimal) and isinstance(reader, Decimal)) or writer.scale != reader.scale:
        return
    if reader.precision < writer.precision:
        raw = unscaled(10**reader.precision, writer)
        yield Hit(
            scalars.at,
            f"`{word(writer)}` is read as `{word(reader)}`, which has fewer digits",
            "use one precision on both sides, or widen the reader's first",
            Arrives(
                Sample(scalars.at.steps, raw),
                f"gets {meaning(raw, writer)}, which has more than {reader.precision} digits",
                read=raw,
            ),
        )


RULE = AvroRule("avro-decimal-precision", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__, Scalars)
