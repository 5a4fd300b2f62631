"""A field that has a new name.

## What
The field is found by an alias: it has another name than before.

## Why
Messages are read. Code that uses the old name is not compiled any more, or fails where it runs. Aliases work one way:
an older reader does not find the new name.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "sum", "type": "long"}]}
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
  {"name": "sum", "type": "long", "aliases": ["total"]}]}
```
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.compatibility.avro.meeting import Both
from treatyc.compatibility.avro.proof import CODE
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope


def look(both: Both) -> Hits:
    """Two names of one field."""
    if both.writer.name != both.reader.name:
        yield Hit(
            replace(both.at, writer=both.writer.place, reader=both.reader.place),
            f"`{both.writer.name}` is called `{both.reader.name}` now",
            "keep the name unless it misleads; readers of the old version do not know the new one",
            CODE,
        )


RULE = AvroRule("avro-field-renamed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__, Both)
