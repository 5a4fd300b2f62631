"""A field whose message or enumeration has another name.

## What
Remarks a field that holds a type of another name. Whether the two types fit is looked at field by field.

## Why
Names do not travel in binary messages: types of equal structure read each other. Generated code knows them by name.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { Item item = 1; }
message Item { string sku = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { Line item = 1; }
message Line { string sku = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { Item item = 1; }
message Item { string sku = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { Item item = 1; }
message Item { string sku = 1; }
message Line { string sku = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import is_renamed, on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import ForFields, Hits
from treatyc.compatibility.protobuf.shape import Cardinality


def look(pair: FieldPair) -> Hits:
    """Two names of one kind of type; a map's entry has the name of its field."""
    if Cardinality.MAP in {pair.writer.cardinality, pair.reader.cardinality}:
        return
    if pair.writer.type == pair.reader.type and is_renamed(pair):
        yield on_field(
            pair,
            f"`{pair.writer.label}` is written as `{pair.writer.named}` and read as `{pair.reader.named}`",
            help="give both sides one type, or see that the two types stay alike",
        )


RULE = ForFields("protobuf-type-renamed", Category.SEMANTIC, Effect.NOTES, Scope.EDGE, look, __doc__)
