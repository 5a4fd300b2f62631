"""A `fixed` whose size changed.

## What
Both sides have a `fixed` of one name, and their sizes differ.

## Why
The size is in the schema alone, so the reader cannot take what the writer wrote, and refuses it.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 16}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 32}}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 16}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 16}},
  {"name": "hash32", "type": ["null", {"type": "fixed", "name": "Hash32", "size": 32}], "default": null}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Missized
from treatyc.compatibility.avro.proof import Refused
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.finding import Category, Effect, Scope


def look(pair: Missized) -> Hits:
    """Two sizes of one name."""
    yield Hit(
        pair.at,
        f"`{pair.reader.name}` has {pair.reader.size} bytes where the writer's has {pair.writer.size}",
        "add a field of another `fixed` for the other size, or use `bytes`",
        Refused(Sample(pair.at.steps)),
    )


RULE = AvroRule("avro-fixed-size", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__, Missized)
