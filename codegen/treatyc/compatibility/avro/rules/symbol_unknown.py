"""A symbol of the writer's enum that the reader does not know.

## What
The writer's enum has a symbol that the reader's has not, and the reader's enum has no default.

## Why
The reader refuses each message that holds the symbol. The default of an enum takes the place of what is not known;
the default of a field does not.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "L"]}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M"]}}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M"]}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M", "L"]}}]}
```
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.compatibility.avro.meeting import Enums
from treatyc.compatibility.avro.proof import Refused
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import listed
from treatyc.compatibility.finding import Category, Effect, Scope


def look(enums: Enums) -> Hits:
    """The writer's symbols that the reader's enum cannot hold."""
    known = {symbol.name for symbol in enums.reader.symbols}
    unknown = [symbol for symbol in enums.writer.symbols if symbol.name not in known]
    if unknown and enums.reader.default is None:
        names = listed(f"`{symbol.name}`" for symbol in unknown)
        yield Hit(
            replace(enums.at, writer=unknown[0].place),
            f"the reader's enum `{enums.reader.name}` does not know {names}, and has no default",
            'add the symbol to the reader first, or give its enum a `"default"` that means an unknown symbol',
            Refused(Sample(enums.at.steps, unknown[0].name)),
        )


RULE = AvroRule("avro-symbol-unknown", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__, Enums)
