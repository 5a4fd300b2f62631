"""A named type that has a new name.

## What
A record, enum or `fixed` is found by an alias: it has another name than before.

## Why
Messages are read. Code that names the type does not find it. Aliases work one way: an older reader does not know the
new name.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Purchase", "namespace": "shop.v1", "aliases": ["Order"], "fields": [
  {"name": "id", "type": "string"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "aliases": ["Purchase"], "fields": [
  {"name": "id", "type": "string"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Named
from treatyc.compatibility.avro.proof import CODE
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import kind, short
from treatyc.compatibility.finding import Category, Effect, Scope


def look(named: Named) -> Hits:
    """Two names of one definition."""
    if short(named.writer.name) != short(named.reader.name):
        yield Hit(
            named.at,
            f"the {kind(named.reader)} `{named.writer.name}` is called `{named.reader.name}` now",
            "keep the name unless it misleads; readers of the old version do not know the new one",
            CODE,
        )


RULE = AvroRule("avro-name-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__, Named)
