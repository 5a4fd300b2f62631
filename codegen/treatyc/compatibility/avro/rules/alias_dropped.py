"""A named type that no longer goes by an old name.

## What
The record, enum or `fixed` had an alias, and has it no more.

## Why
Messages from before it was renamed were written by a schema of the old name. Without the alias the reader refuses
them.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "aliases": ["Purchase"], "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "aliases": ["Purchase"], "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "aliases": ["Purchase"], "fields": [
  {"name": "id", "type": "string"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Named
from treatyc.compatibility.avro.proof import LATER
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import listed
from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.load.avro.matching import aliases_of


def look(named: Named) -> Hits:
    """The aliases that went; one that became the name again is no loss."""
    gone = sorted({*aliases_of(named.writer)} - {*aliases_of(named.reader)} - {named.reader.name})
    if gone:
        names = listed(f"`{name}`" for name in gone)
        yield Hit(
            named.at,
            f"`{named.reader.name}` no longer has the alias {names}: versions from before it was renamed are refused",
            "keep the alias as long as such messages exist",
            LATER,
        )


RULE = AvroRule("avro-alias-dropped", Category.WIRE, Effect.WARNS, Scope.CHANGE, look, __doc__, Named)
