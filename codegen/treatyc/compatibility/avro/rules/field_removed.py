"""A field that is gone.

## What
The record had a field, and has none of that name, nor one with an alias of that name.

## Why
New code cannot ask for it, and what writers still send in it is passed over without a word.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"},
  {"name": "note", "type": "string", "default": ""}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```

## Passes
A field that was renamed, and says so, is not gone.

```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"},
  {"name": "note", "type": "string", "default": ""}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"},
  {"name": "remark", "type": "string", "default": "", "aliases": ["note"]}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Records
from treatyc.compatibility.avro.proof import CODE
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.system.schema import Field


def look(records: Records) -> Hits:
    """The fields of the older record that the newer one does not have."""
    for field in records.ignored:
        yield Hit(
            records.at.gone(field),
            f"`{field.name}` is gone: the newer record passes it over",
            _advice(field, records),
            CODE,
        )


def _advice(field: Field, records: Records) -> str:
    renamed = [each.name for each in records.missing if each.type == field.type]
    if len(renamed) == 1:
        return f'if it is called `{renamed[0]}` now, give that `"aliases": ["{field.name}"]`; else deprecate it first'
    return "say that it is deprecated first, and remove it when nobody reads it"


RULE = AvroRule("avro-field-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__, Records)
