"""An enum whose symbols stand in another order.

## What
The symbols that both enums have follow each other differently.

## Why
Messages are read by the names of symbols, so nothing breaks. Avro sorts enums by the order of their symbols, and some
generated code counts them.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "M"]}}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["M", "S"]}}]}
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

from treatyc.compatibility.avro.meeting import Enums
from treatyc.compatibility.avro.proof import Unshown
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope


def look(enums: Enums) -> Hits:
    """The symbols of both, in both orders."""
    known = {symbol.name for symbol in enums.reader.symbols}
    before = [symbol.name for symbol in enums.writer.symbols if symbol.name in known]
    kept = set(before)
    after = [symbol.name for symbol in enums.reader.symbols if symbol.name in kept]
    if before != after:
        yield Hit(
            enums.at,
            f"the symbols of `{enums.reader.name}` stand in another order, by which Avro sorts them",
            "add new symbols at the end",
            Unshown("one message has no order"),
        )


RULE = AvroRule("avro-symbols-reordered", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__, Enums)
