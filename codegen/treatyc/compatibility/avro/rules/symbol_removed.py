"""A symbol that is gone.

## What
The enum had a symbol, and has it no more.

## Why
Code that names the symbol breaks. Whether old messages that hold it are still read is told by other rules.

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
from treatyc.compatibility.avro.proof import CODE
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.words import listed
from treatyc.compatibility.finding import Category, Effect, Scope


def look(enums: Enums) -> Hits:
    """The symbols of the older enum that the newer one does not have."""
    known = {symbol.name for symbol in enums.reader.symbols}
    gone = [symbol for symbol in enums.writer.symbols if symbol.name not in known]
    if gone:
        names = listed(f"`{symbol.name}`" for symbol in gone)
        yield Hit(
            replace(enums.at, writer=gone[0].place),
            f"`{enums.reader.name}` no longer has {names}",
            "keep the symbol while code names it or messages hold it",
            CODE,
        )


RULE = AvroRule("avro-symbol-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__, Enums)
