"""Bytes that are read as text.

## What
The writer's type is carried as `bytes`, and the reader's as `string`.

## Why
Avro allows it. Bytes that are no UTF-8 have no text: one reader refuses them, another puts U+FFFD in their place and
so loses them.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "data", "type": "bytes"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "data", "type": "string"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "data", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "data", "type": "bytes"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Scalars
from treatyc.compatibility.avro.proof import Arrives
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import word
from treatyc.compatibility.finding import Category, Effect, Scope


def look(scalars: Scalars) -> Hits:
    """The promotion from bytes to text."""
    if scalars.written == "bytes" and scalars.read == "string":
        words = "finds the byte ff, which is no UTF-8: it refuses the message, or reads U+FFFD instead"
        yield Hit(
            scalars.at,
            f"`{word(scalars.writer)}` is read as `{word(scalars.reader)}`, and not all bytes are text",
            "let the writer change to `string` first, or keep `bytes`",
            Arrives(Sample(scalars.at.steps, b"\xff"), words, read=b"\xff"),
        )


RULE = AvroRule("avro-bytes-as-text", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__, Scalars)
