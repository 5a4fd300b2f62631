"""A field whose bytes hold another kind of content.

## What
Reports text, bytes, packed lists and messages that are read as one another, where the format does not allow it.

## Why
They all travel as a length and a run of bytes. A reader that takes the run for something else refuses it, or finds
values in it that nobody wrote.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string item = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { Item item = 1; }
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
message Order { bytes item = 1; }
message Item { string sku = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """A run of bytes that is taken for another kind of content."""
    if reading(pair.writer, pair.reader) is Reading.CONTENT:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is written as {told(pair.writer)} and its bytes are read as {told(pair.reader)}",
            help="add a new field with a number of its own, and reserve this one",
            proof=sent(pair),
        )


RULE = ForFields("protobuf-field-content", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
