"""A type that the reader cannot read.

## What
The writer's type and the reader's are of different kinds, and the first is not promoted to the second: Avro widens
`int` to `long`, `float` or `double`, `long` to `float` or `double`, `float` to `double`, and reads `string` as
`bytes` and the reverse.

## Why
The reader stops at such a value and refuses the whole message.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "int"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Unread
from treatyc.compatibility.avro.proof import Refused
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import word
from treatyc.compatibility.finding import Category, Effect, Scope


def look(unread: Unread) -> Hits:
    """A type that nothing of the reader's takes; branches of a union have a rule of their own."""
    if not unread.in_union:
        yield Hit(
            unread.at,
            f"`{word(unread.writer)}` cannot be read as `{word(unread.reader)}`",
            "add a field of its own for the other type, or let the reader take a union of both types first",
            Refused(Sample(unread.at.steps)),
        )


RULE = AvroRule("avro-type-unreadable", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__, Unread)
