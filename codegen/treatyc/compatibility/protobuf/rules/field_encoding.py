"""A field whose bytes now mean another number.

## What
Reports a field whose types share a wire type and encode differently: `sint32` and `int32`, `float` and `fixed32`.

## Why
The reader takes the bytes without complaint and computes another number from them.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { sint32 change = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int32 change = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { sint32 change = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { sint64 change = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two encodings of one wire type."""
    if reading(pair.writer, pair.reader) is Reading.ENCODING:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is encoded as {told(pair.writer)} and decoded as {told(pair.reader)}",
            help="use one type on both sides, or add a new field with a number of its own and reserve this one",
            proof=sent(pair),
        )


RULE = ForFields("protobuf-field-encoding", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
