"""A definition that goes by a name which the reader does not know.

## What
A record, enum or `fixed` of the writer meets one of the reader's whose name, without its namespace, is another, and
no alias of the reader's is the writer's name.

## Why
Avro matches named types by their names. The reader refuses the message, though both may hold the same fields; some
decoders do not look, which makes it harder to see.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Purchase", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Purchase", "namespace": "shop.v1", "aliases": ["Order"], "fields": [
  {"name": "id", "type": "string"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Misnamed
from treatyc.compatibility.avro.proof import Refused
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import kind
from treatyc.compatibility.finding import Category, Effect, Scope


def look(pair: Misnamed) -> Hits:
    """Two names of one kind that nothing joins."""
    yield Hit(
        pair.at,
        f"the reader's {kind(pair.reader)} is called `{pair.reader.name}`, which is no name of `{pair.writer.name}`",
        f'if both are one, use one name on both sides, or give the reader\'s `"aliases": ["{pair.writer.name}"]`',
        Refused(Sample(pair.at.steps), laxer=f"`{pair.writer.name}` is not called `{pair.reader.name}`"),
    )


RULE = AvroRule("avro-name-unknown", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__, Misnamed)
