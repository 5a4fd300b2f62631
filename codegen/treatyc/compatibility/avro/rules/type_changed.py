"""A value of another type than before.

## What
A type without parts is another one now, and the reader still takes the old values.

## Why
Generated code has another type there: `long` for `int`, text for bytes, a time for a number.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "int"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "int"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "int"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Scalars
from treatyc.compatibility.avro.proof import CODE
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import word
from treatyc.compatibility.finding import Category, Effect, Scope


def look(scalars: Scalars) -> Hits:
    """Any two types that differ."""
    yield Hit(
        scalars.at,
        f"the type was `{word(scalars.writer)}` and is `{word(scalars.reader)}`",
        "let code that is generated from the schema follow",
        CODE,
    )


RULE = AvroRule("avro-type-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__, Scalars)
