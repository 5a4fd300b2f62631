"""A record whose fields stand in another order.

## What
The fields that both records have follow each other differently.

## Why
Messages are read by the names of fields, so nothing breaks there. Code that makes a record by position, such as
Java's constructor of all fields, may mix them up without a word; and Avro sorts records by the order of their fields.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "from", "type": "string"},
  {"name": "to", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "to", "type": "string"},
  {"name": "from", "type": "string"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "from", "type": "string"},
  {"name": "to", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "from", "type": "string"},
  {"name": "to", "type": "string"},
  {"name": "via", "type": "string", "default": ""}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Records
from treatyc.compatibility.avro.proof import CODE
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope


def look(records: Records) -> Hits:
    """The fields that go together, in both orders."""
    before = [field.name for field in records.filled]
    together = set(before)
    after = [field.name for field in records.reader.fields if field.name in together]
    if before != after:
        yield Hit(
            records.at,
            f"the fields of `{records.reader.name}` stand in another order",
            "add new fields at the end; name the fields where records are made",
            CODE,
        )


RULE = AvroRule("avro-fields-reordered", Category.SOURCE, Effect.WARNS, Scope.CHANGE, look, __doc__, Records)
