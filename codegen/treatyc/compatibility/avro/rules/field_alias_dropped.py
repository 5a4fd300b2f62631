"""A field that no longer goes by an old name.

## What
The field had an alias, and has it no more.

## Why
Messages from before the field was renamed hold it under the old name. Without the alias the reader does not find it
there.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long", "aliases": ["sum"]}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long", "aliases": ["sum"]}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long", "aliases": ["sum"]}]}
```
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.compatibility.avro.meeting import Both
from treatyc.compatibility.avro.proof import LATER
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import listed
from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.system.schema import AvroField, Field


def look(both: Both) -> Hits:
    """The aliases that went; one that became the name again is no loss."""
    gone = sorted(_aliases(both.writer) - _aliases(both.reader) - {both.reader.name})
    if gone:
        names = listed(f"`{name}`" for name in gone)
        yield Hit(
            replace(both.at, writer=both.writer.place, reader=both.reader.place),
            f"`{both.reader.name}` no longer has the alias {names}: versions from before it was renamed are not read",
            "keep the alias as long as such messages exist",
            LATER,
        )


def _aliases(field: Field) -> set[str]:
    return set(field.origin.aliases) if isinstance(field.origin, AvroField) else set()


RULE = AvroRule("avro-field-alias-dropped", Category.WIRE, Effect.WARNS, Scope.CHANGE, look, __doc__, Both)
