"""A logical type that the reader takes for another one.

## What
Both sides give a value a meaning by a `logicalType`, and not the same one: another unit, a time of day for a moment,
a local time for one with a zone.

## Why
Schema resolution looks at the plain type alone, so the number is read, and means something else. No registry looks at
logical types.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "at", "type": {"type": "long", "logicalType": "time-micros"}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
  {"name": "since", "type": {"type": "long", "logicalType": "time-micros"}, "default": 0}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meaning import is_logical, kept, meaning, sample_of
from treatyc.compatibility.avro.meeting import Scalars
from treatyc.compatibility.avro.proof import Arrives
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import word
from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.system.schema import Decimal


def look(scalars: Scalars) -> Hits:
    """Two meanings of one plain value; two decimals have rules of their own."""
    writer, reader = scalars.writer, scalars.reader
    decimals = isinstance(writer, Decimal) and isinstance(reader, Decimal)
    if is_logical(writer) and is_logical(reader) and not decimals and not kept(writer, reader):
        raw = sample_of(writer)
        yield Hit(
            scalars.at,
            f"`{word(writer)}` is read as `{word(reader)}`: the same plain value means something else",
            "add a field of its own for the other type",
            Arrives(
                Sample(scalars.at.steps, raw),
                f"reads {meaning(raw, reader)}, and {meaning(raw, writer)} was written",
                read=raw,
            ),
        )


RULE = AvroRule("avro-logical-type-changed", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__, Scalars)
