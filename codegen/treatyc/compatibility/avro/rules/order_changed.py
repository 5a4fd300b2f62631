"""A field whose sort order changed.

## What
The `order` of a field is not what it was.

## Why
Avro can sort records by their bytes. Data that was sorted by the old order is not sorted by the new one.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string", "order": "descending"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string", "order": "ascending"}]}
```
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.compatibility.avro.meeting import Both
from treatyc.compatibility.avro.proof import Unshown
from treatyc.compatibility.avro.remarks import order
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope


def look(both: Both) -> Hits:
    """Two sort orders of one field."""
    before, after = order(both.writer), order(both.reader)
    if before != after:
        yield Hit(
            replace(both.at, writer=both.writer.place, reader=both.reader.place),
            f"`{both.reader.name}` was sorted `{before}` and is `{after}`",
            "keep the order where data is kept sorted",
            Unshown("one message has no order"),
        )


RULE = AvroRule("avro-order-changed", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__, Both)
