"""A logical type that only one side has.

## What
A value has a `logicalType` on one side and is plain on the other.

## Why
The value is read as it was written. The plain side sees a number or bytes where the other sees a time, a decimal or a
UUID; where the reader has the logical type, the writer can send what is none.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "at", "type": "long"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meaning import is_logical, meaning, sample_of
from treatyc.compatibility.avro.meeting import Scalars
from treatyc.compatibility.avro.proof import Arrives
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import word
from treatyc.compatibility.finding import Category, Effect, Scope


def look(scalars: Scalars) -> Hits:
    """A meaning that comes or goes."""
    writer, reader = scalars.writer, scalars.reader
    if is_logical(writer) != is_logical(reader):
        raw = sample_of(writer)
        yield Hit(
            scalars.at,
            f"`{word(writer)}` is read as `{word(reader)}`: only one side knows the logical type",
            "make sure that both sides mean the same by the plain value",
            Arrives(
                Sample(scalars.at.steps, raw),
                f"reads {meaning(raw, reader)}, and {meaning(raw, writer)} was written",
                read=raw,
            ),
        )


RULE = AvroRule("avro-logical-type-one-sided", Category.SEMANTIC, Effect.WARNS, Scope.EDGE, look, __doc__, Scalars)
