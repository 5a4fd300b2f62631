"""A definition or a field that is deprecated from now on.

## What
The description says `deprecated`, and did not before.

## Why
Nothing breaks yet. Who writes or reads it should know before it goes.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string", "doc": "Deprecated: use the key."}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string", "doc": "What the shop calls it."}]}
```
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.compatibility.avro.meeting import At, Named
from treatyc.compatibility.avro.proof import LATER
from treatyc.compatibility.avro.remarks import is_deprecated
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.system.schema import Record


def look(named: Named) -> Hits:
    """A definition that was not deprecated, and its fields."""
    if is_deprecated(named.reader) and not is_deprecated(named.writer):
        yield _hit(named.at, named.reader.name)
    if isinstance(named.writer, Record) and isinstance(named.reader, Record):
        before = {field.name: field for field in named.writer.fields}
        for field in named.reader.fields:
            old = before.get(field.name)
            if old is not None and is_deprecated(field) and not is_deprecated(old):
                yield _hit(replace(named.at.new(field), writer=old.place), field.name)


def _hit(at: At, name: str) -> Hit:
    return Hit(at, f"`{name}` is deprecated from now on", "tell those who use it, and when it goes", LATER)


RULE = AvroRule("avro-deprecated", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__, Named)
