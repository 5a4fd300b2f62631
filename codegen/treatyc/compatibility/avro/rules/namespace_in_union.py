"""An enum or a `fixed` of another namespace, into a union.

## What
The reader takes an enum or a `fixed` of the writer into a branch of its union that has the same name in another
namespace.

## Why
Avro matches names without their namespaces, and registries call the change compatible. Java Avro's decoder looks for
the full name there, unless the writer has a union of the very same branches, and refuses the message; others read it.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": ["null", {"type": "enum", "name": "Size", "namespace": "shop.v1", "symbols": ["S", "M"]}]}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": ["null", {"type": "enum", "name": "Size", "namespace": "store.v1", "symbols": ["S", "M"]}]}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": ["null", {"type": "enum", "name": "Size", "namespace": "shop.v1", "symbols": ["S", "M"]}]}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": ["null", {"type": "enum", "name": "Size", "namespace": "store.v1",
    "aliases": ["shop.v1.Size"], "symbols": ["S", "M"]}]}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Moved
from treatyc.compatibility.avro.proof import Unshown
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import kind
from treatyc.compatibility.finding import Category, Effect, Scope


def look(moved: Moved) -> Hits:
    """Two full names of one short name, where the reader has a union."""
    written, read = moved.writer.name, moved.reader.name
    yield Hit(
        moved.at,
        f"the {kind(moved.reader)} `{written}` is `{read}` in the reader's union; there Java wants the full name",
        f'use one namespace on both sides, or give the reader\'s `"aliases": ["{written}"]`',
        Unshown("Avro 1.12 reads it, and so do others; Java Avro refuses it though its checker does not"),
    )


RULE = AvroRule("avro-namespace-in-union", Category.WIRE, Effect.WARNS, Scope.EDGE, look, __doc__, Moved)
