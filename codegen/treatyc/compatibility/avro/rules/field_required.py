"""A reader's field that the writer does not send and that has no default.

## What
The reader's record has a field without a default, and the writer's record has neither that field nor one that an alias
of it names.

## Why
The reader has nothing to put there, so it refuses every message of the writer. With a default it would use that.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [{"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}, {"name": "total", "type": "long"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [{"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}, {"name": "total", "type": "long", "default": 0}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Records
from treatyc.compatibility.avro.proof import Refused
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.system.schema import Field


def look(records: Records) -> Hits:
    """Each field that only a default could fill, and that has none."""
    for field in records.missing:
        if field.default is None:
            yield Hit(
                records.at.new(field),
                f"the reader needs `{field.name}`, which the writer does not send, and it has no default",
                _advice(field, records),
                Refused(Sample(records.at.steps)),
            )


def _advice(field: Field, records: Records) -> str:
    renamed = [each.name for each in records.ignored if each.type == field.type]
    if len(renamed) == 1:
        return f'give it a default; if it is the writer\'s `{renamed[0]}`, give it `"aliases": ["{renamed[0]}"]`'
    return "give it a default, or let the writer go on sending it"


RULE = AvroRule("avro-field-required", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__, Records)
