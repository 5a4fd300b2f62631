"""A field that no longer has a default.

## What
The field had a default, and has none any more.

## Why
Messages of a version from before the field was added could be read by virtue of the default, and cannot any more. The
last version alone does not show it, so a check that is not transitive passes.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "priority", "type": "int", "default": 1}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "priority", "type": "int"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "priority", "type": "int", "default": 1}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "priority", "type": "int", "default": 1}]}
```
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.compatibility.avro.meeting import Both
from treatyc.compatibility.avro.proof import LATER
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import brief
from treatyc.compatibility.finding import Category, Effect, Scope


def look(both: Both) -> Hits:
    """A default that went."""
    if both.writer.default is not None and both.reader.default is None:
        yield Hit(
            replace(both.at, writer=both.writer.place, reader=both.reader.place),
            f"`{both.reader.name}` had the default `{brief(both.writer.default)}`, and has none now",
            "keep the default: versions from before the field was added are read by virtue of it",
            LATER,
        )


RULE = AvroRule("avro-default-dropped", Category.WIRE, Effect.WARNS, Scope.CHANGE, look, __doc__, Both)
