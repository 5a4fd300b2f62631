"""A message that is read as bytes.

## What
Remarks a message that its reader keeps as the bytes which encode it.

## Why
The format allows it: the reader may parse them later. In JSON it is another value.

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
message Order { bytes item = 1; }
message Item { string sku = 1; }
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
message Item { string sku = 1; string name = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """A message for the writer, bytes for the reader."""
    if reading(pair.writer, pair.reader) is Reading.MESSAGE_AS_BYTES:
        yield on_field(pair, f"`{pair.writer.label}` is written as {told(pair.writer)} and read as its bytes")


RULE = ForFields("protobuf-message-as-bytes", Category.SEMANTIC, Effect.NOTES, Scope.EDGE, look, __doc__)
