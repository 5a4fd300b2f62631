"""A number that is read as a wider type.

## What
Remarks a field whose reader holds more values than its writer, such as `int32` to `int64`.

## Why
Every value arrives. In the other direction values are cut: readers must have the new version before writers.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int32 total = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int64 total = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int32 total = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int32 total = 1; string note = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """A wider type."""
    if reading(pair.writer, pair.reader) is Reading.WIDER:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is written as {told(pair.writer)} and read as the wider {told(pair.reader)}",
            help="deploy readers first",
        )


RULE = ForFields("protobuf-value-widened", Category.SEMANTIC, Effect.NOTES, Scope.EDGE, look, __doc__)
