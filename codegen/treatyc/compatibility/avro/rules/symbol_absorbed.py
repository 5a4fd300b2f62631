"""Symbols of the writer that the reader's enum default takes the place of.

## What
The writer's enum has symbols that the reader's has not, and the reader's enum has a default.

## Why
The messages are read, and say something else: each unknown symbol becomes the default. That is right where the
default means "something that I do not know", and wrong where it is a value like the others.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "L"]}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "OTHER"], "default": "OTHER"}}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M"]}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "OTHER"], "default": "OTHER"}}]}
```
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.compatibility.avro.meeting import Enums
from treatyc.compatibility.avro.proof import Arrives
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import listed
from treatyc.compatibility.finding import Category, Effect, Scope


def look(enums: Enums) -> Hits:
    """The writer's symbols that become the reader's default."""
    known = {symbol.name for symbol in enums.reader.symbols}
    unknown = [symbol for symbol in enums.writer.symbols if symbol.name not in known]
    if unknown and enums.reader.default is not None:
        names = listed(f"`{symbol.name}`" for symbol in unknown)
        yield Hit(
            replace(enums.at, writer=unknown[0].place),
            f"the reader's `{enums.reader.name}` does not know {names}, and reads `{enums.reader.default}` instead",
            "make sure that the default means an unknown symbol to the reader, or add the symbol to the reader first",
            Arrives(
                Sample(enums.at.steps, unknown[0].name),
                f"reads `{enums.reader.default}`, and `{unknown[0].name}` was written",
                read=enums.reader.default,
            ),
        )


RULE = AvroRule("avro-symbol-absorbed", Category.SEMANTIC, Effect.WARNS, Scope.EDGE, look, __doc__, Enums)
