"""A union whose branches stand in another order.

## What
The branches of a union are those that they were, in another order.

## Why
Messages say which branch they hold by the writer's schema, so nothing breaks. Some tools take the first branch for
the one that a default belongs to.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": ["null", "string"]}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": ["string", "null"]}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": ["null", "string"]}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": ["null", "string"]}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Shapes
from treatyc.compatibility.avro.proof import CODE
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import branches
from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.system.schema import Union


def look(shapes: Shapes) -> Hits:
    """Two unions of the same branches."""
    if isinstance(shapes.writer, Union) and isinstance(shapes.reader, Union):
        before, after = branches(shapes.writer), branches(shapes.reader)
        if sorted(before) == sorted(after):
            yield Hit(
                shapes.at,
                "the branches of this union stand in another order",
                "keep the order, and `null` first where that is the default",
                CODE,
            )


RULE = AvroRule("avro-branches-reordered", Category.SOURCE, Effect.NOTES, Scope.CHANGE, look, __doc__, Shapes)
