"""A union that has other branches than before.

## What
A type became a union or stopped being one, or the branches of a union are others.

## Why
Generated code has another type there: what was always set may be `null`, or one more kind of value must be handled.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": ["null", "string"]}]}
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
from treatyc.compatibility.avro.words import branches, word
from treatyc.compatibility.finding import Category, Effect, Scope


def look(shapes: Shapes) -> Hits:
    """Two types, of which at least one is a union, that do not have the same branches."""
    same_kind = type(shapes.writer) is type(shapes.reader)
    if not same_kind or sorted(branches(shapes.writer)) != sorted(branches(shapes.reader)):
        yield Hit(
            shapes.at,
            f"the type was `{word(shapes.writer)}` and is `{word(shapes.reader)}`",
            "let code that is generated from the schema follow",
            CODE,
        )


RULE = AvroRule("avro-union-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__, Shapes)
