"""Two fields of the writer that fill one field of the reader.

## What
An alias of the reader's field names one field of the writer, and its name or another alias names a second one.

## Why
The specification does not say which of the two is taken: Java Avro refuses the schemas, others take the first value
or the last one.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "sum", "type": "long"},
  {"name": "total", "type": "long"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long", "aliases": ["sum"]}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "sum", "type": "long"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long", "aliases": ["sum"]}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Records
from treatyc.compatibility.avro.proof import Unshown
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope


def look(records: Records) -> Hits:
    """The writer's fields that come second."""
    for both in records.doubled:
        yield Hit(
            both.at,
            f"`{both.writer.name}` and another field of the writer both fill the reader's `{both.reader.name}`",
            "remove the alias, or give the reader a field for each",
            Unshown("implementations differ: Java Avro refuses, others take one of the two values"),
        )


RULE = AvroRule("avro-alias-ambiguous", Category.WIRE, Effect.UNPROVEN, Scope.EDGE, look, __doc__, Records)
