"""A named type that moved to another namespace.

## What
A record, enum or `fixed` has the name that it had, in another namespace.

## Why
Avro matches names without their namespaces, and registries do too, so messages are read. Generated classes move with
the namespace, and code that imports them breaks; some decoders compare full names and refuse.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "store.v1", "fields": [
  {"name": "id", "type": "string"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Named
from treatyc.compatibility.avro.proof import CODE
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import kind, short, space
from treatyc.compatibility.finding import Category, Effect, Scope


def look(named: Named) -> Hits:
    """Two namespaces of one name."""
    before, after = named.writer.name, named.reader.name
    if short(before) == short(after) and space(before) != space(after):
        yield Hit(
            named.at,
            f"the {kind(named.reader)} `{before}` is `{after}` now",
            f'keep the namespace, or add `"aliases": ["{before}"]` for readers that compare full names',
            CODE,
        )


RULE = AvroRule("avro-namespace-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__, Named)
